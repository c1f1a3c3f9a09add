"""The acts of the process tell whom they should, once, and say nothing of what stays inside."""

from datetime import date, timedelta

import pytest

from meetings.enums import AttendanceStatus
from notices.enums import Event, MailState
from notices.models import Mail, Notice
from notices.rules import is_private
from permissions.roles import Role
from rolls.models import DisciplinaryAction, Person
from tests.factories import NOW, a_meeting, dossier, line, nomination_at, role, user
from workflows.engine import perform
from workflows.enums import Action
from workflows.services import decisions, meetings
from workflows.services.lines import submit_dossier
from workflows.services.overrides import decide_override, request_override

REASON = "Đồng chí này đang bị xem xét kỷ luật khiển trách."


@pytest.fixture
def barred(w):
    """A draft line of somebody who was reprimanded this year."""
    who = Person.objects.create(full_name="Lê Thị Bích Liên", birth_date=date(1971, 3, 27), created_at=NOW)
    DisciplinaryAction.objects.create(
        person=who, form="Khiển trách", decision_number="07-QĐ/UBKT", decided_on=date(2026, 2, 3), recorded_at=NOW
    )
    return line(w, person=who)


def notices(event):
    return Notice.objects.filter(event=event).order_by("pk")


def send_back(w, nomination, at=NOW):
    data = {"due_at": NOW + timedelta(days=5)}
    return perform(Action.SEND_BACK, nomination=nomination, actor=w.appraiser, at=at, note=REASON, data=data)


def test_a_dossier_is_told_once_to_those_who_appraise(w):
    bundle = dossier(w)
    for _ in range(3):
        line(w, bundle)
    submit_dossier(bundle, actor=w.secretary, at=w.at)
    (notice,) = notices(Event.LINE_SUBMITTED)
    assert notice.user == w.appraiser
    assert notice.url == f"/ho-so/{bundle.pk}/"
    assert "Chi bộ ấp Tân Bình 1" in notice.title
    assert "gồm 3 dòng" in notice.text


def test_nothing_is_told_of_a_dossier_that_stays_with_the_cell(w):
    bundle = dossier(w)
    line(w, bundle)
    submit_dossier(bundle, actor=w.secretary, at=w.at, versions={})
    assert not notices(Event.LINE_SUBMITTED).exists()


def test_a_line_that_comes_back_is_told_to_its_cell_without_the_reason(w):
    w.secretary.email = "hanh@tanmy.example"
    w.secretary.save()
    nomination = nomination_at(w, "under_appraisal")
    send_back(w, nomination)
    (notice,) = notices(Event.LINE_RETURNED)
    assert notice.user == w.secretary
    assert notice.url == f"/de-nghi/{nomination.pk}/"
    assert "Hạn trình lại: 10 giờ ngày 09/5/2026" in notice.text
    letter = Mail.objects.get(event=Event.LINE_RETURNED)
    for text in (notice.title, notice.text, letter.subject, letter.body):
        assert "kỷ luật" not in text
        assert not is_private(text)


def test_what_is_undone_in_time_is_not_told(w):
    w.secretary.email = "hanh@tanmy.example"
    w.secretary.save()
    nomination = nomination_at(w, "under_appraisal")
    send_back(w, nomination)
    perform(Action.TAKE_BACK, nomination=nomination, actor=w.appraiser, at=NOW + timedelta(seconds=20))
    assert not notices(Event.LINE_RETURNED).exists()
    assert not notices(Event.LINE_TAKEN_BACK).exists()
    assert Mail.objects.get(event=Event.LINE_RETURNED).state == MailState.STOPPED


def test_who_has_read_already_is_told_that_it_no_longer_holds(w):
    nomination = nomination_at(w, "under_appraisal")
    send_back(w, nomination)
    notices(Event.LINE_RETURNED).update(read_at=NOW)
    perform(Action.TAKE_BACK, nomination=nomination, actor=w.appraiser, at=NOW + timedelta(seconds=20))
    (notice,) = notices(Event.LINE_TAKEN_BACK)
    assert notice.user == w.secretary
    assert w.appraiser.full_name in notice.text


@pytest.mark.parametrize("is_granted", [True, False])
def test_an_exception_is_told_to_who_may_answer_and_the_answer_to_who_asked(w, is_granted, barred):
    request_override(barred, "no_discipline", reason=REASON, actor=w.secretary, at=NOW)
    assert {n.user for n in notices(Event.EXCEPTION_ASKED)} == {w.appraiser, w.chair}
    decide_override(barred, "no_discipline", is_granted=is_granted, reason=REASON, actor=w.appraiser, at=NOW)
    (answer,) = notices(Event.EXCEPTION_ANSWERED)
    assert answer.user == w.secretary
    assert not any(is_private(f"{n.title} {n.text}") for n in Notice.objects.all())


def test_members_who_attend_are_told_that_the_vote_is_open(w):
    nomination_at(w, "recommended")
    meeting = a_meeting(w, present=4)
    attending = meeting.attendances.filter(status=AttendanceStatus.PRESENT)
    assert {n.user_id for n in notices(Event.VOTE_OPENED)} == set(attending.values_list("user_id", flat=True))
    assert len(attending) == 4
    assert notices(Event.VOTE_OPENED)[0].title == "Mở biểu quyết: Họp Ban Thường vụ"


def test_nothing_of_a_meeting_is_told_before_its_release(w):
    nomination_at(w, "recommended")
    before = set(Notice.objects.values_list("pk", flat=True))
    meeting = a_meeting(w)
    for member in w.members:
        meetings.cast_ballots(
            meeting, choices=dict.fromkeys(meeting.lines.values_list("pk", flat=True), "in_favor"), actor=member, at=NOW
        )
    meetings.close_meeting(meeting, actor=w.chair, at=NOW)
    told = Notice.objects.exclude(pk__in=before)
    assert {n.event for n in told} <= {Event.VOTE_OPENED}
    assert {n.user for n in told} <= set(w.members)


def test_a_vote_that_is_put_off_or_closed_calls_nobody_any_more(w):
    nomination_at(w, "recommended")
    meeting = a_meeting(w)
    first = notices(Event.VOTE_OPENED)[0]
    notices(Event.VOTE_OPENED).filter(pk=first.pk).update(read_at=NOW)
    meetings.put_off_meeting(meeting, reason=REASON, actor=w.clerk, at=NOW)
    assert [n.pk for n in notices(Event.VOTE_OPENED)] == [first.pk]
    (off,) = notices(Event.LINE_TAKEN_BACK)
    assert off.user == first.user
    assert "“Họp Ban Thường vụ” không còn giá trị" in off.text
    assert not is_private(off.text)


def test_a_number_is_told_to_each_unit_with_its_own_lines(w):
    lines = [nomination_at(w, "approved") for _ in range(2)]
    draft = decisions.draft_decision(unit=w.commune, nominations=lines, actor=w.clerk, at=NOW)
    numbered = decisions.number_decision(draft, signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW)
    (notice,) = notices(Event.DECISION_NUMBERED)
    assert notice.user == w.secretary
    assert numbered.number_text in notice.title
    assert "Chi bộ ấp Tân Bình 1 có 2 dòng" in notice.text


def test_colleagues_are_all_told_and_the_one_who_acts_is_not(w):
    deputy = user("pho-bi-thu", "Lê Văn Tám")
    role(deputy, Role.CELL_OFFICER, w.cell)
    role(w.appraiser, Role.CELL_OFFICER, w.cell)
    send_back(w, nomination_at(w, "under_appraisal"))
    assert {n.user for n in notices(Event.LINE_RETURNED)} == {w.secretary, deputy}
