"""A meeting from the agenda to the close, through the services that the screens call."""

from datetime import timedelta

import pytest

from meetings.enums import AttendanceStatus, MajorityBase, MeetingState, Outcome, RecusalGround, Section
from meetings.models import Ballot, Meeting, Recusal, VotingRule
from meetings.queries import lines_to_vote, meetings_waiting_for
from meetings.queries.agenda import agenda_of, voting_progress
from meetings.services import declare_relative, remove_relative
from nominations.enums import NominationState as S
from nominations.models import Nomination
from organizations.models import UnitKind
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests import factories as f
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition, StalePage
from workflows.models import TransitionRecord
from workflows.services import decisions, meetings

pytestmark = pytest.mark.django_db


def waiting(w, count=1, state=S.RECOMMENDED, **nominee):
    return [f.nomination_at(w, state, **nominee) for _ in range(count)]


def prepared(w, **kwargs):
    return meetings.prepare_meeting(unit=w.commune, title="Họp Ban Thường vụ", starts_at=w.at, actor=w.clerk, at=w.at, **kwargs)


def attend(w, meeting, present):
    statuses = {
        a.pk: ("present" if i < present else "excused", "" if i < present else "đi học")
        for i, a in enumerate(meeting.attendances.all())
    }
    return meetings.save_attendance(meeting, statuses=statuses, actor=w.clerk, at=w.at)


def cast(w, line, member, choice="in_favor"):
    return meetings.cast_ballots(line.meeting, choices={line.pk: choice}, actor=member, at=w.at)


def state_of(nomination):
    return Nomination.objects.values_list("state", flat=True).get(pk=nomination.pk)


def facts_of(meeting):
    """Everything that a close writes, so that two moments can be compared."""
    return (
        list(Meeting.objects.filter(pk=meeting.pk).values()),
        list(meeting.lines.order_by("pk").values()),
        list(Nomination.objects.order_by("pk").values()),
        list(TransitionRecord.objects.order_by("pk").values_list("pk", flat=True)),
        list(Ballot.objects.order_by("pk").values()),
    )


# The agenda


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


# Who may


def test_only_chair_and_clerk_conduct_and_only_members_vote(w):
    waiting(w)
    meeting = f.a_meeting(w)
    line = meeting.lines.get()
    for stranger in (w.secretary, w.appraiser, w.inspector, w.administrator, w.province_clerk, w.members[1]):
        with pytest.raises(NotPermitted):
            meetings.close_meeting(meeting, actor=stranger, at=w.at)
        with pytest.raises(NotPermitted):
            meetings.enter_hands(line, in_favor=5, against=0, abstain=0, actor=stranger, at=w.at)
    for stranger in (w.secretary, w.appraiser, w.clerk, w.province_members[0]):
        with pytest.raises(NotPermitted):
            cast(w, line, stranger)
        with pytest.raises(NotPermitted):
            meetings.declare_recusal(line, actor=stranger, at=w.at)
    assert not Ballot.objects.exists()


def test_who_does_not_attend_cannot_vote_until_they_come(w):
    waiting(w)
    meeting = f.a_meeting(w, present=4)
    line, late = meeting.lines.get(), w.members[4]
    with pytest.raises(GuardFailed, match="chưa được ghi là có mặt"):
        cast(w, line, late)
    attend(w, meeting, 5)
    assert cast(w, line, late) == 1


def test_votes_of_somebody_marked_absent_are_removed(w):
    waiting(w)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting)
    attend(w, meeting, 4)
    assert set(Ballot.objects.values_list("user__username", flat=True)) == {"uv1", "uv2", "uv3", "uv4"}


# Votes


def test_a_vote_is_changed_not_added(w):
    waiting(w)
    line = f.a_meeting(w).lines.get()
    cast(w, line, w.members[1])
    cast(w, line, w.members[1], "against")
    assert Ballot.objects.get().choice == "against"


