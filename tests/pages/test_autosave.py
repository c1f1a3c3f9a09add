"""What is typed and not saved yet is kept, given back, and never overwritten without a word."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from permissions.roles import Role
from tests.factories import dossier, role, user
from tests.pages.cell import draft, meeting, page_text, person, url
from workflows.models import AutosavedForm
from workflows.services import autosave as service

A, B = str(uuid.uuid4()), str(uuid.uuid4())


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, which a test may move on."""
    moment = [w.at + timedelta(days=1)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment[0])
    return moment


@pytest.fixture
def cell(client, w):
    """A client signed in as the secretary of the first cell."""
    client.force_login(w.secretary)
    return client


def send(client, page, tab=A, seen="", **typed):
    """Send what was typed as the script does."""
    return client.post(
        url("autosave", page),
        typed | {"autosave_tab": tab, "autosave_seen": seen, "csrfmiddlewaretoken": "x"},
        headers={"X-Requested-With": "fetch"},
    )


def test_typed_text_is_kept_shown_again_and_forgotten_when_saved(cell, w):
    n = draft(w)
    answer = send(cell, f"line:{n.pk}", **person(version=n.version, achievement="Gõ được nửa chừng"))
    assert answer.status_code == 200 and answer.json()["at"] == "10:00" and answer.json()["others"] == []
    row = AutosavedForm.objects.get()
    assert row.data["achievement"] == ["Gõ được nửa chừng"] and row.nomination == n and row.base_version == n.version
    assert not {"csrfmiddlewaretoken", "autosave_tab", "submission_key", "version"} & row.data.keys()
    page = cell.get(url("edit_line", n.pk))
    text = page_text(page)
    assert "Gõ được nửa chừng" in text and "gõ lúc 10:00 ngày 05/5/2026 , chưa lưu vào dòng này" in text.replace(
        "2026,", "2026 ,"
    )
    assert "Bỏ nội dung này, dùng bản đã lưu" in text and "Bản vừa được lưu khác" not in text
    n.refresh_from_db()
    assert n.achievement != "Gõ được nửa chừng"
    saved = cell.post(url("edit_line", n.pk), person(version=n.version, autosave_tab=A))
    assert saved.status_code == 302 and not AutosavedForm.objects.exists()


def test_a_new_line_and_the_meeting_are_kept_too(cell, w):
    bundle = dossier(w)
    page = f"new-line:{bundle.pk}:individual"
    send(cell, page, **person(full_name="Thạch Sa Rươl", is_deceased="on", is_party_member="no"))
    form = cell.get(url("add_line", bundle.pk) + "?loai=ca-nhan").context["form"]
    assert form["full_name"].value() == "Thạch Sa Rươl" and form["is_deceased"].value() is True
    assert form["is_party_member"].value() == "no" and form["submission_key"].value() != ""
    assert not cell.get(url("add_line", bundle.pk) + "?loai=tap-the").context["desk"].restored
    send(cell, f"meeting:{bundle.pk}", **meeting(bundle, met_place="Nhà văn hóa ấp mới"))
    response = cell.get(url("dossier_meeting", bundle.pk))
    assert response.context["form"]["met_place"].value() == "Nhà văn hóa ấp mới" and response.context["desk"].restored
    cell.post(url("dossier_meeting", bundle.pk), meeting(bundle) | {"autosave_tab": A})
    assert [row.page for row in AutosavedForm.objects.all()] == [page]


def test_what_equals_the_saved_record_is_not_announced(cell, w):
    n = draft(w)
    values = cell.get(url("edit_line", n.pk)).context["form"]
    send(
        cell,
        f"line:{n.pk}",
        **{name: values[name].value() or "" for name in values.fields if values[name].value() is not False},
    )
    assert cell.get(url("edit_line", n.pk)).context["desk"].restored == ""


def test_a_refused_form_is_kept_also_without_a_script(cell, w):
    n = draft(w)
    refused = cell.post(url("edit_line", n.pk), person(version=n.version, full_name="", achievement="Đã gõ rất lâu"))
    assert refused.status_code == 422 and AutosavedForm.objects.get().data["achievement"] == ["Đã gõ rất lâu"]
    assert "Đã gõ rất lâu" in page_text(cell.get(url("edit_line", n.pk)))


def test_the_person_may_drop_it(cell, w):
    n = draft(w)
    send(cell, f"line:{n.pk}", **person(achievement="Bỏ đi"))
    assert cell.post(url("autosave_discard", f"line:{n.pk}")).url == url("edit_line", n.pk)
    assert not AutosavedForm.objects.exists() and "Bỏ đi" not in page_text(cell.get(url("edit_line", n.pk)))


def test_a_record_that_was_saved_meanwhile_is_shown_beside_the_typed_text(cell, w):
    n = draft(w)
    send(cell, f"line:{n.pk}", **person(version=n.version, achievement="Bản gõ dở của tôi"))
    helper = user("pho", "Trần Văn Phó")
    role(helper, Role.CELL_OFFICER, w.cell)
    other = Client()
    other.force_login(helper)
    other.post(url("edit_line", n.pk), person(version=n.version, achievement="Bản của đồng chí khác"))
    page = cell.get(url("edit_line", n.pk))
    text = page_text(page)
    assert "Bản vừa được lưu khác" in text and "Bản của đồng chí khác" in text and "Bản gõ dở của tôi" in text
    n.refresh_from_db()
    assert page.context["form"]["version"].value() == n.version


