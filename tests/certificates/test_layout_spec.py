"""A layout that comes from outside is sound or refused with a sentence; the shipped designs are sound on any sheet."""

import json
import re
from copy import deepcopy
from math import inf, nan

import pytest
from lxml import etree

from certificates.layout.grounds import design_drawing
from certificates.layout.soundness import LABELS, WEIGHTS
from certificates.layout.spec import DESIGN_CODES, Key, LayoutRefused, LayoutSpec, Rect
from certificates.layout.standard import SEAL_MM, standard_spec
from documents.fonts import font_files

SHEETS = [(297, 210), (420, 297), (420, 210), (400, 300), (260, 210), (210, 297), (600, 300)]
PLAIN = standard_spec("trong_dong")


def changed(*path, to):
    """Return the JSON of the plain layout with one value changed; a field is named by its key."""
    data = PLAIN.to_json()
    place = data
    for step in path[:-1]:
        place = (
            next(field for field in place if field["key"] == step)
            if isinstance(place, list) and isinstance(step, str)
            else place[step]
        )
    place[path[-1]] = to
    return data


def refusal(data) -> str:
    with pytest.raises(LayoutRefused) as refused:
        LayoutSpec.from_json(data)
    return str(refused.value)


@pytest.mark.parametrize("size", SHEETS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("nature", ["party", "state"])
@pytest.mark.parametrize("code", DESIGN_CODES)
def test_every_design_is_a_sound_layout_on_every_sheet(code, nature, size):
    spec = standard_spec(code, nature=nature, width_mm=size[0], height_mm=size[1])
    read = LayoutSpec.from_text(json.dumps(spec.to_json()))
    assert read == spec and read.sha256 == spec.sha256
    assert spec.seal.height >= SEAL_MM
    assert (spec.field(Key.MOTTO) is not None) == (nature == "state")


def test_on_a3_everything_is_larger_and_on_other_shapes_nothing_is_stretched():
    a3, wide = (
        standard_spec("trong_dong", width_mm=width, height_mm=height) for width, height in ((420, 297), (400, 210))
    )
    assert a3.field("title").size == pytest.approx(PLAIN.field("title").size * 2**0.5, rel=0.001)
    assert a3.seal.height == pytest.approx(SEAL_MM * 2**0.5, rel=0.001)
    assert wide.field("title").size == PLAIN.field("title").size
    assert wide.field("title").x == 200
    assert wide.field("decision").x == PLAIN.field("decision").x
    assert 400 - wide.field("signer").x == pytest.approx(297 - PLAIN.field("signer").x)


def test_the_hash_is_that_of_the_layout_not_of_its_spelling():
    data = PLAIN.to_json()
    shuffled = dict(reversed(list(data.items()))) | {"width_mm": 297}
    assert LayoutSpec.from_json(shuffled).sha256 == PLAIN.sha256
    assert LayoutSpec.from_json(changed("fields", "title", "x", to=150)).sha256 != PLAIN.sha256


def test_what_is_left_out_has_its_usual_value():
    data = PLAIN.to_json()
    data.update(fields=[{"key": "recipient", "x": 148, "y": 90, "width": 200}], citation=None)
    for key in ("emblem", "qr", "fallbacks", "address"):
        del data[key]
    field = LayoutSpec.from_json(data).field("recipient")
    assert (field.size, field.least, field.lines, field.align, field.is_shown) == (5, 4, 1, "center", True)


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("width_mm",), 99, "chiều rộng tờ giấy (mm) phải là số từ 100 đến 900"),
        (("height_mm",), "210", "chiều cao tờ giấy (mm) phải là số"),
        (("width_mm",), True, "phải là số"),
        (("fields", "title", "x"), nan, "Ô “Tên giấy khen”: vị trí ngang (mm) phải là số từ 0 đến 297"),
        (("fields", "title", "y"), inf, "chân chữ cách mép trên (mm) phải là số"),
        (("fields", "title", "x"), 280, "chờm ra ngoài mép phải tờ giấy 103 mm"),
        (("fields", "signer", "x"), 30, "Ô “Người ký”: chờm ra ngoài mép trái tờ giấy 10 mm"),
        (("fields", "title", "size"), 0.5, "cỡ chữ (mm) phải là số từ 1,5 đến 60"),
        (("fields", "title", "least"), 40, "cỡ chữ nhỏ nhất (mm) phải là số từ 1,5 đến 18,2"),
        (("fields", "title", "lines"), 1.5, "số dòng phải là số nguyên"),
        (("fields", "title", "family"), "Arial", "không có phông chữ “Arial”"),
        (("fields", "title", "weight"), 950, "độ đậm của phông Playfair Display phải là số từ 400 đến 900"),
        (("fields", "title", "weight"), 450, "độ đậm 450 không tròn trăm"),
        (("fields", "title", "optical_size"), 20, "phông Playfair Display không có cỡ quang học"),
        (("fields", "title", "colour"), "red; }", "không có màu “red; }”"),
        (("fields", "title", "align"), "justify", "không có cách canh lề “justify”"),
        (("fields", "title", "preprinted"), ["never"], "không có loại phôi đã in sẵn"),
        (("fields", "title", "rises_with"), "unit", "không có ô đẩy lên “unit”"),
        (("fields", "title", "key"), "javascript", "không có ô “javascript”"),
        (("fields", "title", "key"), "text0", "không có ô “text0”"),
        (("fields", "title", "key"), "signer", "Ô “Người ký” có hai lần"),
        (("fields", "title", "text"), "GIẤY KHEN", "chữ của ô này do phần mềm ghi"),
        (("fields", "title", "caps"), 1, "viết hoa phải là có hoặc không"),
        (("fields", "title", "onclick"), "x", "có mục lạ “onclick”"),
        (("fields", "recipient", "is_shown"), False, "giấy sẽ không có tên"),
        (("fields", "position", "rises_with"), "authority", "đẩy lẫn nhau"),
        (("fields",), [], "Bố cục chưa có ô “Người nhận”"),
        (("fields",), "x" * 41, "phải là một danh sách"),
        (("fields",), [{}] * 41, "danh sách ô chữ có 41 mục, nhiều nhất 40"),
        (("fields",), [7], "Ô chữ thứ 1 không đọc được"),
        (("seal", "height"), 19, "Chỗ ký và đóng dấu: chiều cao (mm) phải là số từ 20 đến 210"),
        (("seal", "x"), 290, "Chỗ ký và đóng dấu: chờm ra ngoài mép phải"),
        (("seal",), None, "Chỗ ký và đóng dấu chưa có trong bố cục"),
        (("citation", "bottom"), 40, "mép dưới phải thấp hơn mép trên"),
        (("citation", "steps"), [], "chưa có bộ cỡ chữ nào"),
        (("citation", "steps", 0, "recipient"), [], "cỡ chữ tên (mm) chưa có số nào"),
        (("citation", "steps", 0, "recipient"), [9, nan], "cỡ chữ tên (mm) (số thứ 2) phải là số"),
        (("citation", "x"), 10, "Khối tên, đơn vị và nội dung khen: chờm ra ngoài mép trái"),
        (("emblem", "x"), 2, "Ô huy hiệu: chờm ra ngoài mép trái"),
        (("qr",), {"x": 10, "y": 10, "width": 20, "height": 30}, "Mã vuông (QR): phải vuông"),
        (("qr",), {"x": 10, "y": 10, "width": 8, "height": 8}, "chiều rộng (mm) phải là số từ 12"),
        (("ground",), {"kind": "design", "code": "rong"}, "không có mẫu “rong”"),
        (("ground",), {"kind": "own", "sha256": "../../etc/passwd"}, "chưa có hình nền"),
        (("ground",), {"kind": "url"}, "không có loại nền “url”"),
        (("fallbacks",), ["Comic Sans MS"], "không có phông chữ “Comic Sans MS”"),
        (("schema",), 2, "do bản phần mềm mới hơn lập (bản 2, ở đây đọc được đến bản 1)"),
        (("schema",), 0, "không ghi số bản"),
        (("schema",), "1", "số bản của bố cục phải là số"),
        (("extra",), 1, "có mục lạ “extra”"),
    ],
)  # fmt: skip
def test_what_is_not_sound_is_refused_with_what_to_do(path, value, sentence):
    said = refusal(changed(*path, to=value))
    assert sentence in said
    assert "Đồng chí" in said and said.endswith(".")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Ô “Chữ thêm 1”: chưa có chữ"),
        ("Số {so}", "không có chỗ điền “{so}”. Đồng chí dùng một trong: {họ tên}"),
        ("a" * 301, "dài 301 chữ cái, nhiều nhất 300"),
        ("An\u200bKhang", "có ký tự không nhìn thấy được"),
    ],
)
def test_a_text_of_the_office_is_checked_too(text, sentence):
    data = PLAIN.to_json()
    data["fields"].append({"key": "text1", "x": 148, "y": 200, "width": 100, "text": text})
    assert sentence in refusal(data)


