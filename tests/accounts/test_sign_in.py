"""The door: signing in and out, the limit of tries, and forms that come after the session has ended."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.rules import MAX_CHARACTERS, MAX_FIELDS, carriable, readable, unwrapped, wrapped
from permissions.models import RoleAssignment
from tests.factories import PASSWORD

SIGN_IN = "/tai-khoan/dang-nhap/"
HERE = {"HTTP_ORIGIN": "http://testserver"}


def attempt(client: Client, username: str, password: str = "sai-mat-khau-roi", address: str = "10.0.0.1", **more):
    return client.post(SIGN_IN, {"username": username, "password": password} | more, REMOTE_ADDR=address)


@pytest.mark.parametrize("typed", ["secretary", " Secretary ", "SECRETARY"])
def test_the_user_name_may_be_typed_carelessly(w, typed):
    assert attempt(Client(), typed, PASSWORD)["Location"] == "/"


def test_the_refusal_does_not_say_which_of_the_two_was_wrong(w):
    known, unknown = attempt(Client(), "secretary"), attempt(Client(), "khong-co-ai")
    for answer in (known, unknown):
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in answer.text
        assert "sai-mat-khau-roi" not in answer.text


def test_a_stopped_account_cannot_sign_in(w):
    w.secretary.is_active = False
    w.secretary.save()
    assert attempt(Client(), "secretary", PASSWORD).status_code == 200


def test_after_signing_in_one_is_where_one_wanted_to_be(w):
    client = Client()
    asked = client.get("/quan-tri/don-vi/")
    assert asked["Location"] == f"{SIGN_IN}?next=/quan-tri/don-vi/"
    assert attempt(client, "administrator", PASSWORD, next="/quan-tri/don-vi/")["Location"] == "/quan-tri/don-vi/"
    assert attempt(Client(), "administrator", PASSWORD, next="https://example.org/")["Location"] == "/"


def test_signing_out_says_so_and_works_twice(w):
    client = Client()
    client.force_login(w.secretary)
    assert client.get("/tai-khoan/dang-xuat/").status_code == 405
    for _ in range(2):
        answer = client.post("/tai-khoan/dang-xuat/", follow=True)
        assert "Đồng chí đã đăng xuất" in answer.text
    assert client.get("/").status_code == 302


def test_ten_wrong_tries_lock_the_name_from_this_address_only(w, settings):
    settings.AXES_ENABLED = True
    for i in range(10):
        answer = attempt(Client(), "secretary" if i % 2 else " SECRETARY")
        assert answer.status_code == (429 if i == 9 else 200), i
    assert "Tạm khóa đăng nhập" in answer.text and "15 phút" in answer.text
    assert attempt(Client(), "secretary", PASSWORD).status_code == 429
    assert attempt(Client(), "secretary", PASSWORD, address="10.0.0.2").status_code == 302
    assert attempt(Client(), "clerk", PASSWORD).status_code == 302


def test_the_lock_opens_after_fifteen_minutes(w, settings):
    from datetime import timedelta

    from axes.models import AccessAttempt

    settings.AXES_ENABLED = True
    for _ in range(10):
        attempt(Client(), "secretary")
    for tried in AccessAttempt.objects.all():
        tried.attempt_time -= timedelta(minutes=14)
        tried.save()
    assert attempt(Client(), "secretary", PASSWORD).status_code == 429
    for tried in AccessAttempt.objects.all():
        tried.attempt_time -= timedelta(minutes=2)
        tried.save()
    assert attempt(Client(), "secretary", PASSWORD).status_code == 302


def test_a_right_password_forgets_the_wrong_tries(w, settings):
    settings.AXES_ENABLED = True
    for _ in range(3):
        for _ in range(9):
            assert attempt(Client(), "secretary").status_code == 200
        assert attempt(Client(), "secretary", PASSWORD).status_code == 302


def test_only_what_may_be_carried_is_carried():
    typed = [
        ("csrfmiddlewaretoken", "t"),
        ("old_password", "p"),
        ("mat_khau", "p"),
        ("reason", "Thiếu sổ"),
        ("ids", "1"),
        ("ids", "2"),
    ]
    assert carriable(typed) == [("reason", "Thiếu sổ"), ("ids", "1"), ("ids", "2")]
    assert unwrapped([*wrapped(carriable(typed)), ("username", "x"), ("giu.password", "p")]) == carriable(typed)
    assert carriable([(f"f{i}", "x") for i in range(MAX_FIELDS + 1)]) == []
    assert carriable([("f", "x" * MAX_CHARACTERS)]) == []
    assert readable([("a", "Một câu."), ("b", "12"), ("c", "Một câu."), ("d", " dòng một\ndòng hai ")]) == [
        "Một câu.",
        "dòng một\ndòng hai",
    ]


TYPED = {"ends_on": "27/11/2026", "ended_by": "Quyết định <b>12-QĐ/ĐU</b>"}


def end_path(w):
    return reverse("permissions:role_end", args=[w.appraiser.assignments.get().pk])


def test_a_form_sent_after_the_session_ended_is_shown_after_signing_in_and_can_be_sent(w):
    client = Client()
    path = end_path(w)
    late = client.post(path, TYPED)
    assert late.status_code == 403
    assert "Nội dung đồng chí vừa gõ chưa được gửi" in late.text
    assert 'name="giu.ended_by" value="Quyết định &lt;b&gt;12-QĐ/ĐU&lt;/b&gt;"' in late.text
    carried = {f"giu.{name}": value for name, value in TYPED.items()}
    mistyped = attempt(client, "administrator", next=path, **carried)
    assert 'name="giu.ended_by"' in mistyped.text
    shown = attempt(client, "administrator", PASSWORD, next=path, **carried)
    assert "Nội dung đồng chí đã gõ vẫn còn" in shown.text
    assert f'action="{path}"' in shown.text and "&lt;b&gt;12-QĐ/ĐU&lt;/b&gt;" in shown.text
    assert client.post(path, TYPED).status_code == 302
    assert RoleAssignment.objects.get(user=w.appraiser).ended_by == TYPED["ended_by"]


def test_the_carried_form_goes_to_this_site_only(w):
    answer = attempt(Client(), "administrator", PASSWORD, next="https://example.org/", **{"giu.reason": "Một lý do"})
    assert answer["Location"] == "/"


def test_a_lost_file_is_named_and_no_password_is_ever_carried(w):
    late = Client().post(
        "/ho-so/1/minh-chung/",
        {"caption": "Ảnh sổ tiết kiệm", "old_password": "bi mat", "file": SimpleUploadedFile("a.png", b"x")},
    )
    assert late.status_code == 403
    assert "Tệp kèm theo chưa được nhận" in late.text and "Ảnh sổ tiết kiệm" in late.text and "bi mat" not in late.text


def test_a_mere_button_leads_back_to_its_page(w):
    path = reverse("permissions:authority_switch", args=[1])
    lost = Client().post(path, {}, HTTP_REFERER="http://testserver/quan-tri/tham-quyen/?trang=2")
    assert lost["Location"] == f"{SIGN_IN}?next=/quan-tri/tham-quyen/%3Ftrang%3D2"
    assert Client().post(path, {}, HTTP_REFERER="https://example.org/x/")["Location"] == f"{SIGN_IN}?next=/"
    part = Client().get("/", HTTP_HX_REQUEST="true")
    assert part["HX-Refresh"] == "true"


def test_a_page_that_was_open_too_long_gives_its_text_back(w):
    client = Client(enforce_csrf_checks=True)
    client.force_login(w.administrator)
    path = end_path(w)
    late = client.post(path, TYPED, **HERE)
    assert late.status_code == 403
    assert "Gửi tiếp nội dung này" in late.text and f'action="{path}"' in late.text and "&lt;b&gt;12-QĐ/ĐU" in late.text
    token = client.cookies["csrftoken"].value
    assert client.post(path, TYPED | {"csrfmiddlewaretoken": token}, **HERE).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_ORIGIN": "https://example.org"}, {"HTTP_ORIGIN": "null"}, {"HTTP_REFERER": "https://example.org/x"}, {}],
)
def test_another_site_cannot_fill_in_a_form_for_the_person_to_send(w, headers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(w.administrator)
    answer = client.post(end_path(w), TYPED, **headers)
    assert answer.status_code == 403
    assert "Gửi tiếp" not in answer.text and "12-QĐ/ĐU" not in answer.text


def test_a_sign_in_page_that_was_open_too_long_is_opened_anew(w):
    answer = Client(enforce_csrf_checks=True).post(SIGN_IN, {"username": "secretary", "password": PASSWORD}, **HERE)
    assert answer.status_code == 403
    assert "Mở lại trang đăng nhập" in answer.text and PASSWORD not in answer.text


def test_the_demo_offers_its_accounts_and_nobody_else_does(w, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert "Tài khoản dùng thử" not in Client().get(SIGN_IN).text
    (tmp_path / "demo.json").write_text('["secretary", "sibling-secretary", "clerk"]')
    assert "Tài khoản dùng thử" not in Client().get(SIGN_IN).text
    settings.DEMO_MODE = True
    page = Client().get(SIGN_IN).text
    assert "Tài khoản dùng thử" in page and "BẢN DÙNG THỬ" in page
    assert page.index(">secretary<") < page.index(">clerk<")
    assert ">appraiser<" not in page
