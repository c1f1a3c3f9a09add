"""THE LAW: every move that a nomination can make. Buttons, checks, tests and docs/states.md are derived from it.

Who is the capability in the scope's unit; when is the source state; facts are the guards. A row with `applies`
is chosen only where that routing question is answered with yes; the first row that fits is the move.
"""

from collections.abc import Callable
from dataclasses import dataclass

from meetings.enums import Outcome
from nominations.enums import NominationState as S
from nominations.models import Nomination
from permissions.roles import Capability

from . import announcements, conflicts, deadlines, effects, guards, routing
from .enums import Action, HandTo, Scope, Through
from .guards import Move
from .models import TransitionRecord

Guard = Callable[[Move], str | None]
Effect = Callable[[Move], None]
Keeper = Callable[[Move, TransitionRecord], None]


@dataclass(frozen=True)
class Transition:
    """One row of the law."""

    action: Action
    source: S
    target: S
    capability: Capability
    scope: Scope = Scope.HOLDER
    hand_to: HandTo = HandTo.SAME
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    keeps: tuple[Keeper, ...] = ()
    """What is written beside the record of the move, once there is one."""
    applies: Callable[[Nomination], bool] | None = None
    through: Through = Through.BUTTON
    needs_note: bool = False
    label: str = ""

    @property
    def text(self) -> str:
        """Return what the button says."""
        return self.label or self.action.label


def _between(nomination: Nomination) -> bool:
    return not routing.committee_sits_here(nomination)


def _decided_here(nomination: Nomination) -> bool:
    return routing.is_decided_here(nomination)


def _decided_above(nomination: Nomination) -> bool:
    return not routing.is_decided_here(nomination)


def _superior_inside(nomination: Nomination) -> bool:
    return not nomination.awaits_outside_answer


def _superior_outside(nomination: Nomination) -> bool:
    return nomination.awaits_outside_answer


SUBMIT_GUARDS = (guards.round_accepts, guards.has_office_above, guards.rules_pass)
SUBMIT_EFFECTS = (effects.remember_arrival, effects.note_submission, effects.note_rules)
TO_PROPOSER = (effects.note_return, effects.leave_agenda, effects.release_claim)
REMARKS = (effects.keep_remarks, announcements.returned)
IF_UNDONE = (guards.was_just_done_by_actor, guards.nobody_has_opened_it, guards.is_on_no_live_agenda)
UNDO = {
    "capability": Capability.APPRAISE, "scope": Scope.ACTED, "hand_to": HandTo.ACTED, "guards": IF_UNDONE,
    "effects": (effects.take_back, effects.leave_agenda), "keeps": (announcements.taken_back,), "through": Through.UNDO,
}  # fmt: skip
TO_CORRECT = {"capability": Capability.CONDUCT_MEETING, "through": Through.CORRECTION}
CORRECTION = (announcements.result_corrected,)
CORRECTED = (guards.correction_is_recorded,)
WAKES = {"scope": Scope.ACTED, "hand_to": HandTo.ACTED, "guards": CORRECTED}
BY_MEETING = {"capability": Capability.CONDUCT_MEETING, "through": Through.MEETING}
ENDS = {"hand_to": HandTo.NOBODY}

