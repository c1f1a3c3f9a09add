"""An appraiser's act taken back: only by who did it, only at once, only unread; both acts stay in the history."""

from datetime import timedelta

import pytest

from nominations.enums import NominationState as S
from nominations.models import Nomination, NominationReach
from permissions.exceptions import NotPermitted
from tests.factories import a_meeting, committee, nomination_at, role, user
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.flows import node_for
from workflows.guards import TAKE_BACK_WITHIN
from workflows.models import Remark
from workflows.services import meetings
from workflows.services.presence import note_view

ACTS = {
    Action.RECEIVE: (S.SUBMITTED, S.UNDER_APPRAISAL),
    Action.RECOMMEND: (S.UNDER_APPRAISAL, S.RECOMMENDED),
    Action.DECLINE: (S.UNDER_APPRAISAL, S.NOT_RECOMMENDED),
    Action.SEND_BACK: (S.UNDER_APPRAISAL, S.RETURNED),
}
SECOND = timedelta(seconds=1)


def act(w, n, action, at, by=None, **data):
    data = {"due_at": at + timedelta(days=5)} | data
    return perform(action, nomination=n, actor=by or w.appraiser, at=at, note="Lý do.", data=data)


def take_back(w, n, at, by=None):
    return perform(Action.TAKE_BACK, nomination=n, actor=by or w.appraiser, at=at)


def carried(n):
    """What a line carries, but for its version."""
    row = Nomination.objects.filter(pk=n.pk).values().get()
    return {name: value for name, value in row.items() if name != "version"}


@pytest.mark.parametrize("action", list(ACTS))
def test_an_act_taken_back_leaves_the_line_as_it_was(w, action):
    before_state, after = ACTS[action]
    n = nomination_at(w, before_state)
    before, at = carried(n), w.at + timedelta(hours=3)
    act(w, n, action, at)
    assert n.state == after
    record = take_back(w, n, at + TAKE_BACK_WITHIN)
    assert carried(n) == before
    assert n.process.task_set.get(status="NEW").flow_task.name == node_for(n)
    assert [r.action for r in n.records.order_by("-sequence")[:2]] == [Action.TAKE_BACK, action]
    assert record.data["takes_back"] == record.sequence - 1
    act(w, n, action, at + timedelta(minutes=1))
    assert n.state == after


@pytest.mark.parametrize("action", list(ACTS))
def test_after_thirty_seconds_it_stands(w, action):
    n, at = nomination_at(w, ACTS[action][0]), w.at + timedelta(hours=3)
    act(w, n, action, at)
    with pytest.raises(GuardFailed, match="trong 30 giây"):
        take_back(w, n, at + TAKE_BACK_WITHIN + SECOND)
    assert n.state == ACTS[action][1]


def test_what_somebody_else_has_opened_stands(w):
    n, at = nomination_at(w, S.UNDER_APPRAISAL), w.at + timedelta(hours=3)
    note_view(n, w.secretary, at - SECOND)
    act(w, n, Action.SEND_BACK, at)
    note_view(n, w.appraiser, at + SECOND)
    note_view(n, w.secretary, at + SECOND)
    with pytest.raises(GuardFailed, match="Đã có người khác mở dòng này"):
        take_back(w, n, at + 2 * SECOND)


def test_a_view_from_before_the_act_and_ones_own_do_not_count(w):
    n, at = nomination_at(w, S.UNDER_APPRAISAL), w.at + timedelta(hours=3)
    note_view(n, w.secretary, at - SECOND)
    act(w, n, Action.SEND_BACK, at)
    note_view(n, w.appraiser, at + SECOND)
    take_back(w, n, at + 2 * SECOND)
    assert n.state == S.UNDER_APPRAISAL


def test_only_who_did_it_takes_it_back(w):
    n, colleague = nomination_at(w, S.UNDER_APPRAISAL), user("dong-nghiep", "Đinh Thị Xuân")
    role(colleague, "appraiser", w.commune)
    act(w, n, Action.DECLINE, w.at)
    with pytest.raises(GuardFailed, match=f"do đồng chí {w.appraiser.full_name} làm"):
        take_back(w, n, w.at, by=colleague)
    for stranger in (w.secretary, w.clerk, w.chair, w.province_appraiser):
        with pytest.raises(NotPermitted):
            take_back(w, n, w.at, by=stranger)


def test_it_is_taken_back_once_and_a_submission_never(w):
    n = nomination_at(w, S.SUBMITTED)
    with pytest.raises(IllegalTransition):
        take_back(w, n, w.at, by=w.secretary)
    act(w, n, Action.RECEIVE, w.at)
    take_back(w, n, w.at)
    with pytest.raises(IllegalTransition):
        take_back(w, n, w.at)


def test_what_was_asked_part_by_part_goes_into_the_history(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    act(w, n, Action.SEND_BACK, w.at, remarks={"citation": "Rút gọn.", "name": "Ghi đủ họ tên."})
    assert Remark.objects.filter(nomination=n).count() == 2
    record = take_back(w, n, w.at)
    assert not Remark.objects.filter(nomination=n).exists()
    assert record.data["asked"] == ["Tên: Ghi đủ họ tên.", "Lời khen: Rút gọn."]


def test_a_second_return_taken_back_brings_the_first_one_back(w):
    n = nomination_at(w, S.RETURNED)
    perform(Action.SUBMIT, nomination=n, actor=w.secretary, at=w.at)
    act(w, n, Action.RECEIVE, w.at)
    before = carried(n)
    act(w, n, Action.SEND_BACK, w.at)
    take_back(w, n, w.at)
    assert carried(n) == before


def test_a_line_on_an_agenda_being_prepared_comes_off_it_and_a_frozen_one_stays(w):
    first = nomination_at(w, S.RECOMMENDED)
    meeting = meetings.prepare_meeting(unit=w.commune, title="Họp", starts_at=w.at, actor=w.clerk, at=w.at)
    take_back(w, first, w.at)
    assert not meeting.lines.exists()
    meetings.discard_meeting(meeting, actor=w.clerk, at=w.at)
    second = nomination_at(w, S.RECOMMENDED)
    a_meeting(w)
    with pytest.raises(GuardFailed, match="đang được biểu quyết"):
        take_back(w, second, w.at)


def test_passed_up_and_taken_back_the_office_above_knows_nothing_of_it(w):
    ward = committee("district", "huyện Trung", "Huyện ủy", "HU", w.province)
    assert ward.kind.appraises
    n = nomination_at(w, S.FORWARDED)
    at = w.at + timedelta(hours=1)
    perform(Action.RECEIVE, nomination=n, actor=w.province_appraiser, at=at)
    take_back(w, n, at, by=w.province_appraiser)
    assert (n.state, n.holder_unit) == (S.FORWARDED, w.province)
    assert NominationReach.objects.filter(nomination=n, unit=w.province).exists()
