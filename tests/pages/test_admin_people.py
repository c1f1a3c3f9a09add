"""People on the administrator's pages: new ones with slips, roles, passwords, stopped accounts."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from permissions.models import RoleAssignment
from permissions.roles import Role
from tests.factories import PASSWORD, role, unit, user

KEY = "0f6d4f0e-9a55-4d2e-8a4e-3f0f64d1c001"


@pytest.fixture
def office(w):
    """The browser of the commune's administrator."""
    client = Client()
    client.force_login(w.administrator)
    return client


def new_person(w, **fields):
    return {
        "full_name": "Lê Thị Bích Liên", "birth_year": "1968", "phone": "0912 345 678", "username": "", "submission_key": KEY,
        "unit": w.cell.pk, "role": "cell_officer", "position_title": "Phó Bí thư", "starts_on": "1/9/2026",
        "decided_by": "Nghị quyết chi bộ", "decided_on": "30/8/2026",
    } | fields  # fmt: skip


def test_a_new_person_gets_a_slip_once(w, office):
    path = reverse("permissions:person_new")
    page = office.post(path, new_person(w))
    assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
    person = User.objects.get(full_name="Lê Thị Bích Liên")
    [password] = re.findall(r'class="slip__password">([^<]+)<', page.text)
    assert person.check_password(password) and person.must_change_password
    for text in ("lethibichlien", "http://testserver/", "Phó Bí thư, Chi bộ ấp Tân Bình 1", "Tự đặt mật khẩu mới"):
        assert text in page.text
    assert "chỉ mở được ở máy này" not in page.text
    held = person.assignments.get()
    assert (held.role, held.decided_by, f"{held.decided_on}") == ("cell_officer", "Nghị quyết chi bộ", "2026-08-30")
    again = office.post(path, new_person(w), follow=True)
    assert "đã được lập ở lần bấm trước" in again.text and password not in again.text
    assert User.objects.filter(full_name="Lê Thị Bích Liên").count() == 1
    assert password not in office.get(reverse("permissions:person", args=[person.pk])).text


def test_the_new_person_signs_in_and_must_choose_a_password(w, office):
    page = office.post(reverse("permissions:person_new"), new_person(w), headers={"host": "127.0.0.1:8000"})
    assert "Địa chỉ trên phiếu chỉ mở được ở máy này" in page.text, "a slip for other machines names this one"
    [password] = re.findall(r'class="slip__password">([^<]+)<', page.text)
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"username": "lethibichlien", "password": password})
    assert client.get("/")["Location"] == "/tai-khoan/doi-mat-khau/"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"full_name": "Liên"}, "Hãy ghi đủ họ và tên"), ({"full_name": "LÊ THỊ BÍCH LIÊN"}, "viết hoa chữ cái đầu, ví dụ Lê Thị Bích Liên"),
        ({"full_name": "lê thị bích liên"}, "viết hoa chữ cái đầu, ví dụ Lê Thị Bích Liên"),
        ({"birth_year": "68"}, "Năm sinh 68 chưa đúng"), ({"phone": "không có"}, "Số điện thoại chưa đúng"),
        ({"username": "SECRETARY"}, "đã có người dùng"), ({"username": "có dấu"}, "chữ thường không dấu"),
        ({"role": "chair"}, "không có ban thường vụ"), ({"position_title": ""}, "Hãy ghi chức vụ thật"), ({"role": ""}, "Chưa chọn vai trò"),
        ({"starts_on": "mai"}, "Ngày chưa đúng"), ({"decided_on": "1/1/2099"}, "không thể sau hôm nay"),
    ],
)  # fmt: skip
def test_a_refused_form_says_why_and_keeps_everything(w, office, fields, sentence):
    before = User.objects.count()
    page = office.post(reverse("permissions:person_new"), new_person(w, **fields))
    assert page.status_code == 422 and User.objects.count() == before
    assert sentence in page.text
    assert page.text.index("chỗ cần sửa") < page.text.index("<h1")
    assert 'value="Nghị quyết chi bộ"' in page.text and KEY in page.text
    assert "<title>Lỗi: " in page.text


def test_a_role_outside_the_area_cannot_be_slipped_in(w, office):
    page = office.post(reverse("permissions:person_new"), new_person(w, unit=w.other_cell.pk))
    assert page.status_code == 422 and not User.objects.filter(full_name="Lê Thị Bích Liên").exists()


def test_a_namesake_is_asked_about_once(w, office):
    path = reverse("permissions:person_new")
    asked = office.post(path, new_person(w, full_name="Nguyễn Thị Hạnh"))
    assert asked.status_code == 422
    assert "Đã có đồng chí Nguyễn Thị Hạnh (secretary, Bí thư, Chi bộ ấp Tân Bình 1)" in asked.text
    assert 'type="checkbox" name="is_other_person"' in asked.text
    made = office.post(path, new_person(w, full_name="Nguyễn Thị Hạnh", is_other_person="on"))
    assert "slip__password" in made.text and User.objects.filter(full_name="Nguyễn Thị Hạnh").count() == 2


