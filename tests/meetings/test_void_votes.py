"""Votes that no longer hold, ties that the chair decides, lines that have gone: what a count must not take along."""

from datetime import date, timedelta

import pytest

from meetings.enums import MeetingMode, Outcome, RecusalGround, Secrecy, TieRule, Verdict
from meetings.models import AgendaLine, Recusal
from meetings.queries.agenda import agenda_of
from meetings.queries.early import early_verdicts
from meetings.services import declare_relative
from nominations.enums import NominationState as S
from notices.enums import Event
from notices.models import Notice
from organizations.models import AwardRight
from permissions.roles import Role
from tests import factories as f
from workflows.enums import Action
from workflows.exceptions import GuardFailed, ReasonNeeded
from workflows.models import SeparationRule
from workflows.services import acts, meetings
from workflows.services.rulebook import add_voting_rule
from workflows.tracker import badge_text

from .room import attend, cast, prepared, state_of, waiting

pytestmark = pytest.mark.django_db
END = timedelta(days=3)
UP = "bang_khen"


@pytest.fixture
def w():
    return f.world()


@pytest.fixture
def both(w):
    """The commune may also give the higher form to persons."""
    return AwardRight.objects.create(
        kind=w.commune.kind, form=UP, recipient_kind="individual", clause="Điều thử", starts_on=date(2025, 7, 1)
    )


def another_form(w, line):
    return meetings.vote_on_form(line, UP, note="Thành tích nổi bật.", actor=w.clerk, at=w.at)


def poll(w, **details):
    meeting = prepared(w, mode=MeetingMode.POLL, poll_closes_at=w.at + END, **details)
    return meetings.open_voting(meeting, actor=w.chair, at=w.at)


@pytest.mark.parametrize("secrecy", Secrecy)
def test_whose_only_vote_in_a_poll_became_void_has_not_answered(w, both, secrecy):
    waiting(w)
    meeting = poll(w, secrecy=secrecy)
    line = meeting.lines.get()
    for member in w.members:
        cast(w, line, member)
    assert another_form(w, line) == 5
    assert agenda_of(meeting).taking_part == set()
    with pytest.raises(GuardFailed, match="đã gửi 0/5, cần ít nhất 4"):
        meetings.close_meeting(meeting, actor=w.chair, at=w.at + END)


def test_a_secret_poll_emptied_by_a_relative_is_answered_again(w):
    waiting(w, full_name="Ngô Thị Lành")
    meeting = poll(w, secrecy=Secrecy.SECRET)
    for member in w.members:
        cast(w, meeting.lines.get(), member)
    declare_relative(user=w.members[2], full_name="Ngô Thị Lành", relation="em ruột", at=w.at)
    assert agenda_of(meeting).taking_part == set()


def test_a_relative_declared_after_ones_own_recusal_keeps_one_out(w):
    waiting(w, full_name="Ngô Thị Lành")
    line = f.a_meeting(w).lines.get()
    meetings.declare_recusal(line, actor=w.members[2], at=w.at)
    declare_relative(user=w.members[2], full_name="Ngô Thị Lành", relation="em ruột", at=w.at)
    with pytest.raises(GuardFailed, match="nên không bỏ được ở đây"):
        meetings.retract_recusal(line, actor=w.members[2], at=w.at)
    assert Recusal.objects.get().ground == RecusalGround.DECLARED
    meetings.declare_recusal(line, actor=w.members[3], at=w.at)
    meetings.retract_recusal(line, actor=w.members[3], at=w.at)
    assert cast(w, line, w.members[3]) == 1


def tied(w, **details):
    add_voting_rule(
        kind=None, unit=w.commune, starts_on=f.START, actor=None, at=w.at, source="Quy chế", tie_rule=TieRule.CHAIR
    )
    waiting(w)
    meeting = prepared(w, **details)
    attend(w, meeting, 4)
    return meetings.open_voting(meeting, actor=w.chair, at=w.at)


def test_a_count_of_the_room_does_not_take_the_vote_that_the_chair_had_pressed(w):
    meeting = tied(w, chair_name=w.members[0].full_name)
    line = meeting.lines.get()
    cast(w, line, w.members[0])
    meetings.enter_hands(line, in_favor=2, against=2, abstain=0, actor=w.clerk, at=w.at)
    assert early_verdicts(agenda_of(meeting)) == {line.pk: Verdict.FAILED}
    assert meetings.close_meeting(meeting, actor=w.chair, at=w.at).lines.get().outcome == Outcome.REJECTED


@pytest.mark.parametrize("named", ["as written", "in capitals", "nobody"])
def test_page_and_count_mean_the_same_chair(w, named):
    name = w.chair.full_name
    meeting = tied(w, chair_name={"as written": name, "in capitals": name.upper(), "nobody": ""}[named])
    line = meeting.lines.get()
    others = [member for member in w.members[:4] if member != w.chair]
    assert len(others) == 3
    cast(w, line, w.chair)
    for member, choice in zip(others, ("in_favor", "against", "against"), strict=True):
        cast(w, line, member, choice)
    assert early_verdicts(agenda_of(meeting)) == {line.pk: Verdict.PASSED}
    assert meetings.close_meeting(meeting, actor=w.chair, at=w.at).lines.get().outcome == Outcome.APPROVED


def test_a_vote_does_not_open_over_a_line_that_has_gone(w):
    waiting(w)
    meeting = prepared(w)
    attend(w, meeting, 5)
    gone = f.nomination_at(w, S.UNDER_APPRAISAL)
    line = AgendaLine.objects.create(meeting=meeting, nomination=gone, position=2, name="Lê Văn Cha")
    with pytest.raises(GuardFailed, match="Dòng 2, Lê Văn Cha không còn chờ Ban Thường vụ: nay là “đang thẩm định”"):
        meetings.open_voting(meeting, actor=w.chair, at=w.at)
    meetings.remove_line(line, actor=w.clerk, at=w.at)
    assert meetings.open_voting(meeting, actor=w.chair, at=w.at).lines.count() == 1


def test_nobody_is_sent_to_vote_again_when_the_vote_is_over(w, both):
    waiting(w)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting)
    another_form(w, meeting.lines.get())
    assert Notice.objects.filter(event=Event.VOTE_OPENED, url__contains="#dong-").exists()
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    assert not Notice.objects.filter(event=Event.VOTE_OPENED, read_at=None).exists()


def test_the_badge_names_the_form_that_was_granted(w, both):
    (first,) = waiting(w)
    meeting = f.a_meeting(w)
    another_form(w, meeting.lines.get())
    f.vote_all(w, meeting)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    first.refresh_from_db()
    f._number(w, first)
    first.refresh_from_db()
    assert badge_text(first) == "Đã cấp Bằng khen"


def test_the_reason_for_doing_two_acts_reaches_the_agenda_from_the_page_of_the_line(w):
    line = f.nomination_at(w, S.NOT_RECOMMENDED)
    prepared(w)
    voter = w.appraiser
    f.role(voter, Role.MEMBER, w.commune)
    SeparationRule.objects.create(
        first_action=Action.DECLINE, second_action=Action.RECOMMEND, starts_on=f.START, mode="reason"
    )
    with pytest.raises(ReasonNeeded):
        acts.act(Action.RECOMMEND, line, actor=voter, at=w.at)
    acts.act(Action.RECOMMEND, line, actor=voter, at=w.at, separation_reason="Cơ quan chỉ có một người.")
    assert state_of(line) == S.RECOMMENDED
