"""The agenda: what comes onto it, its order, and when voting opens; lines that the office did not recommend."""

from datetime import timedelta

import pytest

from meetings.enums import RecusalGround, Section
from meetings.models import Meeting, Recusal, VotingRule
from meetings.queries.agenda import agenda_of
from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests import factories as f
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition, StalePage
from workflows.models import TransitionRecord
from workflows.services import meetings

from .room import attend, cast, prepared, state_of, waiting

pytestmark = pytest.mark.django_db


def test_what_waits_comes_onto_the_agenda_recommended_lines_first(w):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED)
    person, body = waiting(w, kind="individual")[0], waiting(w, kind="collective")[0]
    meeting = prepared(w)
    assert list(meeting.lines.values_list("nomination", "section", "position")) == [
        (body.pk, Section.RECOMMENDED, 1), (person.pk, Section.RECOMMENDED, 2), (declined.pk, Section.NOT_RECOMMENDED, 3),
    ]  # fmt: skip
    assert prepared(w).lines.count() == 0, "a line stands on one agenda only"


def test_the_same_form_twice_makes_one_meeting(w):
    waiting(w)
    key = "8c1f4d3e-0000-4000-8000-000000000001"
    assert prepared(w, submission_key=key) == prepared(w, submission_key=key)
    assert Meeting.objects.count() == 1


def test_a_removed_line_waits_for_another_meeting_and_the_rest_is_numbered_anew(w):
    first, second = waiting(w, 2)
    meeting = prepared(w)
    meetings.remove_line(meeting.lines.get(nomination=first), actor=w.clerk, at=w.at)
    assert list(meeting.lines.values_list("nomination", "position")) == [(second.pk, 1)]
    assert prepared(w).lines.get().nomination == first


def test_lines_are_put_into_the_order_that_was_asked_for(w):
    waiting(w, 3)
    f.nomination_at(w, S.NOT_RECOMMENDED)
    meeting = prepared(w)
    a, b, c, declined = meeting.lines.all()
    meetings.order_lines(meeting, order=[declined.pk, c.pk, a.pk, b.pk], actor=w.clerk, at=w.at)
    assert [line.pk for line in meeting.lines.all()] == [c.pk, a.pk, b.pk, declined.pk]
    assert [line.position for line in meeting.lines.all()] == [1, 2, 3, 4]


def test_voting_opens_only_with_lines_and_full_attendance(w):
    with pytest.raises(GuardFailed, match="chưa có dòng nào"):
        meetings.open_voting(prepared(w), actor=w.clerk, at=w.at)
    waiting(w)
    meeting = prepared(w)
    with pytest.raises(GuardFailed, match="Chưa ghi có mặt hay vắng: Võ Minh Khánh"):
        meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    attend(w, meeting, 5)
    assert meetings.open_voting(meeting, actor=w.clerk, at=w.at).serving == 5


def test_voting_does_not_open_for_a_committee_without_members(w):
    waiting(w)
    meeting = meetings.prepare_meeting(
        unit=w.commune, title="Họp", starts_at=w.at - timedelta(days=900), actor=w.clerk, at=w.at
    )
    with pytest.raises(GuardFailed, match="Chưa có ai giữ vai trò Ủy viên"):
        meetings.open_voting(meeting, actor=w.clerk, at=w.at)


def test_the_agenda_is_frozen_when_voting_opens(w):
    waiting(w)
    meeting = f.a_meeting(w)
    waiting(w)
    for act in (
        lambda: meetings.gather_lines(meeting, actor=w.clerk, at=w.at),
        lambda: meetings.remove_line(meeting.lines.get(), actor=w.clerk, at=w.at),
        lambda: meetings.order_lines(meeting, order=[], actor=w.clerk, at=w.at),
        lambda: meetings.discard_meeting(meeting, actor=w.clerk, at=w.at),
        lambda: meetings.open_voting(meeting, actor=w.clerk, at=w.at),
    ):
        with pytest.raises(IllegalTransition, match="Đang biểu quyết"):
            act()
    assert meeting.lines.count() == 1


def test_the_shares_of_the_day_are_copied_in_and_stay(w):
    waiting(w)
    VotingRule.objects.create(unit=w.commune, starts_on=f.START, quorum_numerator=1, quorum_denominator=2)
    meeting = f.a_meeting(w, present=3)
    VotingRule.objects.update(quorum_numerator=1, quorum_denominator=1)
    assert agenda_of(meeting).quorum.sentence == "Có mặt 3/5, cần ít nhất 3"


def test_another_day_lists_the_members_of_that_day(w):
    waiting(w)
    newcomer = f.user("uv6", "Lê Văn Mười")
    f.role(newcomer, Role.MEMBER, w.commune, starts_on=f.NOW.date() + timedelta(days=5))
    meeting = prepared(w)
    assert meeting.attendances.count() == 5
    meetings.save_meeting_details(meeting, actor=w.clerk, at=w.at, starts_at=w.at + timedelta(days=6))
    assert meeting.attendances.count() == 6


def test_a_stale_page_saves_nothing(w):
    meeting = prepared(w)
    seen = meeting.version
    meetings.save_meeting_details(meeting, actor=w.clerk, at=w.at, expected_version=seen, place="Phòng họp số 1")
    with pytest.raises(StalePage):
        meetings.save_meeting_details(meeting, actor=w.chair, at=w.at, expected_version=seen, place="Phòng họp số 2")
    with pytest.raises(StalePage):
        meetings.save_attendance(meeting, statuses={}, actor=w.chair, at=w.at, expected_version=seen)
    assert Meeting.objects.get().place == "Phòng họp số 1"


def test_a_meeting_made_by_mistake_gives_its_lines_back(w):
    waiting(w, 2)
    meetings.discard_meeting(prepared(w), actor=w.clerk, at=w.at)
    assert not Meeting.objects.exists()
    assert prepared(w).lines.count() == 2


def test_a_line_that_nobody_puts_on_the_agenda_is_refused_at_the_close(w):
    declined, other = f.nomination_at(w, S.NOT_RECOMMENDED), waiting(w)[0]
    f.hold_meeting(w)
    assert (state_of(declined), state_of(other)) == (S.REJECTED, S.APPROVED)
    record = TransitionRecord.objects.filter(nomination=declined).last()
    assert "Cơ quan thẩm định không đề nghị: Chưa rõ kết quả." in record.note


@pytest.mark.parametrize("by_button", [False, True], ids=["from the ballot", "from the page of the line"])
def test_a_member_puts_a_line_on_the_agenda_and_it_is_voted_on(w, by_button):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED, full_name=w.members[3].full_name, user=w.members[3])
    meeting = f.a_meeting(w)
    line = meeting.lines.get()
    if by_button:
        perform(Action.RECOMMEND, nomination=declined, actor=w.members[1], at=w.at)
    else:
        meetings.put_on_agenda(line, actor=w.members[1], at=w.at)
    line.refresh_from_db()
    assert line.section == Section.RECOMMENDED
    assert Recusal.objects.get().ground == RecusalGround.NOMINEE
    for member in (m for m in w.members if m != w.members[3]):
        cast(w, line, member)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    assert state_of(declined) == S.APPROVED


def test_only_a_member_puts_a_line_on_the_agenda(w):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED)
    line = f.a_meeting(w).lines.get()
    for stranger in (w.clerk, w.appraiser, w.secretary):
        with pytest.raises(NotPermitted):
            meetings.put_on_agenda(line, actor=stranger, at=w.at)
    assert state_of(declined) == S.NOT_RECOMMENDED
