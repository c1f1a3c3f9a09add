"""The pages of layouts: the list, a new one, the editor as a plain form, files, two windows, the live picture."""

import json
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from certificates.layout.standard import standard_spec
from certificates.models import Background, Layout
from certificates.services import layouts as acts
from certificates.services.layout_starts import create_from_design
from tests import factories
from tests.clerks import kept_for_module
from tests.factories import NOW

LIST = "/giay-khen/bo-cuc/"


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """A committee with a layout of its own."""
    with kept_for_module(django_db_blocker):
        w = factories.world()
        w.extra["layout"] = made(w, "Phôi đỏ A4")
        yield w


@pytest.fixture
def w(kept, db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return kept


@pytest.fixture
def page(w, client):
    """A browser of the records clerk."""
    client.force_login(w.clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


def made(w, name, **more):
    values = {"unit": w.commune, "form": "giay_khen", "kind": "individual", "design": "trong_dong"}
    size = {"width_mm": 297.0, "height_mm": 210.0}
    return create_from_design(**values | size | {"name": name, "actor": w.clerk, "at": NOW} | more)


def here(w, item="", layout=None):
    return f"{LIST}{(layout or w.extra['layout']).pk}/{f'?o={item}' if item else ''}"


def now(w):
    return Layout.objects.get(pk=w.extra["layout"].pk)


def working(w):
    return acts.working_copy(now(w))[0]


def typed(page, w, item, **values):
    """Return what the form of a part would send, with some boxes changed."""
    form = page.get(here(w, item)).context["form"]
    filled = {name: form[name].value() for name in form.fields}
    sent = {name: value if value is not True else "on" for name, value in filled.items() if value not in (False, None)}
    return sent | {"viec": "o", "version": now(w).draft_version} | values


def test_the_list_says_what_each_kind_is_printed_with(w, page):
    shown = page.get(LIST).content.decode()
    assert "Giấy khen, cá nhân" in shown and "Giấy khen, tập thể" in shown
    assert shown.count("Mẫu có sẵn Trống đồng") >= 2
    assert "Phôi đỏ A4" in shown and "Chưa lưu bản nào" in shown


def test_the_list_asks_the_same_queries_for_one_layout_and_for_three(w, page):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert page.get(LIST).status_code == 200
        return len(asked)

    queries()
    one = queries()
    for name in ("Hai", "Ba"):
        made(w, name)
    assert queries() == one


def test_a_new_layout_of_any_size(w, page):
    start = f"{LIST}moi/{w.commune.pk}/"
    form = page.get(f"{start}?form=bang_khen&kind=collective").context["form"]
    assert (form["form"].value(), form["kind"].value()) == ("bang_khen", "collective")
    sent = {
        "form": "giay_khen", "kind": "collective", "design": "hoa_sen", "paper": "khac", "name": "Khổ lớn", "width_mm": "400,5",
        "height_mm": "", "submission_key": form["submission_key"].value(),
    }  # fmt: skip
    refused = page.post(start, sent)
    assert refused.status_code == 422
    assert "Hãy đo tờ giấy" in refused.content.decode() and 'value="Khổ lớn"' in refused.content.decode()
    done = page.post(start, sent | {"height_mm": "300"})
    layout = Layout.objects.get(name="Khổ lớn")
    assert done.url == here(w, layout=layout)
    assert acts.working_copy(layout)[0].ground.code == "hoa_sen"
    assert (acts.working_copy(layout)[0].width_mm, acts.working_copy(layout)[0].height_mm) == (400.5, 300.0)


def test_a_bought_blank_from_the_first_page_on(w, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Image.new("RGB", (700, 500), "#fdf3d8").save(content, "PNG")
    start = f"{LIST}moi/{w.commune.pk}/"
    sent = {"form": "giay_khen", "kind": "individual", "design": "trong_dong", "paper": "a4", "name": "Phôi nhà in"}
    sent |= {"submission_key": page.get(start).context["form"]["submission_key"].value()}
    bad = page.post(start, sent | {"blank": SimpleUploadedFile("phôi.svg", b"<svg/>")})
    assert bad.status_code == 422
    assert "nhờ nhà in" in bad.content.decode() and 'value="Phôi nhà in"' in bad.content.decode()
    page.post(start, sent | {"blank": SimpleUploadedFile("phôi.png", content.getvalue())})
    spec, background = acts.working_copy(Layout.objects.get(name="Phôi nhà in"))
    assert (spec.width_mm, spec.height_mm, spec.ground.is_printed) == (350.0, 250.0, False)
    assert spec.ground.sha256 == background.sha256


@pytest.mark.parametrize("item", ["sheet", "citation", "signer", "recipient", "seal", "emblem"])
def test_every_part_has_a_form_and_sending_it_unchanged_changes_nothing(w, page, item):
    before = working(w)
    assert page.post(here(w, item), typed(page, w, item)).status_code == 302
    assert working(w) == before


def test_millimetres_and_points_as_typed(w, page):
    sent = typed(page, w, "signer", x="220,5", y="188.25", size="16", is_bold="", caps="on", colour="#a6192e")
    page.post(here(w, "signer"), {name: value for name, value in sent.items() if value != ""})
    field = working(w).field("signer")
    assert (field.x, field.y, field.weight, field.caps, field.colour) == (220.5, 188.25, 400, True, "#a6192e")
    assert field.size == pytest.approx(16 * 25.4 / 72, abs=0.001)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"x": "hai trăm"}, "Hãy ghi một số"),
        ({"x": "290"}, "chờm ra ngoài mép phải"),
        ({"family": "Comic Sans"}, "Comic Sans"),
        ({"size": "0"}, "cỡ chữ"),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_typed_kept(w, page, values, said):
    before = working(w)
    answer = page.post(here(w, "signer"), typed(page, w, "signer", **values))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    name, value = next(iter(values.items()))
    if name != "family":
        assert f'value="{value}"' in answer.content.decode()
    assert working(w) == before


def test_a_second_window_is_told_and_may_keep_its_own(w, page):
    sent = typed(page, w, "signer", y="190")
    page.post(here(w, "signer"), typed(page, w, "signer", y="180"))
    answer = page.post(here(w, "signer"), sent)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "ở cửa sổ khác" in shown
    assert working(w).field("signer").y == 180
    kept = {"viec": "luu", "version": now(w).draft_version, "spec": answer.context["spec_text"]}
    page.post(here(w, "signer"), kept)
    assert working(w).field("signer").y == 190


def test_own_text_code_and_separate_fields(w, page):
    def press(what, item="", **more):
        answer = page.post(here(w, item), {"viec": what, "version": now(w).draft_version, **more})
        assert answer.status_code == 302
        return answer.url.rpartition("o=")[2]

    assert press("them-chu") == "text1"
    page.post(here(w, "text1"), typed(page, w, "text1", text="Kèm theo Quyết định số {số quyết định} <b>"))
    assert working(w).field("text1").text == "Kèm theo Quyết định số {số quyết định} <b>"
    assert (
        "<b>"
        not in page.get(here(w, "text1")).content.decode().partition("data-item-form")[2].partition("</textarea>")[0]
    )
    press("xoa-chu", "text1")
    assert working(w).field("text1") is None
    press("bo-ma", "qr") if working(w).qr else None
    assert press("them-ma") == "qr"
    press("bo-bieu-trung", "emblem")
    assert working(w).emblem is None
    assert press("them-bieu-trung") == "emblem"
    press("tach", "citation")
    spec = working(w)
    assert spec.citation is None
    assert spec.field("recipient").y < spec.field("unit").y < spec.field("achievement").y
    alone = page.get(here(w, "unit"))
    assert alone.context["tried"].problems == []
    assert "Gộp ba ô thành một khối" in alone.content.decode()
    assert press("gop", "unit") == "citation"
    block = working(w).citation
    assert block.top < spec.field("recipient").y < spec.field("achievement").y < block.bottom < spec.field("date").y
    assert page.get(here(w, "citation")).context["tried"].problems == []
    assert "Gộp ba ô" not in page.get(here(w, "unit")).content.decode()


def test_an_uploaded_blank_is_shown_and_not_printed(w, page, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Image.new("RGB", (800, 600), "#fdf3d8").save(content, "JPEG")
    upload = SimpleUploadedFile("phôi <i>.jpg", content.getvalue(), "image/jpeg")
    done = page.post(here(w, "sheet"), {"viec": "nen", "version": now(w).draft_version, "tep": upload}, follow=True)
    spec = working(w)
    assert (spec.ground.kind, spec.ground.is_printed, spec.width_mm, spec.height_mm) == ("own", False, 400.0, 300.0)
    assert "400 x 300 mm theo hình nền" in done.content.decode()
    ground = page.get(done.context["ground_url"])
    assert (ground.status_code, ground["Content-Type"]) == (200, "image/jpeg")
    assert page.get(here(w).removesuffix("/") + "/to-mau.pdf").content.startswith(b"%PDF-")
    own = f"rieng:{Background.objects.get().pk}"
    assert "mờ, vỡ nét" not in done.content.decode(), "it only shows what the blank looks like"
    sent = {"viec": "nen", "version": now(w).draft_version, "nen": own, "in_nen": "1"}
    assert "chỉ có 51 điểm ảnh trên một inch" in page.post(here(w, "sheet"), sent, follow=True).content.decode()
    assert working(w).ground.is_printed, "it is told, not forbidden"


@pytest.mark.parametrize("is_printed", [True, False])
def test_the_print_shops_pdf_is_printed_only_when_asked_for(w, page, settings, tmp_path, is_printed):
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    with pikepdf.new() as drawn:
        drawn.add_blank_page(page_size=(841.89, 595.28))
        drawn.pages[0].Contents = drawn.make_stream(b"1 0 0 rg 0 0 842 596 re f")
        drawn.save(content)
    sent = {"viec": "nen", "version": now(w).draft_version, "tep": SimpleUploadedFile("nền.pdf", content.getvalue())}
    page.post(here(w, "sheet"), sent | ({"in_nen": "1"} if is_printed else {}))
    assert working(w).ground.is_printed is is_printed
    shown = page.get(here(w)).context["ground_url"]
    assert page.get(shown)["Content-Type"] == "image/jpeg", "browsers do not show a PDF inside a picture"
    printed = pypdfium2.PdfDocument(page.get(here(w) + "to-mau.pdf").content)
    corner = printed[0].render(scale=0.2).to_pil().convert("RGB").getpixel((5, 5))
    assert corner == ((255, 0, 0) if is_printed else (255, 255, 255))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "nen.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://ngoai.example/"/></svg>',
            "nhờ nhà in",
        ),
        ("nen.html", b"<html><script>alert(1)</script>", "nhờ nhà in"),
        ("to.png", b"\x89PNG\r\n\x1a\n" + b"\0" * (21 * 1024 * 1024), "lớn hơn 20 MB"),
    ],
)
def test_other_backgrounds_are_refused_with_a_sentence(w, page, name, content, said):
    before = working(w)
    sent = {"viec": "nen", "version": now(w).draft_version, "tep": SimpleUploadedFile(name, content)}
    answer = page.post(here(w, "sheet"), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert working(w) == before


def test_use_prints_with_it_and_discard_goes_back(w, page):
    page.post(here(w), {"viec": "dung", "version": now(w).draft_version})
    assert acts.layout_in_use(w.commune, "giay_khen", "individual").spec == working(w).to_json()
    before = working(w)
    page.post(here(w, "signer"), typed(page, w, "signer", y="190"))
    assert "Bỏ những gì đang sửa" in page.get(here(w)).content.decode()
    page.post(here(w), {"viec": "bo", "version": now(w).draft_version})
    assert working(w) == before


def test_an_older_version_can_be_opened_again(w, page):
    for y in ("188", "189"):
        page.post(here(w, "signer"), typed(page, w, "signer", y=y))
        page.post(here(w), {"viec": "dung", "version": now(w).draft_version})
    assert "Mở lại bản này" in page.get(here(w)).content.decode()
    page.post(here(w), {"viec": "ban-cu", "so": "1", "version": now(w).draft_version})
    assert working(w).field("signer").y == 188
    assert acts.newest_version(now(w)).number == 2
    assert page.post(here(w), {"viec": "ban-cu", "so": "9", "version": now(w).draft_version}).status_code == 422


def test_out_to_a_file_in_again_copied_and_put_away(w, page):
    address = here(w)
    out = page.get(f"{address}xuat/")
    assert "phoi-do-a4.bocuc.json" in out["Content-Disposition"]
    page.post(f"{LIST}nhap/{w.commune.pk}/", {"tep": SimpleUploadedFile("x.bocuc.json", out.content)})
    assert Layout.objects.filter(name="Phôi đỏ A4 (2)").exists()
    page.post(f"{address}sao/", {"name": "Cho tập thể", "kind": "collective", "form": "giay_khen"})
    copy = Layout.objects.get(name="Cho tập thể")
    page.post(here(w, layout=copy) + "doi-ten/", {"name": "Tên khác"})
    page.post(here(w, layout=copy) + "cat/")
    copy.refresh_from_db()
    assert (copy.name, copy.retired_at) == ("Tên khác", NOW)
    page.post(here(w, layout=copy) + "lay-lai/")
    assert page.post(f"{LIST}nhap/{w.commune.pk}/", {"tep": SimpleUploadedFile("x.json", b"{}")}).status_code == 422
    assert page.post(f"{address}sao/", {"name": ""}).status_code == 422


def send(page, w, what, **message):
    return page.post(f"{here(w)}{what}/", json.dumps(message), content_type="application/json")


def test_the_live_picture_shows_a_layout_that_is_not_saved(w, page):
    before = now(w)
    spec = standard_spec("trong_dong")
    signer = spec.field("signer")
    moved = spec.with_field(replace(signer, x=signer.x - 40, y=signer.y - 10))
    one, other = (send(page, w, "xem", spec=each.to_json(), sample="mau").json() for each in (spec, moved))
    assert other["boxes"]["signer"][0] == pytest.approx(one["boxes"]["signer"][0] - 40, abs=0.01)
    assert other["boxes"]["signer"][1] == pytest.approx(one["boxes"]["signer"][1] - 10, abs=0.01)
    assert (one["problems"], other["broken"]) == ([], ["signer"])
    assert "chỗ ký và đóng dấu" in other["problems"][0]
    assert now(w).draft_version == before.draft_version


def test_longest_words_show_what_breaks_by_name_and_the_rest_is_still_drawn(w, page):
    spec = standard_spec("trong_dong")
    tight = spec.with_field(replace(spec.field("awarder"), width=20.0))
    said = send(page, w, "xem", spec=tight.to_json(), sample="dai").json()
    assert said["broken"] == ["awarder"]
    assert 'data-words="signer"' in said["words"] and 'data-words="awarder"' not in said["words"]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"spec": {"width_mm": NaN}}', b'{"spec": 5}', b'{"spec": {}}', b"[" * 9000]
)
def test_what_is_no_layout_is_answered_with_a_sentence(w, page, body):
    for what in ("xem", "giu"):
        answer = page.post(f"{here(w)}{what}/", body, content_type="application/json")
        assert answer.status_code == 422
        assert answer.json()["reason"].endswith(".")


def test_autosave_counts_versions_and_tells_a_late_window(w, page):
    spec = working(w)
    moved = spec.with_field(replace(spec.field("signer"), y=189.0)).to_json()
    version = now(w).draft_version
    kept = send(page, w, "giu", spec=moved, version=version)
    assert kept.json() == {"version": version + 1, "saved": "10:00"}
    late = send(page, w, "giu", spec=spec.to_json(), version=version)
    assert late.status_code == 409
    assert "cửa sổ khác" in late.json()["reason"]
    assert working(w).to_json() == moved
