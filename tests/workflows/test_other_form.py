"""Another form than the one proposed: only what the level may give, both kept, and no vote counts for the wrong one."""

from datetime import date

import pytest

from documents.models import Decision
from history.models import Entry
from meetings import urn
from meetings.models import Ballot, SecretVoter
from nominations.enums import NominationState as S
from nominations.models import Award
from nominations.quotas import counts_of
from notices.enums import Event
from notices.models import Notice
from organizations.models import AwardRight
from permissions.exceptions import NotPermitted
from tests import factories as f
from tests.meetings.room import prepared, waiting
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.services import decisions, meetings

UP, PROPOSED = "bang_khen", "giay_khen"


@pytest.fixture
def both(w):
    """The commune may also give the higher form to persons."""
    return AwardRight.objects.create(
        kind=w.commune.kind, form=UP, recipient_kind="individual", clause="Điều thử", starts_on=date(2025, 7, 1)
    )


def on_vote(w, line, form=UP, note="Thành tích nổi bật.", by=None):
    return meetings.vote_on_form(line, form, note=note, actor=by or w.clerk, at=w.at)


def test_only_forms_that_the_committee_may_give_that_day_are_offered(w, both):
    waiting(w)
    line = f.a_meeting(w).lines.get()
    assert [(c.form, c.is_proposed, c.is_offered) for c in meetings.forms_for(line, w.at.date())] == [
        (PROPOSED, True, True),
        (UP, False, False),
    ]
    assert [c.form for c in meetings.forms_for(line, date(2025, 6, 30))] == [PROPOSED]


def test_a_form_beyond_the_authority_is_refused(w):
    waiting(w)
    with pytest.raises(GuardFailed, match="không có thẩm quyền tặng hình thức này"):
        on_vote(w, f.a_meeting(w).lines.get())


def test_a_form_that_the_round_does_not_offer_needs_a_reason(w, both):
    waiting(w)
    line = f.a_meeting(w).lines.get()
    with pytest.raises(GuardFailed, match="Đợt khen thưởng này không xét hình thức ấy"):
        on_vote(w, line, note=" ")
    assert on_vote(w, line) == 0
    line.refresh_from_db()
    assert (line.voted_form, line.nomination.form) == (UP, PROPOSED)
    entry = Entry.objects.get(verb="Đổi hình thức đưa ra biểu quyết")
    assert (entry.note, entry.data) == (
        "Thành tích nổi bật.", {"before": PROPOSED, "after": UP, "void_votes": 0}
    )  # fmt: skip


def test_a_line_decided_above_keeps_its_form(w):
    f.nomination_at(w, S.RECOMMENDED)
    n = f.line(w, f.dossier(w, w.outside_round))
    for step in f.PATHS[S.RECOMMENDED]:
        f.STEPS[step](w, n)
    line = prepared(w).lines.get(nomination=n)
    assert meetings.forms_for(line, w.at.date()) == []


def test_votes_for_the_other_form_are_void_and_the_members_are_told(w, both):
    first, _ = waiting(w, 2)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting, members=w.members[:3])
    line = meeting.lines.get(nomination=first)
    Notice.objects.all().delete()
    assert on_vote(w, line) == 3
    assert Ballot.objects.filter(line__meeting=meeting).count() == 3
    told = Notice.objects.filter(event=Event.VOTE_OPENED)
    assert {notice.user for notice in told} == set(w.members)
    assert "biểu quyết lại" in told.first().text


def test_a_count_of_the_room_and_a_secret_vote_are_void_too(w, both):
    waiting(w)
    line = f.a_meeting(w).lines.get()
    meetings.enter_hands(line, in_favor=4, against=1, abstain=0, actor=w.clerk, at=w.at)
    assert on_vote(w, line) == 5
    line.refresh_from_db()
    assert not line.by_hands


def test_secret_votes_on_the_line_leave_the_urn(w, both):
    first, second = waiting(w, 2)
    meeting = prepared(w, secrecy="secret")
    for attendance in meeting.attendances.all():
        attendance.status = "present"
        attendance.save()
    meeting = meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    f.vote_all(w, meeting, members=w.members[:2])
    line = meeting.lines.get(nomination=first)
    assert on_vote(w, line) == 2
    assert set(SecretVoter.objects.values_list("line__nomination", flat=True)) == {second.pk}
    assert set(urn.open_urn(meeting)) == {meeting.lines.get(nomination=second).pk}


def test_what_is_granted_goes_into_decision_award_and_quota(w, both):
    first, second = waiting(w, 2)
    meeting = f.a_meeting(w)
    on_vote(w, meeting.lines.get(nomination=first))
    f.vote_all(w, meeting)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    first.refresh_from_db()
    assert (first.form, first.granted_form, first.form_text) == (PROPOSED, UP, "Bằng khen (đề nghị Giấy khen)")
    counts = counts_of([w.round.pk], [w.cell.pk])[w.round.pk, w.cell.pk]
    assert counts == {("individual", UP): (1, 1), ("individual", PROPOSED): (1, 1)}
    with pytest.raises(GuardFailed, match="một hình thức khen thưởng"):
        decisions.draft_decision(unit=w.commune, nominations=[first, second], actor=w.clerk, at=w.at)
    f._number(w, first)
    assert Decision.objects.get().form == UP
    assert Award.objects.get().form == UP


def test_a_line_not_approved_or_reopened_is_granted_nothing(w, both):
    (first,) = waiting(w)
    meeting = f.a_meeting(w)
    on_vote(w, meeting.lines.get())
    f.vote_all(w, meeting, "against")
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    first.refresh_from_db()
    assert (first.state, first.awarded_form) == (S.REJECTED, "")


def test_the_proposed_form_takes_it_back_and_only_who_conducts_may(w, both):
    waiting(w)
    meeting = f.a_meeting(w)
    line = meeting.lines.get()
    for stranger in (w.members[1], w.appraiser, w.secretary):
        with pytest.raises(NotPermitted):
            on_vote(w, line, by=stranger)
    on_vote(w, line)
    f.vote_all(w, meeting)
    assert on_vote(w, line, form=PROPOSED, note="") == 5
    line.refresh_from_db()
    assert line.voted_form == ""
    f.vote_all(w, meeting)
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    with pytest.raises(IllegalTransition):
        on_vote(w, line)
