"""Layouts of any sheet: words stand where the layout says, within 0.2 mm, and both outputs are congruent."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from certificates.batch import render_job, render_single
from certificates.layout.ink import ink_in_seal
from certificates.layout.placing import common_lines, date_baseline, sheet_lines, sheet_marks
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet, GroundFile
from certificates.layout.spec import DESIGN_CODES, Field, Ground, LayoutSpec, Rect
from certificates.layout.standard import standard_spec
from documents.typesetting import DoesNotFit
from tests.certificates import certificate_samples as samples
from tests.certificates.test_certificates_layout import drawn
from tests.documents.paper_probe import DOTS_PER_MM, Paper

NEAR_MM = 0.2
URL = "https://khenthuong.example.vn/kiem-tra/7K4M29XRQA01/"
PLAIN = standard_spec("trong_dong")
SHEETS = {"A4": (297, 210), "A3": (420, 297), "400x300": (400, 300), "420x210": (420, 210), "portrait": (210, 297)}
PREPRINTED = {"heading", "gives", "title"}


def run_of(spec: LayoutSpec, **changes) -> CertificateRun:
    return CertificateRun.sample(spec=spec, **changes)


def with_text(text: str, **place) -> LayoutSpec:
    field = Field("text1", **{"x": 150.0, "y": 200.0, "width": 120.0, "text": text} | place)
    return LayoutSpec.from_json(PLAIN.with_field(field).to_json())


def only(run: CertificateRun, sheet: CertificateSheet, key: str):
    return [line for line in (*common_lines(run), *sheet_lines(run, sheet)) if line.role.name == key]


def starts(run: CertificateRun, sheet: CertificateSheet) -> list[tuple[float, float]]:
    """Return where every line should begin: (x, baseline) in mm."""
    return [(line.start, line.baseline) for line in (*common_lines(run), *sheet_lines(run, sheet))]


@pytest.mark.parametrize(
    ("code", "size"),
    [*(("trong_dong", size) for size in SHEETS), ("hoa_sen", "400x300"), ("trang_nghiem", "A4")],
)
def test_every_line_is_printed_where_the_layout_says(code, size):
    size = SHEETS[size]
    spec = standard_spec(code, nature="state", width_mm=size[0], height_mm=size[1])
    run = run_of(spec, nature="state", form="bang_khen")
    sheet = samples.SHORT if code == "hoa_sen" or size == (210, 297) else samples.LONG_COLLECTIVE
    found = drawn(render_single(run, sheet))
    for x, y in starts(run, sheet):
        nearest = min(found, key=lambda place: abs(place[0] - x) + abs(place[1] - y))
        assert nearest == pytest.approx((x, y), abs=NEAR_MM)


def test_the_sheet_has_the_size_of_the_layout(tmp_path):
    spec = standard_spec("hoa_sen", width_mm=400, height_mm=300)
    assert Paper(render_single(run_of(spec), samples.SHORT), tmp_path).size_mm == pytest.approx((400, 300), abs=0.05)


@pytest.mark.parametrize("layer", ["words", "titled"])
@pytest.mark.parametrize("size", [(297, 210), (400, 300)])
def test_words_for_a_blank_stand_exactly_where_the_full_design_has_them(layer, size):
    spec = standard_spec("trong_dong", width_mm=size[0], height_mm=size[1])
    whole, part = (drawn(render_single(run_of(spec, layer=of), samples.FULL)) for of in ("full", layer))
    assert set(part) <= set(whole)
    kept = [line for line in common_lines(run_of(spec)) if layer == "words" or line.role.name not in PREPRINTED]
    assert len(part) < len(whole) or layer == "words"
    assert {round(line.baseline, 1) for line in kept} <= {round(y, 1) for _, y in part} | {
        round(y + 0.1, 1) for _, y in part
    } | {round(y - 0.1, 1) for _, y in part}


def test_what_the_blank_carries_is_left_out_and_nothing_else_moves():
    always = replace(PLAIN.field("signer"), preprinted="always")
    for layer, missing in (("full", set()), ("words", {"signer"}), ("titled", {"signer", *PREPRINTED})):
        run = run_of(PLAIN.with_field(always), layer=layer)
        lines = [*common_lines(run), *sheet_lines(run, samples.FULL)]
        whole = [*common_lines(run_of(PLAIN)), *sheet_lines(run_of(PLAIN), samples.FULL)]
        assert lines == [line for line in whole if line.role.name not in missing]


@pytest.mark.parametrize(("align", "at"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_a_field_stands_at_its_reference_point(align, at, tmp_path):
    field = replace(PLAIN.field("signer"), x=150.0, align=align, tracking=0.05)
    run = run_of(PLAIN.with_field(field))
    (line,) = only(run, samples.SHORT, "signer")
    assert line.start + at * line.ink_width == pytest.approx(150, abs=0.01)
    row = Paper(render_single(run, samples.SHORT), tmp_path).row("Nguyễn Văn Bình")
    assert row.left + at * (row.right - row.left) == pytest.approx(150, abs=0.45)  # the box ends after the tracking
    assert min(abs(x - line.start) for x, y in drawn(render_single(run, samples.SHORT))) < 0.1


def test_scale_and_rotation_turn_the_whole_page_about_its_middle():
    still, moved = (
        drawn(render_single(run_of(PLAIN, **changes), samples.SHORT))
        for changes in ({}, {"scale_x": 1.01, "scale_y": 0.995, "rotation": 0.5, "offset_right": 1.0})
    )
    a, b, c, d, e, f = run_of(PLAIN, scale_x=1.01, scale_y=0.995, rotation=0.5, offset_right=1.0).transform
    assert (148.5 * a + 105 * c + e, 148.5 * b + 105 * d + f) == pytest.approx((149.5, 105))
    assert b > 0, "clockwise on paper: what is right goes down"
    for (x, y), found in zip(still, moved, strict=True):
        assert found == pytest.approx((a * x + c * y + e, b * x + d * y + f), abs=0.05)


@pytest.mark.parametrize("changes", [{"scale_x": 1.2}, {"scale_y": float("nan")}, {"rotation": -6}])
def test_a_correction_that_no_printer_needs_is_refused(changes):
    with pytest.raises(CertificateRefused, match="in lại tờ căn chỉnh"):
        CertificateRun.sample(**changes)


class TestOwnTexts:
    def test_placeholders_are_filled_once_and_never_again(self):
        sheet = CertificateSheet("individual", "Bà", "{người ký} {{ 7*7 }} %s", "", "x", "7")
        run = run_of(with_text("{họ tên} - {số quyết định}, sổ {số vào sổ}", width=200.0))
        assert [line.text for line in only(run, sheet, "text1")] == ["{người ký} {{ 7*7 }} %s - 45-QĐ/ĐU, sổ 7"]

    def test_a_text_of_the_run_is_common_and_one_of_the_sheet_is_own(self):
        common, own = run_of(with_text("Theo {số quyết định}")), run_of(with_text("Gửi {xưng hô} {họ tên}"))
        assert "text1" in {line.role.name for line in common_lines(common)}
        assert "text1" not in {line.role.name for line in common_lines(own)}
        assert [line.text for line in sheet_lines(own, samples.SHORT) if line.role.name == "text1"] == [
            "Gửi Đồng chí Ly"
        ]

    def test_lines_are_balanced_then_shrunk_then_refused(self):
        words = "Kèm theo tiền thưởng theo quy định hiện hành của Nhà nước"
        two = only(run_of(with_text(words, width=80.0, lines=2)), samples.SHORT, "text1")
        assert [len(line.text) > 20 for line in two] == [True, True]
        assert two[1].baseline - two[0].baseline == pytest.approx(5 * 1.25)
        (one,) = only(run_of(with_text(words, width=105.0)), samples.SHORT, "text1")
        assert 4 <= one.size < 5
        with pytest.raises(DoesNotFit, match="không in vừa một dòng"):
            common_lines(run_of(with_text(words, width=60.0)))

    def test_further_lines_may_go_up(self):
        up = only(run_of(with_text("Một\nhai", lines=2, grows_up=True)), samples.SHORT, "text1")
        assert [(line.text, line.baseline) for line in up] == [("Một", 193.75), ("hai", 200.0)]


class TestSignature:
    def test_a_long_position_takes_two_lines_and_pushes_what_stands_above(self):
        long = "Phó Bí thư Thường trực, Chủ tịch Hội đồng nhân dân"
        short_run, long_run = run_of(PLAIN), run_of(PLAIN, position=long)
        lines = only(long_run, samples.SHORT, "position")
        assert [line.text for line in lines] == ["PHÓ BÍ THƯ THƯỜNG TRỰC,", "CHỦ TỊCH HỘI ĐỒNG NHÂN DÂN"]
        assert lines[-1].baseline == only(short_run, samples.SHORT, "position")[0].baseline
        pushed = [only(run, samples.SHORT, "authority")[0].baseline for run in (short_run, long_run)]
        assert pushed[0] - pushed[1] == pytest.approx(5.5, abs=0.01)
        assert date_baseline(short_run) - date_baseline(long_run) == pytest.approx(5.5, abs=0.01)

    @pytest.mark.parametrize("count", [0, 1, 2, 3])
    @pytest.mark.parametrize("code", DESIGN_CODES)
    def test_up_to_three_signing_lines_leave_the_seal_empty(self, code, count):
        lines = ("T/M Ban Thường vụ", "K/T Bí thư", "Phó Bí thư")[:count]
        run = CertificateRun.sample(design=code, authority_lines=lines, position="Phó Bí thư Thường trực")
        assert ink_in_seal(run, samples.COLLECTIVE) == []
        assert len(only(run, samples.COLLECTIVE, "authority")) == count

    def test_ink_in_the_seal_is_found_and_named(self):
        seal = PLAIN.seal
        spec = replace(
            with_text("Bản sao", x=seal.x + 20, y=seal.y + 20, width=40.0),
            qr=Rect(seal.x, seal.y + 10, 18.0, 18.0),
        )
        spec = spec.with_field(replace(spec.field("signer"), y=seal.y + seal.height))
        sheet = replace(samples.SHORT, check_url=URL)
        assert ink_in_seal(run_of(spec), sheet) == ["signer", "text1", "qr"]
        assert ink_in_seal(run_of(PLAIN), sheet) == []


class TestCode:
    SHEET = replace(samples.SHORT, code="7K4M29XRQA01", check_url=URL)

    def test_code_and_qr_stand_in_their_places(self, tmp_path):
        run = run_of(PLAIN)
        assert [line.text for line in only(run, self.SHEET, "code")] == ["Mã kiểm tra: 7K4M-29XR-QA01"]
        marks = sheet_marks(run, self.SHEET)
        slot = PLAIN.qr
        assert marks and all(slot.x <= mark.x and mark.x + mark.width <= slot.x + slot.width for mark in marks)
        assert min(mark.x for mark in marks) == pytest.approx(PLAIN.field("decision").x, abs=0.2)
        picture = Paper(render_single(run_of(PLAIN, layer="words"), self.SHEET), tmp_path).picture()
        for mark in marks:
            x, y = (mark.x + mark.width / 2) * DOTS_PER_MM, (mark.y + mark.height / 2) * DOTS_PER_MM
            assert picture.dots[int(y) * picture.width + int(x)] < 60
        left = int((slot.x - 1) * DOTS_PER_MM)
        assert picture.dots[int((slot.y + 5) * DOTS_PER_MM) * picture.width + left] == 255

    def test_without_code_and_address_nothing_is_printed_and_nothing_moves(self):
        run = run_of(PLAIN)
        assert sheet_marks(run, samples.SHORT) == [] and only(run, samples.SHORT, "code") == []
        assert sheet_lines(run, samples.SHORT) == [
            line for line in sheet_lines(run, self.SHEET) if line.role.name != "code"
        ]

    def test_a_slot_too_small_to_be_read_is_refused(self):
        with pytest.raises(CertificateRefused, match="kéo ô mã vuông lớn hơn"):
            sheet_marks(run_of(replace(PLAIN, qr=Rect(20.0, 20.0, 12.0, 12.0))), self.SHEET)


class TestGround:
    OWN = Ground("own", sha256="a" * 64, area=Rect(20.0, 20.0, 100.0, 50.0))

    @staticmethod
    def picture(colour="#103060", size=(200, 100)) -> GroundFile:
        out = BytesIO()
        Image.new("RGB", size, colour).save(out, "PNG")
        return GroundFile(out.getvalue(), "image/png")

    def dark(self, run, tmp_path, at):
        picture = Paper(render_single(run, samples.SHORT), tmp_path).picture()
        return picture.dots[int(at[1] * DOTS_PER_MM) * picture.width + int(at[0] * DOTS_PER_MM)] < 128

    def test_an_own_picture_is_laid_into_its_area_and_keeps_its_shape(self, tmp_path):
        run = run_of(replace(PLAIN, ground=self.OWN), own_ground=self.picture())
        assert self.dark(run, tmp_path, (20.3, 20.3)) and self.dark(run, tmp_path, (119.7, 69.7))
        assert not self.dark(run, tmp_path, (19.7, 30)) and not self.dark(run, tmp_path, (50, 70.4))
        square = run_of(replace(PLAIN, ground=self.OWN), own_ground=self.picture(size=(100, 100)))
        assert self.dark(square, tmp_path, (70, 40)) and not self.dark(square, tmp_path, (30, 40))

    @pytest.mark.parametrize("changes", [{"layer": "words"}, {"layer": "titled"}])
    def test_on_a_blank_it_is_not_printed(self, tmp_path, changes):
        run = run_of(replace(PLAIN, ground=self.OWN), own_ground=self.picture(), **changes)
        assert not self.dark(run, tmp_path, (30, 30))

    def test_a_picture_that_only_shows_the_blank_is_never_printed(self, tmp_path):
        run = run_of(replace(PLAIN, ground=replace(self.OWN, is_printed=False)), own_ground=self.picture())
        assert not self.dark(run, tmp_path, (30, 30))

    def test_a_ground_that_was_not_handed_over_stops_the_run(self):
        with pytest.raises(CertificateRefused, match="Không tìm thấy hình nền"):
            render_single(run_of(replace(PLAIN, ground=self.OWN)), samples.SHORT)


NAMES = [
    "Ly",
    "Ỷ",
    "Y Ƀlô Êban",
    "H'Bia Niê Kđăm",
    "Ksor H’Ŏm",
    'Lê "Bé" An',
    "Lê <script>An",
    "Lê {{ An }}",
    "O'Đỗ & Ỡ",
]


class TestNames:
    @pytest.mark.parametrize("code", DESIGN_CODES)
    @pytest.mark.parametrize("length", [3, 20, 40, 60])
    def test_a_person_of_3_to_60_letters_stands_on_one_line(self, code, length):
        name = ("Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư Phượng Công Tằng Tôn Nữ Vy An Khanh")[:length].strip()
        run = CertificateRun.sample(design=code)
        lines = only(
            run, CertificateSheet("individual", "Đồng chí", name, "Đảng viên", samples.MOVEMENT, "1"), "recipient"
        )
        assert [line.text for line in lines] == [name]
        assert lines[0].start >= 28 and lines[0].start + lines[0].ink_width <= 297 - 28
        assert lines[0].size >= 5

    def test_odd_names_are_printed_as_they_are(self, tmp_path):
        run = CertificateRun.sample(layer="words")
        sheets = [
            CertificateSheet("individual", "Ông", name, "{{ x }}", f"<b>{samples.MOVEMENT}", "1") for name in NAMES
        ]
        render_job([(run, sheets)], tmp_path / "run.pdf")
        pages = Paper((tmp_path / "run.pdf").read_bytes(), tmp_path).page_texts
        for name, text in zip(NAMES, pages, strict=True):
            assert f"Ông {name} {{{{ x }}}}" in text and "<b>Đã có" in text

    @pytest.mark.parametrize("letter", ["😀", "🏅", "漢", "\u200b", "\u202e", "\ufeff"])
    def test_what_no_font_has_is_named(self, letter):
        sheet = CertificateSheet("individual", "Ông", f"Lê {letter}An", "", samples.MOVEMENT, "1")
        with pytest.raises(CertificateRefused, match=f"mã U\\+{ord(letter):04X}"):
            sheet_lines(CertificateRun.sample(), sheet)

    def test_a_citation_of_500_letters_is_printed_or_refused_with_what_to_do(self):
        words = f"{samples.MOVEMENT}, {samples.MODEL} " * 4
        sheet = CertificateSheet("individual", "Ông", "Lê Văn An", "Đảng viên", words[:500], "1")
        with pytest.raises(DoesNotFit, match=r"Nội dung khen của Lê Văn An dài quá 3 dòng\. Đồng chí rút gọn"):
            sheet_lines(CertificateRun.sample(), sheet)
        large = replace(PLAIN, citation=None).with_field(
            replace(PLAIN.field("achievement"), lines=8, width=130.0, size=5.0, least=4.5, y=100.0)
        )
        lines = only(run_of(large), sheet, "achievement")
        assert " ".join(line.text for line in lines) == words[:500].strip() and len(lines) == 8

    def test_no_line_ends_inside_a_name(self):
        words = f"{samples.MOVEMENT}, đã cùng bà Nguyễn Thị Kim Ngân và ông Trần Văn Tư vận động nhân dân ấp Tân Bình hiến đất"
        for size in range(10):
            sheet = CertificateSheet(
                "individual", "Ông", "An", "", words[size:].strip() + " làm đường" * (size % 3), "1"
            )
            text = "\n".join(line.text for line in only(CertificateRun.sample(), sheet, "achievement"))
            for name in ("Nguyễn Thị Kim Ngân", "Trần Văn Tư", "Tân Bình", "Hồ Chí Minh"):
                assert name in text
