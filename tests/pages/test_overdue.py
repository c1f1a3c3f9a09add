"""Lines past their time, the times of a round's steps, extensions, and the calendar of days off."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from nominations.enums import Step
from nominations.models import Nomination, RoundStep, StepExtension
from organizations.models import Holiday
from permissions.models import RoleAssignment
from tests.factories import NOW, nomination_at
from vietnamese.dates import VIETNAM
from workflows.deadlines import StepLimit
from workflows.services import deadlines


@pytest.fixture
def late(w, monkeypatch):
    """The committee on a day on which one line of two is past its time; returns (world, late line)."""
    deadlines.set_steps(w.round, limits={Step.INTAKE: StepLimit(working_days=1)}, actor=w.appraiser, at=NOW)
    n = nomination_at(w, S.SUBMITTED)
    nomination_at(w, S.UNDER_APPRAISAL)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=4))
    return w, Nomination.objects.get(pk=n.pk)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def steps_typed(**typed) -> dict:
    """Return what the form of steps sends: nothing but reminders, and what is typed as step__field."""
    empty = {
        f"{step}-{name}": ""
        for step in Step.values
        for name in ("working_days", "due_on", "remind_before", "escalate_after")
    }
    return empty | {name.replace("__", "-"): value for name, value in typed.items()}


def test_the_list_shows_who_is_late_by_how_much(late):
    w, n = late
    text = signed_in(w.clerk).get(reverse("workflows:waiting_lines")).content.decode()
    assert n.code in text and text.count("Mã <span") == 1
    assert "Quá hạn 3 ngày" in text and "05/5/2026" in text
    everything = signed_in(w.clerk).get(reverse("workflows:waiting_lines"), {"xem": "tat-ca"}).content.decode()
    assert everything.count("Mã <span") == 2 and "Không đặt hạn" in everything
    nothing = signed_in(w.clerk).get(reverse("workflows:waiting_lines"), {"buoc": "numbering"}).content.decode()
    assert "Không có dòng nào quá hạn" in nothing


def test_a_filter_that_is_not_offered_does_not_count(late):
    w, n = late
    page = signed_in(w.clerk).get(
        reverse("workflows:waiting_lines"), {"dot": "x", "don_vi": "99999", "buoc": "?", "xem": "!"}
    )
    assert page.status_code == 200 and n.code in page.content.decode()


def test_the_list_goes_out_as_a_sheet(late):
    w, n = late
    answer = signed_in(w.appraiser).get(reverse("workflows:waiting_lines_file", args=["csv"]))
    heading, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert row[0] == n.code and row[heading.index("Quá hạn (ngày làm việc)")] == "3"
    sheet = signed_in(w.appraiser).get(reverse("workflows:waiting_lines_file", args=["xlsx"]))
    assert sheet.content[:2] == b"PK"
    assert signed_in(w.appraiser).get(reverse("workflows:waiting_lines_file", args=["pdf"])).status_code == 404


def test_the_times_of_a_round_are_offered_set_and_shown(late):
    w, n = late
    client, url = signed_in(w.appraiser), reverse("workflows:round_steps", args=[w.round.pk])
    typed = steps_typed(intake__working_days="6", intake__remind_before="2", numbering__due_on="29/5/2026")
    answer = client.post(url, typed, follow=True)
    text = answer.content.decode()
    assert "Hạn của 1 dòng đang xử lý đã tính lại" in text
    assert "6 ngày làm việc" in text and "chậm nhất 29/5/2026" in text
    n.refresh_from_db()
    assert n.step_due_at == datetime(2026, 5, 12, 17, tzinfo=VIETNAM)
    client.post(url, steps_typed())
    assert not RoundStep.objects.filter(round=w.round).exists()
    offered = client.get(url, {"goi-y": "1"}).content.decode()
    assert 'value="10"' in offered and "Đã điền số ngày thường dùng" in offered


def test_times_that_make_no_sense_come_back_with_everything_typed(late):
    w, _ = late
    client, url = signed_in(w.appraiser), reverse("workflows:round_steps", args=[w.round.pk])
    answer = client.post(
        url, steps_typed(intake__working_days="ba", appraisal__due_on="31/2/2026", answer__escalate_after="0")
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and 'value="ba"' in text and 'value="31/2/2026"' in text
    assert "Hãy gõ một số" in text and "Không có ngày 31/2/2026" in text
    assert RoundStep.objects.get(round=w.round).working_days == 1


def test_a_unit_gets_more_time_with_a_reason(late):
    w, n = late
    client, url = signed_in(w.clerk), reverse("workflows:step_extend", args=[w.round.pk])
    typed = {"unit": w.commune.pk, "step": "intake", "due_on": "20/5/2026", "reason": ""}
    assert client.post(url, typed).status_code == 422
    answer = client.post(url, typed | {"reason": "Chờ đại hội chi bộ"}, follow=True)
    assert "Chờ đại hội chi bộ" in answer.content.decode()
    n.refresh_from_db()
    assert n.step_due_at == datetime(2026, 5, 20, 17, tzinfo=VIETNAM)
    again = client.post(url, typed | {"reason": "x", "due_on": "15/5/2026"})
    assert again.status_code == 422 and "Hạn mới phải sau ngày đó" in again.content.decode()
    assert StepExtension.objects.count() == 1


def general(w) -> Client:
    """Return the administrator of everything: nobody else administers anything outside."""
    RoleAssignment.objects.filter(role="administrator").exclude(user=w.administrator).delete()
    return signed_in(w.administrator)


def test_the_administrator_keeps_the_calendar(late):
    w, n = late
    client = general(w)
    year = client.get(reverse("workflows:calendar"), {"nam": "2027"}).content.decode()
    assert "Giỗ Tổ Hùng Vương" in year and "16/4/2027" in year and "Mỗi năm có thông báo riêng" in year
    typed = {"day": "05/5/2026", "kind": "nghi", "name": "Nghỉ theo thông báo", "source": "Thông báo 1"}
    assert client.post(reverse("workflows:calendar_day_new"), typed).status_code == 302
    n.refresh_from_db()
    assert n.step_due_at == datetime(2026, 5, 6, 17, tzinfo=VIETNAM), "what waits follows the calendar"
    row = Holiday.objects.get(day=date(2026, 5, 5))
    twice = client.post(reverse("workflows:calendar_day_new"), typed)
    assert twice.status_code == 422 and "đã có trong lịch" in twice.content.decode()
    wrong = client.post(reverse("workflows:calendar_day", args=[row.pk]), typed | {"kind": "lam-bu"})
    assert wrong.status_code == 422 and "phải là thứ Bảy hoặc Chủ nhật" in wrong.content.decode()
    client.post(reverse("workflows:calendar_day", args=[row.pk]), typed | {"name": "Đổi tên"})
    row.refresh_from_db()
    assert row.name == "Đổi tên"
    assert "lại là ngày làm việc" in client.get(reverse("workflows:calendar_day_drop", args=[row.pk])).content.decode()
    client.post(reverse("workflows:calendar_day_drop", args=[row.pk]))
    assert not Holiday.objects.filter(pk=row.pk).exists()
    assert client.get(reverse("workflows:calendar_day", args=[row.pk])).status_code == 404


def test_an_administrator_of_a_part_only_reads_the_calendar(late):
    w, _ = late
    RoleAssignment.objects.create(
        user=w.other_appraiser, role="administrator", unit=w.other_commune, starts_on=date(2025, 7, 1)
    )
    client = signed_in(w.administrator)
    assert "Thêm ngày" not in client.get(reverse("workflows:calendar")).content.decode()
    assert client.get(reverse("workflows:calendar_day_new")).status_code == 403
