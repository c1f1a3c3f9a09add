"""The certificate while it is written: the picture is the paper, and what does not fit is said."""

import subprocess
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageFilter

from certificates.batch import render_single
from certificates.layout.editing import on_bought_blank
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.layout.standard import standard_spec
from certificates.preview import WIDTH, preview_png
from certificates.services.backgrounds import keep_background
from certificates.services.layouts import create_layout, use_layout
from nominations.models import Nomination, Nominee
from tests.factories import dossier
from tests.pages.cell import collective, draft, page_text, person, url
from workflows.services import fitting

OWN_WORDS = (120, 340, 1068, 510)
"""Where name, unit and citation are, in dots of the picture."""


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture
def cell(client, w):
    """A client signed in as the secretary of the first cell."""
    client.force_login(w.secretary)
    return client


def drawn(client, bundle, **typed):
    """Ask for the picture as the script does."""
    return client.post(url("certificate_preview", bundle.pk), person(**typed), headers={"Accept": "image/png"})


def softened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("L").crop(OWN_WORDS).filter(ImageFilter.GaussianBlur(3))


def test_picture_is_what_would_be_printed():
    run, sheet = CertificateRun.sample(), CertificateSheet.sample()
    printed = subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-scale-to-x", str(WIDTH), "-scale-to-y", "840", "-"],
        input=render_single(run, sheet), capture_output=True, check=True,
    ).stdout  # fmt: skip
    shown = preview_png(run, sheet)
    assert Image.open(BytesIO(shown)).size == Image.open(BytesIO(printed)).size
    levels = ImageChops.difference(softened(shown), softened(printed)).histogram()
    assert sum(levels[40:]) == 0
    other = CertificateSheet.sample("collective")
    assert sum(ImageChops.difference(softened(preview_png(run, other)), softened(printed)).histogram()[40:]) > 1000


def test_samples_are_pale_and_certain_words_are_not():
    picture = Image.open(BytesIO(preview_png(CertificateRun.sample(), CertificateSheet.sample()))).convert("L")
    signer, title = picture.crop((800, 720, 1000, 760)), picture.crop((380, 260, 810, 320))
    assert signer.getextrema()[0] > 120 > title.getextrema()[0]


def test_script_gets_the_picture_and_the_room(cell, w):
    answer = drawn(cell, dossier(w))
    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size[0] == WIDTH and len(answer.content) < 150_000
    assert 100 < int(answer["Room-Left"]) < 400


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"full_name": ""}, "Ghi tên, hình giấy khen sẽ hiện ở đây."), ({"citation": " "}, "Ghi lời khen, hình"),
     ({"full_name": "", "citation": ""}, "Ghi tên và lời khen"), ({"citation": "Đã có thành tích " * 60}, "dài quá 3 dòng"),
     ({"full_name": "Lê Thị ✿"}, "Không có phông chữ nào in được “✿”"), ({"full_name": "Nguyễn " * 20, "unit_text": "Chi bộ rất dài " * 16}, "không xếp vừa một dòng. Đồng chí ghi tên gọn hơn")],
)  # fmt: skip
def test_what_cannot_be_printed_is_a_sentence(cell, w, typed, sentence):
    answer = drawn(cell, dossier(w), **typed)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/plain")
    assert sentence in answer.content.decode()


def test_without_a_script_the_button_opens_a_page(cell, w):
    bundle = dossier(w)
    browser = {"Accept": "text/html,application/xhtml+xml,image/png,*/*"}
    page = cell.post(url("certificate_preview", bundle.pk), person(), headers=browser)
    assert page.status_code == 200 and 'src="data:image/png;base64,' in page.content.decode()
    assert "phần chữ nhạt trên hình chỉ là chữ mẫu" in page_text(page)
    empty = cell.post(url("certificate_preview", bundle.pk), collective(), headers=browser)
    assert empty.status_code == 422 and "Ghi lời khen" in page_text(empty)
    form = cell.get(url("add_line", bundle.pk) + "?loai=ca-nhan").content.decode()
    assert f'formaction="{url("certificate_preview", bundle.pk)}"' in form and "Xem thử giấy khen" in form


def test_incomplete_and_wrong_fields_are_drawn_as_far_as_they_go(cell, w):
    assert drawn(cell, dossier(w), birth_date="31/02/1971", is_party_member="", submission_key="x").status_code == 200


