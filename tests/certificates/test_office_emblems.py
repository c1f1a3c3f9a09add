"""The office's own picture in the emblem slot: from the editor to every paper, frozen with what was printed."""

import json
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from certificates.batch import single_pdf
from certificates.exceptions import ActRefused
from certificates.layout.editing import resized, with_emblem_picture
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.layout.soundness import sound_layout
from certificates.layout.spec import LayoutRefused, LayoutSpec
from certificates.layout.standard import standard_spec
from certificates.models import Background, IssuedCertificate, Layout
from certificates.pictures import sheet_picture
from certificates.printing import OWN, plan
from certificates.queries.layouts import backgrounds_of
from certificates.services import layouts as acts
from certificates.services.backgrounds import keep_background
from certificates.services.emblems import emblem_of, emblems_of, keep_emblem
from certificates.services.kept import KeptFileLost
from certificates.services.layout_files import export_layout, import_layout
from certificates.services.layout_starts import copy_layout, create_from_design
from certificates.services.proofs import content_sha256
from certificates.services.register import certificate_facts
from certificates.verification import Result, verify_one
from documents.models import Decision
from tests import factories
from tests.certificates.printing_office import PLAIN, start
from tests.clerks import finished, kept_for_module, numbered
from tests.factories import NOW, role, user

BLUE = (10, 20, 200)
DPI = 150
SLOT = standard_spec("trong_dong").emblem