def test_texts_of_the_office_may_hold_placeholders_and_plain_braces():
    data = PLAIN.to_json()
    data["fields"].append({"key": "text12", "x": 148, "y": 200, "width": 100, "text": "{ số  quyết định } {{ 7*7"})
    assert LayoutSpec.from_json(data).field("text12").text == "{ số  quyết định } {{ 7*7"


@pytest.mark.parametrize("data", [None, [], "x", 7])
def test_what_is_no_layout_at_all_is_refused(data):
    assert "Bố cục không đọc được" in refusal(data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "bị hỏng"),
        ("[" * 100_000, "bị hỏng"),
        ('{"schema": NaN}', "giá trị “NaN” không phải là số"),
        ('{"schema": 1, "schema": 1}', "một mục ghi hai lần"),
        (" " * 1_000_001, "quá lớn"),
        (b"\xff\xfe\x00", "bị hỏng"),
    ],
)
def test_a_file_is_refused_before_its_layout_is_looked_at(text, sentence):
    with pytest.raises(LayoutRefused, match=sentence):
        LayoutSpec.from_text(text)


def test_every_field_has_a_name_and_every_font_is_there():
    assert set(LABELS) == set(Key)
    for family in WEIGHTS:
        assert {file.style for file in font_files(family)} == {"normal", "italic"}


def test_lengths_are_kept_to_a_thousandth_of_a_mm():
    read = LayoutSpec.from_json(changed("seal", "x", to=10.00049))
    assert read.seal == Rect(10.0, PLAIN.seal.y, PLAIN.seal.width, PLAIN.seal.height)
    assert LayoutSpec.from_json(deepcopy(PLAIN.to_json())) == PLAIN


@pytest.mark.parametrize("size", SHEETS, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("code", DESIGN_CODES)
def test_no_line_of_the_drawing_reaches_into_the_seal(code, size):
    seal = standard_spec(code, width_mm=size[0], height_mm=size[1]).seal
    picture = etree.fromstring(design_drawing(code, *map(float, size)))
    scale = size[0] / float(picture.get("viewBox").split()[2])
    points = [
        (float(x) * scale, float(y) * scale)
        for path in picture.iter("{http://www.w3.org/2000/svg}path")
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d"))
    ]
    assert len(points) > 1000
    assert not [(x, y) for x, y in points if seal.x < x < seal.x + seal.width and seal.y < y < seal.y + seal.height]
