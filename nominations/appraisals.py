"""Reading what offices found out about lines: appraisal sheets, opinions of other bodies, postings. Fixed numbers of queries.

Whether one person may read a sheet is said by Sheets.readable_by(); papers print a line's sheets only when `is_open`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from vietnamese.dates import short_date

from .enums import NominationState
from .models import Appraisal, Criterion, Nomination, Objection, OpinionRequest, PostedLine, Posting
from .rules import called

APPRAISED = (NominationState.SUBMITTED, NominationState.FORWARDED, NominationState.UNDER_APPRAISAL)
POSTED_STATES = (NominationState.UNDER_APPRAISAL, NominationState.RECOMMENDED)
"""The states in which a unit posts the names of lines that it holds."""


@dataclass(frozen=True)
class Opposite:
    """One criterion side by side: what each sheet says of it, None where a sheet does not have it."""

    criterion: str
    marks: tuple[Any, ...]

    @property
    def differs(self) -> bool:
        """Return whether the appraisers do not say the same of it."""
        return len({mark.mark for mark in self.marks if mark and mark.mark}) > 1


@dataclass(frozen=True)
class Sheets:
    """The sheets of one line at one unit that were not excused, in the order in which they were asked for or begun.

    `needed` is how many the round asks for (Round.appraisers_needed). `replaced` are the words of sheets that were in
    before their authors opened them again: nobody changes what others may have read without a trace.
    """

    nomination_id: int
    unit_id: int
    needed: int = 0
    live: tuple[Appraisal, ...] = ()
    excused: tuple[Appraisal, ...] = ()
    replaced: tuple[Appraisal, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.live or self.excused)

    @property
    def handed_in(self) -> tuple[Appraisal, ...]:
        """Return the sheets that are in."""
        return tuple(sheet for sheet in self.live if sheet.is_in)

    @property
    def missing(self) -> tuple[Appraisal, ...]:
        """Return the sheets that were asked for and are not in."""
        return tuple(sheet for sheet in self.live if sheet.asked_by_name and not sheet.is_in)

    @property
    def lacking(self) -> int:
        """Return how many more sheets must come in before the round's number is reached."""
        return max(0, self.needed - len(self.handed_in))

    @property
    def is_open(self) -> bool:
        """Return whether all that were asked for are in, so that those who may read sheets can read them side by side."""
        return bool(self.handed_in) and not self.missing and not self.lacking

    @property
    def hindrance(self) -> str:
        """Return why the office may not give its opinion yet and what to do, or ""; the same for guard and page."""
        said = []
        if self.missing:
            names = ", ".join(_awaited(sheet) for sheet in self.missing)
            said.append(
                f"Còn thiếu phiếu thẩm định của {names}. Hãy chờ nộp phiếu, hoặc thôi yêu cầu kèm lý do "
                "ở phần Phiếu thẩm định."
            )
        if (more := self.lacking - len(self.missing)) > 0:
            said.append(
                f"Đợt này cần {self.needed} phiếu thẩm định cho mỗi dòng, đã nộp {len(self.handed_in)}. "
                f"Hãy đề nghị thêm {more} đồng chí viết phiếu, hoặc tự viết phiếu của mình."
            )
        return " ".join(said)

    def of(self, user: Any) -> Appraisal | None:
        """Return the sheet of one person, or None."""
        return next((sheet for sheet in self.live if sheet.appraiser_id == user.pk), None)

    def readable_by(self, user: Any) -> tuple[Appraisal, ...]:
        """Return the sheets that somebody of the appraising side may read now; ask before whether they are of that side.

        One's own always; those of others when all are in, but not as long as one's own is unfinished: nobody writes
        a sheet with another's beside it.
        """
        own = self.of(user)
        if self.is_open and (own is None or own.is_in):
            return self.handed_in
        return (own,) if own else ()

    def earlier_of(self, sheet: Appraisal) -> tuple[Appraisal, ...]:
        """Return what a sheet said each time it was handed in before, the first in front; readable as the sheet is."""
        return tuple(row for row in self.replaced if row.appraiser_id == sheet.appraiser_id)

    def side_by_side(self) -> list[Opposite]:
        """Return criteria x appraisers of the sheets that are in; needs the marks. Empty while the sheets are unseen."""
        return opposites(self.handed_in) if self.is_open else []


def _awaited(sheet: Appraisal) -> str:
    return f"đồng chí {sheet.appraiser_name}" + (f" (hạn {short_date(sheet.due_on)})" if sheet.due_on else "")


def opposites(sheets: Iterable[Appraisal]) -> list[Opposite]:
    """Return every criterion of these sheets once, in the order in which they come, with the mark of each sheet."""
    given = [{mark.criterion: mark for mark in sheet.marks.all()} for sheet in sheets]
    texts = list(dict.fromkeys(text for marks in given for text in marks))
    return [Opposite(text, tuple(marks.get(text) for marks in given)) for text in texts]


def sheets_of(
    nomination_ids: Iterable[int],
    unit_id: int,
    *,
    needed: Mapping[int, int] | None = None,
    with_marks: bool = True,
    known: Iterable[Appraisal] | None = None,
) -> dict[int, Sheets]:
    """Return the sheets of these lines at one unit by primary key; every line has an entry. At most three queries.

    `needed` (line -> number that its round asks for) spares one of them, `with_marks=False` another, `known` (all sheets
    of the lines at the unit, without marks) the last.
    """
    ids = list(nomination_ids)
    if needed is None:
        needed = dict(Nomination.objects.filter(pk__in=ids).values_list("pk", "round__appraisers_needed"))
    rows = Appraisal.objects.filter(nomination__in=ids, unit=unit_id)
    found: dict[int, list[Appraisal]] = {pk: [] for pk in ids}
    if known is not None:
        rows = sorted(known, key=lambda row: row.pk)
    for row in rows.prefetch_related("marks") if with_marks and known is None else rows:
        found[row.nomination_id].append(row)
    return {pk: _sheets(pk, unit_id, needed.get(pk, 0), mine) for pk, mine in found.items()}