def test_the_second_window_is_told_refused_and_may_take_over(cell, w):
    n = draft(w)
    page = f"line:{n.pk}"
    seen = send(cell, page, A, achievement="Cửa sổ một").json()["seen"]
    opened = cell.get(url("edit_line", n.pk))
    assert "đang được sửa ở một cửa sổ khác của đồng chí, lần gõ gần nhất lúc 10:00" in page_text(opened)
    refused = send(cell, page, B, opened.context["desk"].seen, achievement="Cửa sổ hai")
    assert refused.status_code == 409 and "cửa sổ khác" in refused.json()["message"]
    assert AutosavedForm.objects.get().data["achievement"] == ["Cửa sổ một"]
    assert send(cell, page, B, autosave_take="1", achievement="Cửa sổ hai").status_code == 200
    assert AutosavedForm.objects.get().data["achievement"] == ["Cửa sổ hai"]
    assert send(cell, page, A, seen, achievement="Cửa sổ một, gõ tiếp").status_code == 409


def test_a_window_that_has_not_seen_newer_text_is_refused_however_late(cell, w, clock):
    n = draft(w)
    page = f"line:{n.pk}"
    first = send(cell, page, A, achievement="Một").json()["seen"]
    clock[0] += timedelta(hours=2)
    assert send(cell, page, B, first, achievement="Hai").status_code == 200, "it had seen the text, and nobody typed"
    clock[0] += timedelta(hours=2)
    refused = send(cell, page, A, first, achievement="Ba")
    assert refused.status_code == 409 and "mà trang này chưa có" in refused.json()["message"]


def test_a_window_that_was_left_holds_nothing(cell, w):
    n = draft(w)
    page = f"line:{n.pk}"
    send(cell, page, A, achievement="Một")
    seen = send(cell, page, A, autosave_leaving="1", achievement="Một").json()["seen"]
    opened = cell.get(url("edit_line", n.pk))
    assert not opened.context["desk"].elsewhere and opened.context["desk"].seen == seen
    assert send(cell, page, B, seen, achievement="Hai").status_code == 200


def test_saving_in_one_window_leaves_what_another_has_typed(cell, w):
    n = draft(w)
    send(cell, f"line:{n.pk}", B, achievement="Gõ ở cửa sổ kia")
    assert cell.post(url("edit_line", n.pk), person(version=n.version, autosave_tab=A)).status_code == 302
    assert "Gõ ở cửa sổ kia" in page_text(cell.get(url("edit_line", n.pk)))


def test_another_person_of_the_cell_is_named_and_their_text_not_shown(cell, w, clock):
    n = draft(w)
    helper = user("pho", "Trần Văn Phó")
    role(helper, Role.CELL_OFFICER, w.cell)
    other = Client()
    other.force_login(helper)
    send(other, f"line:{n.pk}", achievement="Chữ của đồng chí Phó")
    text = page_text(cell.get(url("edit_line", n.pk)))
    assert "Dòng này đang được đồng chí Trần Văn Phó sửa, lần gõ gần nhất lúc 10:00" in text
    assert "Chữ của đồng chí Phó" not in text
    answer = send(cell, f"line:{n.pk}", achievement="Chữ của tôi")
    assert answer.status_code == 200 and "Trần Văn Phó" in answer.json()["others"][0]
    assert AutosavedForm.objects.count() == 2
    clock[0] += timedelta(minutes=6)
    assert "Trần Văn Phó" not in page_text(cell.get(url("edit_line", n.pk)))


def test_an_expired_session_is_answered_so_that_a_script_understands(client, w):
    n = draft(w)
    answer = send(client, f"line:{n.pk}", achievement="Gõ sau khi hết phiên")
    assert answer.status_code == 401 and "đăng nhập lại" in answer.json()["message"]
    assert client.post(url("autosave", f"line:{n.pk}"), {"achievement": "x y"}).status_code == 403, (
        "a browser gets its page"
    )


@pytest.mark.parametrize(
    "page", ["line", "line:x", "line:1:individual", "new-line:1", "new-line:1:dog", "paper:1", "line:999"]
)
def test_pages_that_are_none_are_not_found(cell, w, page):
    assert send(cell, page, achievement="x").status_code == 404


def test_others_forms_are_neither_written_nor_known(client, w):
    n = draft(w)
    for who, status in ((w.sibling_secretary, 404), (w.other_secretary, 404), (w.appraiser, 404), (w.inspector, 403)):
        client.force_login(who)
        for name in ("autosave", "autosave_discard"):
            assert client.post(url(name, f"line:{n.pk}"), {"autosave_tab": A}).status_code == status
            assert client.post(url(name, f"meeting:{n.dossier_id}"), {"autosave_tab": A}).status_code == status
    assert not AutosavedForm.objects.exists()


def test_limits(cell, w):
    n = draft(w)
    long = send(cell, f"line:{n.pk}", achievement="x" * (service.MOST_LETTERS + 1))
    assert long.status_code == 413 and "Nội dung dài quá" in long.json()["message"]
    assert send(cell, f"line:{n.pk}", **{f"f{i}": "" for i in range(service.MOST_FIELDS + 1)}).status_code == 413
    for tab in ("", "khong-phai", str(service.NOBODY)):
        assert send(cell, f"line:{n.pk}", tab, achievement="x").status_code == 400
    assert cell.get(url("autosave", f"line:{n.pk}")).status_code == 405
    assert not AutosavedForm.objects.exists()


def test_old_rows_go_when_the_person_writes_again(cell, w, clock):
    n, bundle = draft(w), dossier(w)
    send(cell, f"line:{n.pk}", achievement="Cũ")
    clock[0] += service.KEPT_FOR + timedelta(days=1)
    cell.force_login(w.secretary)
    assert timezone.now() == clock[0]
    send(cell, f"meeting:{bundle.pk}", met_place="Mới")
    assert [row.page for row in AutosavedForm.objects.all()] == [f"meeting:{bundle.pk}"]
