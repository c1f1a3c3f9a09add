"""What a member writes beside an open vote: how it is kept, who reads it and when, where it goes on to a meeting."""

from datetime import timedelta
from unicodedata import normalize

import pytest

from meetings import rules
from meetings.enums import MeetingMode, MeetingState, Outcome
from meetings.models import AgendaLine, Ballot, Meeting
from meetings.queries.opinions import opinions_of
from tests import factories as f
from tests.meetings.room import attend, cast, prepared, waiting
from workflows.exceptions import GuardFailed
from workflows.queries_meetings import beside_ballot, beside_lines
from workflows.services import meetings
from workflows.services.rulebook import add_voting_rule

pytestmark = pytest.mark.django_db
LONGEST = Ballot._meta.get_field("opinion").max_length


@pytest.fixture
def w():
    return f.world()


def write(meeting, member, words, at, choice="against"):
    """Vote on lines with words beside them: position -> opinion."""
    ids = dict(meeting.lines.values_list("position", "pk"))
    opinions = {ids[position]: text for position, text in words.items()}
    return meetings.cast_ballots(
        meeting, choices=dict.fromkeys(opinions, choice), opinions=opinions, actor=member, at=at
    )


def kept(member):
    return dict(Ballot.objects.filter(user=member).values_list("line__position", "opinion"))


def test_an_opinion_is_kept_composed_and_trimmed_and_outlives_a_change_of_the_vote(w):
    waiting(w, 2)
    meeting, member = f.a_meeting(w), w.members[1]
    write(meeting, member, {1: normalize("NFD", "  Đề nghị xem lại\r\nsố liệu. \n"), 2: " "}, w.at)
    assert kept(member) == {1: "Đề nghị xem lại\nsố liệu.", 2: ""}
    cast(w, meeting.lines.first(), member, "abstain")
    assert kept(member)[1] == "Đề nghị xem lại\nsố liệu.", "a change that says nothing of the opinion leaves it"
    write(meeting, member, {1: ""}, w.at)
    assert kept(member)[1] == "", "the member took it back"


def test_too_long_an_opinion_is_refused_with_its_line_and_nothing_is_cast(w):
    assert rules.LONGEST_OPINION == LONGEST
    waiting(w, 2)
    meeting, member = f.a_meeting(w), w.members[1]
    with pytest.raises(GuardFailed) as refusal:
        write(meeting, member, {1: "đúng", 2: "ý" * (LONGEST + 234)}, w.at)
    sentence, nothing = refusal.value.reasons
    assert sentence.startswith(f"Dòng 2, {meeting.lines.last().name}: Ý kiến dài 1.234 chữ cái, nhiều nhất là 1.000.")
    assert nothing == "Chưa phiếu nào được gửi."
    assert not Ballot.objects.exists()
    assert write(meeting, member, {2: normalize("NFD", "ý" * LONGEST)}, w.at) == 1


def test_opinions_are_read_after_the_close_in_the_order_of_agenda_and_list(w):
    waiting(w, 2)
    meeting = f.a_meeting(w)
    write(meeting, w.members[3], {1: "ba", 2: "bốn"}, w.at)
    write(meeting, w.members[1], {2: "hai", 1: ""}, w.at)
    assert opinions_of(meeting) == []
    for member in (w.members[0], w.members[2], w.members[4]):
        write(meeting, member, {1: "", 2: ""}, w.at)
    meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    meeting.refresh_from_db()
    names = w.members[1].full_name, w.members[3].full_name
    assert [(o.called, o.opinion) for o in opinions_of(meeting)] == [
        (names[1], "ba"), (names[0], "hai"), (names[1], "bốn"),
    ]  # fmt: skip
    assert [o.opinion for o in opinions_of(meeting, of_user=w.members[1].pk)] == ["hai"]
    meetings.reopen_meeting(meeting, reason="Đếm lại", actor=w.chair, at=w.at)
    assert opinions_of(Meeting.objects.get()) == []


def test_a_vote_that_becomes_void_takes_its_words_along(w):
    waiting(w, 2)
    meeting, member = f.a_meeting(w), w.members[1]
    write(meeting, member, {1: "một", 2: "hai"}, w.at)
    meetings.declare_recusal(meeting.lines.first(), actor=member, at=w.at)
    assert kept(member) == {2: "hai"}
    meetings.put_off_meeting(meeting, reason="Thiếu người", actor=w.chair, at=w.at)
    assert kept(member) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_meeting_that_takes_up_a_disagreement_reads_the_opinions_of_the_poll(w, count, django_assert_num_queries):
    add_voting_rule(
        kind=None, unit=w.commune, starts_on=f.START, actor=None, at=w.at, source="Quy chế 01-QC/ĐU",
        disagreement_numerator=1, disagreement_denominator=3,
    )  # fmt: skip
    lines = waiting(w, count + 1)
    poll = prepared(w, mode=MeetingMode.POLL, poll_closes_at=w.at + timedelta(days=3))
    meetings.open_voting(poll, actor=w.chair, at=w.at)
    disputed = range(1, count + 1)
    for member in w.members[:2]:
        write(poll, member, {n: f"Ý kiến {n}" for n in disputed} | {count + 1: ""}, w.at)
    agreed = poll.lines.get(position=count + 1)
    for member in w.members[2:]:
        write(poll, member, dict.fromkeys(disputed, "") | {count + 1: "Rất đồng tình"}, w.at, "in_favor")
    for member in w.members[:2]:
        cast(w, agreed, member, "in_favor")
    meetings.close_meeting(poll, actor=w.chair, at=w.at)
    assert list(poll.lines.values_list("outcome", flat=True)) == [Outcome.TO_MEETING] * count + [Outcome.APPROVED]
    assert beside_lines(lines).written == {}, "until the release they stay with those who conduct the poll"
    meetings.release_meeting(poll, actor=w.clerk, at=w.at)
    with django_assert_num_queries(1):
        known = beside_lines(lines)
    assert {len(rows) for rows in known.written.values()} == {2} and len(known.written) == count
    (first, second) = known.written[AgendaLine.objects.get(meeting=poll, position=1).nomination_id]
    assert (first.called, first.opinion) == (w.members[0].full_name, "Ý kiến 1")
    assert second.called == w.members[1].full_name
    assert {"choice", "cast_at"} <= first.get_deferred_fields(), "how they voted is not read"
    meeting = prepared(w)
    attend(w, meeting, 5)
    meeting = meetings.open_voting(meeting, actor=w.chair, at=w.at)
    assert meeting.state == MeetingState.VOTING
    with django_assert_num_queries(1):
        assert beside_ballot(meeting, lines, w.members[2]).written.keys() == known.written.keys()