def test_one_wrong_line_casts_none_of_the_votes(w):
    waiting(w, 2)
    meeting = f.a_meeting(w)
    first, second = meeting.lines.all()
    meetings.postpone_line(second, True, actor=w.clerk, at=w.at)
    with pytest.raises(GuardFailed, match="Chưa phiếu nào được gửi"):
        meetings.cast_ballots(meeting, choices={first.pk: "in_favor", second.pk: "in_favor"}, actor=w.members[1], at=w.at)
    assert not Ballot.objects.exists()


def test_progress_says_how_far_and_never_how(w):
    waiting(w, 3)
    meeting = f.a_meeting(w)
    cast(w, meeting.lines.first(), w.members[1], "against")
    progress = {member.name: (member.done, member.remaining) for member in voting_progress(meeting)}
    assert progress["Đoàn Thị Hồng Vân"] == (1, 2)
    assert progress["Võ Minh Khánh"] == (0, 3)
    assert not {"against", "in_favor"} & {str(value) for member in voting_progress(meeting) for value in vars(member).values()}


def test_what_remains_for_a_member_leaves_out_what_they_do_not_vote_on(w):
    waiting(w, 5)
    member, meeting = w.members[1], f.a_meeting(w)
    voted, recused, by_hands, postponed, left = meeting.lines.all()
    cast(w, voted, member)
    cast(w, postponed, member)
    meetings.declare_recusal(recused, actor=member, at=w.at)
    meetings.enter_hands(by_hands, in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at)
    meetings.postpone_line(postponed, True, actor=w.clerk, at=w.at)
    assert list(lines_to_vote(meeting, member)) == [left]
    assert meetings_waiting_for(member, {w.commune.pk}).get().remaining == 1
    cast(w, left, member)
    assert not meetings_waiting_for(member, {w.commune.pk}).exists()


# Shows of hands


def test_a_show_of_hands_equals_those_who_attend_less_the_recused(w):
    waiting(w)
    line = f.a_meeting(w, present=4).lines.get()
    meetings.declare_recusal(line, actor=w.members[1], at=w.at)
    with pytest.raises(GuardFailed, match="Tổng ba ô là 4, nhưng có 3 ủy viên"):
        meetings.enter_hands(line, in_favor=3, against=1, abstain=0, actor=w.clerk, at=w.at)
    line.refresh_from_db()
    assert not line.by_hands
    meetings.enter_hands(line, in_favor=2, against=0, abstain=1, actor=w.clerk, at=w.at)
    meetings.close_meeting(line.meeting, actor=w.clerk, at=w.at)
    line.refresh_from_db()
    assert (line.in_favor, line.against, line.abstain, line.not_voted, line.recused) == (2, 0, 1, 0, 1)
    assert line.outcome == Outcome.REJECTED


def test_many_shows_of_hands_are_entered_all_or_none(w):
    waiting(w, 3)
    meeting = f.a_meeting(w)
    a, b, c = meeting.lines.all()
    with pytest.raises(GuardFailed) as refusal:
        meetings.enter_all_hands(meeting, counts={a.pk: (5, 0, 0), b.pk: (9, 0, 0), c.pk: (1, 1, 1)}, actor=w.clerk, at=w.at)
    assert len(refusal.value.reasons) == 2
    assert f"Dòng {b.position}, {b.name}: Tổng ba ô là 9" in refusal.value.reasons[0]
    assert not any(line.by_hands for line in meeting.lines.all())
    assert meetings.enter_all_hands(meeting, counts={a.pk: (5, 0, 0), b.pk: (3, 1, 1), c.pk: None}, actor=w.clerk, at=w.at) == 2
    assert [line.by_hands for line in meeting.lines.all()] == [True, True, False]


def test_hands_count_instead_of_ballots_and_can_be_taken_back(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting, "against")
    line = meeting.lines.get()
    meetings.enter_hands(line, in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at)
    with pytest.raises(GuardFailed, match="giơ tay"):
        cast(w, line, w.members[1])
    meetings.clear_hands(line, actor=w.clerk, at=w.at)
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert state_of(nomination) == S.REJECTED