def sheets_by_unit(nomination: Nomination) -> list[Sheets]:
    """Return the sheets of one line at every unit that it has passed, in that order; its round is loaded. Two queries."""
    rows = Appraisal.objects.filter(nomination=nomination).select_related("unit").prefetch_related("marks")
    units: dict[int, list[Appraisal]] = {}
    for row in rows:
        units.setdefault(row.unit_id, []).append(row)
    return [_sheets(nomination.pk, unit, nomination.round.appraisers_needed, mine) for unit, mine in units.items()]


def _sheets(nomination_id: int, unit_id: int, needed: int, rows: list[Appraisal]) -> Sheets:
    live = tuple(row for row in rows if row.excused_at is None)
    over = [row for row in rows if row.excused_at]
    excused, replaced = (tuple(row for row in over if row.is_in == was_in) for was_in in (False, True))
    return Sheets(nomination_id, unit_id, needed, live, excused, replaced)


def criteria_for(line: Nomination) -> QuerySet[Criterion]:
    """Return the criteria by which a line is appraised, in the order of the sheet; its nominee is loaded."""
    return Criterion.objects.filter(
        round_form__round=line.round_id, round_form__recipient_kind=line.nominee.kind, round_form__form=line.form
    )


def opinions_of(nomination_ids: Iterable[int]) -> dict[int, list[OpinionRequest]]:
    """Return which other bodies were asked about these lines, and what they answered, oldest first. One query."""
    ids = list(nomination_ids)
    rows = OpinionRequest.objects.filter(nomination__in=ids).select_related("unit", "asked_unit").order_by("id")
    found: dict[int, list[OpinionRequest]] = {pk: [] for pk in ids}
    for row in rows:
        found[row.nomination_id].append(row)
    return found


def postings_of(nomination_ids: Iterable[int], *, unit_id: int | None = None) -> dict[int, list[PostedLine]]:
    """Return where the names of these lines were posted, oldest first, each with its posting and objections. Two queries."""
    ids = list(nomination_ids)
    rows = (
        PostedLine.objects.filter(nomination__in=ids)
        .filter(Q(posting__unit=unit_id) if unit_id else Q())
        .select_related("posting__unit")
        .prefetch_related("objections")
        .order_by("posting__starts_on", "posting_id")
    )
    found: dict[int, list[PostedLine]] = {pk: [] for pk in ids}
    for row in rows:
        found[row.nomination_id].append(row)
    return found


def upheld_objections(nomination_ids: Iterable[int]) -> dict[int, list[Objection]]:
    """Return line -> the objections to its posted name that were found right, oldest first. One query."""
    rows = Objection.objects.filter(line__nomination__in=list(nomination_ids), is_upheld=True).select_related("line")
    found: dict[int, list[Objection]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.line.nomination_id, []).append(row)
    return found


def posted_lines(posting: Posting) -> list[PostedLine]:
    """Return the names of one posting in its order, each with its line and with objections, oldest first. Two queries."""
    objections = Objection.objects.order_by("received_on", "id")
    return list(
        posting.lines.select_related("nomination__nominee").prefetch_related(Prefetch("objections", objections))
    )


def waiting_to_be_posted(unit_id: int, round_id: int) -> QuerySet[Nomination]:
    """Return the lines of a round that a unit holds under appraisal or recommended and has not posted yet."""
    return (
        Nomination.objects.filter(holder_unit=unit_id, round=round_id, state__in=POSTED_STATES)
        .exclude(posted_lines__posting__unit=unit_id)
        .select_related("nominee")
        .order_by("nominee__kind", "sort_key", "id")
    )


def why_vote_waits(nomination_ids: Iterable[int], *, on: date, states: Iterable[str]) -> dict[int, str]:
    """Return nomination -> why the names of these lines still keep it from the vote, where the round posts names.

    A line has to be posted by the unit that holds it, the last posting has to be over (its last day before `on`), and
    every objection answered. Only lines in one of `states` are asked. Three queries.
    """
    rows = list(
        Nomination.objects.filter(
            pk__in=list(nomination_ids), round__posting_days__gt=0, state__in=list(states)
        ).select_related("nominee")
    )
    posted = postings_of(row.pk for row in rows) if rows else {}
    found = {row.pk: _why_wait(row, posted[row.pk], on) for row in rows}
    return {pk: sentence for pk, sentence in found.items() if sentence}


def _why_wait(nomination: Nomination, posted: list[PostedLine], on: date) -> str:
    name = called(nomination.nominee)
    here = [line for line in posted if line.posting.unit_id == nomination.holder_unit_id]
    if not here:
        return f"{name}: chưa niêm yết tên để lấy ý kiến. Hãy niêm yết ở trang của đợt, hết hạn rồi mở biểu quyết."
    if here[-1].posting.ends_on >= on:
        return f"{name}: đang niêm yết đến hết ngày {short_date(here[-1].posting.ends_on)}. Hãy chờ hết hạn."
    unanswered = sum(1 for line in here for objection in line.objections.all() if objection.answered_at is None)
    if unanswered:
        return f"{name}: còn {unanswered} ý kiến chưa trả lời. Hãy trả lời ở trang niêm yết rồi mở biểu quyết."
    return ""
