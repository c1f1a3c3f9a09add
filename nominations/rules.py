"""Pure rules about a line: how a nominee is addressed, and what speaks for and against submitting it."""

from collections.abc import Iterable
from dataclasses import dataclass

from organizations.enums import AwardForm, RecipientKind, Sex
from vietnamese.text import lower_first, percent

from .enums import EligibilityCode, Verdict


@dataclass(frozen=True)
class Finding:
    """What one rule says of a line: the verdict, the rule, and the fact behind it as a sentence.

    `passes_when` says when or how it would pass, where it does not. `evidence` holds the facts one by one: which year,
    which decision; `clause` is the document behind the rule. `can_be_overridden` is true where an office may let the line pass all the same; `override` says
    where such a request stands (nominations.enums.OverrideState), "" without one.
    """

    code: str
    verdict: Verdict
    rule: str
    fact: str
    passes_when: str = ""
    evidence: tuple[str, ...] = ()
    can_be_overridden: bool = False
    override: str = ""
    clause: str = ""

    @property
    def explanation(self) -> str:
        """Return the fact and, where the rule fails, when it would pass and on what the rule rests."""
        clause = f"Căn cứ: {self.clause.rstrip('.')}." if self.clause and self.verdict != Verdict.PASS else ""
        return " ".join(filter(None, [self.fact, self.passes_when, clause]))

    @property
    def sentence(self) -> str:
        """Return the rule and what it says as one text for messages."""
        return f"{self.rule}: {self.explanation}"

    @property
    def is_eligibility(self) -> bool:
        """Return whether this is about who may be commended, not about what is still missing in the dossier."""
        return self.code in EligibilityCode.values

    @property
    def as_kept(self) -> dict[str, str]:
        """Return what the history keeps of it."""
        return {"code": self.code, "verdict": self.verdict.value, "rule": self.rule, "fact": self.explanation}


@dataclass(frozen=True)
class QuotaUse:
    """How many lines of a kind, and of a form or of any form (""), a unit has in a round, and how many it may have.

    `limit` is None without a quota; `approved` counts the lines that the committee has approved.
    """

    kind: str
    form: str
    proposed: int
    limit: int | None
    blocks: bool = False
    approved: int = 0

    @property
    def label(self) -> str:
        """Return what is counted, inside a sentence: "cá nhân", "cá nhân, Giấy khen"."""
        form = f", {AwardForm(self.form).label}" if self.form else ""
        return f"{RecipientKind(self.kind).label.lower()}{form}"

    @property
    def left(self) -> int | None:
        """Return how many more the unit may propose; None without a limit."""
        return None if self.limit is None else max(0, self.limit - self.proposed)

    @property
    def is_over(self) -> bool:
        """Return whether more is proposed than the quota says."""
        return self.limit is not None and self.proposed > self.limit

    @property
    def over(self) -> int:
        """Return by how many lines the quota is exceeded."""
        return max(0, self.proposed - self.limit) if self.limit is not None else 0

    @property
    def short(self) -> str:
        """Return what is used in a few words: "cá nhân 2/3"."""
        return (
            f"{self.label} {self.proposed}/{self.limit}" if self.limit is not None else f"{self.label} {self.proposed}"
        )

    @property
    def used_sentence(self) -> str:
        """Return how much of the quota is used: "Cá nhân: đề nghị 2, chỉ tiêu 3, còn 1."."""
        what = self.label[0].upper() + self.label[1:]
        if self.limit is None:
            return f"{what}: đề nghị {self.proposed}, không giới hạn."
        end = f"vượt {self.over}" if self.is_over else f"còn {self.left}"
        return f"{what}: đề nghị {self.proposed}, chỉ tiêu {self.limit}, {end}."


@dataclass(frozen=True)
class LineFacts:
    """What the rules about content look at. Quotas are those that bind this line, with this line counted.

    `probable_name` is the form that a name typed all in capitals or all in small letters probably has, "" where it is fine.
    """

    has_name: bool
    has_achievement: bool
    has_citation: bool
    has_meeting: bool
    members_total: int | None
    members_present: int | None
    in_favor: int | None
    against: int | None
    invalid: int | None
    kind: str
    quotas: tuple[QuotaUse, ...]
    duplicate_code: str | None
    is_outside_party: bool
    evidence_count: int
    address: str = ""
    probable_name: str = ""
    required_files: tuple[str, ...] = ()
    wanted_files: tuple[str, ...] = ()