def test_hands_that_no_longer_add_up_keep_the_meeting_open(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w)
    meetings.enter_hands(meeting.lines.get(), in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at)
    attend(w, meeting, 4)
    assert [row.line.pk for row in agenda_of(meeting).wrong_hands] == [meeting.lines.get().pk]
    before = facts_of(meeting)
    with pytest.raises(GuardFailed, match="Tổng ba ô là 5, nhưng có 4"):
        meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert facts_of(meeting) == before
    assert state_of(nomination) == S.RECOMMENDED


# Recusal


def test_a_member_does_not_vote_on_themselves(w):
    waiting(w, full_name=w.members[1].full_name, user=w.members[1])
    line = f.a_meeting(w).lines.get()
    assert Recusal.objects.get().ground == RecusalGround.NOMINEE
    with pytest.raises(GuardFailed, match="vì có liên quan"):
        cast(w, line, w.members[1])
    assert cast(w, line, w.members[2]) == 1


def test_a_member_does_not_vote_on_a_declared_relative(w):
    declare_relative(user=w.members[2], full_name="Ngô Thị Lành", relation="em ruột", birth_year=1980, at=w.at)
    waiting(w, full_name="Ngô Thị Lành", birth_year=1980)
    waiting(w, full_name="Ngô Thị Lành", birth_year=1955)
    f.a_meeting(w)
    recusal = Recusal.objects.get()
    assert (recusal.user, recusal.ground) == (w.members[2], RecusalGround.RELATIVE)
    assert recusal.line.nomination.nominee.birth_year == 1980


def test_a_relative_declared_during_the_vote_removes_the_vote_and_can_be_taken_back(w):
    waiting(w, full_name="Ngô Thị Lành")
    line = f.a_meeting(w).lines.get()
    cast(w, line, w.members[2])
    relative = declare_relative(user=w.members[2], full_name="Ngô thị Lành", relation="em ruột", at=w.at)
    assert not Ballot.objects.exists()
    with pytest.raises(GuardFailed):
        cast(w, line, w.members[2])
    remove_relative(relative, at=w.at)
    assert cast(w, line, w.members[2]) == 1


def test_the_same_relative_twice_is_declared_once(w):
    for _ in range(2):
        declare_relative(user=w.members[2], full_name="Ngô Thị Lành", relation="em ruột", birth_year=1980, at=w.at)
    assert w.members[2].declared_relatives.count() == 1


def test_a_head_of_a_nominated_unit_is_shown_and_recused_only_where_the_rule_says_so(w):
    f.role(w.members[3], Role.CELL_OFFICER, w.cell, position_title="Bí thư")
    waiting(w, kind="collective", full_name="Chi bộ ấp Tân Bình 1", unit=w.cell)
    first = f.a_meeting(w)
    (row,) = agenda_of(first).rows
    assert [(tie.name, tie.is_head, tie.office) for tie in row.ties] == [("Bùi Thanh Bình", True, "Bí thư Chi bộ ấp Tân Bình 1")]
    assert not row.recused
    meetings.put_off_meeting(first, reason="mất điện", actor=w.clerk, at=w.at)
    VotingRule.objects.create(unit=w.commune, starts_on=f.START, heads_are_recused=True)
    attend(w, first, 5)
    meetings.open_voting(first, actor=w.clerk, at=w.at)
    assert [(c.name, c.ground) for c in agenda_of(first).rows[0].recused] == [("Bùi Thanh Bình", RecusalGround.HEAD)]


def test_a_member_declares_themselves_and_takes_it_back(w):
    waiting(w)
    line = f.a_meeting(w).lines.get()
    cast(w, line, w.members[1])
    for _ in range(2):
        meetings.declare_recusal(line, actor=w.members[1], at=w.at)
    assert Recusal.objects.get().ground == RecusalGround.DECLARED
    assert not Ballot.objects.exists()
    meetings.retract_recusal(line, actor=w.members[1], at=w.at)
    assert cast(w, line, w.members[1]) == 1


def test_what_the_system_found_is_not_taken_back_by_the_member(w):
    waiting(w, full_name=w.members[1].full_name, user=w.members[1])
    line = f.a_meeting(w).lines.get()
    with pytest.raises(GuardFailed, match="là người được đề nghị"):
        meetings.retract_recusal(line, actor=w.members[1], at=w.at)
    assert Recusal.objects.count() == 1