def table(w, rows, **shared):
    data = {
        "dong-TOTAL_FORMS": "10",
        "dong-INITIAL_FORMS": "0",
        "starts_on": "1/9/2026",
        "decided_by": "Đại hội",
        "submission_key": KEY,
    } | shared
    for i in range(10):
        row = rows[i] if i < len(rows) else {"position_title": "Bí thư"}
        data |= {f"dong-{i}-{name}": value for name, value in row.items()}
    return data


def test_a_table_of_secretaries_makes_their_slips(w, office):
    cells = [unit("cell", f"Chi bộ ấp Mới {i}", w.commune) for i in range(3)]
    path = reverse("permissions:people_new")
    form = office.get(path).text
    assert all(f'value="{cell.pk}" selected' in form for cell in cells)
    rows = [
        {"full_name": f"Trần Văn {name}", "unit": cell.pk, "position_title": "Bí thư"}
        for name, cell in zip(("An", "Bảy", "Chín"), cells, strict=True)
    ]
    page = office.post(path, table(w, rows))
    passwords = re.findall(r'class="slip__password">([^<]+)<', page.text)
    assert len(set(passwords)) == 3 and "In 3 phiếu" in page.text
    assert User.objects.get(username="tranvanbay").check_password(passwords[1])
    assert (
        RoleAssignment.objects.filter(decided_by="Đại hội", role="cell_officer", position_title="Bí thư").count() == 3
    )
    again = office.post(path, table(w, rows), follow=True)
    assert (
        "đã được lập ở lần bấm trước" in again.text
        and User.objects.filter(full_name__startswith="Trần Văn").count() == 4
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [([], "Chưa có dòng nào ghi họ tên"), ([{"full_name": "Trần Văn An"}], "Hãy chọn chi bộ của đồng chí Trần Văn An"),
     ([{"full_name": "An", "unit": "cell"}], "Hãy ghi đủ họ và tên"),
     ([{"full_name": "Trần Văn An", "unit": "cell"}] * 2, "được chọn ở hai dòng")],
)  # fmt: skip
def test_a_table_with_a_mistake_makes_nobody(w, office, rows, sentence):
    before = User.objects.count()
    rows = [{"position_title": "Bí thư"} | row | ({"unit": w.cell.pk} if row.get("unit") else {}) for row in rows]
    page = office.post(reverse("permissions:people_new"), table(w, rows))
    assert page.status_code == 422 and sentence in page.text
    assert User.objects.count() == before


def test_people_are_found_without_accents_by_role_and_by_state(w, office):
    def names(**query):
        return re.findall(
            r'class="act" href="/quan-tri/nguoi-dung/\d+/">([^<]+)<',
            office.get(reverse("permissions:people"), query).text,
        )

    assert names(q="nguyen hanh") == ["Nguyễn Thị Hạnh"]
    assert names(vai_tro="records_clerk") == ["Đỗ Thị Hằng"]
    assert names(q="lam van uoc") == []
    User.objects.filter(pk=w.clerk.pk).update(is_active=False)
    assert names(tai_khoan="stopped") == ["Đỗ Thị Hằng"]
    RoleAssignment.objects.filter(user=w.inspector).update(ends_on="2026-01-31")
    assert names(tai_khoan="idle") == ["Ngô Đình Ân"]
    assert names()[:2] == ["Ngô Đình Ân", "Bùi Thanh Bình"]


def test_a_new_password_is_shown_once_and_the_old_one_is_dead(w, office):
    path = reverse("permissions:person_password", args=[w.secretary.pk])
    assert "Mật khẩu cũ hết dùng ngay" in office.get(path).text
    page = office.post(path)
    [password] = re.findall(r'class="slip__password">([^<]+)<', page.text)
    assert not Client().login(username="secretary", password=PASSWORD)
    assert Client().login(username="secretary", password=password)


def test_ones_own_password_is_changed_where_everybody_changes_it(w, office):
    page = office.post(reverse("permissions:person_password", args=[w.administrator.pk]))
    assert page.status_code == 422 and "tài khoản của chính đồng chí" in page.text
    assert Client().login(username="administrator", password=PASSWORD)


def test_an_account_with_a_role_elsewhere_is_left_alone(w, office):
    role(w.secretary, Role.INSPECTOR, w.province)
    for name in ("person_password", "person_stop"):
        page = office.post(reverse(f"permissions:{name}", args=[w.secretary.pk]), {"reason": "Thử"})
        assert page.status_code == 422 and "còn giữ vai trò Người kiểm tra ở Đảng bộ tỉnh Bình An" in page.text
    w.secretary.refresh_from_db()
    assert w.secretary.is_active and w.secretary.check_password(PASSWORD)


