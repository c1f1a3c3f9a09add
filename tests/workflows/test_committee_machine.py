"""Appraisals, votes, recusals, substitutions, closings and clock moves in any order, beside a plain-Python model of the rules.

After every step the refusal is of the kind that the model gives, and every state, vote and result is the model's.
"""

from datetime import UTC, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)

from nominations.models import Nomination
from permissions.models import RoleAssignment
from permissions.roles import Role
from permissions.substitutions import Loan, lend_role
from tests.factories import NOW
from vietnamese.dates import local_day
from workflows.engine import perform
from workflows.enums import Action
from workflows.services import meetings, presence

from .committee_driver import Driver
from .committee_model import LENT, POLL_TIME
from .committee_terms import MEMBERS, Terms, decide

PEOPLE = ("secretary", "appraiser", "deputy", "clerk", *MEMBERS)
LINES = 4
which = st.integers(0, LINES - 1)
who = st.sampled_from(PEOPLE)
conductors = st.sampled_from(("clerk", "clerk", "m0", "deputy", "m2", "appraiser"))
choices = st.sampled_from(("in_favor", "in_favor", "against", "abstain"))


class Machine(Driver):
    """The programme and the model, pressed alike."""

    @rule(step=st.sampled_from((timedelta(seconds=10), timedelta(minutes=1), timedelta(hours=5), timedelta(hours=20))))
    def tick(self, step):
        """The clock moves."""
        self.model.at += step

    @rule(i=which, name=who)
    def look(self, i, name):
        """Somebody opens a line."""
        presence.note_view(self.rows[i], self.users[name], self.at)
        self.model.look(name, i)

    @rule(i=which)
    def go_up(self, i):
        """A line goes the usual way up one step, so that meetings have something to vote on."""
        usual = {"draft": ("submit", "secretary"), "returned": ("submit", "secretary"), "submitted": ("receive", "appraiser"),
                 "under_appraisal": ("recommend", "appraiser")}  # fmt: skip
        if self.model.lines[i].state in usual and "appraiser" not in self.model.lines[i].kin:
            action, name = usual[self.model.lines[i].state]
            self.press(action, name, i)

    @rule()
    def climb(self):
        """Every line goes up as far as the office takes it."""
        for _ in range(3):
            for i in range(LINES):
                self.go_up(i)

    @precondition(lambda self: self.meeting)
    @rule(name=conductors)
    def gather(self, name):
        """What waits is put on the agenda."""
        self.both(self.model.gather(name), meetings.gather_lines, self.meeting, actor=self.users[name], at=self.at)

    @rule(mode=st.sampled_from(("room", "room", "poll")), absent=st.sampled_from((0, 0, 1, 2)))
    def sit(self, mode, absent):
        """The office brings everything up and the clerk opens a meeting, as it should be."""
        self.climb()
        if self.meeting is None:
            self.prepare("clerk", mode)
        if self.model.room.state == "preparing":
            self.gather("clerk")
            if self.model.room.mode == "room":
                self.attend("clerk", ["present"] * (5 - absent) + ["excused"] * absent)
            self.open("clerk")

    @rule(
        action=st.sampled_from(("submit", "receive", "recommend", "decline", "send_back", "take_back")),
        name=who,
        i=which,
    )
    def press(self, action, name, i):
        """Anybody presses anything."""
        self.both(
            self.model.press(action, name, i),
            perform,
            Action(action),
            nomination=Nomination.objects.get(pk=self.rows[i].pk),
            actor=self.users[name],
            at=self.at,
            note="Lý do.",
            data={"due_at": self.at + timedelta(days=3)} if action == "send_back" else None,
        )

    @rule(
        role=st.sampled_from(tuple(LENT)),
        name=st.sampled_from(("deputy", "m1", "clerk", "appraiser", "m0")),
        days=st.integers(0, 4),
    )
    def lend(self, role, name, days):
        """A role is lent."""
        principal, kind = {"appraiser": ("appraiser", Role.APPRAISER), "chair": ("m0", Role.CHAIR)}[role]
        today = local_day(self.at)
        held = RoleAssignment.objects.get(user=self.users[principal], role=kind)
        loan = Loan(held, self.users[name], today, today + timedelta(days=days), "Đi công tác.")
        self.both(self.model.lend(role, name, days), lend_role, loan, actor=self.users[principal], at=self.at)

    @precondition(lambda self: self.meeting is None)
    @rule(name=conductors, mode=st.sampled_from(("room", "room", "poll")))
    def prepare(self, name, mode):
        """A meeting is prepared."""
        poll = {"poll_closes_at": self.at + POLL_TIME} if mode == "poll" else {}
        made = self.both(
            self.model.prepare(name, mode),
            meetings.prepare_meeting,
            unit=self.w.commune,
            title="Họp Ban Thường vụ",
            starts_at=self.at,
            mode=mode,
            chair_name=self.w.members[0].full_name,
            actor=self.users[name],
            at=self.at,
            **poll,
        )
        self.meeting = made or self.meeting

    @precondition(lambda self: self.meeting)
    @rule(
        name=conductors,
        statuses=st.lists(st.sampled_from(("present", "present", "present", "excused")), min_size=5, max_size=5),
    )
    def attend(self, name, statuses):
        """Attendance is written down."""
        named = dict(zip(MEMBERS, statuses, strict=True))
        ids = {a.user_id: a.pk for a in self.meeting.attendances.all()}
        real = {ids[self.users[member].pk]: (status, "") for member, status in named.items()}
        self.both(
            self.model.attend(name, named),
            meetings.save_attendance,
            self.meeting,
            statuses=real,
            actor=self.users[name],
            at=self.at,
        )

    @precondition(lambda self: self.meeting)
    @rule(name=conductors)
    def open(self, name):
        """Voting opens."""
        self.both(self.model.open(name), meetings.open_voting, self.meeting, actor=self.users[name], at=self.at)

    @precondition(lambda self: self.meeting and self.model.room.state == "voting")
    @rule(name=who, wanted=st.dictionaries(which, choices, min_size=1))
    def vote(self, name, wanted):
        """Somebody votes on some lines."""
        agenda = self.agenda()
        wanted = {i: choice for i, choice in wanted.items() if i in agenda}
        if wanted:
            real = {agenda[i].pk: choice for i, choice in wanted.items()}
            self.both(
                self.model.vote(name, wanted),
                meetings.cast_ballots,
                self.meeting,
                choices=real,
                actor=self.users[name],
                at=self.at,
            )

    @precondition(lambda self: self.meeting and self.model.room.state == "voting")
    @rule(picked=st.lists(choices, min_size=5, max_size=5))
    def all_vote(self, picked):
        """Every member who attends votes alike on every line that is theirs to vote on."""
        room = self.model.room
        for name, choice in zip(MEMBERS, picked, strict=True):
            open_ = [
                i for i in room.lines if self.model._is_open(i) and i not in room.hands and name not in room.recused(i)
            ]
            if open_ and (room.mode == "poll" or room.status[name] == "present"):
                self.vote(name, dict.fromkeys(open_, choice))

    @precondition(lambda self: self.meeting)
    @rule(name=who, i=which)
    def recuse(self, name, i):
        """Somebody declares not to vote."""
        if i in self.agenda():
            self.both(
                self.model.recuse(name, i),
                meetings.declare_recusal,
                self.agenda()[i],
                actor=self.users[name],
                at=self.at,
            )

    @precondition(lambda self: self.meeting)
    @rule(name=conductors, i=which, yes=st.booleans())
    def postpone(self, name, i, yes):
        """A line is left for another meeting, or not."""
        if i in self.agenda():
            self.both(
                self.model.postpone(name, i, yes),
                meetings.postpone_line,
                self.agenda()[i],
                yes,
                actor=self.users[name],
                at=self.at,
            )

    @precondition(lambda self: self.meeting and self.model.room.mode == "room")
    @rule(name=conductors, i=which, against=st.integers(0, 3), wrong=st.booleans())
    def count_hands(self, name, i, against, wrong):
        """Hands are counted, sometimes wrongly."""
        if i not in self.agenda():
            return
        may_vote = len(self.model.room.taking_part - self.model.room.recused(i))
        against = min(against, may_vote)
        counts = (may_vote - against + wrong, against, 0)
        self.both(
            self.model.count_hands(name, i, counts),
            meetings.enter_all_hands,
            self.meeting,
            counts={self.agenda()[i].pk: counts},
            actor=self.users[name],
            at=self.at,
        )

    @precondition(lambda self: self.meeting)
    @rule(name=conductors)
    def close(self, name):
        """The vote is counted."""
        self.both(self.model.close(name), meetings.close_meeting, self.meeting, actor=self.users[name], at=self.at)

    @precondition(lambda self: self.meeting)
    @rule(name=conductors)
    def release(self, name):
        """The results leave the room; then there may be another meeting."""
        refusal = self.model.release(name)
        self.both(refusal, meetings.release_meeting, self.meeting, actor=self.users[name], at=self.at)
        if refusal is None:
            self.compare_results()
            self.meeting = None

    @precondition(lambda self: self.meeting)
    @rule(name=conductors)
    def reopen(self, name):
        """A count is thrown away before its release."""
        self.both(
            self.model.reopen(name),
            meetings.reopen_meeting,
            self.meeting,
            reason="Đếm lại.",
            actor=self.users[name],
            at=self.at,
        )

    @precondition(lambda self: self.meeting)
    @rule(name=conductors)
    def put_off(self, name):
        """The gathering is put off."""
        self.both(
            self.model.put_off(name),
            meetings.put_off_meeting,
            self.meeting,
            reason="Vắng nhiều.",
            actor=self.users[name],
            at=self.at,
        )


def run(examples: int, steps: int) -> None:
    """Run the machine."""
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


@pytest.mark.django_db
def test_programme_and_model_never_disagree(is_long):
    run(60, 50) if is_long else run(6, 30)


def test_the_model_counts_by_the_words_of_the_rule():
    """The model itself against cases from working rules of committees, so that it is no empty mirror."""
    assert decide(Terms(), (3, 2, 0), 5, 0, None, "room") == "approved"
    assert decide(Terms(), (2, 0, 0), 2, 3, None, "room") == "rejected"
    assert decide(Terms(base="serving_less_recused"), (2, 0, 0), 2, 3, None, "room") == "approved"
    assert decide(Terms(base="cast"), (1, 0, 4), 5, 0, None, "room") == "approved"
    assert decide(Terms(base="cast", tie="chair"), (2, 2, 1), 5, 0, "in_favor", "room") == "approved"
    assert decide(Terms(base="cast", tie="postpone"), (2, 2, 1), 5, 0, None, "room") == "postponed"
    assert decide(Terms(disagreement=Fraction(1, 3)), (3, 2, 0), 5, 0, None, "poll") == "to_meeting"
    assert NOW.tzinfo is UTC
