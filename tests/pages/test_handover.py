"""Handing the open work of a leaver over: what is shown, what moves, what stays and why, and who may do it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from history.models import Entry
from nominations.enums import NominationState as S
from nominations.models import Appraisal, OpinionRequest
from notices.models import Notice
from permissions.models import RoleAssignment
from permissions.roles import Role
from permissions.substitutions import Loan, lend_role
from tests.factories import dossier, line, nomination_at, role, user
from tests.pages.office import page_text
from vietnamese.dates import local_day
from workflows.models import LineClaim
from workflows.queries_handover import open_work


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def colleague(w):
    return role(user("td2", "Lý Thị Hai"), Role.APPRAISER, w.commune).user


def page(person):
    return reverse("workflows:handover", args=[person.pk])


def open_things(w, now):
    """Give the appraiser a claim, a sheet and a question asked, on three lines; returns the lines."""
    found = [nomination_at(w, S.UNDER_APPRAISAL) for _ in range(3)]
    who = {"user": w.appraiser, "user_name": w.appraiser.full_name}
    LineClaim.objects.create(nomination=found[0], claimed_at=now, active_at=now, **who)
    Appraisal.objects.create(
        nomination=found[1], unit=w.commune, appraiser=w.appraiser, appraiser_name="Trần Văn Đức",
        asked_by_name="Đỗ Thị Hằng", asked_at=now, due_on=local_day(now) + timedelta(days=3), remark="Viết dở",
    )  # fmt: skip
    OpinionRequest.objects.create(
        nomination=found[2], unit=w.commune, body_name="Công an xã", question="Có gì vướng không?", asked_by=w.appraiser,
        asked_by_name="Trần Văn Đức", asked_at=now, due_on=local_day(now) + timedelta(days=3),
    )  # fmt: skip
    return found


def give(client, person, to, **chosen):
    """Press the button of the page; returns the page of results."""
    data = {"person": to.pk, "username": "", "claims": "on", "sheets": "on", "opinions": "on", **chosen}
    return client.post(page(person), data, follow=True)


def test_the_office_moves_the_open_work_to_a_colleague(client, w, now, colleague):
    claimed, appraised, asked = open_things(w, now)
    client.force_login(w.clerk)
    shown = page_text(client.get(page(w.appraiser)))
    for name in (n.nominee.full_name for n in (claimed, appraised, asked)):
        assert name in shown
    assert "Vai trò do người quản trị giao và thôi." in shown
    answer = give(client, w.appraiser, colleague)
    text = page_text(answer)
    assert "Đã bàn giao cho đồng chí Lý Thị Hai" in text
    assert text.count("Đã làm") == 3
    assert LineClaim.objects.get(nomination=claimed).user == colleague
    old, new = Appraisal.objects.filter(nomination=appraised).order_by("id")
    assert (old.excused_reason, old.remark) == ("Bàn giao cho đồng chí Lý Thị Hai", "Viết dở")
    assert (new.appraiser, new.asked_by_name, new.due_on, new.remark) == (colleague, "Đỗ Thị Hằng", old.due_on, "")
    question = OpinionRequest.objects.get(nomination=asked)
    assert (question.asked_by, question.asked_by_name) == (colleague, "Trần Văn Đức")
    assert Notice.objects.filter(user=colleague, event="handed_over").count() == 1
    entry = Entry.objects.get(verb="Bàn giao việc")
    assert (entry.actor_name, entry.subject_id, entry.note) == (
        "Đỗ Thị Hằng", w.appraiser.pk, "Cho đồng chí Lý Thị Hai: 3/3 việc.",
    )  # fmt: skip
    assert Entry.objects.get(verb="Nhận bàn giao việc").subject_id == colleague.pk
    assert not open_work(w.appraiser, frozenset({w.commune.pk}), at=now).claims
    assert RoleAssignment.objects.on(local_day(now)).filter(user=w.appraiser).exists()


def test_what_the_receiver_may_not_do_stays_and_is_told(client, w, now):
    claimed, appraised, _ = open_things(w, now)
    client.force_login(w.appraiser)
    text = page_text(give(client, w.appraiser, w.secretary))
    assert text.count("Chưa làm") == 3
    assert "không giữ vai trò thẩm định" in text
    assert "Còn 3 việc chưa chuyển được" in text
    assert LineClaim.objects.get(nomination=claimed).user == w.appraiser
    assert Appraisal.objects.get(nomination=appraised).excused_at is None
    assert not Notice.objects.filter(event="handed_over").exists()


def test_what_is_not_ticked_stays(client, w, now, colleague):
    claimed, appraised, asked = open_things(w, now)
    client.force_login(w.clerk)
    client.post(page(w.appraiser), {"person": colleague.pk, "username": "", "opinions": "on"})
    assert LineClaim.objects.get(nomination=claimed).user == w.appraiser
    assert Appraisal.objects.filter(nomination=appraised).count() == 1
    assert OpinionRequest.objects.get(nomination=asked).asked_by == colleague


def test_a_receiver_who_is_near_the_line_gets_no_sheet(client, w, now, colleague):
    made = nomination_at(w, S.UNDER_APPRAISAL, full_name="Lý Thị Hai", birth_year=1980)
    colleague.birth_year = 1980
    colleague.save()
    Appraisal.objects.create(
        nomination=made, unit=w.commune, appraiser=w.appraiser, appraiser_name="Trần Văn Đức", asked_at=now
    )
    client.force_login(w.clerk)
    text = page_text(give(client, w.appraiser, colleague))
    assert "Đồng chí là người được đề nghị ở dòng này" in text
    assert Appraisal.objects.get(nomination=made).excused_at is None


def test_the_administrator_moves_ticked_roles_and_ends_loans(client, w, now, colleague):
    held = w.secretary.assignments.get()
    line(w, dossier(w))
    days = (local_day(now), local_day(now) + timedelta(days=9))
    loan = lend_role(Loan(w.sibling_secretary.assignments.get(), w.secretary, *days, "Đi học"), actor=w.sibling_secretary, at=now)  # fmt: skip
    client.force_login(w.administrator)
    shown = page_text(client.get(page(w.secretary)))
    assert "Chi bộ ấp Tân Bình 1: 1 hồ sơ" in shown
    assert "Nguyễn Thị Hạnh thay Dương Thị Oanh" in shown
    text = page_text(
        give(client, w.secretary, w.sibling_secretary, give_roles=[held.pk], end_roles=[held.pk], end_loans=[loan.pk],
             last_day="", decided_by="QĐ 12-QĐ/ĐU")
    )  # fmt: skip
    assert "Giao vai trò Cán bộ chi bộ, Chi bộ ấp Tân Bình 1" in text
    assert "Đồng chí Dương Thị Oanh làm tiếp được." in text
    held.refresh_from_db()
    loan.refresh_from_db()
    assert (held.ends_on, held.ended_by) == (local_day(now), "QĐ 12-QĐ/ĐU")
    assert loan.ended_by_name == "Hồ Minh Nhật"
    given = RoleAssignment.objects.get(user=w.sibling_secretary, unit=w.cell)
    assert (given.role, given.position_title, given.decided_by) == (Role.CELL_OFFICER, "Bí thư", "QĐ 12-QĐ/ĐU")


def test_roles_are_not_moved_unless_ticked_and_not_by_the_office(client, w, now, colleague):
    held = w.appraiser.assignments.get()
    client.force_login(w.clerk)
    give(client, w.appraiser, colleague, end_roles=[held.pk], give_roles=[held.pk])
    client.force_login(w.administrator)
    give(client, w.appraiser, colleague)
    held.refresh_from_db()
    assert held.ends_on is None
    assert RoleAssignment.objects.filter(user=colleague).count() == 1


def test_a_role_that_cannot_be_ended_is_told_and_the_rest_goes_on(client, w, now):
    held = w.administrator.assignments.get()
    client.force_login(w.administrator)
    text = page_text(give(client, w.administrator, w.clerk, end_roles=[held.pk]))
    assert "là người quản trị duy nhất" in text
    held.refresh_from_db()
    assert held.ends_on is None
    text = page_text(give(client, w.administrator, w.clerk, end_roles=[held.pk], give_roles=[held.pk]))
    assert "Đồng chí Hồ Minh Nhật thôi vai trò này" in text
    assert RoleAssignment.objects.filter(user=w.clerk, role=Role.ADMINISTRATOR).exists()


def test_refusals_keep_what_was_typed(client, w, now):
    open_things(w, now)
    client.force_login(w.administrator)
    answer = client.post(page(w.appraiser), {"person": "", "username": "appraiser", "decided_by": "QĐ 7"})
    assert answer.status_code == 422
    assert "Người nhận phải là đồng chí khác." in page_text(answer)
    assert 'value="QĐ 7"' in answer.content.decode()
    assert "Hãy chọn người nhận việc" in page_text(client.post(page(w.appraiser), {"username": ""}))


def test_who_may_not_know_of_it(client, w):
    for person, about in ((w.chair, w.appraiser), (w.other_appraiser, w.appraiser), (w.secretary, w.sibling_secretary)):
        client.force_login(person)
        assert client.get(page(about)).status_code == 404


def test_everybody_hands_over_their_own_work_and_is_led_there(client, w):
    client.force_login(w.secretary)
    assert client.get(reverse("workflows:handovers")).url == page(w.secretary)
    assert "Bàn giao việc của tôi" in page_text(client.get(page(w.secretary)))


def test_a_person_without_anything_open(client, w):
    client.force_login(w.administrator)
    gone = role(user("da-nghi", "Lê Văn Nghỉ"), Role.APPRAISER, w.commune, ends_on=local_day(w.round.created_at))
    assert "Không còn việc nào phải bàn giao" in page_text(client.get(page(gone.user)))


def test_the_list_finds_without_accents(client, w):
    client.force_login(w.clerk)
    listed = reverse("workflows:handovers")
    assert "Nguyễn Thị Hạnh" in page_text(client.get(listed))
    text = page_text(client.get(listed, {"q": "tran van duc"}))
    assert "Trần Văn Đức" in text
    assert "Nguyễn Thị Hạnh" not in text
    assert "Không tìm thấy ai" in page_text(client.get(listed, {"q": "khong co"}))


def test_queries_do_not_grow_with_the_work(client, w, now, colleague):
    open_things(w, now)
    client.force_login(w.clerk)
    client.get(page(w.appraiser))
    with CaptureQueriesContext(connection) as one:
        client.get(page(w.appraiser))
    for _ in range(2):
        open_things(w, now)
    with CaptureQueriesContext(connection) as three:
        client.get(page(w.appraiser))
    assert len(three) == len(one) <= 25
