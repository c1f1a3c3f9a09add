"""The general administrator keeps the list of what a file can be."""

import pytest

from nominations.models import EvidenceType
from permissions.access import forget
from permissions.models import RoleAssignment
from tests.factories import dossier, line
from tests.nominations.samples import pdf
from workflows.services import files


@pytest.fixture
def general(w, client):
    """The administrator of the whole tree, signed in."""
    assignment = RoleAssignment.objects.get(user=w.administrator)
    assignment.unit = w.province
    assignment.save()
    forget(w.administrator)
    client.force_login(w.administrator)
    return client


def test_a_type_is_added_renamed_and_put_away(general):
    address = "/quan-tri/quy-tac/loai-minh-chung/"
    answer = general.post(
        f"{address}them/", {"name": "Đoạn phim", "hint": "Dưới 5 phút.", "is_active": "on"}, follow=True
    )
    assert "Đã lưu loại minh chứng “Đoạn phim”." in answer.content.decode()
    made = EvidenceType.objects.get(name="Đoạn phim")
    assert (made.code, made.is_active) == ("doan-phim", True)
    again = general.post(f"{address}them/", {"name": "đoạn  phim", "is_active": "on"})
    assert again.status_code == 422 and "Đã có loại minh chứng" in again.content.decode()
    general.post(f"{address}{made.pk}/", {"name": "Phim", "hint": ""})
    made.refresh_from_db()
    assert (made.name, made.code, made.is_active) == ("Phim", "doan-phim", False)
    assert "(không dùng nữa)" in general.get("/quan-tri/quy-tac/").content.decode()
    assert general.get(f"{address}999/").status_code == 404


def test_an_administrator_of_one_commune_reads_only(w, client):
    # another commune has an administrator of its own, so this one is not general
    RoleAssignment.objects.create(
        user=w.other_appraiser, role="administrator", unit=w.other_commune, starts_on=w.round.created_at.date()
    )
    client.force_login(w.administrator)
    page = client.get("/quan-tri/quy-tac/").content.decode()
    assert "Báo cáo thành tích" in page and "Thêm loại" not in page
    assert client.get("/quan-tri/quy-tac/loai-minh-chung/them/").status_code == 403


def test_the_dossier_says_which_required_files_are_missing(w, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    bundle = dossier(w)
    first, _ = line(w, bundle), line(w, bundle)
    client.force_login(w.secretary)
    address = f"/ho-so/{bundle.pk}/"
    assert "Đợt này không bắt buộc." in client.get(address).content.decode()
    report = EvidenceType.objects.get(code="report")
    w.round.required_evidence.create(type=report)
    assert "Còn thiếu tệp bắt buộc: báo cáo thành tích (2 dòng)." in client.get(address).content.decode()
    files.attach(
        bundle, nomination=first, name="a.pdf", content=pdf(), caption="", type=report, actor=w.secretary, at=w.at
    )
    assert "Còn thiếu tệp bắt buộc: báo cáo thành tích (1 dòng)." in client.get(address).content.decode()
