"""Due dates of steps, extensions, and the timers that remind and escalate."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow import lock
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from history.models import Entry
from nominations.enums import NominationState as S
from nominations.enums import RoundState, Step
from nominations.models import Nomination, Round
from nominations.services import RoundRefused
from notices.models import Notice
from organizations.models import Holiday
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests.factories import NOW, dossier, line, nomination_at, role, user
from vietnamese.dates import VIETNAM
from workflows import checks
from workflows.deadlines import StepLimit, limits_of
from workflows.engine import perform
from workflows.enums import Action
from workflows.flows import DeadlineFlow
from workflows.models import DeadlineProcess
from workflows.reminders import asked
from workflows.services import calendar, deadlines
from workflows.services.lines import submit_dossier
from workflows.services.timers import fire_due
from workflows.services.watching import start_watches

DAY = timedelta(days=1)
USUAL = {
    Step.INTAKE: StepLimit(working_days=3, escalate_after=2),
    Step.APPRAISAL: StepLimit(working_days=5, due_on=date(2026, 5, 8)),
}


def at(day: int, hour: int = 17, month: int = 5) -> datetime:
    """Return the hour in Viet Nam of a day of 2026."""
    return datetime(2026, month, day, hour, tzinfo=VIETNAM)


@pytest.fixture
def limited(w):
    """The committee whose round gives three days to receive and five to appraise."""
    deadlines.set_steps(w.round, limits=USUAL, actor=w.appraiser, at=NOW)
    w.round = Round.objects.get(pk=w.round.pk)
    return w


def submitted(w) -> Nomination:
    return nomination_at(w, S.SUBMITTED)


def told(event: str) -> set[str]:
    return set(Notice.objects.filter(event=event).values_list("user__username", flat=True))


def test_every_move_writes_by_when_the_step_should_be_left(limited):
    n = submitted(limited)
    assert n.step_due_at == at(7)
    perform(Action.RECEIVE, nomination=n, actor=limited.appraiser, at=NOW + DAY)
    assert Nomination.objects.get(pk=n.pk).step_due_at == at(8), "the last day comes before the fifth working day"
    perform(
        Action.SEND_BACK, nomination=n, actor=limited.appraiser, at=NOW + DAY, note="Thiếu.", data={"due_at": at(20, 9)}
    )
    assert Nomination.objects.get(pk=n.pk).step_due_at == at(20, 9)
    submit_dossier(n.dossier, actor=limited.secretary, at=NOW + DAY)
    perform(Action.RECEIVE, nomination=n, actor=limited.appraiser, at=NOW + DAY)
    perform(Action.RECOMMEND, nomination=n, actor=limited.appraiser, at=NOW + DAY, note="Đủ.")
    assert Nomination.objects.get(pk=n.pk).step_due_at is None, "the round gives the committee no limit"


def test_a_round_without_limits_sets_no_dates_and_starts_no_watch(w):
    assert submitted(w).step_due_at is None
    assert start_watches() == 0


def test_many_lines_of_one_round_read_its_calendar_once(limited):
    round = Round.objects.get(pk=limited.round.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(5):
            limits_of(round).due_at(Step.INTAKE, limited.commune.pk, NOW)
    assert len(queries) == 1


def test_holidays_and_days_that_make_up_count(limited):
    calendar.keep_day(None, day=date(2026, 5, 6), name="Nghỉ", is_working=False, source="", actor=None, at=NOW)
    n = submitted(limited)
    assert n.step_due_at == at(8)
    calendar.keep_day(
        Holiday.objects.get(day=date(2026, 5, 6)), day=date(2026, 5, 6), name="Nghỉ", is_working=True, source="",
        actor=None, at=NOW,
    )  # fmt: skip
    n.refresh_from_db()
    assert n.step_due_at == at(7), "what waits follows the calendar"
    with pytest.raises(calendar.DayRefused):
        calendar.keep_day(None, day=date(2026, 5, 6), name="x", is_working=False, source="", actor=None, at=NOW)


def test_new_limits_reach_what_waits_and_only_those_who_run_the_round_set_them(w):
    n = submitted(w)
    with pytest.raises(NotPermitted):
        deadlines.set_steps(w.round, limits=USUAL, actor=w.secretary, at=NOW)
    assert deadlines.set_steps(w.round, limits=USUAL, actor=w.appraiser, at=NOW) == 1
    n.refresh_from_db()
    assert n.step_due_at == at(7)
    assert deadlines.set_steps(w.round, limits={}, actor=w.appraiser, at=NOW) == 1
    n.refresh_from_db()
    assert n.step_due_at is None
    Round.objects.filter(pk=w.round.pk).update(state=RoundState.DECIDED)
    with pytest.raises(RoundRefused):
        deadlines.set_steps(w.round, limits=USUAL, actor=w.appraiser, at=NOW)


def test_an_extension_gives_one_unit_more_time_and_never_less(limited):
    n = submitted(limited)
    with pytest.raises(RoundRefused):
        deadlines.extend_step(
            limited.round, unit=limited.commune, step=Step.INTAKE, due_on=date(2026, 5, 6), reason="x",
            actor=limited.appraiser, at=NOW,
        )  # fmt: skip
    deadlines.extend_step(
        limited.round, unit=limited.commune, step=Step.INTAKE, due_on=date(2026, 5, 15), reason="Bận đại hội",
        actor=limited.appraiser, at=NOW,
    )  # fmt: skip
    n.refresh_from_db()
    assert n.step_due_at == at(15)
    entry = Entry.objects.filter(verb__startswith="Gia hạn bước").get()
    assert entry.actor_name == limited.appraiser.full_name and "Bận đại hội" in entry.note
    late = limits_of(Round.objects.get(pk=limited.round.pk)).due_at(Step.INTAKE, limited.commune.pk, at(14, 9))
    assert late == at(19), "a line that comes late keeps its three days"
    other = limits_of(Round.objects.get(pk=limited.round.pk)).due_at(Step.INTAKE, limited.cell.pk, NOW)
    assert other == at(7)


def test_an_extension_of_the_cell_moves_the_date_of_returned_lines(limited):
    n = nomination_at(limited, S.RETURNED)
    deadlines.extend_step(
        limited.round, unit=limited.cell, step=Step.COMPLETION, due_on=date(2026, 5, 25), reason="Mưa lũ",
        actor=limited.clerk, at=NOW,
    )  # fmt: skip
    n.refresh_from_db()
    assert (n.due_at, n.step_due_at) == (at(25), at(25))


def test_reminder_overdue_and_escalation_come_in_their_time_and_once(limited):
    role(user("tp", "Lý Thị Trưởng"), Role.APPRAISER, limited.province)
    submitted(limited), submitted(limited)
    assert start_watches() == 1, "one watch for both lines"
    assert start_watches() == 0
    assert fire_due(at(6, 7)) == 0
    assert fire_due(at(6, 8)) == 1
    assert fire_due(at(6, 8)) == 0
    assert told("step_due_soon") == {"appraiser"}
    notice = Notice.objects.get(event="step_due_soon")
    assert "2" in notice.text and f"dot={limited.round.pk}" in notice.url
    assert fire_due(at(7)) == 1
    assert told("step_overdue") == {"appraiser"}
    assert fire_due(at(11, 8)) == 1
    assert told("step_escalated") == {"uv1", "province-appraiser", "tp"}
    process = DeadlineProcess.objects.get()
    assert process.status == "DONE"
    system = Entry.objects.filter(subject_id=limited.round.pk, actor_id=None).values_list("verb", flat=True)
    assert {"Nhắc sắp đến hạn: Tiếp nhận", "Báo quá hạn: Tiếp nhận", "Báo cấp trên việc quá hạn: Tiếp nhận"} <= set(
        system
    )


def test_nothing_is_told_of_what_has_moved_on(limited):
    n = submitted(limited)
    start_watches()
    perform(Action.RECEIVE, nomination=n, actor=limited.appraiser, at=NOW + DAY)
    assert fire_due(at(30)) == 3
    assert not Notice.objects.filter(event__startswith="step_").exists()
    assert DeadlineProcess.objects.get().status == "DONE"


def test_a_clock_that_jumps_forward_skips_the_reminder_and_back_repeats_nothing(limited):
    submitted(limited)
    start_watches()
    assert fire_due(at(8)) == 2
    assert (told("step_due_soon"), told("step_overdue")) == (set(), {"appraiser"})
    assert fire_due(at(1)) == 0
    assert fire_due(at(8)) == 0
    assert Notice.objects.filter(event="step_overdue").count() == 1


def test_timers_move_with_the_calendar_of_the_round(limited):
    submitted(limited)
    start_watches()
    before = Task.objects.get(status=STATUS.SCHEDULED)
    longer = USUAL | {Step.INTAKE: StepLimit(working_days=3, remind_before=2, escalate_after=2)}
    deadlines.set_steps(limited.round, limits=longer, actor=limited.appraiser, at=NOW)
    moved = Task.objects.get(pk=before.pk)
    assert (before.scheduled, moved.scheduled) == (at(6, 8), at(5, 8))
    deadlines.extend_step(
        limited.round, unit=limited.commune, step=Step.INTAKE, due_on=date(2026, 5, 15), reason="Bận",
        actor=limited.appraiser, at=NOW,
    )  # fmt: skip
    assert DeadlineProcess.objects.count() == 2, "the new date is watched by a process of its own"
    fire_due(at(12))
    assert told("step_overdue") == set()
    fire_due(at(15))
    assert told("step_overdue") == {"appraiser"}


def test_a_timer_that_fails_holds_up_nobody_and_is_tried_again(limited, monkeypatch, caplog):
    submitted(limited)
    deadlines.set_steps(
        limited.upper_round, limits={Step.INTAKE: StepLimit(working_days=3)}, actor=limited.appraiser, at=NOW
    )
    other = line(limited, dossier(limited, limited.upper_round))
    submit_dossier(other.dossier, actor=limited.secretary, at=NOW)
    assert start_watches() == 2
    real = DeadlineFlow.instance.node("remind")._func
    broken = [limited.round.pk]

    def fails(activation):
        if activation.process.round_id in broken:
            raise RuntimeError("the mail is away")
        real(activation)

    monkeypatch.setattr(DeadlineFlow.instance.node("remind"), "_func", fails)
    assert fire_due(at(6, 9)) == 1
    assert "is tried again" in caplog.text
    assert Task.objects.filter(flow_task_type="TIMER", status=STATUS.SCHEDULED, scheduled=at(6, 8)).count() == 1
    broken.clear()
    assert fire_due(at(6, 9)) == 1
    assert Entry.objects.filter(verb__startswith="Nhắc sắp đến hạn").count() == 2


def test_the_flow_is_locked_and_has_no_open_door():
    assert isinstance(DeadlineFlow.lock_impl, lock.SelectForUpdateLock)
    assert DeadlineFlow in checks.FLOWS and checks.check_process() == []


def test_each_state_asks_somebody():
    assert {state.value: asked(state).value for state in S if state not in ("draft", "issued", "rejected", "withdrawn")} == {
        "submitted": "appraise", "under_appraisal": "appraise", "returned": "nominate", "not_recommended": "conduct_meeting",
        "recommended": "conduct_meeting", "forwarded": "appraise", "approved": "number_decisions",
    }  # fmt: skip
    assert asked(S.FORWARDED, is_outside=True) == "number_decisions"
