"""Users, their names and passwords, and what is written down about them."""

import re
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User, UserDeletionError
from accounts.passwords import ContextWordValidator, one_time_password
from accounts.services import (
    AlreadyCreated,
    correct_person,
    create_person,
    propose_username,
    reset_password,
    set_active,
)
from history.models import Entry
from tests.factories import NOW, PASSWORD, user

pytestmark = pytest.mark.django_db
GOOD = "con trau di truoc cai cay"
HOME = "/"


def signed_in(person: User, password: str = PASSWORD) -> Client:
    client = Client()
    assert client.login(username=person.username, password=password)
    return client


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Nguyễn Thị Hạnh", "nguyenthihanh"), ("Y Ƀlô Êban", "ybloeban"), ("Đỗ Ân", "doan"), ("Lý", "lynguoidung"),
     ("Trần " + "Rất " * 20 + "Dài", "tran" + "rat" * 10)],
)  # fmt: skip
def test_a_user_name_is_made_of_the_name(name, expected):
    assert propose_username(name) == expected
    User._meta.get_field("username").run_validators(expected)


def test_a_taken_user_name_gets_the_year_and_then_a_number():
    for expected in ("nguyenthihanh", "nguyenthihanh1962", "nguyenthihanh2", "nguyenthihanh3"):
        proposed = propose_username("Nguyễn Thị Hạnh", 1962)
        assert proposed == expected
        user(proposed)
    assert propose_username("Nguyễn Thị Hạnh") == "nguyenthihanh4"


def test_a_new_person_has_a_one_time_password_that_is_kept_nowhere():
    office = user("quantri")
    person, password = create_person(
        full_name="Lê Văn Tám", actor=office, at=NOW, birth_year=1968, phone="0912 345 678"
    )
    assert re.fullmatch(r"[a-z]{4,6}-[a-z]{4,6}-[a-z]{4,6}-\d{4}", password)
    assert person.must_change_password and person.check_password(password)
    entry = Entry.objects.get(subject_type="accounts.User", subject_id=person.pk)
    assert (entry.verb, entry.actor_name) == ("Lập tài khoản", office.full_name)
    assert password not in str(vars(entry)) and password not in str(vars(person))
    assert len({one_time_password() for _ in range(200)}) == 200


def test_the_same_form_sent_twice_makes_one_person():
    office, other = user("quantri"), user("quantri2")
    made, _ = create_person(full_name="Lê Văn Tám", actor=office, at=NOW, submission_key="k1")
    with pytest.raises(AlreadyCreated) as again:
        create_person(full_name="Lê Văn Tám", actor=office, at=NOW, submission_key="k1")
    assert again.value.user == made
    create_person(full_name="Lê Văn Tám", actor=office, at=NOW, submission_key="k2")
    create_person(full_name="Lê Văn Tám", actor=other, at=NOW, submission_key="k1")
    assert User.objects.filter(full_name="Lê Văn Tám").count() == 3


def test_names_are_nfc_sorted_by_given_name_and_found_without_accents():
    person = user("hoa", unicodedata.normalize("NFD", "Trần  Thị Hòa"))
    person.refresh_from_db()
    assert person.full_name == "Trần Thị Hòa" == unicodedata.normalize("NFC", person.full_name)
    assert "tran thi hoa" in person.search_key
    user("an", "Vũ Văn Ân"), user("binh", "An Thị Bình")
    assert [p.full_name for p in User.objects.all()] == ["Vũ Văn Ân", "An Thị Bình", "Trần Thị Hòa"]
    assert person.get_short_name() == "Hòa"


def test_a_password_with_accents_is_the_same_from_every_keyboard():
    person = user("hoa")
    phrase = "Mùa xuân đến trên bản Mường"
    person.set_password(unicodedata.normalize("NFD", phrase))
    person.save()
    for form in ("NFC", "NFD"):
        assert Client().login(username="hoa", password=unicodedata.normalize(form, phrase))


def test_users_are_never_deleted():
    person = user("hoa")
    with pytest.raises(UserDeletionError):
        person.delete()