def test_awarder_signature_and_last_design_are_those_of_the_round(w):
    run = fitting.certificate_run(w.round, "giay_khen", on=w.at.date())
    assert (run.awarder, run.position, run.signer) == ("Ban Thường vụ Đảng ủy xã Tân Mỹ", "Bí thư", "Võ Minh Khánh")
    assert run.place_and_date == "Tân Mỹ, ngày 04 tháng 5 năm 2026" and run.design == fitting.DESIGN
    outside = fitting.certificate_run(w.outside_round, "bang_khen", on=w.at.date())
    assert (outside.nature, outside.awarder) == ("state", "Chủ tịch Ủy ban nhân dân tỉnh Bình An")


def test_room_is_measured_by_the_code_that_prints(w):
    run = fitting.certificate_run(w.round, "giay_khen", on=w.at.date())
    nominee = Nominee(
        kind="individual", full_name="Lê Thị Bích Liên", unit_text="Chi bộ ấp Tân Bình 1", is_party_member=True
    )
    words = "Đã có thành tích xuất sắc trong học tập"
    left = fitting.room_left(run, nominee, words)
    assert left > 100 and not fitting.refusal(run, nominee, f"{words} {(fitting.FILLER * 12)[:left]}")
    long = fitting.FILLER * 10
    over = fitting.room_left(run, nominee, long)
    assert over < 0 and fitting.refusal(run, nominee, long) and not fitting.refusal(run, nominee, long.strip()[:over])
    nominee.full_name = ""
    assert fitting.room_left(run, nominee, words) > 100, "before the name is typed an ordinary name is measured"


@pytest.fixture
def narrow(w, settings, tmp_path):
    """The committee's own layout for people: a blank of its own, and a citation of two lines of 60 mm."""
    settings.MEDIA_ROOT = tmp_path
    blank = BytesIO()
    Image.new("RGB", (2970, 2100), "#0a7d32").save(blank, "PNG")
    ground = keep_background(unit=w.commune, name="phôi.png", content=blank.getvalue(), actor=w.clerk, at=w.at)
    spec = on_bought_blank(standard_spec("trong_dong"), ground.sha256)
    steps = tuple(replace(step, achievement=6.0) for step in spec.citation.steps[:1])
    spec = replace(spec, citation=replace(spec.citation, achievement=60.0, steps=steps))
    made = create_layout(
        unit=w.commune, form="giay_khen", kind="individual", name="Hẹp", spec=spec, background=ground, actor=w.clerk, at=w.at
    )  # fmt: skip
    return use_layout(made, expected_version=made.draft_version, actor=w.clerk, at=w.at)


def test_the_units_own_layout_is_measured_and_drawn(cell, w, narrow):
    on = w.at.date()
    run = fitting.certificate_run(w.round, "giay_khen", on=on)
    standard = fitting.certificate_run(w.round, "giay_khen", on=on, kind="collective")
    assert (run.spec.citation.achievement, standard.spec) == (60.0, None)
    nominee = Nominee(kind="individual", full_name="Lê Thị Bích Liên", unit_text="Chi bộ ấp 1", is_party_member=True)
    words = "Đã có thành tích xuất sắc"
    assert fitting.room_left(run, nominee, words) < fitting.room_left(standard, nominee, words) - 50
    answer = drawn(cell, dossier(w))
    assert answer.status_code == 200
    red, green, blue = Image.open(BytesIO(answer.content)).convert("RGB").getpixel((20, 20))
    assert green > red + 60 and green > blue + 40, "the bought blank is seen, for it will be the paper"
    narrow_room = int(answer["Room-Left"])
    lost = narrow.versions.get().frozen.background.file
    lost.storage.delete(lost.name)
    answer = drawn(cell, dossier(w))
    assert (answer.status_code, int(answer["Room-Left"])) == (200, narrow_room), "the words are measured all the same"


def test_the_check_of_a_dossier_asks_for_layouts_once(w, narrow, django_assert_max_num_queries):
    long = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026"
    lines = [draft(w) for _ in range(3)]
    Nomination.objects.filter(pk__in=[line.pk for line in lines]).update(citation=long)
    lines = [Nomination.objects.select_related("nominee", "round__authority").get(pk=line.pk) for line in lines]
    with django_assert_max_num_queries(1):
        specs = fitting.specs_in_use(lines[0].round.authority)
        refusals = [fitting.citation_refusal(line, specs) for line in lines]
    assert all(refusals)
    assert fitting.citation_refusal(lines[0]) == refusals[0]
    assert fitting.citation_refusal(lines[0], {}) is None


def test_only_who_may_write_sees_it(client, w):
    bundle = draft(w).dossier
    for who, status in ((w.sibling_secretary, 404), (w.appraiser, 404), (w.inspector, 403)):
        client.force_login(who)
        assert drawn(client, bundle).status_code == status
