"""Votes: who may cast them, ballots, shows of hands, and who takes no part."""

import pytest

from meetings.enums import MajorityBase, Outcome, RecusalGround
from meetings.models import Ballot, Recusal, VotingRule
from meetings.queries import lines_to_vote, meetings_waiting_for
from meetings.queries.agenda import agenda_of, voting_progress
from meetings.services import declare_relative, remove_relative
from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests import factories as f
from workflows.exceptions import GuardFailed
from workflows.services import meetings

from .room import attend, cast, facts_of, state_of, waiting

pytestmark = pytest.mark.django_db


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
        meetings.cast_ballots(
            meeting, choices={first.pk: "in_favor", second.pk: "in_favor"}, actor=w.members[1], at=w.at
        )
    assert not Ballot.objects.exists()


def test_progress_says_how_far_and_never_how(w):
    waiting(w, 3)
    meeting = f.a_meeting(w)
    cast(w, meeting.lines.first(), w.members[1], "against")
    progress = {member.name: (member.done, member.remaining) for member in voting_progress(meeting)}
    assert progress["Đoàn Thị Hồng Vân"] == (1, 2)
    assert progress["Võ Minh Khánh"] == (0, 3)
    assert not {"against", "in_favor"} & {
        str(value) for member in voting_progress(meeting) for value in vars(member).values()
    }


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


def test_a_show_of_hands_equals_those_who_attend_less_the_recused(w):
    waiting(w)
    line = f.a_meeting(w, present=4).lines.get()
    meetings.declare_recusal(line, actor=w.members[1], at=w.at)
    with pytest.raises(GuardFailed, match="Tổng các ô là 4, nhưng có 3 ủy viên"):
        meetings.enter_hands(line, in_favor=3, against=1, abstain=0, actor=w.clerk, at=w.at)
    line.refresh_from_db()
    assert not line.by_hands
    meetings.enter_hands(line, in_favor=2, against=0, abstain=1, actor=w.clerk, at=w.at)
    f.finish_meeting(line.meeting, actor=w.clerk, at=w.at)
    line.refresh_from_db()
    assert (line.in_favor, line.against, line.abstain, line.not_voted, line.recused) == (2, 0, 1, 0, 1)
    assert line.outcome == Outcome.REJECTED


def test_many_shows_of_hands_are_entered_all_or_none(w):
    waiting(w, 3)
    meeting = f.a_meeting(w)
    a, b, c = meeting.lines.all()
    with pytest.raises(GuardFailed) as refusal:
        meetings.enter_all_hands(
            meeting, counts={a.pk: (5, 0, 0), b.pk: (9, 0, 0), c.pk: (1, 1, 1)}, actor=w.clerk, at=w.at
        )
    assert len(refusal.value.reasons) == 2
    assert f"Dòng {b.position}, {b.name}: Tổng các ô là 9" in refusal.value.reasons[0]
    assert not any(line.by_hands for line in meeting.lines.all())
    assert (
        meetings.enter_all_hands(meeting, counts={a.pk: (5, 0, 0), b.pk: (3, 1, 1), c.pk: None}, actor=w.clerk, at=w.at)
        == 2
    )
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
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    assert state_of(nomination) == S.REJECTED


def test_hands_that_no_longer_add_up_keep_the_meeting_open(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w)
    meetings.enter_hands(meeting.lines.get(), in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at)
    attend(w, meeting, 4)
    assert [row.line.pk for row in agenda_of(meeting).wrong_hands] == [meeting.lines.get().pk]
    before = facts_of(meeting)
    with pytest.raises(GuardFailed, match="Tổng các ô là 5, nhưng có 4"):
        f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    assert facts_of(meeting) == before
    assert state_of(nomination) == S.RECOMMENDED


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
    assert [(tie.name, tie.is_head, tie.office) for tie in row.ties] == [
        ("Bùi Thanh Bình", True, "Bí thư Chi bộ ấp Tân Bình 1")
    ]
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
    f.finish_meeting(line.meeting, actor=w.clerk, at=w.at)
    assert state_of(nomination) == state


def test_the_agenda_says_when_too_few_are_left_to_reach_the_majority(w):
    waiting(w, 2)
    meeting = f.a_meeting(w, present=4)
    line = meeting.lines.first()
    for recused in w.members[:2]:
        meetings.declare_recusal(line, actor=recused, at=w.at)
    assert [row.line.pk for row in agenda_of(meeting).hopeless] == [line.pk]
