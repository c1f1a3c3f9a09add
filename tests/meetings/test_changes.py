"""A frozen agenda: lines are added and withdrawn only with a reason on record; places of others never change."""

import pytest

from history.models import AppendOnlyError
from meetings.enums import AgendaChangeKind, MeetingMode, Outcome, Secrecy
from meetings.models import AgendaChange, Ballot
from meetings.queries.agenda import agenda_of
from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from tests import factories as f
from tests.meetings.room import attend, cast, prepared, state_of, waiting
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.services import meetings

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return f.world()


def open_vote(w, lines=3, **details):
    waiting(w, lines)
    meeting = prepared(w, **details)
    attend(w, meeting, 5)
    return meetings.open_voting(meeting, actor=w.chair, at=w.at)


@pytest.mark.parametrize("secrecy", Secrecy)
def test_a_withdrawn_line_stays_visible_loses_its_votes_and_waits_again(w, settings, tmp_path, secrecy):
    settings.URN_DIR = tmp_path / "urns"
    meeting = open_vote(w, secrecy=secrecy)
    a, b, c = meeting.lines.all()
    for line in (a, b, c):
        cast(w, line, w.members[1])
    meetings.withdraw_line(b, reason=" Chi bộ xin rút để bổ sung minh chứng ", actor=w.clerk, at=w.at)
    agenda = agenda_of(meeting)
    assert [(row.line.position, row.is_open) for row in agenda.rows] == [(1, True), (2, False), (3, True)]
    (row,) = agenda.withdrawn
    assert (row.change.kind, row.change.note) == (
        AgendaChangeKind.WITHDRAWN,
        "Chi bộ xin rút để bổ sung minh chứng",
    )
    assert row.change.actor_name == w.clerk.full_name
    assert not Ballot.objects.filter(line=b).exists() and not b.secret_voters.exists()
    assert b.nomination in meetings.waiting_nominations(w.commune)
    with pytest.raises(GuardFailed):
        cast(w, b, w.members[2])
    for member in w.members[1:]:
        for line in (a, c):
            if member != w.members[1]:
                cast(w, line, member)
    meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    b.refresh_from_db()
    assert (b.outcome, b.in_favor) == ("", None)
    meetings.release_meeting(meeting, actor=w.chair, at=w.at)
    assert (state_of(a.nomination), state_of(b.nomination)) == (S.APPROVED, S.RECOMMENDED)
    assert [line.nomination_id for line in prepared(w).lines.all()] == [b.nomination_id]


def test_an_added_line_comes_last_and_a_withdrawn_one_back_to_its_place(w):
    meeting = open_vote(w)
    a, _, _ = meeting.lines.all()
    meetings.withdraw_line(a, reason="Đưa nhầm", actor=w.clerk, at=w.at)
    (late,) = waiting(w)
    line = meetings.add_line(late, meeting, reason="Vừa thẩm định xong", actor=w.clerk, at=w.at)
    assert line.position == 4
    back = meetings.add_line(a.nomination, meeting, reason="Đã làm rõ", actor=w.chair, at=w.at)
    assert (back.pk, back.position, back.is_withdrawn) == (a.pk, 1, False)
    kinds = AgendaChange.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["withdrawn", "added", "added"]
    with pytest.raises(AppendOnlyError):
        AgendaChange.objects.first().delete()
    for member in w.members:
        for row in agenda_of(meeting).open:
            cast(w, row.line, member)
    closed = meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    assert {line.outcome for line in closed.lines.all()} == {Outcome.APPROVED}


def test_changes_need_a_reason_an_open_vote_and_the_right(w):
    meeting = open_vote(w, 2)
    a, b = meeting.lines.all()
    (late,) = waiting(w)
    with pytest.raises(GuardFailed, match="Hãy ghi lý do rút"):
        meetings.withdraw_line(a, reason="  ", actor=w.clerk, at=w.at)
    with pytest.raises(GuardFailed, match="Hãy ghi lý do bổ sung"):
        meetings.add_line(late, meeting, reason="", actor=w.clerk, at=w.at)
    for actor in (w.members[2], w.appraiser, w.inspector):
        with pytest.raises(NotPermitted):
            meetings.withdraw_line(a, reason="x", actor=actor, at=w.at)
    with pytest.raises(GuardFailed, match="không còn chờ Ban Thường vụ"):
        meetings.add_line(b.nomination, meeting, reason="x", actor=w.clerk, at=w.at)
    meetings.withdraw_line(a, reason="x", actor=w.clerk, at=w.at)
    with pytest.raises(GuardFailed, match="dòng cuối cùng"):
        meetings.withdraw_line(b, reason="x", actor=w.clerk, at=w.at)
    with pytest.raises(IllegalTransition):
        meetings.withdraw_line(prepared(w).lines.first(), reason="x", actor=w.clerk, at=w.at)
    assert AgendaChange.objects.count() == 1


def test_a_meeting_whose_agenda_was_changed_is_put_off_but_not_thrown_away(w):
    meeting = open_vote(w, 2)
    a, b = meeting.lines.all()
    meetings.withdraw_line(a, reason="Đưa nhầm", actor=w.clerk, at=w.at)
    meetings.put_off_meeting(meeting, reason="Thiếu người", actor=w.clerk, at=w.at)
    assert [line.pk for line in meeting.lines.all()] == [b.pk]
    with pytest.raises(GuardFailed, match="không bỏ phiên họp được"):
        meetings.discard_meeting(meeting, actor=w.clerk, at=w.at)


def test_a_line_of_personnel_is_not_added_to_a_poll(w):
    from datetime import timedelta

    from nominations.models import Round

    waiting(w)
    meeting = prepared(w, mode=MeetingMode.POLL, poll_closes_at=w.at + timedelta(days=2))
    meeting = meetings.open_voting(meeting, actor=w.chair, at=w.at)
    (late,) = waiting(w)
    Round.objects.update(is_personnel=True)
    with pytest.raises(GuardFailed, match="Việc nhân sự không lấy ý kiến"):
        meetings.add_line(late, meeting, reason="Kịp đợt này", actor=w.clerk, at=w.at)