def picture(width=800, height=800, form="PNG") -> bytes:
    """Return a blue ring whose corners and middle are see-through where the form can be."""
    drawn = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(drawn).ellipse((0, 0, width - 1, height - 1), outline=(*BLUE, 255), width=width // 5)
    content = BytesIO()
    drawn.convert("RGBA" if form == "PNG" else "RGB").save(content, form)
    return content.getvalue()


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """A committee with a numbered decision."""
    with kept_for_module(django_db_blocker):
        w = factories.world()
        w.extra |= {"decision": numbered(w).pk, "other_clerk": user("van-thu-khac")}
        role(w.extra["other_clerk"], "records_clerk", w.other_commune)
        yield w


@pytest.fixture
def w(kept, db, settings, tmp_path, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "files", tmp_path
    return kept


@pytest.fixture
def layout(w):
    """A layout of the committee with the picture in its slot."""
    made = create_from_design(
        unit=w.commune, form="giay_khen", kind="individual", design="trong_dong", name="Có biểu trưng",
        width_mm=297.0, height_mm=210.0, actor=w.clerk, at=NOW,
    )  # fmt: skip
    return with_picture(w, made, uploaded(w).sha256)


def uploaded(w, **more):
    values = {"unit": w.commune, "name": "huy hiệu.png", "content": picture(), "actor": w.clerk, "at": NOW}
    return keep_emblem(**values | more)


def with_picture(w, layout, sha256):
    spec = with_emblem_picture(acts.working_copy(layout)[0], sha256)
    return acts.save_draft(layout, spec=spec, expected_version=layout.draft_version, actor=w.clerk, at=NOW)


def spec_of(layout) -> LayoutSpec:
    return acts.working_copy(Layout.objects.get(pk=layout.pk))[0]


def dots(pdf: bytes, *places: tuple[float, float]) -> list[tuple[int, int, int]]:
    """Return the colours of the first page at places in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        seen = document[0].render(scale=DPI / 72).to_pil().convert("RGB")
    return [seen.getpixel((round(x * DPI / 25.4), round(y * DPI / 25.4))) for x, y in places]


def has_ring(pdf: bytes) -> bool:
    """Say whether the slot shows the blue ring and, through its middle, the white disc."""
    ring, middle = dots(pdf, (SLOT.x + SLOT.image * 0.4, SLOT.y), (SLOT.x, SLOT.y))
    return sum(abs(a - b) for a, b in zip(ring, BLUE, strict=True)) < 40 and middle == (255, 255, 255)


def own_decision(w, layout) -> Decision:
    """Return the decision whose people are printed with the layout."""
    acts.use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    return Decision.objects.select_related("unit__kind", "number", "meeting").get(pk=w.extra["decision"])


def test_layouts_without_a_picture_are_what_they_were():
    """Golden values of before there were pictures: frozen layouts and approvals of proofs are known by them."""
    spec = standard_spec("trong_dong", form="giay_khen", kind="individual", nature="party", width_mm=297, height_mm=210)
    assert spec.sha256 == "70a9419d8b02c3d6080d31f062a5883065148daf44cf102821dc976dcdcb12be"
    assert set(spec.to_json()["emblem"]) == {"x", "y", "disc", "image"}
    proof = content_sha256(CertificateRun.sample(spec=spec), [CertificateSheet.sample()])
    assert proof == "e7d1ba8328115124e8a82a112ab9e5f3d4574b758d1b8b01aa759b7270e0da97"
    named = with_emblem_picture(spec, "ab" * 32)
    assert LayoutSpec.from_json(named.to_json()) == named != spec
    assert LayoutSpec.from_json(spec.to_json()) == spec == with_emblem_picture(named, "")
    assert named.sha256 != spec.sha256
    assert resized(named, 420, 297).emblem.sha256 == "ab" * 32


@pytest.mark.parametrize("value", ["AB" * 32, "ab", "../../etc/passwd", 5, None])
def test_what_is_no_hash_is_no_picture(value):
    data = standard_spec("trong_dong").to_json()
    with pytest.raises(LayoutRefused, match="Ô huy hiệu"):
        sound_layout(data | {"emblem": data["emblem"] | {"sha256": value}})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "xuất ra PNG"),
        ("a.pdf", b"%PDF-1.7\n", "không phải ảnh PNG hay JPEG"),
        ("a.png", picture()[:900], "bị hỏng hoặc chưa tải về đủ"),
        ("a.jpg", b"\xff\xd8\xff<script>", "bị hỏng hoặc chưa tải về đủ"),
        ("nhỏ.png", picture(599, 599), "599 x 599 điểm ảnh, in ra sẽ mờ"),
        ("dài.png", picture(1000, 700), "không vuông"),
        ("trống.png", b"", "rỗng"),
    ],
)
def test_other_pictures_are_refused_with_a_sentence(w, name, content, said):
    with pytest.raises(ActRefused, match=said):
        uploaded(w, name=name, content=content)
    assert emblems_of(w.commune) == []


def test_a_picture_is_written_anew_small_and_see_through(w):
    made = uploaded(w, content=picture(2000, 2000) + b"<script>alert(1)</script>")
    with made.file.open("rb") as stored:
        content = stored.read()
    assert b"script" not in content
    seen = Image.open(BytesIO(content))
    assert (seen.size, seen.mode, seen.getpixel((0, 0))[3]) == ((1200, 1200), "RGBA", 0)
    assert uploaded(w, content=picture(2000, 2000)) == made, "the same picture again is the same"
    assert backgrounds_of(w.commune) == [], "an emblem is no blank"
    blank = keep_background(unit=w.commune, name="phôi.png", content=content, actor=w.clerk, at=NOW)
    assert (backgrounds_of(w.commune), emblems_of(w.commune)) == ([blank], [made])


def test_the_picture_is_in_the_slot_of_every_output(w, layout):
    run = CertificateRun.sample(spec=spec_of(layout), emblem=emblem_of(spec_of(layout)))
    sheet = CertificateSheet.sample()
    assert has_ring(single_pdf(run, sheet))
    assert has_ring(single_pdf(run.with_(layer="words"), sheet)), "a framed blank does not carry it"
    assert not has_ring(single_pdf(run.with_(layer="titled"), sheet)), "a titled one does"
    assert not has_ring(single_pdf(run.with_(emblem=None), sheet))
    assert b"data:image/png;base64" in sheet_picture(run, sheet)


def test_jpeg_is_printed_too(w):
    made = uploaded(w, name="huy hiệu.jpg", content=picture(form="JPEG"))
    spec = with_emblem_picture(standard_spec("trong_dong"), made.sha256)
    [ring] = dots(
        single_pdf(CertificateRun.sample(spec=spec, emblem=emblem_of(spec)), CertificateSheet.sample()),
        (SLOT.x + SLOT.image * 0.4, SLOT.y),
    )
    assert ring[2] > 150 > ring[0]


def test_a_run_prints_it_and_the_register_keeps_it(w, layout):
    decision = own_decision(w, layout)
    settings = replace(PLAIN, design=OWN)
    line = next(line for line in plan(decision, settings).lines if line.recipient_kind == "individual")
    assert has_ring(single_pdf(*plan(decision, settings).printed(line)))
    printing = finished(start(w, decision, settings))
    assert printing.run.state == "done"
    issued = IssuedCertificate.objects.select_related("file").get(award=line.award_id)
    assert issued.snapshot["run"]["emblem"] == {"sha256": spec_of(layout).emblem.sha256, "mime": "image/png"}
    assert has_ring(single_pdf(*certificate_facts(issued)))
    assert verify_one(issued).result == Result.SAME
    Background.objects.all()[0].file.storage.delete(emblems_of(w.commune)[0].file.name)
    assert verify_one(issued).result == Result.SAME, "the register has its own copy"
    with pytest.raises(KeptFileLost, match="Tệp đã lưu"):
        plan(decision, replace(settings, design=OWN))


def test_a_changed_copy_in_the_register_is_found(w, layout, settings):
    decision = own_decision(w, layout)
    finished(start(w, decision, replace(PLAIN, design=OWN)))
    issued = IssuedCertificate.objects.filter(snapshot__run__emblem__isnull=False).first()
    certificate_facts(issued)
    [copy] = (settings.MEDIA_ROOT / "certificates" / "emblems").iterdir()
    copy.write_bytes(copy.read_bytes()[:-1] + b"\0")
    assert verify_one(issued).result == Result.DAMAGED


def test_out_and_in_again_and_copied_it_is_the_same_picture(w, layout):
    file = export_layout(layout)
    about = {"unit": w.other_commune, "actor": w.extra["other_clerk"], "at": NOW}
    made = import_layout(content=file, **about)
    assert spec_of(made) == spec_of(layout)
    [theirs], [ours] = emblems_of(w.other_commune), emblems_of(w.commune)
    assert (theirs.sha256, theirs.name) == (ours.sha256, "huy hiệu")
    copied = copy_layout(layout, form="bang_khen", kind="collective", name="Sao", actor=w.clerk, at=NOW)
    assert spec_of(copied).emblem == spec_of(layout).emblem
    for values, said in (
        ({"emblem": None}, "thiếu hình biểu trưng"),
        ({"emblem": {"name": "x", "content": "PHN2Zz48L3N2Zz4="}}, "không phải ảnh PNG"),
        ({"emblem": {"name": "x", "content": "<script>"}}, "không phải tệp bố cục"),
    ):
        with pytest.raises(ActRefused, match=said):
            import_layout(content=json.dumps(json.loads(file) | values).encode(), **about)


def test_a_picture_of_another_unit_is_not_ours(w, layout):
    theirs = keep_emblem(
        unit=w.other_commune, name="khác.png", content=picture(700, 700), actor=w.extra["other_clerk"], at=NOW
    )
    with pytest.raises(ActRefused, match="không còn trong hệ thống"):
        with_picture(w, layout, theirs.sha256)
    with pytest.raises(ActRefused, match="không còn trong hệ thống"):
        with_picture(w, layout, "ab" * 32)


def test_the_editor_takes_shows_and_takes_out_the_picture(w, client):
    client.force_login(w.clerk, backend="django.contrib.auth.backends.ModelBackend")
    made = create_from_design(
        unit=w.commune, form="giay_khen", kind="individual", design="trong_dong", name="Mới",
        width_mm=297.0, height_mm=210.0, actor=w.clerk, at=NOW,
    )  # fmt: skip
    here = f"/giay-khen/bo-cuc/{made.pk}/?o=emblem"

    def press(what, **more):
        made.refresh_from_db()
        return client.post(here, {"viec": what, "version": made.draft_version, **more})

    def file(content=None):
        return SimpleUploadedFile("huy <b>hiệu.png", content or picture())

    refused = press("hinh", hinh=file(picture(300, 300)))
    assert (refused.status_code, "in ra sẽ mờ" in refused.content.decode()) == (422, True)
    assert "Chưa có hình nào được chọn" in press("hinh").content.decode()
    assert press("hinh", hinh=file()).url.endswith("?o=emblem")
    page = client.get(here)
    shown = page.content.decode()
    assert "Dùng hình này" in shown and "Bỏ hình, để ô trống" in shown and "data-emblem-drawn" in shown
    assert "<b>hiệu" not in shown.partition("Hình biểu trưng")[2].partition("</form>")[0].replace("hình <b>", "")
    assert client.get(page.context["slot"]["url"])["Content-Type"] == "image/png"
    assert has_ring(client.get(f"/giay-khen/bo-cuc/{made.pk}/to-mau.pdf").content)
    assert press("bo-hinh").status_code == 302
    assert spec_of(made).emblem.sha256 == ""
    assert not has_ring(client.get(f"/giay-khen/bo-cuc/{made.pk}/to-mau.pdf").content)
    press("hinh", hinh_co=emblems_of(w.commune)[0].pk)
    assert spec_of(made).emblem.sha256 == emblems_of(w.commune)[0].sha256
    assert "tạo bố cục</a> từ mẫu này" in client.get("/giay-khen/bo-cuc/").content.decode()


def test_a_picture_where_the_seal_goes_is_named(w, layout, client):
    client.force_login(w.clerk, backend="django.contrib.auth.backends.ModelBackend")
    spec = spec_of(layout)
    low = replace(spec, emblem=replace(spec.emblem, x=spec.seal.x + 5, y=spec.seal.y + 5))
    answer = client.post(
        f"/giay-khen/bo-cuc/{layout.pk}/xem/", json.dumps({"spec": low.to_json()}), content_type="application/json"
    )
    assert answer.json()["problems"] == [
        "Hình biểu trưng nằm trong chỗ ký và đóng dấu. Đồng chí kéo phần này ra ngoài khung gạch đứt màu đỏ."
    ]
