"""A written poll: who is asked, who has answered, when it closes, when it goes to a meeting, whom to remind."""

from datetime import timedelta
from fractions import Fraction

import pytest

from meetings.enums import MajorityBase, MeetingMode, MeetingState, Outcome, Secrecy, Verdict
from meetings.models import Meeting, SecretVoter
from meetings.queries import meetings_waiting_for
from meetings.queries.agenda import agenda_of
from meetings.queries.early import early_verdicts
from nominations.models import Round
from notices.models import Notice
from organizations.models import Holiday
from tests import factories as f
from tests.meetings.room import attend, cast, prepared, waiting
from workflows.exceptions import GuardFailed
from workflows.services import meetings
from workflows.services.rulebook import add_voting_rule

pytestmark = pytest.mark.django_db
END = timedelta(days=3)


@pytest.fixture
def w():
    return f.world()


def rule(w, **facts):
    return add_voting_rule(
        kind=None, unit=w.commune, starts_on=f.START, actor=None, at=w.at, source="Quy chế 01-QC/ĐU", **facts
    )


def poll(w, lines=1, end=END, **details):
    waiting(w, lines)
    meeting = prepared(w, mode=MeetingMode.POLL, poll_closes_at=w.at + end, **details)
    return meetings.open_voting(meeting, actor=w.chair, at=w.at)


def cast_all(w, meeting, member, choice="in_favor", at=None):
    choices = {line.pk: choice for line in meeting.lines.all()}
    return meetings.cast_ballots(meeting, choices=choices, actor=member, at=at or w.at)


def test_a_poll_opens_without_attendance_and_who_answers_takes_part(w):
    meeting = poll(w, 2)
    assert {a.status for a in meeting.attendances.all()} == {"unknown"}
    a, _ = meeting.lines.all()
    cast(w, a, w.members[1])
    meetings.declare_recusal(a, actor=w.members[2], at=w.at)
    agenda = agenda_of(meeting)
    assert agenda.taking_part == {w.members[1].pk, w.members[2].pk}
    assert agenda.quorum.sentence == "Đã gửi phiếu 2/5, cần ít nhất 4"
    assert agenda.rows[0].part == "4/5 ủy viên tham gia biểu quyết; cần ít nhất 3 phiếu tán thành"
    meetings.retract_recusal(a, actor=w.members[2], at=w.at)
    assert agenda_of(meeting).taking_part == {w.members[1].pk}
    units = {w.commune.pk}
    assert [m.remaining for m in meetings_waiting_for(w.members[1], units)] == [1]
    assert [m.remaining for m in meetings_waiting_for(w.members[3], units)] == [2]
    with pytest.raises(GuardFailed, match="không ghi người dự họp"):
        attend(w, meeting, 5)
    with pytest.raises(GuardFailed, match="không ghi số phiếu thay"):
        meetings.enter_hands(a, in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at)


def test_personnel_matters_and_committees_without_polls_are_refused_by_name(w):
    meeting_lines = waiting(w, 2)
    Round.objects.filter(pk=w.round.pk).update(is_personnel=True)
    meeting = prepared(w, mode=MeetingMode.POLL, poll_closes_at=w.at + END)
    with pytest.raises(GuardFailed) as refusal:
        meetings.open_voting(meeting, actor=w.chair, at=w.at)
    (sentence,) = refusal.value.reasons
    assert "Việc nhân sự không lấy ý kiến bằng phiếu gửi" in sentence
    assert all(n.nominee.full_name in sentence for n in meeting_lines)
    Round.objects.filter(pk=w.round.pk).update(is_personnel=False)
    rule(w, allows_poll=False)
    with pytest.raises(GuardFailed, match=r"không cho lấy ý kiến bằng phiếu gửi\. Hãy chọn cách làm “Họp”"):
        meetings.open_voting(meeting, actor=w.chair, at=w.at)
    meetings.save_meeting_details(meeting, actor=w.chair, at=w.at, mode=MeetingMode.ROOM, poll_closes_at=None)
    meeting.refresh_from_db()
    attend(w, meeting, 5)
    assert meetings.open_voting(meeting, actor=w.chair, at=w.at).state == MeetingState.VOTING