@pytest.mark.parametrize(
    ("base", "state"), [(MajorityBase.SERVING, S.REJECTED), (MajorityBase.SERVING_LESS_RECUSED, S.APPROVED)]
)
def test_the_base_of_the_majority_decides_about_a_line_with_recused_members(w, base, state):
    """Five serve, four attend, two of them are recused, two are in favor: 2 of 5 is not more than half, 2 of 3 is."""
    VotingRule.objects.create(unit=w.commune, starts_on=f.START, majority_base=base)
    (nomination,) = waiting(w)
    line = f.a_meeting(w, present=4).lines.get()
    for recused in w.members[:2]:
        meetings.declare_recusal(line, actor=recused, at=w.at)
    for member in w.members[2:4]:
        cast(w, line, member)
    meetings.close_meeting(line.meeting, actor=w.clerk, at=w.at)
    assert state_of(nomination) == state


def test_the_agenda_says_when_too_few_are_left_to_reach_the_majority(w):
    waiting(w, 2)
    meeting = f.a_meeting(w, present=4)
    line = meeting.lines.first()
    for recused in w.members[:2]:
        meetings.declare_recusal(line, actor=recused, at=w.at)
    assert [row.line.pk for row in agenda_of(meeting).hopeless] == [line.pk]


# Not recommended


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
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert state_of(declined) == S.APPROVED


def test_only_a_member_puts_a_line_on_the_agenda(w):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED)
    line = f.a_meeting(w).lines.get()
    for stranger in (w.clerk, w.appraiser, w.secretary):
        with pytest.raises(NotPermitted):
            meetings.put_on_agenda(line, actor=stranger, at=w.at)
    assert state_of(declined) == S.NOT_RECOMMENDED


# The close


def test_without_a_quorum_a_meeting_does_not_close_and_nothing_changes(w):
    nominations = [*waiting(w, 2), f.nomination_at(w, S.NOT_RECOMMENDED)]
    meeting = f.a_meeting(w, present=3)
    f.vote_all(w, meeting, members=w.members[:3])
    before = facts_of(meeting)
    with pytest.raises(GuardFailed, match="có mặt 3/5, cần ít nhất 4"):
        meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert facts_of(meeting) == before
    assert [state_of(n) for n in nominations] == [S.RECOMMENDED, S.RECOMMENDED, S.NOT_RECOMMENDED]
    attend(w, meeting, 4)
    assert meetings.close_meeting(meeting, actor=w.clerk, at=w.at).state == MeetingState.CLOSED


def test_a_meeting_without_a_quorum_is_put_off_and_held_again(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w, present=3)
    f.vote_all(w, meeting, members=w.members[:3])
    with pytest.raises(GuardFailed, match="Hãy ghi lý do hoãn"):
        meetings.put_off_meeting(meeting, reason=" ", actor=w.clerk, at=w.at)
    meetings.put_off_meeting(meeting, reason="Không đủ số ủy viên", actor=w.clerk, at=w.at)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.opened_at, meeting.serving) == (MeetingState.PREPARING, None, None)
    assert not Ballot.objects.exists()
    assert set(meeting.attendances.values_list("status", flat=True)) == {AttendanceStatus.UNKNOWN}
    attend(w, meeting, 5)
    meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    f.vote_all(w, meeting)
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert state_of(nomination) == S.APPROVED


def test_results_are_counted_and_kept_with_the_line(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w, present=4)
    line = meeting.lines.get()
    for member, choice in zip(w.members, ("in_favor", "in_favor", "in_favor"), strict=False):
        cast(w, line, member, choice)
    meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    line.refresh_from_db()
    assert (line.in_favor, line.against, line.abstain, line.not_voted, line.recused) == (3, 0, 0, 1, 0)
    assert (line.outcome, line.is_live, state_of(nomination)) == (Outcome.APPROVED, False, S.APPROVED)
    record = TransitionRecord.objects.filter(nomination=nomination).last()
    assert record.note == "3/5 ủy viên đương nhiệm tán thành."
    assert {name: record.data[name] for name in ("in_favor", "not_voted", "serving")} == {"in_favor": 3, "not_voted": 1, "serving": 5}