def test_an_account_is_stopped_and_resumed_with_a_reason(w, office):
    path = reverse("permissions:person_stop", args=[w.clerk.pk])
    silent = office.post(path, {"reason": " "})
    assert silent.status_code == 422 and "Hãy ghi lý do" in silent.text
    assert "Đã ngừng tài khoản" in office.post(path, {"reason": "Nghỉ thai sản"}, follow=True).text
    assert not Client().login(username="clerk", password=PASSWORD)
    page = office.post(
        reverse("permissions:person_resume", args=[w.clerk.pk]), {"reason": "Đi làm lại"}, follow=True
    ).text
    assert "Đã mở lại tài khoản" in page and "Nghỉ thai sản" in page
    assert Client().login(username="clerk", password=PASSWORD)
    own = office.post(reverse("permissions:person_stop", args=[w.administrator.pk]), {"reason": "Thử"})
    assert own.status_code == 422 and "không tự ngừng" in own.text


def test_a_correction_of_a_name_is_checked_and_kept(w, office):
    path = reverse("permissions:person_edit", args=[w.secretary.pk])
    assert office.post(path, {"full_name": "Hạnh", "birth_year": "", "phone": ""}).status_code == 422
    page = office.post(
        path, {"full_name": "Nguyễn Thị Mỹ Hạnh", "birth_year": "1970", "phone": "0276.123.4567"}, follow=True
    )
    assert "Nguyễn Thị Mỹ Hạnh" in page.text and "Họ tên trước: Nguyễn Thị Hạnh" in page.text


def give(**fields):
    return {
        "role": "inspector",
        "position_title": "",
        "starts_on": "1/9/2026",
        "decided_by": "Quyết định 21-QĐ/ĐU",
        "decided_on": "",
    } | fields


def test_a_role_is_given_on_the_persons_page_and_ended_there(w, office):
    path = reverse("permissions:role_give", args=[w.secretary.pk])
    page = office.post(path, give(unit=w.commune.pk), follow=True)
    assert "Đã giao vai trò Người kiểm tra ở Đảng bộ xã Tân Mỹ" in page.text
    again = office.post(path, give(unit=w.commune.pk))
    assert (
        again.status_code == 422
        and "đã giữ vai trò Người kiểm tra" in again.text
        and 'value="Quyết định 21-QĐ/ĐU"' in again.text
    )
    held = w.secretary.assignments.get(role="inspector")
    ending = reverse("permissions:role_end", args=[held.pk])
    early = office.post(ending, {"ends_on": "1/1/2026", "ended_by": "Thử"})
    assert early.status_code == 422 and "sau hoặc đúng ngày giao" in early.text
    yesterday = timezone.localdate() - timedelta(days=1)
    page = office.post(ending, {"ends_on": f"{yesterday:%d/%m/%Y}", "ended_by": "Quyết định 22-QĐ/ĐU"}, follow=True)
    assert (
        "thôi vai trò Người kiểm tra" in page.text
        and "Vai trò đã thôi (1)" in page.text
        and "Quyết định 22-QĐ/ĐU" in page.text
    )


def test_a_role_is_given_at_a_unit_to_who_is_known_or_to_a_user_name(w, office):
    path = reverse("permissions:unit_role_give", args=[w.commune.pk])
    page = office.get(path).text
    assert 'value="cell_officer"' not in page and "Lâm Văn Ước" not in page
    office.post(path, give(role="appraiser", person=w.secretary.pk))
    office.post(path, give(role="appraiser", username="OTHER-SECRETARY"))
    for person in (w.secretary, w.other_secretary):
        assert person.assignments.filter(role="appraiser", unit=w.commune).exists()
    for who, sentence in (
        ({}, "Hãy chọn người nhận"),
        ({"username": "khong-co"}, "Không có tài khoản"),
        ({"person": w.clerk.pk, "username": "appraiser"}, "không làm cả hai"),
    ):
        refused = office.post(path, give(**who))
        assert refused.status_code == 422 and sentence in refused.text


def test_a_chair_who_is_no_member_is_pointed_out(w, office):
    page = office.post(
        reverse("permissions:role_give", args=[w.clerk.pk]),
        give(role="chair", unit=w.commune.pk, position_title="Phó Bí thư"),
        follow=True,
    )
    assert "Hãy giao thêm vai trò Ủy viên Ban Thường vụ" in page.text


def test_the_only_administrator_cannot_leave(w, office):
    held = w.administrator.assignments.get()
    page = office.post(reverse("permissions:role_end", args=[held.pk]), {"ends_on": "22/11/2026", "ended_by": ""})
    assert page.status_code == 422 and "người quản trị duy nhất" in page.text


def test_a_person_without_any_role_is_found_only_where_nobody_else_administers(w, office):
    stray = user("lac-long", "Trần Văn Lạc")
    assert office.get(reverse("permissions:person", args=[stray.pk])).status_code == 200
    role(user("quantri-hoalac"), Role.ADMINISTRATOR, w.other_commune)
    assert office.get(reverse("permissions:person", args=[stray.pk])).status_code == 404
