"""A random walk: whatever people press in whatever order, the process keeps its promises."""

from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from viewflow.workflow.models import Task

from documents.models import Decision, Number, NumberSeries
from nominations.enums import FINAL
from nominations.enums import NominationState as S
from nominations.models import Award, Nomination
from permissions.exceptions import NotPermitted
from tests.factories import NOW, a_meeting, answer, dossier, line, vote_all, world
from tests.replay import replayed
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.flows import node_for
from workflows.services import decisions, drafts, lines, meetings

REFUSALS = (NotPermitted, IllegalTransition, GuardFailed)
indexes = st.integers(0, 30)


@replayed
def begun():
    """A committee, and a dossier for each of its rounds, with one line."""
    w = world()
    dossiers = [dossier(w, r) for r in (w.round, w.outside_round, w.upper_round)]
    line(w, dossiers[0])
    return w, dossiers


class Office(RuleBasedStateMachine):
    """People of one committee, pressing at random."""

    def __init__(self):
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.w, self.dossiers = begun()
        self.people = [
            self.w.secretary,
            self.w.sibling_secretary,
            self.w.appraiser,
            self.w.chair,
            self.w.members[1],
            self.w.clerk,
            self.w.inspector,
            self.w.province_appraiser,
        ]

    def teardown(self):
        """Take the whole example back."""
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def pick(self, i):
        """Return one of the lines."""
        rows = list(Nomination.objects.order_by("id"))
        return rows[i % len(rows)]

    @rule(which=st.integers(0, 2), kind=st.sampled_from(["individual", "collective"]))
    def propose(self, which, kind):
        """A cell adds a line."""
        if Nomination.objects.count() < 8:
            line(self.w, self.dossiers[which], kind=kind)

    @rule(which=st.integers(0, 2))
    def submit(self, which):
        """A cell submits a dossier."""
        lines.submit_dossier(self.dossiers[which], actor=self.w.secretary, at=NOW)

    @rule(i=indexes, who=st.integers(0, 7), action=st.sampled_from(list(Action)))
    def press(self, i, who, action):
        """Anybody presses anything."""
        try:
            perform(
                action,
                nomination=self.pick(i),
                actor=self.people[who],
                at=NOW,
                note="Lý do.",
                data={"due_at": NOW + timedelta(days=3)},
                separation_reason="Chỉ có một người.",
            )
        except REFUSALS:
            return

    @rule(i=indexes, action=st.sampled_from([Action.RECOMMEND, Action.RECOMMEND, Action.DECLINE, Action.SEND_BACK]))
    def appraise(self, i, action):
        """The office gives an opinion."""
        lines.opine_each(
            action,
            [self.pick(i)],
            actor=self.w.appraiser,
            at=NOW,
            note="Ý kiến.",
            data={"due_at": NOW + timedelta(days=3)},
        )

    @rule(
        choice=st.sampled_from(["in_favor", "in_favor", "against", "abstain"]),
        present=st.integers(2, 5),
        postpone=st.booleans(),
    )
    def meet(self, choice, present, postpone):
        """The committee meets; without a quorum nothing moves."""
        before = dict(Nomination.objects.values_list("pk", "state"))
        try:
            meeting = a_meeting(self.w, present=present)
        except GuardFailed:
            self.w.commune.meetings.exclude(state="released").delete()
            return
        vote_all(self.w, meeting, choice, self.w.members[:present])
        if postpone and (first := meeting.lines.filter(section="recommended").first()):
            meetings.postpone_line(first, True, actor=self.w.clerk, at=NOW)
        try:
            meetings.close_meeting(meeting, actor=self.w.clerk, at=NOW)
            assert dict(Nomination.objects.values_list("pk", "state")) == before
            meetings.release_meeting(meeting, actor=self.w.clerk, at=NOW)
        except GuardFailed:
            assert present < 4
            assert dict(Nomination.objects.values_list("pk", "state")) == before
            meeting.delete()

    @rule()
    def decide(self):
        """The clerk numbers what waits."""
        waiting = [n for n in decisions.waiting_lines(self.w.commune) if n.round_id == self.w.round.pk]
        if waiting:
            draft = decisions.draft_decision(unit=self.w.commune, nominations=waiting, actor=self.w.clerk, at=NOW)
            decisions.number_decision(draft, signer=self.w.signer, signed_on=NOW.date(), actor=self.w.clerk, at=NOW)

    @rule()
    def renumber(self):
        """The clerk voids the latest number and takes another."""
        latest = Decision.objects.filter(state="numbered").order_by("-id").first()
        if latest:
            decisions.replace_number(
                latest, reason="Ghi nhầm ngày.", signer=self.w.signer, signed_on=NOW.date(), actor=self.w.clerk, at=NOW
            )

    @rule(granted=st.booleans())
    def superior_answers(self, granted):
        """An authority outside answers."""
        waiting = Nomination.objects.filter(state=S.FORWARDED, awaits_outside_answer=True).first()
        if waiting:
            answer(self.w, waiting, granted)

    @rule(i=indexes)
    def edit(self, i):
        """The cell edits a line, if it holds it."""
        nomination = self.pick(i)
        try:
            drafts.save_line(
                nomination,
                actor=self.w.secretary,
                at=NOW,
                expected_version=nomination.version,
                nominee={},
                achievement="Sửa 12 hộ.",
            )
        except REFUSALS:
            assert nomination.state not in (S.DRAFT, S.RETURNED)

    @invariant()
    def state_and_waiting_task_agree(self):
        """viewflow waits exactly where the state says."""
        waiting = {}
        for task in Task.objects.filter(flow_task_type="HUMAN", status__in=["NEW", "ASSIGNED"]).select_related(
            "process"
        ):
            assert task.process_id not in waiting, "two open tasks"
            waiting[task.process_id] = task.flow_task.name
        for n in Nomination.objects.select_related("process"):
            assert waiting.get(n.process.pk) == node_for(n)
            assert (n.holder_unit_id is None) == (n.state in FINAL)

    @invariant()
    def history_replays_to_the_state(self):
        """The records form one unbroken chain that ends in the state of the table."""
        for n in Nomination.objects.prefetch_related("records"):
            state = ""
            for i, record in enumerate(n.records.all(), start=1):
                assert record.sequence == i
                assert record.source == state
                state = record.target
            assert state == n.state

    @invariant()
    def numbers_have_no_gaps(self):
        """Every series is contiguous, voided numbers included; each live decision has a used number."""
        for series in NumberSeries.objects.all():
            values = list(series.numbers.order_by("value").values_list("value", flat=True))
            if values:
                assert values == list(range(values[0], series.next_number))
        assert (
            Number.objects.filter(state="used", series__document_type="quyet_dinh").count()
            == Decision.objects.filter(state="numbered").count()
        )

    @invariant()
    def an_award_exists_exactly_for_issued_lines(self):
        """No award without an issued line, and no issued line without its award."""
        assert set(Award.objects.values_list("nomination_id", flat=True)) == set(
            Nomination.objects.filter(state=S.ISSUED).values_list("pk", flat=True)
        )


def walk(examples: int, steps: int) -> None:
    """Run the machine."""
    run_state_machine_as_test(
        Office,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_random_acts_keep_every_promise(db, is_long):
    walk(80, 40) if is_long else walk(12, 25)