def test_a_postponed_line_waits_for_the_next_meeting(w):
    postponed, decided = waiting(w, 2)
    meeting = f.a_meeting(w)
    meetings.postpone_line(meeting.lines.get(nomination=postponed), True, actor=w.clerk, at=w.at)
    f.vote_all(w, meeting)
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert (state_of(postponed), state_of(decided)) == (S.RECOMMENDED, S.APPROVED)
    assert meeting.lines.get(nomination=postponed).outcome == Outcome.POSTPONED
    assert prepared(w).lines.get().nomination == postponed


def test_a_line_decided_above_is_forwarded(w):
    nomination = f.nomination_at(w, S.FORWARDED, outside=True)
    assert nomination.agenda_lines.get().outcome == Outcome.FORWARDED
    assert nomination.awaits_outside_answer


def test_a_meeting_closes_for_all_lines_or_for_none(w):
    """The chair is nominated on one of three lines: that one refuses to move under the chair's hand, so none moves."""
    first = waiting(w)[0]
    own = waiting(w, full_name=w.chair.full_name, user=w.chair)[0]
    last = waiting(w)[0]
    meeting = f.a_meeting(w)
    for line in meeting.lines.all():
        for member in w.members[1:]:
            cast(w, line, member)
    before = facts_of(meeting)
    with pytest.raises(GuardFailed, match="Đồng chí là người được đề nghị ở dòng này") as refusal:
        meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    assert f"Đồng chí {w.chair.full_name}" in refusal.value.reason
    assert facts_of(meeting) == before
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert {state_of(n) for n in (first, own, last)} == {S.APPROVED}


def test_what_was_closed_stays_closed(w):
    waiting(w)
    meeting = f.hold_meeting(w)
    line = meeting.lines.get()
    for act in (
        lambda: meetings.close_meeting(meeting, actor=w.clerk, at=w.at),
        lambda: cast(w, line, w.members[1], "against"),
        lambda: attend(w, meeting, 2),
        lambda: meetings.enter_hands(line, in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at),
        lambda: meetings.declare_recusal(line, actor=w.members[1], at=w.at),
        lambda: meetings.postpone_line(line, True, actor=w.clerk, at=w.at),
        lambda: meetings.put_off_meeting(meeting, reason="nhầm", actor=w.clerk, at=w.at),
        lambda: meetings.put_on_agenda(line, actor=w.members[1], at=w.at),
    ):
        with pytest.raises(IllegalTransition, match="đóng"):
            act()


def test_minutes_are_written_after_the_close_but_nothing_else(w):
    waiting(w)
    meeting = f.hold_meeting(w)
    meetings.save_meeting_details(meeting, actor=w.clerk, at=w.at, opinions="Nhất trí.", minutes_number="15", title="Khác", place="Khác")
    meeting.refresh_from_db()
    assert (meeting.opinions, meeting.minutes_number, meeting.title, meeting.place) == ("Nhất trí.", "15", "Họp Ban Thường vụ", "")


def test_an_approved_line_can_come_back_to_another_meeting(w):
    (nomination,) = waiting(w)
    f.hold_meeting(w)
    nomination.refresh_from_db()
    perform(Action.REOPEN, nomination=nomination, actor=w.chair, at=w.at, note="Phát hiện sai số liệu.")
    second = f.hold_meeting(w, "against")
    assert second.lines.get().outcome == Outcome.REJECTED
    assert not decisions.waiting_lines(w.commune).exists()


def test_the_rule_of_the_unit_comes_before_that_of_its_kind(w):
    waiting(w)
    kind = UnitKind.objects.get(code="commune")
    VotingRule.objects.create(kind=kind, starts_on=f.START, quorum_numerator=1, quorum_denominator=1)
    assert agenda_of(prepared(w)).quorum.needed == 5
    VotingRule.objects.create(unit=w.commune, starts_on=f.START, quorum_numerator=1, quorum_denominator=5)
    assert agenda_of(Meeting.objects.get()).quorum.needed == 1
