"""The programme beside the model of a committee: how they begin, are pressed alike and compared; the steps are the test's."""

from datetime import datetime
from fractions import Fraction

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from meetings.models import VotingRule
from meetings.services import declare_relative
from nominations.models import Nomination
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.substitutions import LoanRefused
from tests.factories import NOW, START, dossier, line, user, world
from tests.replay import replayed
from workflows.exceptions import GuardFailed, IllegalTransition

from .committee_model import Committee, Line
from .committee_terms import MEMBERS, Terms

KINDS = ((NotPermitted, "who"), (IllegalTransition, "when"), (GuardFailed, "facts"), (LoanRefused, "facts"))
terms = st.builds(
    Terms,
    base=st.sampled_from(("serving", "serving_less_recused", "present", "cast")),
    tie=st.sampled_from(("reject", "chair", "postpone")),
    disagreement=st.sampled_from((None, Fraction(1, 3), Fraction(1, 2))),
)


@replayed
def begun():
    """A committee with a deputy of its office, and four lines of one cell: two of people who have relatives here."""
    w, deputy = world(), user("pho")
    bundle = dossier(w)
    rows = [
        line(w, bundle),
        line(w, bundle, user=w.members[2]),
        line(w, bundle, full_name="Bùi Thị Thảo", birth_year=1990),
        line(w, bundle, full_name="Trần Văn Tám", birth_year=1991),
    ]
    for actor, name in ((w.members[3], "Bùi Thị Thảo"), (w.appraiser, "Trần Văn Tám")):
        declare_relative(user=actor, full_name=name, relation="em ruột", at=w.at)
    return w, deputy, rows


class Driver(RuleBasedStateMachine):
    """A programme and a model that have begun alike, how both are pressed, and what must be alike after every step."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self):
        """Take the whole example back."""
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(terms=terms)
    def begin(self, terms):
        """Four lines of one cell: a member is nominated, a member's and the appraiser's relatives are."""
        w, deputy, self.rows = begun()
        self.w = w
        self.users = {"secretary": w.secretary, "appraiser": w.appraiser, "clerk": w.clerk, "deputy": deputy}
        self.users |= dict(zip(MEMBERS, w.members, strict=True))
        VotingRule.objects.create(
            unit=w.commune,
            starts_on=START,
            majority_base=terms.base,
            tie_rule=terms.tie,
            disagreement_numerator=terms.disagreement and terms.disagreement.numerator,
            disagreement_denominator=terms.disagreement and terms.disagreement.denominator,
        )
        lines = [Line(), Line(nominee="m2"), Line(kin=("m3",)), Line(kin=("appraiser",))]
        self.model = Committee(lines, terms, at=NOW, deadline=w.round.deadline)
        self.meeting = None

    @property
    def at(self) -> datetime:
        """The clock."""
        return self.model.at

    def both(self, expected, act, *args, **kwargs):
        """Do it, and compare the refusal with the model's."""
        access.forget(kwargs["actor"])  # every request of a browser loads its person anew
        try:
            with transaction.atomic():
                result, found = act(*args, **kwargs), None
        except tuple(kind for kind, _ in KINDS) as refusal:
            result, found = None, next(word for kind, word in KINDS if isinstance(refusal, kind))
            assert found == expected, (expected, found, str(refusal))
        assert found == expected, (expected, found)
        return result

    def agenda(self):
        """Return the index of a line -> its row of the agenda."""
        found = {row.nomination_id: row for row in self.meeting.lines.all()}
        return {i: found[row.pk] for i, row in enumerate(self.rows) if row.pk in found}

    @invariant()
    def every_line_is_where_the_model_has_it(self):
        """States are the same, and the history ends in them."""
        if not hasattr(self, "model"):
            return
        for row, expected in zip(Nomination.objects.order_by("id"), self.model.lines, strict=True):
            assert row.state == expected.state
            assert row.records.order_by("-sequence").first().target == row.state

    @invariant()
    def the_room_is_as_the_model_has_it(self):
        """State, agenda, votes and results of the meeting are the same."""
        if getattr(self, "meeting", None) is None:
            return
        self.meeting.refresh_from_db()
        room, agenda = self.model.room, self.agenda()
        assert self.meeting.state == room.state
        assert {i: row.section for i, row in agenda.items()} == room.lines
        names = {person.pk: name for name, person in self.users.items()}
        cast = {
            (i, names[user_id]): choice
            for i, row in agenda.items()
            for user_id, choice in row.ballots.values_list("user_id", "choice")
        }
        assert cast == room.ballots
        if room.state == "closed":
            self.compare_results()

    def compare_results(self):
        """Every counted line has the model's result."""
        for i, row in self.agenda().items():
            outcome, *counted = self.model.room.results[i]
            assert row.outcome == outcome, (i, row.outcome, self.model.room.results[i])
            if counted:
                assert (row.in_favor, row.against, row.abstain, row.recused) == tuple(counted)
