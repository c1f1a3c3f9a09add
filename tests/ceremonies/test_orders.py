"""Papers that are ordered on the screen and made by the worker: once each, from the order of that moment, failures told."""

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from ceremonies import tasks
from ceremonies.exceptions import CeremonyRefused
from ceremonies.issuing import making, order_papers, orders, remove_strays, resume_papers, stop_papers
from ceremonies.models import CeremonyPaper, PaperOrder
from ceremonies.queries import order_sha256
from ceremonies.queries.papers import making as how_far
from ceremonies.queries.papers import paper_states
from ceremonies.services.ceremonies import cancel_ceremony
from ceremonies.services.places import PlaceFacts, save_place
from history.models import Entry
from nominations.models import Award
from permissions.exceptions import NotPermitted
from runs.models import RunItem
from runs.services import work_once
from tests.ceremonies.hall import names, place_of, refreshed
from tests.ceremonies.test_payments import frozen
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LABELS, LIST = "frame_labels", "attendance"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Draw a line of text in place of the PDF: what is drawn is tested with the papers."""
    monkeypatch.setattr(
        making, "_pdf", lambda ceremony, kind, facts: f"%PDF {kind} {facts.name} {facts.order_sha256}".encode()
    )


def ordered(w, ceremony, *kinds):
    return order_papers(ceremony, kinds, actor=w.clerk, at=NOW)


def work():
    """Do everything that a worker finds to do."""
    while work_once("worker", clock=lambda: NOW):
        pass


def made(ceremony):
    """Return the kinds of the papers in the order in which they were kept."""
    return list(CeremonyPaper.objects.filter(ceremony=ceremony).order_by("pk").values_list("kind", flat=True))


def test_pressing_twice_makes_one_order(hall):
    w, ceremony = hall
    first = ordered(w, ceremony, LABELS, LIST)
    assert ordered(w, ceremony, LIST) is None and ordered(w, ceremony, LIST, LABELS) is None
    assert ordered(w, ceremony, "script", LIST).words == ["Kịch bản công bố"], "what waits already is left out"
    work()
    assert sorted(made(ceremony)) == sorted([LABELS, LIST, "script"])
    first.refresh_from_db()
    assert dict(first.kinds) == {
        paper.kind: paper.pk for paper in CeremonyPaper.objects.filter(kind__in=[LABELS, LIST])
    }
    assert first.run.state == "done" or refreshed(ceremony).paper_orders.last().run.state == "done"
    entry = Entry.objects.filter(verb="Lập giấy tờ buổi lễ").first()
    assert entry.actor_name == w.clerk.full_name
    ordered(w, ceremony, LIST)
    work()
    assert made(ceremony).count(LIST) == 2, "a paper that is done can be ordered again"


def test_papers_appear_as_they_are_done_and_stopping_keeps_them(hall):
    w, ceremony = hall
    order = ordered(w, ceremony, LABELS, LIST)
    assert how_far(ceremony, at=NOW + timedelta(seconds=61)).is_slow
    assert work_once("worker", clock=lambda: NOW)
    now = how_far(ceremony, at=NOW + timedelta(seconds=61))
    assert (now.done, now.total, now.is_slow) == (1, 2, False) and len(made(ceremony)) == 1
    assert stop_papers(order, actor=w.clerk, at=NOW) and not stop_papers(order, actor=w.clerk, at=NOW)
    work()
    ended = how_far(ceremony, at=NOW)
    assert len(made(ceremony)) == 1 and ended.missing == ["Danh sách điểm danh"] and not ended.has_failed
    order.refresh_from_db()
    assert resume_papers(order, actor=w.clerk, at=NOW)
    work()
    assert made(ceremony) == [LABELS, LIST] and not how_far(ceremony, at=NOW).is_live


def test_a_worker_that_comes_after_a_killed_one_keeps_the_paper_of_the_first(hall, settings):
    w, ceremony = hall
    order = ordered(w, ceremony, LIST)
    item = RunItem.objects.get(run=order.run)
    stale = PaperOrder.objects.get(pk=order.pk)
    first = orders.make_ordered(order, item.position, clock=lambda: NOW)
    assert orders.make_ordered(stale, item.position, clock=lambda: NOW) == first, "it began before the first had ended"
    work()
    paper = CeremonyPaper.objects.get(ceremony=ceremony)
    assert paper.pk == first and RunItem.objects.get(pk=item.pk).state == "done"
    assert paper.file.storage.listdir("ceremonies")[1].count(paper.file.name.split("/")[1]) == 1


def test_a_file_that_a_killed_worker_has_left_is_gone_after_a_day(hall, settings, monkeypatch, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    w, ceremony = hall
    ordered(w, ceremony, LIST)
    work()
    kept = CeremonyPaper.objects.get().file

    class Killed(BaseException):
        """Nothing runs after it, as with kill -9."""

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(orders, "write", lambda *_, **__: (_ for _ in ()).throw(Killed))
        patched.setattr(FieldFile, "delete", lambda *_, **__: None)
        order = ordered(w, ceremony, LABELS)
        orders.make_ordered(order, 0, clock=lambda: NOW)
    folder = tmp_path / "ceremonies"
    (stray,) = set(folder.iterdir()) - {Path(kept.path)}
    (folder / "ghi-chu.txt").write_text("của người quản trị")
    day = timedelta(days=1)
    moment = datetime.fromtimestamp(stray.stat().st_mtime, UTC)
    for path in folder.iterdir():
        os.utime(path, (stray.stat().st_mtime,) * 2)
    assert remove_strays(at=moment + day) == 0, "it may belong to a paper that is being written down"
    monkeypatch.setattr(tasks.timezone, "now", lambda: moment + day + timedelta(seconds=1))
    work()
    assert not stray.exists(), "the next run has cleared it away"
    assert Path(kept.path).exists() and (folder / "ghi-chu.txt").exists()
    assert made(ceremony) == [LIST, LABELS], "and its paper was made all the same"
    settings.MEDIA_ROOT = tmp_path / "empty"
    assert remove_strays(at=moment) == 0


def test_a_change_while_a_paper_is_drawn_is_drawn_again(hall, monkeypatch):
    w, ceremony = hall
    place, real, drawn = place_of(ceremony, names(ceremony)[1]), making._pdf, []

    def pdf(now, kind, facts):
        drawn.append(facts.order_sha256)
        if len(drawn) == 1:
            save_place(place, PlaceFacts(reading="Bích Liên"), actor=w.clerk, at=NOW)
        return real(now, kind, facts)

    monkeypatch.setattr(making, "_pdf", pdf)
    ordered(w, ceremony, LIST)
    work()
    paper = CeremonyPaper.objects.get(ceremony=ceremony)
    assert len(drawn) == 2 and paper.order_sha256 == order_sha256(refreshed(ceremony))


def test_what_cannot_be_made_is_said_when_it_is_pressed(hall):
    w, ceremony = hall
    with pytest.raises(CeremonyRefused, match="Chưa lập danh sách chi"):
        ordered(w, ceremony, LIST, "payment_list")
    with pytest.raises(NotPermitted):
        order_papers(ceremony, [LIST], actor=w.appraiser, at=NOW)
    save_place(place_of(ceremony, names(ceremony)[1]), PlaceFacts(reading="☃"), actor=w.clerk, at=NOW)
    with pytest.raises(CeremonyRefused, match=r"“☃” \(mã U\+2603\)"):
        ordered(w, ceremony, LIST)
    save_place(place_of(ceremony, names(ceremony)[1]), PlaceFacts(), actor=w.clerk, at=NOW)
    Award.objects.filter(pk=place_of(ceremony, "Y Khŭt Ñuôl").award_id).update(state="revoked")
    with pytest.raises(CeremonyRefused, match="Y Khŭt Ñuôl đã bị thu hồi khen thưởng"):
        ordered(w, ceremony, LIST)
    cancel_ceremony(ceremony, reason="Bão", actor=w.clerk, at=NOW)
    with pytest.raises(CeremonyRefused, match="không tổ chức"):
        ordered(w, ceremony, LIST)
    assert not PaperOrder.objects.exists()


def test_a_failure_is_told_on_the_page_with_what_to_do(hall, client, monkeypatch):
    w, ceremony = hall
    client.force_login(w.clerk)
    page = reverse("ceremonies:ceremony", args=[ceremony.pk])
    client.post(reverse("ceremonies:paper_make", args=[ceremony.pk, "tat-ca"]))
    assert len(PaperOrder.objects.get().kinds) == 6, "no payment list yet"
    text = client.get(page).content.decode()
    assert "xong 0/6" in text and 'hx-trigger="every 2s"' in text and text.count("Chờ lập") == 6
    assert "Lập tất cả giấy tờ" not in text and "Xem tiến độ mới nhất" in text
    save_place(place_of(ceremony, names(ceremony)[1]), PlaceFacts(reading="☃"), actor=w.clerk, at=NOW)
    work()
    part = client.get(reverse("ceremonies:papers_news", args=[ceremony.pk]), HTTP_HX_REQUEST="true").content.decode()
    assert "Phông chữ không in được “☃”" in part and "Tiếp tục" in part and "hx-trigger" not in part
    assert 'id="khop-giay-to"' in part and "<html" not in part
    save_place(place_of(ceremony, names(ceremony)[1]), PlaceFacts(), actor=w.clerk, at=NOW)
    order = PaperOrder.objects.get()
    client.post(reverse("ceremonies:papers_resume", args=[ceremony.pk, order.pk]))
    work()
    text = client.get(page).content.decode()
    assert text.count("Mở PDF") == 6 and "Chưa lập xong" not in text
    CeremonyPaper.objects.filter(kind="groups").update(order_sha256="0" * 64)
    with ZipFile(BytesIO(client.get(reverse("ceremonies:paper_pack", args=[ceremony.pk])).content)) as pack:
        old = [name for name in pack.namelist() if "-ban-cu-" in name]
        assert len(pack.namelist()) == 6 and len(old) == 1 and old[0].startswith("02-ban-cu-so-do-tung-luot")
    assert "Tải tất cả (ZIP), 1 bản cũ" in client.get(page).content.decode()
    monkeypatch.setattr("ceremonies.issuing.make_ordered", lambda *args, **kwargs: 1 / 0)
    client.post(reverse("ceremonies:paper_make", args=[ceremony.pk, LIST]))
    work()
    assert "gọi người phụ trách kỹ thuật" in client.get(page).content.decode()


def test_a_book_without_the_amounts_that_were_frozen_since_is_red(hall):
    w, ceremony = hall
    ordered(w, ceremony, "handover_book", LIST)
    work()
    CeremonyPaper.objects.update(made_at=NOW)
    frozen(w, ceremony, at=NOW + timedelta(minutes=1))
    stale = [s.kind for s in paper_states(ceremony, order_sha256(ceremony)) if s.is_stale]
    assert stale == ["handover_book"]
    ordered(w, ceremony, "handover_book", "payment_list")
    work()
    assert not any(s.is_stale for s in paper_states(ceremony, order_sha256(ceremony)))