def examine(facts: LineFacts) -> list[Finding]:
    """Return what every rule about content says, worst first. Only BLOCK keeps a line from being submitted."""
    return worst_first(found for rule in RULES if (found := rule(facts)) is not None)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with those that block in front and those that pass at the end."""
    order = (Verdict.BLOCK, Verdict.LOOK, Verdict.PASS)
    return sorted(findings, key=lambda finding: order.index(finding.verdict))


def _content(f: LineFacts) -> Finding:
    missing = [
        word
        for word, there in (
            ("tên", f.has_name),
            ("thành tích", f.has_achievement),
            ("lời khen in trên giấy", f.has_citation),
        )
        if not there
    ]
    if missing:
        return Finding(
            "content", Verdict.BLOCK, "Nội dung đầy đủ", f"Còn thiếu {', '.join(missing)}. Hãy bấm Sửa để điền."
        )
    return Finding("content", Verdict.PASS, "Nội dung đầy đủ", "Đã có tên, thành tích và lời khen.")


def _meeting(f: LineFacts) -> Finding:
    rule = "Chi bộ đã họp và ghi kết quả"
    if not f.has_meeting:
        return Finding(
            "meeting",
            Verdict.BLOCK,
            rule,
            "Chưa ghi cuộc họp chi bộ: ngày họp, chủ trì, người ghi biên bản, số dự họp.",
        )
    if f.in_favor is None:
        return Finding(
            "meeting", Verdict.BLOCK, rule, "Chưa ghi số phiếu tán thành của dòng này. Hãy ghi ở phần Họp chi bộ."
        )
    cast = f.in_favor + (f.against or 0) + (f.invalid or 0)
    if f.members_present is not None and cast != f.members_present:
        return Finding(
            "meeting",
            Verdict.BLOCK,
            rule,
            f"Tổng số phiếu là {cast}, nhưng có {f.members_present} đảng viên dự họp. Hãy sửa lại số phiếu.",
        )
    return Finding("meeting", Verdict.PASS, rule, f"{f.members_present}/{f.members_total} đảng viên dự họp.")


def _majority(f: LineFacts) -> Finding | None:
    if f.in_favor is None or not f.members_total:
        return None
    fact = (
        f"{f.in_favor}/{f.members_total} đảng viên của chi bộ tán thành, bằng {percent(f.in_favor, f.members_total)}."
    )
    if 2 * f.in_favor > f.members_total:
        return Finding("majority", Verdict.PASS, "Trên một nửa đảng viên tán thành", fact)
    return Finding(
        "majority", Verdict.BLOCK, "Trên một nửa đảng viên tán thành", f"{fact} Dòng này chưa đủ điều kiện trình."
    )


def _quota(f: LineFacts) -> Finding:
    rule = "Chỉ tiêu của đơn vị"
    limited = [use for use in f.quotas if use.limit is not None]
    what = RecipientKind(f.kind).label.lower()
    if not limited:
        return Finding("quota", Verdict.PASS, rule, f"Đợt này không giới hạn số {what}.")
    said = " ".join(use.used_sentence for use in limited)
    over = [use for use in limited if use.is_over]
    if any(use.blocks for use in over):
        return Finding("quota", Verdict.BLOCK, rule, said, "Hãy rút bớt một dòng.")
    if over:
        return Finding("quota", Verdict.LOOK, rule, said, "Vẫn trình được; cấp trên sẽ xem xét.")
    return Finding("quota", Verdict.PASS, rule, said)


def _duplicate(f: LineFacts) -> Finding | None:
    if f.duplicate_code is None:
        return None
    return Finding(
        "duplicate",
        Verdict.BLOCK,
        "Mỗi người, mỗi tập thể một dòng trong đợt",
        f"Đề nghị {f.duplicate_code} trong đợt này đã có cùng tên, năm sinh và hình thức. Hãy rút một trong hai dòng.",
    )


def _outside_party(f: LineFacts) -> Finding | None:
    if not f.is_outside_party:
        return None
    who = "Tập thể không phải tổ chức đảng" if f.kind == RecipientKind.COLLECTIVE else "Cá nhân không phải đảng viên"
    return Finding("outside_party", Verdict.LOOK, who, "Vẫn trình được. Cơ quan thẩm định sẽ xem xét đối tượng.")


def _address(f: LineFacts) -> Finding | None:
    if f.address != UNKNOWN_ADDRESS:
        return None
    fact = f"Chưa ghi giới tính, nên quyết định và giấy khen sẽ ghi “{UNKNOWN_ADDRESS}” trước tên."
    return Finding("address", Verdict.LOOK, "Xưng hô trên giấy khen", fact, "Hãy chọn Nam hoặc Nữ.")


def _spelling(f: LineFacts) -> Finding | None:
    if not f.probable_name:
        return None
    fact = f"Tên chưa viết hoa đúng chỗ, có lẽ là “{f.probable_name}”. Giấy khen in đúng như đã ghi."
    return Finding("spelling", Verdict.LOOK, "Chữ hoa trong tên", fact)


def _evidence(f: LineFacts) -> Finding:
    rule = "Minh chứng"
    if f.required_files:
        return Finding(
            "evidence", Verdict.BLOCK, rule, f"Còn thiếu: {_listed(f.required_files)}.", "Hãy gửi tệp rồi trình."
        )
    if f.wanted_files:
        return Finding("evidence", Verdict.LOOK, rule, f"Nên gửi thêm: {_listed(f.wanted_files)}.", "Vẫn trình được.")
    if f.evidence_count:
        return Finding("evidence", Verdict.PASS, rule, f"Đã gửi {f.evidence_count} tệp.")
    return Finding(
        "evidence",
        Verdict.LOOK,
        rule,
        "Chưa có tệp nào.",
        "Vẫn trình được; cơ quan thẩm định có thể yêu cầu bổ sung.",
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(lower_first(name) for name in names)


RULES = (_content, _meeting, _majority, _quota, _duplicate, _outside_party, _address, _spelling, _evidence)


ORGANIZATION_WORDS = ("Chi bộ", "Đảng bộ", "Đảng ủy", "Ban Chấp hành", "Hội Liên hiệp Phụ nữ", "Công đoàn")


MEMBER_ADDRESS = "Đồng chí"
"""What papers print before the name of a member of the Party."""
UNKNOWN_ADDRESS = "Ông (Bà)"
"""What papers print before the name of somebody outside the Party whose sex is not recorded."""


def form_of_address(nominee) -> str:
    """Return how papers address a nominee: Tập thể; Đồng chí for members; Ông, Bà or Ông (Bà) for others."""
    if nominee.kind == RecipientKind.COLLECTIVE:
        return "Tập thể"
    if nominee.is_party_member:
        return MEMBER_ADDRESS
    return {Sex.MALE: "Ông", Sex.FEMALE: "Bà"}.get(nominee.sex, UNKNOWN_ADDRESS)


def printed_unit(nominee) -> str:
    """Return the line below the name on a certificate: position and unit of a person, the superior of a collective.

    A position that ends in the word with which the unit begins is not said twice: "Phó Bí thư Chi bộ" in "Chi bộ ấp
    Tân Bình 1" gives "Phó Bí thư Chi bộ ấp Tân Bình 1".
    """
    if not nominee.is_individual:
        return nominee.unit_text
    position, unit = nominee.position, nominee.unit_text
    for word in ORGANIZATION_WORDS:
        if position.endswith(f" {word}") and unit.startswith(f"{word} "):
            return f"{position}{unit.removeprefix(word)}"
    return ", ".join(part for part in (position, unit) if part)


def called(nominee) -> str:
    """Return the nominee as a screen calls it: "Đồng chí Lê Thị Bích Liên", or a collective's bare name."""
    return f"{form_of_address(nominee)} {nominee.full_name}" if nominee.is_individual else nominee.full_name
