"""Pure rules about a line: how a nominee is addressed, and what speaks for and against submitting it."""

from dataclasses import dataclass

from organizations.enums import RecipientKind, Sex
from vietnamese.text import percent

from .enums import Verdict


@dataclass(frozen=True)
class Finding:
    """What one rule says of a line: the verdict, the rule, and the fact behind it as a sentence."""

    code: str
    verdict: Verdict
    rule: str
    fact: str

    @property
    def sentence(self) -> str:
        """Return the rule and the fact as one text for messages."""
        return f"{self.rule}: {self.fact}"


@dataclass(frozen=True)
class LineFacts:
    """Everything that the rules look at. Counts are of this unit in this round, this line included."""

    kind: str
    form_label: str
    form_is_offered: bool
    clause: str | None
    authority: str
    has_name: bool
    has_achievement: bool
    has_citation: bool
    has_meeting: bool
    members_total: int | None
    members_present: int | None
    in_favor: int | None
    against: int | None
    invalid: int | None
    quota: int | None
    quota_blocks: bool
    proposed: int
    duplicate_code: str | None
    is_outside_party: bool
    evidence_count: int


def examine(facts: LineFacts) -> list[Finding]:
    """Return what every rule says, worst first. Only BLOCK keeps a line from being submitted."""
    found = [rule(facts) for rule in RULES]
    order = {Verdict.BLOCK: 0, Verdict.LOOK: 1, Verdict.PASS: 2}
    return sorted((f for f in found if f is not None), key=lambda f: order[f.verdict])


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


def _form(f: LineFacts) -> Finding:
    rule = "Hình thức khen thưởng đúng đợt và thẩm quyền"
    if not f.form_is_offered:
        return Finding(
            "form", Verdict.BLOCK, rule, f"Đợt này không xét {f.form_label} cho đối tượng này. Hãy chọn hình thức khác."
        )
    if f.clause is None:
        return Finding(
            "form", Verdict.BLOCK, rule, f"{f.authority} không có thẩm quyền tặng {f.form_label} cho đối tượng này."
        )
    return Finding("form", Verdict.PASS, rule, f"{f.authority} tặng {f.form_label} theo {f.clause}.")


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
    what = "tập thể" if f.kind == RecipientKind.COLLECTIVE else "cá nhân"
    if f.quota is None:
        return Finding("quota", Verdict.PASS, "Chỉ tiêu của đơn vị", f"Đợt này không giới hạn số {what}.")
    if f.proposed <= f.quota:
        return Finding("quota", Verdict.PASS, "Chỉ tiêu của đơn vị", f"Đề nghị {f.proposed}/{f.quota} {what}.")
    over = f"Đề nghị {f.proposed} {what}, chỉ tiêu là {f.quota}."
    if f.quota_blocks:
        return Finding("quota", Verdict.BLOCK, "Chỉ tiêu của đơn vị", f"{over} Hãy rút bớt một dòng.")
    return Finding("quota", Verdict.LOOK, "Chỉ tiêu của đơn vị", f"{over} Vẫn trình được; cấp trên sẽ xem xét.")


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


def _evidence(f: LineFacts) -> Finding:
    if f.evidence_count:
        return Finding("evidence", Verdict.PASS, "Minh chứng", f"Đã gửi {f.evidence_count} tệp.")
    return Finding(
        "evidence",
        Verdict.LOOK,
        "Minh chứng",
        "Chưa có tệp nào. Vẫn trình được; cơ quan thẩm định có thể yêu cầu bổ sung.",
    )


RULES = (_content, _form, _meeting, _majority, _quota, _duplicate, _outside_party, _evidence)


ORGANIZATION_WORDS = ("Chi bộ", "Đảng bộ", "Đảng ủy", "Ban Chấp hành", "Hội Liên hiệp Phụ nữ", "Công đoàn")


def form_of_address(nominee) -> str:
    """Return how papers address a nominee: Tập thể; Đồng chí for members; Ông, Bà or Ông (Bà) for others."""
    if nominee.kind == RecipientKind.COLLECTIVE:
        return "Tập thể"
    if nominee.is_party_member:
        return "Đồng chí"
    return {Sex.MALE: "Ông", Sex.FEMALE: "Bà"}.get(nominee.sex, "Ông (Bà)")


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