TRANSITIONS: tuple[Transition, ...] = (
    # The cell
    Transition(Action.SUBMIT, S.DRAFT, S.SUBMITTED, Capability.NOMINATE, Scope.PROPOSER, HandTo.OFFICE,
               SUBMIT_GUARDS, SUBMIT_EFFECTS, label="Trình cấp trên"),
    Transition(Action.SUBMIT, S.RETURNED, S.SUBMITTED, Capability.NOMINATE, Scope.PROPOSER, HandTo.OFFICE,
               SUBMIT_GUARDS, SUBMIT_EFFECTS, label="Trình lại"),
    *(
        Transition(Action.WITHDRAW, source, S.WITHDRAWN, Capability.NOMINATE, Scope.PROPOSER, HandTo.NOBODY,
                   effects=(effects.release_claim, effects.finish_round))
        for source in (S.DRAFT, S.SUBMITTED, S.RETURNED)
    ),
    # The office of the next unit up
    Transition(Action.RECEIVE, S.SUBMITTED, S.UNDER_APPRAISAL, Capability.APPRAISE),
    Transition(Action.RECEIVE, S.FORWARDED, S.UNDER_APPRAISAL, Capability.APPRAISE, applies=_superior_inside),
    Transition(Action.RECOMMEND, S.UNDER_APPRAISAL, S.RECOMMENDED, Capability.APPRAISE,
               guards=(guards.is_eligible, guards.sheets_are_in), effects=(effects.note_opinion, effects.note_rules, effects.release_claim),
               applies=routing.committee_sits_here, label="Đề nghị Ban Thường vụ"),
    Transition(Action.RECOMMEND, S.UNDER_APPRAISAL, S.SUBMITTED, Capability.APPRAISE, hand_to=HandTo.OFFICE,
               guards=(guards.has_office_above, guards.is_eligible, guards.sheets_are_in),
               effects=(effects.note_opinion, effects.note_rules, effects.release_claim, effects.remember_arrival),
               keeps=(announcements.passed_up,), applies=_between, label="Đề nghị, chuyển cấp trên"),
    Transition(Action.SEND_BACK, S.UNDER_APPRAISAL, S.RETURNED, Capability.APPRAISE, hand_to=HandTo.PROPOSER,
               guards=(guards.note_is_given, guards.due_is_later), effects=TO_PROPOSER, keeps=REMARKS, needs_note=True),
    Transition(Action.DECLINE, S.UNDER_APPRAISAL, S.NOT_RECOMMENDED, Capability.APPRAISE,
               guards=(guards.note_is_given, guards.sheets_are_in), effects=(effects.note_opinion, effects.release_claim), applies=routing.committee_sits_here,
               needs_note=True),
    Transition(Action.DECLINE, S.UNDER_APPRAISAL, S.SUBMITTED, Capability.APPRAISE, hand_to=HandTo.OFFICE,
               guards=(guards.note_is_given, guards.has_office_above, guards.sheets_are_in),
               effects=(effects.note_opinion, effects.release_claim, effects.remember_arrival), keeps=(announcements.passed_up,),
               applies=_between, needs_note=True,
               label="Không đề nghị, chuyển cấp trên"),
    # The standing committee
    Transition(Action.RECOMMEND, S.NOT_RECOMMENDED, S.RECOMMENDED, Capability.VOTE,
               guards=(guards.agenda_is_not_counted, guards.names_were_posted, guards.member_answers_for_it),
               effects=(effects.note_rules, effects.enter_agenda), label="Đưa vào chương trình họp"),
    Transition(Action.REJECT, S.NOT_RECOMMENDED, S.REJECTED, **BY_MEETING, **ENDS,
               guards=(guards.meeting_says(Outcome.REJECTED),), effects=(effects.finish_round,)),
    Transition(Action.APPROVE, S.RECOMMENDED, S.APPROVED, **BY_MEETING,
               guards=(guards.meeting_says(Outcome.APPROVED),), effects=(effects.grant_voted_form,),
               applies=_decided_here),
    Transition(Action.REJECT, S.RECOMMENDED, S.REJECTED, **BY_MEETING, **ENDS,
               guards=(guards.meeting_says(Outcome.REJECTED),), effects=(effects.finish_round,)),
    Transition(Action.FORWARD, S.RECOMMENDED, S.FORWARDED, **BY_MEETING, hand_to=HandTo.SUPERIOR,
               guards=(guards.meeting_says(Outcome.FORWARDED), guards.is_on_no_live_agenda),
               effects=(effects.leave_agenda, effects.remember_arrival, effects.note_where_forwarded), applies=_decided_above),
    Transition(Action.FORWARD, S.DRAFT, S.FORWARDED, **BY_MEETING, scope=Scope.RAISER, hand_to=HandTo.SUPERIOR,
               guards=(guards.committee_proposes_it_higher,), effects=(effects.note_raised,), applies=routing.is_raised,
               label="Đề nghị cấp trên khen"),
    Transition(Action.POSTPONE, S.RECOMMENDED, S.RECOMMENDED, **BY_MEETING,
               guards=(guards.meeting_says(Outcome.POSTPONED, Outcome.TO_MEETING),)),
    Transition(Action.SEND_BACK, S.RECOMMENDED, S.RETURNED, Capability.CONDUCT_MEETING, hand_to=HandTo.PROPOSER,
               guards=(guards.note_is_given, guards.due_is_later, guards.is_on_no_live_agenda), effects=TO_PROPOSER,
               keeps=REMARKS, needs_note=True),
    # A superior authority outside this system
    Transition(Action.ANSWER_GRANTED, S.FORWARDED, S.ISSUED, Capability.NUMBER_DECISIONS, **ENDS,
               guards=(guards.answer_is_recorded,),
               effects=(effects.note_answered, effects.register_outside_award, effects.finish_round),
               applies=_superior_outside, through=Through.ANSWER),
    Transition(Action.ANSWER_REFUSED, S.FORWARDED, S.REJECTED, Capability.NUMBER_DECISIONS, **ENDS,
               guards=(guards.answer_is_recorded,), effects=(effects.note_answered, effects.finish_round),
               applies=_superior_outside, through=Through.ANSWER),
    # The records clerk
    Transition(Action.REOPEN, S.APPROVED, S.RECOMMENDED, Capability.CONDUCT_MEETING,
               guards=(guards.note_is_given, guards.is_on_no_decision), effects=(effects.forget_granted_form,),
               needs_note=True),
    Transition(Action.ISSUE, S.APPROVED, S.ISSUED, Capability.NUMBER_DECISIONS, **ENDS,
               guards=(guards.decision_has_number,), effects=(effects.register_award, effects.finish_round),
               through=Through.DECISION),
    # A released result that was wrong
    Transition(Action.CORRECT, S.APPROVED, S.REJECTED, **TO_CORRECT, **ENDS,
               guards=(*CORRECTED, guards.is_on_no_decision),
               effects=(effects.forget_granted_form, effects.finish_round), keeps=CORRECTION),
    Transition(Action.CORRECT, S.APPROVED, S.RECOMMENDED, **TO_CORRECT, guards=(*CORRECTED, guards.is_on_no_decision),
               effects=(effects.forget_granted_form,), keeps=CORRECTION),
    Transition(Action.CORRECT, S.REJECTED, S.APPROVED, **TO_CORRECT, **WAKES,
               effects=(effects.grant_voted_form, effects.unfinish_round), keeps=CORRECTION,
               applies=routing.refused_where_decided),
    Transition(Action.CORRECT, S.REJECTED, S.RECOMMENDED, **TO_CORRECT, **WAKES, effects=(effects.unfinish_round,),
               keeps=CORRECTION, applies=routing.refused_by_committee),
    Transition(Action.CORRECT, S.RECOMMENDED, S.APPROVED, **TO_CORRECT,
               guards=(*CORRECTED, guards.is_on_no_live_agenda),
               effects=(effects.leave_agenda, effects.grant_voted_form), keeps=CORRECTION,
               applies=routing.left_where_decided),
    Transition(Action.CORRECT, S.RECOMMENDED, S.REJECTED, **TO_CORRECT, **ENDS,
               guards=(*CORRECTED, guards.is_on_no_live_agenda), effects=(effects.leave_agenda, effects.finish_round),
               keeps=CORRECTION, applies=routing.left_by_committee),
    # An appraiser's act taken back at once
    *(
        Transition(Action.TAKE_BACK, source, S.UNDER_APPRAISAL, **UNDO, applies=routing.undoes(S.UNDER_APPRAISAL))
        for source in (S.RECOMMENDED, S.NOT_RECOMMENDED, S.RETURNED, S.SUBMITTED)
    ),
    *(
        Transition(Action.TAKE_BACK, S.UNDER_APPRAISAL, before, **UNDO, applies=routing.undoes(before))
        for before in (S.SUBMITTED, S.FORWARDED)
    ),
)  # fmt: skip

ALWAYS: tuple[Guard, ...] = (guards.actor_is_not_nominee, *conflicts.NEARNESS)
"""Guards of every move."""

EVERY: tuple[Effect, ...] = (deadlines.note_step_due,)
"""Effects of every move, after those of its row."""


def moves_from(state: S) -> list[Transition]:
    """Return the rows that leave `state`, in the order of the table."""
    return [row for row in TRANSITIONS if row.source == state]


def find(action: Action, nomination: Nomination, target: S | None = None) -> Transition | None:
    """Return the row for `action` from where the nomination is, or None when no row fits.

    `target` names the state wanted where an act has several, as a correction has.
    """
    for row in moves_from(nomination.state_enum):
        if row.action != action or target not in (None, row.target):
            continue
        if row.applies is None or row.applies(nomination):
            return row
    return None
