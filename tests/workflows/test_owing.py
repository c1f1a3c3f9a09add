"""Reminders of sheets and opinions: the morning before their day and the morning after, once, to who still owes them."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices.models import Mail, Notice
from organizations.models import Holiday
from permissions.models import RoleAssignment
from permissions.roles import Role
from tests.factories import NOW, nomination_at, role, user
from vietnamese.dates import VIETNAM
from workflows.engine import perform
from workflows.enums import Action
from workflows.services import owing
from workflows.services.opinions import answer_by_account, ask_opinion, cancel_opinion
from workflows.services.owing import remind_owing
from workflows.services.sheets import ask_for_sheets, excuse_sheet

FRIDAY = date(2026, 5, 8)


def at(day: int, hour: int = 8) -> datetime:
    """Return the hour in Viet Nam of a day of May 2026; the 4th is a Monday."""
    return datetime(2026, 5, day, hour, tzinfo=VIETNAM)


def told(person) -> list[tuple[str, str, str]]:
    """Return event, title and address of what a person was told in time, oldest first."""
    rows = Notice.objects.filter(user=person, event__startswith="step_").order_by("id")
    return list(rows.values_list("event", "title", "url"))


@pytest.fixture
def colleague(w):
    """A second appraiser of the commune."""
    person = user("td2", "Lê Quốc Toàn", email="toan@vidu.example")
    role(person, Role.APPRAISER, w.commune)
    return person


def sheets(w, person, lines, due_on=FRIDAY):
    ask_for_sheets(lines, unit=w.commune, appraisers=[person], due_on=due_on, actor=w.appraiser, at=NOW)


def ask(w, line, **to):
    made, _ = ask_opinion(line, question="Có vi phạm gì không?", due_on=FRIDAY, actor=w.appraiser, at=NOW, **to)
    return made


def test_one_reminder_for_all_sheets_of_a_day_before_it_and_one_when_it_is_over(w, colleague):
    lines = [nomination_at(w, "under_appraisal") for _ in range(3)]
    sheets(w, colleague, lines[:2]), sheets(w, colleague, lines[2:], due_on=None)
    assert not remind_owing(at(7, hour=7)) and not remind_owing(NOW)
    assert remind_owing(at(7)) == 1 and not remind_owing(at(7, hour=9)) and not remind_owing(at(8))
    [(event, title, url)] = told(colleague)
    assert (event, title, url) == ("step_due_soon", "Sắp đến hạn: phiếu thẩm định (2 dòng)", "/phieu-tham-dinh/")
    assert "hết ngày 08/5/2026" in Mail.objects.get(event="step_due_soon").body
    assert not remind_owing(at(9)) and not remind_owing(at(10, hour=20)), "nobody is reminded on a day off"
    assert remind_owing(at(11)) == 2 and not remind_owing(at(12)), "and whoever asked for them hears it"
    assert [event for event, *_ in told(colleague)] == ["step_due_soon", "step_overdue"]


def test_who_asked_hears_once_of_all_that_is_late(w, colleague):
    lines = [nomination_at(w, "under_appraisal") for _ in range(3)]
    third = user("td3", "Phạm Thị Nhung")
    role(third, Role.APPRAISER, w.commune)
    sheets(w, colleague, lines[:1]), sheets(w, third, lines[:1], due_on=date(2026, 5, 11))
    assert remind_owing(at(11)) == 3 and not remind_owing(at(11, hour=9))
    first = lines[0]
    assert told(w.appraiser) == [
        ("step_escalated", "Việc quá hạn cần đôn đốc: Văn phòng Đảng ủy xã Tân Mỹ", f"/de-nghi/{first.pk}/")
    ]
    text = Notice.objects.get(user=w.appraiser, event="step_escalated").text
    assert (
        "phiếu thẩm định của đồng chí Lê Quốc Toàn" in text and first.nominee.full_name in text and "Nhung" not in text
    )
    sheets(w, third, lines[1:], due_on=date(2026, 5, 11))
    assert remind_owing(at(12)) == 2 and not remind_owing(at(13))
    text = Notice.objects.filter(user=w.appraiser, event="step_escalated").latest("id").text
    assert "Lê Quốc Toàn, Phạm Thị Nhung, 3 dòng" in text and "hết ngày 08/5/2026" in text
    assert [event for event, *_ in told(colleague)] == ["step_overdue"]


def test_of_own_sheets_and_of_those_that_a_leaver_asked_for_the_others_of_the_office_hear(w, colleague):
    own, left = nomination_at(w, "under_appraisal"), nomination_at(w, "under_appraisal")
    proposed, leaver = user("td3", "Phạm Thị Nhung"), user("td4", "Cao Văn Nghỉ")
    for person in (proposed, leaver):
        role(person, Role.APPRAISER, w.commune)
    left.nominee.user = proposed
    left.nominee.save()
    sheets(w, w.appraiser, [own])
    ask_for_sheets([left], unit=w.commune, appraisers=[w.appraiser], due_on=FRIDAY, actor=leaver, at=NOW)
    RoleAssignment.objects.filter(user=leaver).update(ends_on=FRIDAY)
    assert remind_owing(at(11)) == 2
    assert [event for event, *_ in told(w.appraiser)] == ["step_overdue"] and not told(leaver)
    assert [event for event, *_ in told(colleague)] == ["step_escalated"]
    assert "2 dòng" in Notice.objects.get(user=colleague, event="step_escalated").text
    assert [event for event, *_ in told(proposed)] == ["step_escalated"]
    sheets(w, colleague, [left], due_on=date(2026, 5, 11))
    assert remind_owing(at(12)) == 2 and len(told(proposed)) == 1, "nobody is told of a sheet on their own line"


def test_days_off_move_the_mornings(w, colleague):
    Holiday.objects.create(day=date(2026, 5, 7), name="Nghỉ bù", is_working=False)
    Holiday.objects.create(day=date(2026, 5, 9), name="Làm bù", is_working=True)
    sheets(w, colleague, [nomination_at(w, "under_appraisal")])
    assert remind_owing(at(6)) == 1 and remind_owing(at(9)) == 2


def test_who_no_longer_owes_a_sheet_hears_nothing(w, colleague):
    excused, moved = nomination_at(w, "under_appraisal"), nomination_at(w, "under_appraisal")
    sheets(w, colleague, [excused, moved])
    excuse_sheet(excused.appraisals.get(), reason="Đi học.", actor=w.appraiser, at=NOW)
    moved.refresh_from_db()
    perform(
        Action.SEND_BACK, nomination=moved, actor=w.appraiser, at=NOW, note="Bổ sung.",
        data={"due_at": NOW + timedelta(days=9)},
    )  # fmt: skip
    assert not remind_owing(at(7)) and not told(colleague)


def test_who_was_asked_this_morning_is_not_reminded_at_once_and_an_old_day_stays_quiet(w, colleague):
    sheets(w, colleague, [nomination_at(w, "under_appraisal")], due_on=date(2026, 5, 5))
    assert not remind_owing(NOW + timedelta(minutes=1))
    assert not remind_owing(at(25)), "a worker that was away for weeks does not start with old news"
    assert not told(colleague)


def test_the_asked_unit_is_reminded_but_not_of_its_own_people(w):
    line = nomination_at(w, "under_appraisal")
    helper = user("phu-ta", "Ngô Văn Phụ")
    role(helper, Role.CELL_OFFICER, w.sibling)
    line.nominee.user = helper
    line.nominee.save()
    made = ask(w, line, asked_unit=w.sibling)
    assert remind_owing(at(7)) == 1
    [(event, title, url)] = told(w.sibling_secretary)
    assert (event, title, url) == ("step_due_soon", "Sắp đến hạn: trả lời hiệp y", f"/hiep-y/{made.pk}/")
    assert not told(helper) and not told(w.appraiser)
    answer_by_account(made, consent="agree", text="", actor=w.sibling_secretary, at=at(8))
    assert not remind_owing(at(11))


def test_an_outside_body_gets_a_letter_without_its_link(w):
    line = nomination_at(w, "under_appraisal")
    ask(w, line, body_name="Công an xã Tân Mỹ", email="ca@vidu.example"), ask(w, line, body_name="Hội Nông dân xã")
    gone = ask(w, line, body_name="Trạm Y tế", email="yt@vidu.example")
    cancel_opinion(gone, reason="Hỏi nhầm.", actor=w.appraiser, at=NOW)
    assert remind_owing(at(11)) == 2
    letter = Mail.objects.get(event="step_overdue")
    assert (letter.to_name, letter.to_address, letter.unit) == ("Công an xã Tân Mỹ", "ca@vidu.example", w.commune)
    assert "theo đường dẫn đã nhận" in letter.subject and "tra-loi-hiep-y" not in letter.body
    assert not Notice.objects.filter(event="step_overdue").exists()


def test_nothing_near_its_day_costs_three_queries(w, colleague):
    sheets(w, colleague, [nomination_at(w, "under_appraisal") for _ in range(2)])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert not remind_owing(NOW)
    assert len(asked) == 3


def test_a_reminder_that_fails_holds_no_other_up_and_is_tried_again(w, colleague, monkeypatch, caplog):
    sheets(w, colleague, [nomination_at(w, "under_appraisal")])
    sheets(w, w.appraiser, [nomination_at(w, "under_appraisal")])
    kept = owing.tell

    def stumble(event, *, users, **more):
        if colleague in users:
            raise ValueError("a notice leads to a page of this system")
        return kept(event, users=users, **more)

    monkeypatch.setattr(owing, "tell", stumble)
    assert remind_owing(at(7)) == 1 and told(w.appraiser) and "tried again" in caplog.text
    monkeypatch.undo()
    assert remind_owing(at(7)) == 1 and len(told(colleague)) == len(told(w.appraiser)) == 1
