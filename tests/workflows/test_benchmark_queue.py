"""The benchmark of the lists: its world is one that the one door could have made, its figures are fixed, nothing stays."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from documents.models import Decision
from meetings.models import Meeting
from nominations.enums import FINAL
from nominations.enums import NominationState as S
from nominations.models import Award, Nomination
from workflows.benchmarks import queue
from workflows.engine import offers, perform
from workflows.enums import Action
from workflows.flows import node_for
from workflows.services import decisions, meetings

ROOT = Path(__file__).resolve().parents[2]
COUNT = 200
MOST, OF_AGENDAS = 15, {"member_agenda": 22, "meeting": 20}
"""Queries of a page; the two agendas also ask the rules of the round about every line, which takes ten of them."""


@pytest.fixture
def pages(db):
    """The pages of a database filled with 200 nominations."""
    return queue.fill(COUNT, at=timezone.now())


def open_tasks():
    """Return process id -> names of the open human tasks."""
    found = {}
    for task in Task.objects.filter(flow_task_type="HUMAN", status__in=[STATUS.NEW, STATUS.ASSIGNED]):
        found.setdefault(task.process_id, []).append(task.flow_task.name)
    return found


def test_every_line_is_as_the_one_door_leaves_it(pages):
    lines = list(
        Nomination.objects.select_related("holder_unit", "process", "nominee").prefetch_related("records", "reaches")
    )
    tasks = open_tasks()
    assert len(lines) == COUNT
    for line in lines:
        records = sorted(line.records.all(), key=lambda record: record.sequence)
        assert [r.sequence for r in records] == list(range(1, len(records) + 1)) and records[0].action == Action.CREATE
        assert [r.source for r in records[1:]] == [r.target for r in records[:-1]] and records[-1].target == line.state
        assert [r.at for r in records] == sorted(r.at for r in records) and records[-1].at == line.state_since
        assert line.version == len(records)
        assert tasks.get(line.process.pk, []) == [name for name in [node_for(line)] if name]
        assert (line.holder_unit is None) == (line.state in FINAL)
        assert bool(line.reaches.all()) == (len(records) > 1)
        assert records[-1].holder_name == (line.holder_unit.name if line.holder_unit else "")
        stored = (line.search_key, line.sort_key, line.nominee.name_key)
        line.nominee.save()
        line.save()
        assert stored == (line.search_key, line.sort_key, line.nominee.name_key)


def test_open_tasks_look_like_those_that_viewflow_makes(pages):
    made = Task.objects.get(process=Nomination.objects.filter(state=S.SUBMITTED).first().process.pk, status=STATUS.NEW)
    line = Nomination.objects.filter(state=S.UNDER_APPRAISAL).first()
    appraiser = next(page.user for page in pages if page.name == "appraiser_queue")
    perform(
        Action.SEND_BACK,
        nomination=line,
        actor=appraiser,
        at=timezone.now(),
        note="Thiếu ảnh.",
        data={"due_at": timezone.now() + timedelta(days=2)},
    )
    secretary = line.dossier.created_by
    perform(Action.SUBMIT, nomination=line, actor=secretary, at=timezone.now())
    real = Task.objects.get(process=line.process.pk, status=STATUS.NEW)
    same = (
        "flow_task_type",
        "owner_permission",
        "owner_permission_content_type",
        "owner_permission_obj_pk",
        "token",
        "data",
    )
    assert {name: getattr(made, name) for name in same} == {name: getattr(real, name) for name in same}
    assert made.flow_task is real.flow_task


def test_states_are_mixed_and_what_was_decided_has_its_papers(pages):
    counts = Counter(Nomination.objects.values_list("state", flat=True))
    assert counts[S.SUBMITTED] + counts[S.UNDER_APPRAISAL] >= 25 and counts[S.ISSUED] > 50
    assert Award.objects.count() == counts[S.ISSUED]
    assert {d.number.value for d in Decision.objects.all()} == set(range(1, Decision.objects.count() + 1))
    voting = Meeting.objects.get(state="voting")
    assert voting.lines.count() == 40 and set(voting.lines.values_list("nomination__state", flat=True)) == {
        S.RECOMMENDED
    }
    assert voting.attendances.count() == 5


def test_the_world_lives_on(pages):
    """Real acts go on where the bulk insertion stopped: appraise, vote, close, number."""
    people = {page.name: page.user for page in pages}
    at, member = timezone.now(), people["member_agenda"]
    line = Nomination.objects.filter(state=S.SUBMITTED).first()
    assert [offer.transition.action for offer in offers(line, people["appraiser_queue"], at=at)] == [Action.RECEIVE]
    perform(Action.RECEIVE, nomination=line, actor=people["appraiser_queue"], at=at)
    perform(Action.RECOMMEND, nomination=line, actor=people["appraiser_queue"], at=at)
    meeting = Meeting.objects.get(state="voting")
    clerk = meeting.created_by
    for attendance in meeting.attendances.exclude(user__in=meeting.lines.first().ballots.values("user")):
        choices = dict.fromkeys(meeting.lines.values_list("pk", flat=True), "in_favor")
        meetings.cast_ballots(meeting, choices=choices, actor=attendance.user, at=at)
    assert member in [attendance.user for attendance in meeting.attendances.all()]
    meetings.close_meeting(meeting, actor=clerk, at=at)
    meetings.release_meeting(meeting, actor=clerk, at=at)
    approved = [row.nomination for row in meeting.lines.select_related("nomination")]
    assert {n.state for n in approved} == {S.APPROVED}
    draft = decisions.draft_decision(unit=meeting.unit, nominations=approved[:3], actor=clerk, at=at)
    assert draft.lines.count() == 3


@pytest.mark.parametrize("typed", ["5", "abc", "", "-200", "1e9", "²", "200001"])
def test_bad_numbers_are_refused_with_a_sentence(typed):
    with pytest.raises(CommandError, match="--nominations phải là số từ 100 đến 200000"):
        call_command("benchmark", "queue", nominations=typed)


def run(count, folder, *program):
    """Run the command as an office would with manage.py, with state of its own; return its lines."""
    done = subprocess.run(
        [sys.executable, *(program or ("-m", "tests.migrated")), "benchmark", "queue", "--nominations", str(count)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"VINHDANH_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_pages_take_few_queries_and_no_more_with_more_lines_and_nothing_is_left(tmp_path):
    small, large = run(200, tmp_path), run(800, tmp_path, "manage.py")
    assert {"appraiser_queue", "member_agenda", "meeting", "search_all", "search_name", "situation", "office_home"} <= {
        line["page"] for line in small
    }
    few = {line["page"]: line["queries"] for line in small}
    assert all(line["queries"] <= few[line["page"]] for line in large), (small, large)
    assert all(
        0 < line["queries"] <= OF_AGENDAS.get(line["page"], MOST) and line["median_ms"] > 0 for line in (*small, *large)
    )
    assert {line["nominations"] for line in large} == {800}
    assert [path.name for path in tmp_path.iterdir() if path.name != "secret_key"] == []
