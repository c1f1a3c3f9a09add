"""What is voted on in a line: another form of award than the one proposed, and whether it also goes to a higher authority.

What was proposed is never changed; both stand beside each other from then on.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from history.services import record
from meetings import urn
from meetings.enums import MeetingState, Secrecy, Section
from meetings.models import AgendaLine, Ballot, Meeting, SecretVoter
from meetings.services import forget_unanswered
from nominations.enums import RoundState
from nominations.models import Round, RoundForm
from nominations.quotas import GONE
from organizations.enums import AwardForm
from organizations.models import AwardRight
from organizations.queries import units_above
from vietnamese.dates import local_day

from ... import announcements
from ...exceptions import GuardFailed, IllegalTransition
from ...routing import is_decided_here
from .lock import conduct, save_changed

BEFORE_COUNT = (MeetingState.PREPARING, MeetingState.VOTING)


@dataclass(frozen=True)
class FormChoice:
    """One form of award that the committee may give: by which clause, and whether the round offers it."""

    form: AwardForm
    clause: str
    is_offered: bool
    is_proposed: bool


@dataclass(frozen=True)
class HigherRound:
    """An open round of a higher authority, with the forms that it offers for the nominee."""

    round: Round
    forms: tuple[AwardForm, ...]


def forms_for(line: AgendaLine, day: date) -> list[FormChoice]:
    """Return the forms that the committee of the line's meeting may give to the nominee on `day`, the proposed one first.

    Empty for a line that a higher authority decides. Source: award rights are dated rows (Quy định 24-QĐ/TW, điều 34).
    """
    nomination = line.nomination
    if not is_decided_here(nomination):
        return []
    kind = nomination.nominee.kind
    rights = AwardRight.objects.on(day).filter(kind=line.meeting.unit.kind_id, recipient_kind=kind)
    offered = set(
        RoundForm.objects.filter(round=nomination.round_id, recipient_kind=kind).values_list("form", flat=True)
    )
    clauses = {right.form: right.clause for right in rights}
    found = [
        FormChoice(AwardForm(form), clause, form in offered, form == nomination.form)
        for form, clause in clauses.items()
    ]
    return sorted(found, key=lambda choice: (not choice.is_proposed, choice.form.label))


def votes_on(line: AgendaLine) -> int:
    """Return how many members have voted on the line: what becomes void when another form is put to the vote."""
    if line.by_hands:
        return line.hands_in_favor + line.hands_against + line.hands_abstain + (line.hands_invalid or 0)
    return Ballot.objects.filter(line=line).count() + SecretVoter.objects.filter(line=line).count()


@transaction.atomic
def vote_on_form(line: AgendaLine, form: str, *, note: str = "", actor: Any, at: datetime) -> int:
    """Put another form of the line to the vote; the proposed one takes that back. Returns how many votes became void.

    Votes on the line were cast for the other form, so they are removed and the members are told. Raises GuardFailed for
    a form that the committee may not give that day, and without a note where the round does not offer it.
    """
    meeting = conduct(line.meeting, actor, at, *BEFORE_COUNT)
    line = _locked(line, meeting)
    before = line.voted_form or line.nomination.form
    if form == before:
        return 0
    choice = next((choice for choice in forms_for(line, local_day(at)) if choice.form == form), None)
    if choice is None and form != line.nomination.form:
        raise GuardFailed(
            f"{meeting.committee_name} không có thẩm quyền tặng hình thức này cho "
            f"{line.nomination.nominee.get_kind_display().lower()} vào ngày hôm nay. Nếu muốn khen ở mức cao hơn, hãy ghi "
            "trình cấp trên ở dòng này."
        )
    if choice is not None and not choice.is_offered and not note.strip():
        raise GuardFailed(
            "Đợt khen thưởng này không xét hình thức ấy. Nếu Ban Thường vụ vẫn quyết định, hãy ghi lý do để lưu vào lịch sử."
        )
    line.voted_form = "" if form == line.nomination.form else form
    void = _drop_votes(line, meeting)
    line.save(update_fields=["voted_form"])
    if void:
        forget_unanswered(meeting)
    save_changed(meeting)
    record(
        verb="Đổi hình thức đưa ra biểu quyết",
        subject=line,
        actor=actor,
        at=at,
        note=note.strip(),
        unit_name=meeting.committee_name,
        data={"before": before, "after": form, "void_votes": void},
    )
    if void:
        announcements.vote_again(meeting, line, actor=actor, at=at)
    return void


def higher_rounds(line: AgendaLine, at: datetime) -> list[HigherRound]:
    """Return the open rounds of higher authorities to which the committee may propose the nominee, with their forms."""
    nomination = line.nomination
    if not is_decided_here(nomination):
        return []
    forms: dict[int, list[AwardForm]] = {}
    offered = RoundForm.objects.filter(
        recipient_kind=nomination.nominee.kind,
        round__state=RoundState.OPEN,
        round__deadline__gte=at,
        round__authority__level__rank__lt=line.meeting.unit.kind.rank,
        round__authority__is_active=True,
    ).exclude(round=nomination.round_id)
    for row in offered:
        forms.setdefault(row.round_id, []).append(AwardForm(row.form))
    own = line.meeting.unit
    rounds = Round.objects.filter(pk__in=forms, unit__in=[own, *units_above(own, local_day(at))]).select_related(
        "authority"
    )
    return [HigherRound(round, tuple(forms[round.pk])) for round in rounds.order_by("deadline", "id")]


@transaction.atomic
def propose_higher(line: AgendaLine, round: Round | None, form: str = "", *, actor: Any, at: datetime) -> None:
    """Write down that the committee also proposes the nominee to a higher authority; None takes it back.

    It happens when the results are released, and only for a line that is approved. Raises GuardFailed for a round that
    is not open to the line, or where the nominee stands already.
    """
    meeting = conduct(line.meeting, actor, at, *BEFORE_COUNT, MeetingState.CLOSED)
    line = _locked(line, meeting)
    if round is not None:
        _refuse_round(line, round, form, at)
    line.raise_to, line.raise_form = round, form if round else ""
    line.save(update_fields=["raise_to", "raise_form"])
    record(
        verb="Ghi trình cấp trên khen" if round else "Bỏ trình cấp trên khen",
        subject=line,
        actor=actor,
        at=at,
        unit_name=meeting.committee_name,
        data={"round": round.code, "form": form} if round else {},
    )


def _refuse_round(line: AgendaLine, round: Round, form: str, at: datetime) -> None:
    open_to = next((each for each in higher_rounds(line, at) if each.round.pk == round.pk), None)
    if open_to is None or form not in open_to.forms:
        raise GuardFailed(
            "Đợt của cấp trên này không còn mở, hoặc không xét hình thức và đối tượng này. Hãy chọn lại đợt và hình thức."
        )
    key = line.nomination.nominee.subject_key
    if key and round.nominations.filter(form=form, subject_key=key).exclude(state__in=GONE).exists():
        raise GuardFailed(
            f"{line.name} đã được đề nghị cùng hình thức trong đợt “{round.title}”, nên không trình thêm."
        )


def _locked(line: AgendaLine, meeting: Meeting) -> AgendaLine:
    line = AgendaLine.objects.select_related("nomination__nominee", "nomination__round__authority").get(
        pk=line.pk, meeting=meeting
    )
    line.meeting = meeting
    if line.section != Section.RECOMMENDED or line.is_withdrawn or line.is_postponed:
        raise IllegalTransition(
            "Dòng này không đưa ra biểu quyết ở phiên này nên không đổi hình thức hay trình cấp trên được."
        )
    return line


def _drop_votes(line: AgendaLine, meeting: Meeting) -> int:
    """Remove what was voted on the line, on devices, in the urn or in the room. Returns how many members had voted."""
    if meeting.state != MeetingState.VOTING:
        return 0
    void = Ballot.objects.filter(line=line).delete()[0]
    if meeting.secrecy == Secrecy.SECRET:
        try:
            void += urn.empty_lines(meeting, [line.pk])
        except urn.UrnLost as lost:
            raise GuardFailed(str(lost)) from None
    if line.by_hands:
        void += line.hands_in_favor + line.hands_against + line.hands_abstain + (line.hands_invalid or 0)
        line.hands_in_favor = line.hands_against = line.hands_abstain = line.hands_invalid = None
        line.save(update_fields=["hands_in_favor", "hands_against", "hands_abstain", "hands_invalid"])
    return void
