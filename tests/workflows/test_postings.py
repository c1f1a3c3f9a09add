"""The public objection window: names posted for working days, objections recorded and answered, the vote that waits."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from history.models import Entry
from meetings.models import Meeting
from nominations.appraisals import posted_lines, postings_of
from nominations.models import Objection, PostedLine, Posting
from notices.models import Notice
from organizations.models import Holiday
from permissions.exceptions import NotPermitted
from tests.factories import NOW, a_meeting, hold_meeting, nomination_at
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.queries_appraisal import PostingWork, postings_owed
from workflows.services import meetings
from workflows.services.acts import act
from workflows.services.postings import (
    answer_objection,
    last_day,
    post_names,
    record_objection,
    why_vote_cannot_open,
)

TODAY = NOW.date()
"""Monday 4 May 2026."""


@pytest.fixture
def posted_round(w):
    """The round of the world, which posts names for three working days."""
    w.round.posting_days = 3
    w.round.save()
    return w.round


def post(w, round_, **values):
    """Post what waits."""
    values = {"unit": w.commune, "starts_on": TODAY, "ends_on": None, "actor": w.appraiser, "at": NOW} | values
    return post_names(round_, **values)


def object_to(w, line, **values):
    """Record an objection to a posted name."""
    values = {
        "channel": "đơn",
        "text": "Số liệu không đúng.",
        "received_on": TODAY,
        "actor": w.appraiser,
        "at": NOW,
    } | values
    return record_objection(line, **values)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 5, 4), 1, date(2026, 5, 4)),
        (date(2026, 5, 4), 3, date(2026, 5, 6)),
        (date(2026, 5, 7), 3, date(2026, 5, 11)),  # over a weekend
        (date(2026, 5, 9), 1, date(2026, 5, 11)),  # begins on a Saturday
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
        (date(2026, 8, 31), 3, date(2026, 9, 4)),  # over two days off
    ],
)
def test_working_days_of_a_posting(db, start, days, end):
    Holiday.objects.filter(day__range=("2026-08-25", "2026-09-10")).delete()
    for day in (1, 2):
        Holiday.objects.create(day=date(2026, 9, day), name="Quốc khánh")
    assert last_day(start, days) == end


def test_names_are_posted_as_they_are_and_once(w, posted_round):
    first, second = nomination_at(w, "under_appraisal"), nomination_at(w, "recommended")
    for state in ("submitted", "returned", "not_recommended"):
        nomination_at(w, state)
    posting = post(w, posted_round, place="Trụ sở")
    assert (posting.starts_on, posting.ends_on) == (TODAY, TODAY + timedelta(days=2))
    assert {line.nomination_id for line in posting.lines.all()} == {first.pk, second.pk}
    assert all(line.name.startswith("Đồng chí Lê Thị Bích Liên") for line in posting.lines.all())
    with pytest.raises(GuardFailed, match="Không có tên nào chờ niêm yết"):
        post(w, posted_round)
    third = nomination_at(w, "recommended")
    assert [line.nomination_id for line in post(w, posted_round).lines.all()] == [third.pk]
    assert Entry.objects.filter(verb="Niêm yết tên").count() == 2


def test_the_same_form_sent_twice_posts_once(w, posted_round):
    nomination_at(w, "recommended")
    key = uuid.uuid4()
    assert post(w, posted_round, submission_key=key) == post(w, posted_round, submission_key=key)
    assert Posting.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"starts_on": TODAY - timedelta(days=1)}, "đã qua"),
        ({"ends_on": TODAY + timedelta(days=1)}, "sớm nhất là 6/5/2026|sớm nhất là 06/5/2026"),
    ],
)
def test_a_posting_is_not_shorter_than_the_round_asks_for(w, posted_round, values, said):
    nomination_at(w, "recommended")
    with pytest.raises(GuardFailed, match=said):
        post(w, posted_round, **values)
    assert not Posting.objects.exists()


def test_who_may_post_and_record(w, posted_round):
    nomination_at(w, "recommended")
    for who in (w.secretary, w.members[1], w.inspector, w.other_appraiser):
        with pytest.raises(NotPermitted):
            post(w, posted_round, actor=who)
    line = post(w, posted_round, actor=w.clerk).lines.get()
    with pytest.raises(NotPermitted):
        object_to(w, line, actor=w.chair)
    line.nomination.nominee.user = w.appraiser
    line.nomination.nominee.save()
    with pytest.raises(NotPermitted, match="chính đồng chí"):
        object_to(w, line)
    made = object_to(w, line, actor=w.clerk)
    with pytest.raises(NotPermitted, match="chính đồng chí"):
        answer_objection(made, is_upheld=False, answer="Không.", actor=w.appraiser, at=NOW)
    assert not Notice.objects.filter(event="objection_recorded", user=w.appraiser).exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": " "}, "nội dung ý kiến"),
        ({"channel": ""}, "bằng cách nào"),
        ({"received_on": TODAY + timedelta(days=1)}, "đến hôm nay"),
        ({"received_on": TODAY - timedelta(days=1)}, "từ ngày niêm yết"),
    ],
)
def test_an_objection_is_complete(w, posted_round, values, said):
    nomination_at(w, "recommended")
    line = post(w, posted_round).lines.get()
    with pytest.raises(GuardFailed, match=said):
        object_to(w, line, **values)
    assert not Objection.objects.exists()


def test_an_objection_is_answered_once(w, posted_round):
    nomination_at(w, "recommended")
    line, key = post(w, posted_round).lines.get(), uuid.uuid4()
    made = object_to(w, line, submission_key=key)
    assert object_to(w, line, submission_key=key).pk == made.pk
    assert (
        list(Notice.objects.filter(event="objection_recorded").values_list("user", flat=True)) == []
    )  # who recorded knows
    with pytest.raises(GuardFailed, match="kết quả xem xét"):
        answer_objection(made, is_upheld=True, answer=" ", actor=w.appraiser, at=NOW)
    answer_objection(made, is_upheld=True, answer="Đã xác minh.", actor=w.clerk, at=NOW)
    with pytest.raises(IllegalTransition, match="đã trả lời ý kiến này"):
        answer_objection(made, is_upheld=False, answer="Khác.", actor=w.appraiser, at=NOW)
    line.nomination.refresh_from_db()
    assert line.nomination.state == "recommended"  # upheld is a note; the office acts


def test_no_objection_is_recorded_when_all_is_over(w):
    line = nomination_at(w, "recommended")
    posted = post(w, w.round).lines.get()
    hold_meeting(w, "against")
    line.refresh_from_db()
    assert line.state == "rejected"
    with pytest.raises(IllegalTransition, match="đã có kết quả"):
        object_to(w, posted)


def waits(line, on=TODAY):
    """Return why the vote on a line waits."""
    return why_vote_cannot_open([line.pk], on=on).get(line.pk, "")


def test_the_vote_waits_for_the_posting_its_end_and_every_answer(w, posted_round):
    line = nomination_at(w, "recommended")
    assert "chưa niêm yết" in waits(line)
    posting = post(w, posted_round)
    assert "đang niêm yết đến hết ngày" in waits(line) and "đang niêm yết" in waits(line, posting.ends_on)
    after = posting.ends_on + timedelta(days=1)
    assert waits(line, after) == ""
    made = object_to(w, posting.lines.get())
    assert "1 ý kiến chưa trả lời" in waits(line, after)
    answer_objection(made, is_upheld=False, answer="Đã xem.", actor=w.appraiser, at=NOW)
    assert waits(line, after) == ""


def test_the_meeting_opens_only_then(w, posted_round):
    nomination_at(w, "recommended")
    with pytest.raises(GuardFailed, match="chưa niêm yết tên"):
        a_meeting(w)
    post(w, posted_round)
    meeting, later = Meeting.objects.get(), NOW + timedelta(days=3)
    with pytest.raises(GuardFailed, match="đang niêm yết"):
        meetings.open_voting(meeting, actor=w.clerk, at=NOW)
    assert meetings.open_voting(meeting, actor=w.clerk, at=later).state == "voting"


def test_rounds_without_posting_and_lines_not_recommended_wait_for_nothing(w, posted_round):
    declined = nomination_at(w, "not_recommended")
    assert waits(declined) == ""
    posted_round.posting_days = 0
    posted_round.save()
    assert waits(nomination_at(w, "recommended")) == ""


def test_a_line_that_was_not_posted_does_not_slip_into_a_running_vote(w, posted_round):
    nomination_at(w, "recommended")
    post(w, posted_round)
    declined = nomination_at(w, "not_recommended")
    w.at = NOW + timedelta(days=3)
    meeting = a_meeting(w)
    assert meeting.lines.filter(nomination=declined).exists()
    with pytest.raises(GuardFailed, match="chưa niêm yết tên"):
        act(Action.RECOMMEND, declined, actor=w.members[1], at=w.at)
    declined.refresh_from_db()
    assert declined.state == "not_recommended"


def test_why_a_vote_waits_is_found_in_the_same_number_of_queries(w, posted_round):
    lines = [nomination_at(w, "recommended") for _ in range(3)]
    posting = post(w, posted_round)
    for line in posting.lines.all():
        object_to(w, line)
    counts = []
    for some in (lines[:1], lines):
        with CaptureQueriesContext(connection) as seen:
            assert len(why_vote_cannot_open([line.pk for line in some], on=TODAY + timedelta(days=9))) == len(some)
        counts.append(len(seen))
    assert counts == [3, 3]
    assert len(postings_of([line.pk for line in lines])) == 3
    assert [len(row.objections.all()) for row in posted_lines(posting)] == [1, 1, 1]
    assert PostedLine.objects.count() == 3


def test_what_keeps_a_round_from_the_vote_is_counted_for_those_who_run_it(w, posted_round, django_assert_num_queries):
    units = {w.commune.pk}
    assert postings_owed(units, w.appraiser) == postings_owed(set(), w.appraiser) == []
    nomination_at(w, "under_appraisal"), nomination_at(w, "recommended")
    assert postings_owed(units, w.appraiser) == [PostingWork(w.round.pk, w.round.title, unposted=1)]
    first, second = post(w, posted_round).lines.all()
    for line in (first, second):
        object_to(w, line)
    nomination_at(w, "recommended")
    with django_assert_num_queries(1):
        found = postings_owed(units, w.appraiser)
    assert found == [PostingWork(w.round.pk, w.round.title, unposted=1, objections=2, first=TODAY)]
    answer_objection(first.objections.get(), is_upheld=False, answer="Đã xác minh.", actor=w.appraiser, at=NOW)
    second.nomination.nominee.user = w.appraiser
    second.nomination.nominee.save()
    assert [work.objections for work in postings_owed(units, w.appraiser)] == [0], (
        "nobody hears of those about themselves"
    )
    assert [work.objections for work in postings_owed(units, w.clerk)] == [1]
    assert not postings_owed({w.other_commune.pk}, w.other_appraiser)