@pytest.mark.parametrize("username", ["ab", "Nguyễn", "co dau cach", "a" * 41, "tên", "a/b/c"])
def test_a_user_name_can_be_typed_on_every_keyboard(username):
    with pytest.raises(ValidationError):
        User._meta.get_field("username").run_validators(username) or User._meta.get_field("username").clean(
            username, None
        )


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [("dang-bo-2026-dang", True), ("vinhdanhvinhdanh1", True), ("vinhdanh con trau", False), (GOOD, False)],
)
def test_passwords_of_the_offices_own_words_are_refused(password, is_refused):
    if is_refused:
        with pytest.raises(ValidationError, match="dễ đoán"):
            ContextWordValidator().validate(password)
    else:
        ContextWordValidator().validate(password)


def test_a_correction_is_written_down_with_the_former_name():
    office, person = user("quantri"), user("hoa", "Trần Thị Hoa")
    correct_person(person, full_name="Trần Thị Hòa", birth_year=1970, phone="", actor=office, at=NOW)
    assert Entry.objects.get(verb="Sửa thông tin người dùng").note == "Họ tên trước: Trần Thị Hoa"


def test_after_a_one_time_password_only_one_page_opens(w):
    password = reset_password(w.secretary, actor=w.administrator, at=NOW)
    client = signed_in(w.secretary, password)
    change = reverse("accounts:password_change")
    for path in (HOME, "/ho-so/", "/quan-tri/"):
        assert client.get(path)["Location"] == change
    page = client.get(change)
    assert "Đặt mật khẩu của riêng đồng chí" in page.text and "Mật khẩu đang dùng" not in page.text
    answer = client.post(change, {"new_password1": GOOD, "new_password2": GOOD})
    assert answer["Location"] == HOME
    assert client.get(HOME).status_code == 200
    w.secretary.refresh_from_db()
    assert not w.secretary.must_change_password and w.secretary.check_password(GOOD)
    assert Entry.objects.filter(verb="Đổi mật khẩu", subject_id=w.secretary.pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("sai-mat-khau-cu", GOOD, GOOD), "Mật khẩu đang dùng chưa đúng"), ((PASSWORD, GOOD, GOOD + "x"), "không giống nhau"),
        ((PASSWORD, PASSWORD, PASSWORD), "phải khác mật khẩu đang dùng"), ((PASSWORD, "ngắn quá", "ngắn quá"), "mới có 8 ký tự"),
        ((PASSWORD, "", ""), "Hãy gõ mật khẩu mới"), (("", GOOD, GOOD), "Hãy gõ mật khẩu đang dùng"),
        ((PASSWORD, "nguyenthihanh12", "nguyenthihanh12"), "giống"),
    ],
)  # fmt: skip
def test_a_password_change_is_refused_in_a_sentence(w, typed, sentence):
    w.secretary.username = "nguyenthihanh"
    w.secretary.save()
    client = signed_in(w.secretary)
    answer = client.post(
        reverse("accounts:password_change"),
        dict(zip(("old_password", "new_password1", "new_password2"), typed, strict=True)),
    )
    assert sentence in answer.text
    assert "password" not in re.sub(r"<[^>]+>", "", answer.text.lower())
    w.secretary.refresh_from_db()
    assert w.secretary.check_password(PASSWORD)


def test_a_changed_password_ends_the_other_sessions(w):
    here, elsewhere = signed_in(w.secretary), signed_in(w.secretary)
    here.post(
        reverse("accounts:password_change"), {"old_password": PASSWORD, "new_password1": GOOD, "new_password2": GOOD}
    )
    assert here.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302


def test_a_reset_and_a_stopped_account_end_every_session_at_once(w):
    client = signed_in(w.secretary)
    reset_password(w.secretary, actor=w.administrator, at=NOW)
    assert reverse("accounts:sign_in") in client.get(HOME)["Location"]
    assert not Client().login(username=w.secretary.username, password=PASSWORD)
    other = signed_in(w.clerk)
    set_active(w.clerk, False, actor=w.administrator, at=NOW, note="Nghỉ hưu")
    assert reverse("accounts:sign_in") in other.get(HOME)["Location"]
    assert Entry.objects.get(verb="Ngừng tài khoản").note == "Nghỉ hưu"


def test_pages_with_names_are_not_kept_by_browsers(w):
    assert signed_in(w.secretary).get(HOME)["Cache-Control"] == "private, no-store"
    assert Client().get(reverse("accounts:sign_in"))["Cache-Control"]
