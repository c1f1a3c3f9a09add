"""Who may be commended: each rule of a round answers pass, look or block, with the facts behind it. Pure.

Sources of the rules: the guide of each committee (a round copies them, see nominations.conditions); no second award for
one achievement: Luật Thi đua, khen thưởng số 06/2022/QH15, Điều 5 khoản 2 điểm c; ratings: Quy định 366-QĐ/TW.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from organizations.enums import RecipientKind
from rolls.enums import Rating
from vietnamese.dates import short_date
from vietnamese.text import lower_first

from .enums import EligibilityCode, OverrideState, RuleOutcome, Verdict
from .rules import Finding
from .standing import Disciplined, Override, PastAward, Rated, Standing
from .texts import is_nearly, same_achievement, years_in

LOOSELY = 0.6
"""Share of common words from which two texts are one achievement when form and year are the same, too."""


class Rule(Protocol):
    """A row of EligibilityRule, or anything shaped like it."""

    code: str
    recipient_kind: str
    form: str
    outcome: str
    number: int | None
    rating: str
    clause: str


@dataclass(frozen=True)
class Answer:
    """What one rule says before its outcome is known.

    `fails`: the facts are known and too weak; `is_unsure`: a fact is missing or may be about somebody else.
    """

    fact: str
    fails: bool = False
    is_unsure: bool = False
    passes_when: str = ""
    evidence: tuple[str, ...] = field(default=())


def judge(rules: Iterable[Rule], standing: Standing, overrides: Iterable[Override] = ()) -> list[Finding]:
    """Return what each rule of the round that is about this kind and form says of the line, in the order of the rules.

    Whether the round offers the form and the deciding level may give it is asked also where no row says so.
    """
    rows = applying(rules, standing.kind, standing.form)
    latest: dict[str, Override] = {override.code: override for override in overrides}
    found = []
    for code, examine in RULES.items():
        row = rows.get(code)
        outcome = row.outcome if row else (RuleOutcome.BLOCK if code in ALWAYS else RuleOutcome.OFF)
        if outcome == RuleOutcome.OFF or (answer := examine(standing, row)) is None:
            continue
        found.append(_overridden(_finding(code, row, outcome, answer), latest.get(code)))
    return found


def applying(rules: Iterable[Rule], kind: str, form: str) -> dict[str, Rule]:
    """Return for each code the row that holds for a kind and a form: the one that says most about them."""
    found: dict[str, tuple[int, Rule]] = {}
    for row in rules:
        if row.recipient_kind not in ("", kind) or row.form not in ("", form):
            continue
        weight = 2 * bool(row.form) + bool(row.recipient_kind)
        if row.code not in found or weight > found[row.code][0]:
            found[row.code] = (weight, row)
    return {code: row for code, (_, row) in found.items()}


def _finding(code: str, row: Rule | None, outcome: str, answer: Answer) -> Finding:
    verdict = Verdict.PASS
    if answer.fails:
        verdict = Verdict.BLOCK if outcome == RuleOutcome.BLOCK else Verdict.LOOK
    elif answer.is_unsure:
        verdict = Verdict.LOOK
    passes = "" if verdict == Verdict.PASS else answer.passes_when
    return Finding(
        code=code,
        verdict=verdict,
        rule=_title(code, row),
        fact=answer.fact,
        passes_when=passes,
        evidence=answer.evidence,
        can_be_overridden=verdict == Verdict.BLOCK and code not in NEVER_OVERRIDDEN,
        clause=row.clause if row and code not in ALWAYS else "",
    )


def _overridden(finding: Finding, override: Override | None) -> Finding:
    """Return the finding as it reads with what was decided about it; only one that blocks can be passed over."""
    if override is None or not finding.can_be_overridden:
        return finding
    on = f", ngày {short_date(override.on)}" if override.on else ""
    if override.state == OverrideState.GRANTED:
        changed = "" if override.fact == finding.fact else f" Sự việc lúc cho phép: {override.fact}"
        return replace(
            finding,
            verdict=Verdict.LOOK,
            fact=f"{finding.fact} Được cho phép ngoại lệ: {override.reason.rstrip('.')}, đồng chí {override.by}{on}.{changed}",
            passes_when="",
            can_be_overridden=False,
            override=override.state,
        )
    if override.state == OverrideState.REQUESTED:
        said = f"Đang xin ngoại lệ{on}; chờ cơ quan tiếp nhận trả lời."
    else:
        said = f"Đã xin ngoại lệ, không được cho phép: {override.reason.rstrip('.')}, đồng chí {override.by}{on}."
    return replace(finding, passes_when=f"{finding.passes_when} {said}".strip(), override=override.state)


def _title(code: str, row: Rule | None) -> str:
    if code == EligibilityCode.RATING_YEARS and row:
        count = f"{row.number or 1} năm" if (row.number or 1) > 1 else "Năm gần nhất"
        return f"{count} được xếp loại từ “{Rating(row.rating or Rating.GOOD).label}”"
    if code == EligibilityCode.YEARS_SINCE_AWARD and row:
        return f"Cách lần khen cùng hình thức trước ít nhất {row.number or 1} năm"
    if code == EligibilityCode.MEMBERSHIP and row and row.number:
        return f"Là đảng viên từ {row.number} tháng trở lên"
    return EligibilityCode(code).label


def _form_at_level(s: Standing, row: Rule | None) -> Answer:
    if s.clause is None:
        return Answer(
            f"{s.authority} không có thẩm quyền tặng {s.form_label} cho {s.who}.",
            fails=True,
            passes_when="Hãy chọn hình thức thuộc thẩm quyền, hoặc hỏi cơ quan mở đợt.",
        )
    return Answer(f"{s.authority} tặng {s.form_label} theo {s.clause}.", evidence=(s.clause,))


def _recipient_kind(s: Standing, row: Rule | None) -> Answer:
    if s.form_is_offered:
        return Answer(f"Đợt này xét {s.form_label} cho {s.who}.")
    return Answer(
        f"Đợt này không xét {s.form_label} cho {s.who}.", fails=True, passes_when="Hãy chọn hình thức khác của đợt."
    )


def _no_discipline(s: Standing, row: Rule | None) -> Answer:
    def runs(one: Disciplined) -> bool:
        return one.decided_on <= s.period_to and (one.ends_on is None or one.ends_on >= s.period_from)

    touching = [one for one in s.discipline if runs(one)]
    sure = [one for one in touching if one.ends_on or one.decided_on >= s.period_from]
    if not touching:
        return Answer(f"Danh sách không ghi kỷ luật nào trong thời gian xét {s.period}.")
    shown = sure or touching
    named = "; ".join(one.named for one in shown)
    evidence = tuple(one.named for one in shown)
    if not sure:
        return Answer(
            f"{named}. Cần xem kỷ luật này còn hiệu lực trong thời gian xét {s.period} không.",
            is_unsure=True,
            passes_when="Đạt khi danh sách ghi ngày hết hiệu lực trước thời gian xét.",
            evidence=evidence,
        )
    ends = [one.ends_on for one in sure]
    last = max((end for end in ends if end), default=None)
    when = f"ngày {short_date(last)}" if last and None not in ends else "khi kỷ luật hết hiệu lực"
    return Answer(
        f"{named}; nằm trong thời gian xét {s.period}.",
        fails=True,
        passes_when=f"Đạt ở đợt có thời gian xét bắt đầu sau {when}.",
        evidence=evidence,
    )


def _one_award(s: Standing, row: Rule | None) -> Answer:
    given = [award for award in s.awards if not award.is_revoked]
    same = [award for award in given if _is_for_the_same(s, award)]
    if sure := [award for award in same if award.is_certain]:
        return Answer(
            f"Thành tích này đã được khen: {sure[0].named}.",
            fails=True,
            passes_when="Đạt khi đề nghị vì một thành tích khác.",
            evidence=tuple(award.named for award in sure),
        )
    if same:
        return Answer(
            f"Có thể thành tích này đã được khen: {same[0].named} ({same[0].because}). Hãy đối chiếu xem có phải cùng người.",
            is_unsure=True,
            evidence=tuple(award.named for award in same),
        )
    alike = [a for a in given if a.is_certain and a.form == s.form and a.year == s.year and not _years_apart(s, a)]
    if alike:
        return Answer(
            f"Năm {s.year} đã có {alike[0].named}. Hãy xem có phải cùng một thành tích.",
            is_unsure=True,
            evidence=tuple(award.named for award in alike),
        )
    return Answer("Chưa thấy khen thưởng nào cho thành tích này.")


def _is_for_the_same(s: Standing, award: PastAward) -> bool:
    told = award.achievement or award.citation
    if same_achievement(s.achievement, told):
        return True
    same_model = bool(s.model_name) and is_nearly(s.model_name, award.model_name)
    if same_model and not _years_apart(s, award) and is_nearly(s.citation, award.citation):
        return True
    if award.form != s.form or award.year != s.year or _years_apart(s, award):
        return False
    return is_nearly(s.citation, award.citation) or same_achievement(s.achievement, told, share=LOOSELY)


def _years_apart(s: Standing, award: PastAward) -> bool:
    """Return whether line and award name years, and none in common."""
    ours, theirs = years_in(s.citation), years_in(award.citation)
    return bool(ours and theirs and not ours & theirs)


def _years_since_award(s: Standing, row: Rule | None) -> Answer:
    years = (row.number if row else None) or 1
    given = [award for award in s.awards if award.form == s.form and not award.is_revoked]
    near = sorted((a for a in given if _later(a.day, years) > s.on), key=lambda award: award.day, reverse=True)
    if sure := [award for award in near if award.is_certain]:
        due = _later(sure[0].day, years)
        return Answer(
            f"Đã được tặng {sure[0].named}.",
            fails=True,
            passes_when=f"Đạt từ ngày {short_date(due)}.",
            evidence=tuple(award.named for award in sure),
        )
    if near:
        return Answer(
            f"Có thể đã được tặng {near[0].named} ({near[0].because}). Hãy đối chiếu xem có phải cùng người.",
            is_unsure=True,
            evidence=tuple(award.named for award in near),
        )
    before = [award for award in given if award.is_certain]
    if before:
        return Answer(f"Lần gần nhất: {before[0].named}.", evidence=(before[0].named,))
    return Answer(f"Chưa thấy {lower_first(s.form_label)} nào đã tặng trước đây.")


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)


def _rating_years(s: Standing, row: Rule | None) -> Answer:
    count = (row.number if row else None) or 1
    least = Rating((row.rating if row else "") or Rating.GOOD)
    known = {one.year: one for one in s.ratings}
    last = s.year if s.year in known or s.on.year > s.year else min(s.year, s.on.year) - 1
    years = range(last - count + 1, last + 1)
    evidence = tuple(f"{year}: {_rated(known.get(year))}" for year in years)
    low = [year for year in years if year in known and Rating(known[year].rating).rank > least.rank]
    unknown = [year for year in years if year not in known]
    if low:
        said = "; ".join(f"năm {year} xếp loại “{Rating(known[year].rating).label}”" for year in low)
        first = max(low) + count + (s.year - last)
        return Answer(
            f"{said[0].upper()}{said[1:]}, thấp hơn “{least.label}”.",
            fails=True,
            passes_when=f"Sớm nhất là đợt xét năm {first}, nếu các năm sau đều đạt.",
            evidence=evidence,
        )
    if unknown:
        named = ", ".join(map(str, unknown))
        return Answer(
            f"Chưa có xếp loại năm {named} trong danh sách.",
            is_unsure=True,
            passes_when=f"Đạt khi danh sách ghi xếp loại năm {named} từ “{least.label}”.",
            evidence=evidence,
        )
    return Answer("; ".join(f"Năm {item}" for item in evidence) + ".", evidence=evidence)


def _rated(one: Rated | None) -> str:
    if one is None:
        return "chưa có trong danh sách"
    return Rating(one.rating).label + (f" ({one.source})" if one.source else "")


def _membership(s: Standing, row: Rule | None) -> Answer | None:
    if s.kind != RecipientKind.INDIVIDUAL:
        return None
    months = (row.number if row else None) or 0
    if not s.is_member:
        return Answer("Không phải đảng viên.", fails=True, passes_when="Đạt khi là đảng viên đủ thời gian.")
    if not months:
        return Answer("Là đảng viên.")
    if s.joined_on is None:
        return Answer(
            "Chưa ghi ngày vào Đảng.", is_unsure=True, passes_when="Hãy ghi ngày vào Đảng để đối chiếu.", evidence=()
        )
    due = _months_later(s.joined_on, months)
    fact = f"Vào Đảng ngày {short_date(s.joined_on)}"
    if due > s.on:
        return Answer(
            f"{fact}, chưa đủ {months} tháng.",
            fails=True,
            passes_when=f"Đạt từ ngày {short_date(due)}.",
            evidence=(fact,),
        )
    return Answer(f"{fact}.", evidence=(fact,))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


RULES: Mapping[str, Callable[[Standing, Rule | None], Answer | None]] = {
    EligibilityCode.FORM_AT_LEVEL: _form_at_level,
    EligibilityCode.RECIPIENT_KIND: _recipient_kind,
    EligibilityCode.NO_DISCIPLINE: _no_discipline,
    EligibilityCode.ONE_AWARD_PER_ACHIEVEMENT: _one_award,
    EligibilityCode.YEARS_SINCE_AWARD: _years_since_award,
    EligibilityCode.RATING_YEARS: _rating_years,
    EligibilityCode.MEMBERSHIP: _membership,
}
ALWAYS = frozenset({EligibilityCode.FORM_AT_LEVEL, EligibilityCode.RECIPIENT_KIND})
"""Rules that are asked in every round: they repeat what the round itself and the table of rights say."""

NEVER_OVERRIDDEN = frozenset({EligibilityCode.FORM_AT_LEVEL})
"""No office can give a form that its level may not give."""
