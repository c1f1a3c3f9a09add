"""Where a nomination is: the five steps from the proposing unit to the conferral, who holds it, for how long.

Reads only. The levels between the unit and the deciding authority are data, so the fourth step is either the decision
of the committee's own clerk or the superior authority.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.enums import MeetingState
from meetings.models import AgendaLine
from nominations.enums import NominationState as S
from nominations.models import Nomination
from organizations.models import Unit
from organizations.queries import parents_on
from organizations.rules import chain_above
from vietnamese.dates import days_between, local_day
from vietnamese.templatetags.vietnamese import day as shown_day

from .effects import submitted_texts
from .enums import Action
from .models import TransitionRecord

PROPOSED, APPRAISED, COMMITTEE, DECISION, CONFERRAL = range(5)
WITH_COMMITTEE = frozenset({S.RECOMMENDED, S.NOT_RECOMMENDED})


@dataclass
class Step:
    """One step of the way: `status` is done, now, later or stopped; the rest is for the full drawing."""

    name: str
    status: str = "later"
    holder: str = ""
    note: str = ""
    at: datetime | date | None = None


@dataclass(frozen=True)
class Where:
    """The steps, who holds the nomination now (empty when nobody does), since how many days, and one more sentence."""

    steps: list[Step]
    holder: str = ""
    days: int | None = None
    extra: str | SafeString = ""


class Ways:
    """The committees that each nomination passes; reads the units once for a whole page. `parents` is the tree of the day."""

    def __init__(self, nominations: Iterable[Nomination], parents: dict[int, int | None]):
        chains = {n.proposing_unit_id: chain_above(n.proposing_unit_id, parents) for n in nominations}
        units = Unit.objects.select_related("kind").in_bulk({pk for chain in chains.values() for pk in chain})
        self._committees = {
            unit_id: [pk for pk in chain if pk in units and units[pk].kind.has_standing_committee]
            for unit_id, chain in chains.items()
        }

    def committees(self, nomination: Nomination) -> list[int]:
        """Return the ids of the committees that vote on the nomination, nearest first."""
        above = self._committees[nomination.proposing_unit_id]
        decider = nomination.round.authority.unit_id
        return above[: above.index(decider) + 1] if decider in above else above[:1]

    def goes_higher(self, nomination: Nomination) -> bool:
        """Return whether an authority above the first committee decides."""
        return self.committees(nomination)[:1] != [nomination.round.authority.unit_id]

    def is_higher(self, nomination: Nomination, unit_id: int | None) -> bool:
        """Return whether the unit stands above the first committee on the way."""
        return unit_id is not None and unit_id in self.committees(nomination)[1:]


def locate(
    nominations: list[Nomination], last: dict[int, TransitionRecord], parents: dict[int, int | None], *, at: datetime
) -> list[Where]:
    """Return where each nomination is, for lists; two queries whatever their number.

    `last` are their last_steps(), `parents` the tree of the day (organizations.queries.parents_on). Wants nominee,
    round__authority, proposing_unit__kind, holder_unit and award loaded.
    """
    ways = Ways(nominations, parents)
    meetings = meeting_days(nominations)
    return [_where(n, ways, last.get(n.pk), meetings.get(n.pk), at) for n in nominations]


def last_steps(nominations: Iterable[Nomination]) -> dict[int, TransitionRecord]:
    """Return nomination id -> the latest step of its history."""
    rows = TransitionRecord.objects.filter(nomination__in=[n.pk for n in nominations]).order_by("sequence")
    return {row.nomination_id: row for row in rows}


def meeting_days(nominations: Iterable[Nomination]) -> dict[int, datetime]:
    """Return nomination id -> when the committee meets about it, for lines on an agenda that is not closed."""
    rows = AgendaLine.objects.filter(nomination__in=[n.pk for n in nominations], is_live=True)
    return dict(
        rows.filter(meeting__state__in=[MeetingState.PREPARING, MeetingState.VOTING]).values_list(
            "nomination", "meeting__starts_at"
        )
    )


def words_then(record: TransitionRecord, nomination: Nomination) -> list[str]:
    """Return what a submission said where the line says something else today, one sentence for each part."""
    return [
        f"Lúc đó ghi {label[:1].lower()}{label[1:]}: {record.data[f'sent_{key}'] or 'để trống'}"
        for key, (label, words) in submitted_texts(nomination).items()
        if record.data.get(f"sent_{key}", words) != words
    ]


def holder_name(nomination: Nomination) -> str:
    """Return who has the nomination in hand, as people say it; "" when it has reached its end."""
    unit, state = nomination.holder_unit, nomination.state_enum
    if unit is None:
        return ""
    if state == S.FORWARDED and nomination.awaits_outside_answer:
        return nomination.round.authority.name
    if state in WITH_COMMITTEE:
        return unit.decider
    if state == S.APPROVED:
        return f"Văn thư {unit.committee}"
    return unit.name if unit.pk == nomination.proposing_unit_id else unit.office


def badge_text(nomination: Nomination) -> str:
    """Return what the state badge says: the state, with the form of award once it has been given."""
    if nomination.state == S.ISSUED:
        return f"Đã cấp {nomination.granted_label}"
    return nomination.get_state_display()


STATE_KINDS = {S.DRAFT: "look", S.NOT_RECOMMENDED: "look", S.APPROVED: "good", S.ISSUED: "done", S.REJECTED: "done",
               S.WITHDRAWN: "done"}  # fmt: skip
"""State -> kind of badge for everybody; a returned line is red only for those who must act on it."""


def badge_kind(nomination: Nomination, *, is_mine: bool) -> str:
    """Return the kind of the state badge; `is_mine` says that the reader proposes for the unit of the line."""
    if nomination.state == S.RETURNED:
        return "act" if is_mine else "plain"
    return STATE_KINDS.get(nomination.state_enum, "plain")


def position_of(nomination: Nomination, ways: Ways, last: TransitionRecord | None) -> int:
    """Return the step at which the nomination is, or at which it stopped."""
    state = nomination.state_enum
    if state in (S.DRAFT, S.RETURNED):
        return PROPOSED
    if state == S.WITHDRAWN:
        return APPRAISED if last and last.source == S.SUBMITTED else PROPOSED
    if state == S.REJECTED:
        decided_higher = last is not None and (last.source == S.FORWARDED or ways.is_higher(nomination, last.unit_id))
        return DECISION if decided_higher else COMMITTEE
    if state == S.ISSUED:
        return CONFERRAL
    if state in (S.FORWARDED, S.APPROVED) or ways.is_higher(nomination, nomination.holder_unit_id):
        return DECISION
    return COMMITTEE if state in WITH_COMMITTEE else APPRAISED


def step_names(nomination: Nomination, ways: Ways) -> list[str]:
    """Return the names of the five steps of this nomination."""
    proposer = "Chi bộ trình" if nomination.proposing_unit.kind.code == "cell" else "Đơn vị trình"
    return [
        proposer,
        "Thẩm định",
        "Ban Thường vụ",
        "Cấp trên" if ways.goes_higher(nomination) else "Quyết định",
        "Trao tặng",
    ]


def draw_steps(nomination: Nomination, ways: Ways, last: TransitionRecord | None) -> list[Step]:
    """Return the five steps with their status."""
    here = position_of(nomination, ways, last)
    steps = [Step(name, "done" if place < here else "later") for place, name in enumerate(step_names(nomination, ways))]
    steps[here].status = "now"
    if nomination.state in (S.REJECTED, S.WITHDRAWN):
        steps[here].status = "stopped"
    elif nomination.state == S.ISSUED and nomination.award.conferred_on:
        steps[here].status = "done"
    return steps


def _where(n: Nomination, ways: Ways, last: TransitionRecord | None, meets_at: datetime | None, at: datetime) -> Where:
    days = days_between(n.state_since, at) if n.holder_unit_id else None
    return Where(draw_steps(n, ways, last), holder_name(n), days, _extra(n, last, meets_at))


def _extra(n: Nomination, last: TransitionRecord | None, meets_at: datetime | None) -> str | SafeString:
    if n.state == S.ISSUED:
        award = n.award
        text = format_html("Quyết định số {}, ngày {}.", award.decision_number, shown_day(award.decided_on))
        conferred = (
            format_html(" Đã trao ngày {}.", shown_day(award.conferred_on))
            if award.conferred_on
            else " Chưa ghi ngày trao."
        )
        return format_html("{}{}", text, conferred)
    if n.state in WITH_COMMITTEE and meets_at:
        return format_html("Họp ngày {}.", shown_day(meets_at))
    if last is None:
        return ""
    if n.state == S.UNDER_APPRAISAL:
        return format_html("Đồng chí {} tiếp nhận ngày {}.", last.actor_name, shown_day(last.at))
    said = {
        S.RETURNED: "Trả lại ngày {}.", S.SUBMITTED: "Trình ngày {}.",
        S.FORWARDED: "Trình cấp trên ngày {}.", S.REJECTED: "Không được duyệt ngày {}.", S.WITHDRAWN: "Rút ngày {}.",
        S.APPROVED: "Duyệt ngày {}.", S.RECOMMENDED: "Thẩm định xong ngày {}.", S.NOT_RECOMMENDED: "Thẩm định xong ngày {}.",
    }.get(n.state_enum, "")  # fmt: skip
    return format_html(said, shown_day(last.at)) if said else ""


def full_steps(nomination: Nomination, history: list[TransitionRecord], *, at: datetime) -> Where:
    """Return the steps of one nomination with people and dates, from its whole history (oldest first)."""
    ways = Ways([nomination], parents_on(local_day(at)))
    last = history[-1] if history else None
    where = _where(nomination, ways, last, meeting_days([nomination]).get(nomination.pk), at)
    marks = _last_marks(history)
    for place, step in enumerate(where.steps):
        if step.status == "done" and place in marks:
            step.holder, step.at = marks[place]
        elif step.status in ("now", "stopped"):
            step.holder = where.holder or (last.label if last else "")
            step.note = _holding_words(where) if where.holder else ""
            step.at = None if where.holder or last is None else last.at
    _mark_conferral(nomination, where.steps)
    return where


def _holding_words(where: Where) -> str:
    return "Đang giữ từ hôm nay" if not where.days else f"Đang giữ, {where.days} ngày"


def _mark_conferral(nomination: Nomination, steps: list[Step]) -> None:
    if nomination.state != S.ISSUED:
        return
    award = nomination.award
    steps[DECISION].holder, steps[DECISION].at = f"Số {award.decision_number}", award.decided_on
    step = steps[CONFERRAL]
    step.holder, step.at = award.conferred_note, award.conferred_on
    step.note = "" if award.conferred_on else "Chưa ghi ngày trao"


STEP_OF_ACTION = {
    Action.SUBMIT: PROPOSED, Action.RECOMMEND: APPRAISED, Action.DECLINE: APPRAISED, Action.APPROVE: COMMITTEE,
    Action.FORWARD: COMMITTEE, Action.REJECT: COMMITTEE, Action.ISSUE: DECISION, Action.ANSWER_GRANTED: DECISION,
}  # fmt: skip


def _last_marks(history: list[TransitionRecord]) -> dict[int, tuple[str, datetime]]:
    """Return step -> who finished it and when; an act of the first level is not overwritten by the same act higher up."""
    marks: dict[int, tuple[str, datetime]] = {}
    is_higher = False
    for record in history:
        place = STEP_OF_ACTION.get(record.action)
        if place is None or (is_higher and place < DECISION):
            continue
        is_higher = is_higher or record.action == Action.FORWARD
        marks[place] = (_who(record, place), record.at)
    return marks


def _who(record: TransitionRecord, place: int) -> str:
    """Return the person who did an office's act; of a committee the vote, because the clerk only closed its meeting."""
    if place != COMMITTEE:
        return f"Đồng chí {record.actor_name}"
    in_favor, serving = record.data.get("in_favor"), record.data.get("serving")
    return f"{in_favor}/{serving} tán thành" if serving else record.unit_name