def test_a_poll_closes_after_its_end_when_all_answered_or_when_all_is_certain(w):
    meeting = poll(w)
    for member in w.members[:2]:
        cast_all(w, meeting, member)
    assert early_verdicts(agenda_of(meeting)) == {meeting.lines.get().pk: None}
    cast_all(w, meeting, w.members[2], "against")
    with pytest.raises(GuardFailed, match="Còn chờ phiếu của đồng chí Bùi Thanh Bình, đồng chí Phạm Quang Sơn"):
        meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    late = w.at + END + timedelta(minutes=1)
    with pytest.raises(GuardFailed, match="Hạn gửi phiếu đã hết"):
        cast_all(w, meeting, w.members[3], at=late)
    with pytest.raises(GuardFailed, match="đã gửi 3/5, cần ít nhất 4"):
        meetings.close_meeting(meeting, actor=w.chair, at=late)
    cast_all(w, meeting, w.members[3])
    assert list(early_verdicts(agenda_of(meeting)).values()) == [Verdict.PASSED]
    closed = meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    line = closed.lines.get()
    assert (closed.attending, line.in_favor, line.against, line.not_voted) == (4, 3, 1, 0)
    assert line.outcome == Outcome.APPROVED


def test_the_end_can_be_put_later_but_not_earlier(w):
    meeting = poll(w)
    with pytest.raises(GuardFailed, match="chỉ gia hạn thêm được"):
        meetings.save_meeting_details(meeting, actor=w.clerk, at=w.at, poll_closes_at=w.at + timedelta(days=1))
    late = w.at + END + timedelta(hours=1)
    meetings.save_meeting_details(meeting, actor=w.clerk, at=late, poll_closes_at=late + timedelta(days=1))
    assert cast_all(w, meeting, w.members[1], at=late) == 1
    meetings.save_meeting_details(meeting, actor=w.clerk, at=late, mode=MeetingMode.ROOM, secrecy=Secrecy.SECRET)
    assert Meeting.objects.get().is_poll and not Meeting.objects.get().is_secret, "the way is fixed when voting opens"


def test_important_disagreement_sends_a_line_to_a_meeting(w):
    rule(w, disagreement_numerator=1, disagreement_denominator=3)
    meeting = poll(w, 2)
    assert meeting.terms().disagreement == Fraction(1, 3)
    a, b = meeting.lines.all()
    for i, member in enumerate(w.members):
        meetings.cast_ballots(
            meeting, choices={a.pk: "against" if i < 2 else "in_favor", b.pk: "in_favor"}, actor=member, at=w.at
        )
    closed = meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    assert [line.outcome for line in closed.lines.all()] == [Outcome.TO_MEETING, Outcome.APPROVED]


def test_who_declares_a_recusal_in_a_poll_counts_as_present(w):
    rule(w, majority_base=MajorityBase.PRESENT)
    meeting = poll(w)
    line = meeting.lines.get()
    meetings.declare_recusal(line, actor=w.members[4], at=w.at)
    for member in w.members[:3]:
        cast_all(w, meeting, member, "in_favor" if member != w.members[2] else "against")
    closed = meetings.close_meeting(meeting, actor=w.chair, at=w.at + END)
    line.refresh_from_db()
    assert (closed.attending, line.recused, line.in_favor, line.needed, line.outcome) == (4, 1, 2, 2, Outcome.APPROVED)


def test_a_secret_poll_closes_when_all_have_answered_and_says_nothing_before(w):
    meeting = poll(w, secrecy=Secrecy.SECRET)
    for member in w.members[:4]:
        cast_all(w, meeting, member)
    assert set(early_verdicts(agenda_of(meeting)).values()) == {None}
    with pytest.raises(GuardFailed, match="Còn chờ phiếu"):
        meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    cast_all(w, meeting, w.members[4])
    assert meetings.close_meeting(meeting, actor=w.chair, at=w.at).lines.get().in_favor == 5
    assert SecretVoter.objects.count() == 5


def test_members_are_reminded_once_one_working_day_before_the_end(w):
    meeting = poll(w, end=timedelta(days=7))  # from Monday 4 May to Monday 11 May 2026
    cast_all(w, meeting, w.members[1])
    wednesday, thursday, friday = (w.at + timedelta(days=n) for n in (2, 3, 4))
    assert meetings.members_to_remind(thursday) == []
    ((found, members),) = meetings.members_to_remind(friday)
    assert found == meeting and {m.pk for m in members} == {m.pk for m in w.members} - {w.members[1].pk}
    Holiday.objects.create(day=friday.date(), name="Nghỉ bù", is_working=False)
    assert meetings.members_to_remind(wednesday) == []
    assert len(meetings.members_to_remind(thursday)) == 1, "the day before is no working day"
    Notice.objects.all().delete()
    assert meetings.remind_members(thursday) == 4
    assert meetings.remind_members(thursday) == 0
    assert {n.user_id for n in Notice.objects.all()} == {m.pk for m in w.members} - {w.members[1].pk}
    meetings.save_meeting_details(meeting, actor=w.clerk, at=friday, poll_closes_at=w.at + timedelta(days=8))
    assert len(meetings.members_to_remind(w.at + timedelta(days=7))) == 1, "a longer time has a reminder of its own"
