"""Old encodings: what goes in comes out, and a column is never taken for one that it is not."""

import random
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.legacy import Encoding, convert, detect, lost_case
from vietnamese.syllables import has_accent, is_syllable

from .encoders import to_tcvn3, to_viqr, to_vni, to_windows_1258
from .hard_names import FAMILY, GIVEN, MIDDLE, WHOLE

ENCODERS = {
    Encoding.UNICODE: lambda text: text,
    Encoding.NFD: lambda text: normalize("NFD", text),
    Encoding.TCVN3: to_tcvn3,
    Encoding.VNI: to_vni,
    Encoding.VIQR: to_viqr,
    Encoding.WINDOWS_1258: to_windows_1258,
}
KEEP_CASE = [encoding for encoding in ENCODERS if encoding is not Encoding.TCVN3]


@st.composite
def names(draw):
    """Family, middle and given name as people have them, now and then all in capitals."""
    parts = [draw(st.sampled_from(FAMILY)), draw(st.sampled_from(MIDDLE)), draw(st.sampled_from(GIVEN))]
    return draw(st.sampled_from([str, str.upper]))(" ".join(filter(None, parts)))


@pytest.mark.parametrize("encoding", KEEP_CASE)
@given(name=names())
def test_a_name_comes_back_from_every_encoding(encoding, name):
    assert convert(ENCODERS[encoding](name), encoding) == name


@given(names())
def test_a_name_comes_back_from_tcvn3_up_to_capitals_with_a_tone(name):
    back = convert(to_tcvn3(name), Encoding.TCVN3)
    assert back.lower() == name.lower()
    assert back == name or lost_case(back) or not has_accent(back) or any(len(word) < 3 for word in name.split())


@pytest.mark.parametrize("encoding", KEEP_CASE)
@given(text=st.lists(st.sampled_from(FAMILY + GIVEN + [" ", "1", ".", "-", "(", "?", "'", "+", "\\"]), max_size=8))
def test_names_between_signs_come_back(encoding, text):
    text = "".join(text)
    assert convert(ENCODERS[encoding](text), encoding) == normalize("NFC", text)


VIETNAMESE_LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


@pytest.mark.parametrize("encoding", KEEP_CASE)
def test_every_letter_comes_back(encoding):
    for letter in VIETNAMESE_LETTERS + VIETNAMESE_LETTERS.upper():
        assert convert(ENCODERS[encoding](f"-{letter}-"), encoding) == f"-{letter}-"


def test_every_small_letter_comes_back_from_tcvn3():
    for letter in VIETNAMESE_LETTERS + "ĂÂÊÔƠƯĐ":
        assert convert(to_tcvn3(f"-{letter}-"), Encoding.TCVN3) == f"-{letter}-"


@given(st.text(max_size=40), st.sampled_from(list(Encoding)))
def test_whatever_comes_the_answer_is_nfc(text, encoding):
    assert is_normalized("NFC", convert(text, encoding))


@pytest.mark.parametrize(("seen", "encoding", "meant"), [
    ("Uû ban nh©n d©n", "tcvn3", "Uỷ ban nhân dân"), ("®¶ng ñy", "tcvn3", "đảng ủy"), ("Hä vµ tªn", "tcvn3", "Họ và tên"),
    ("Xin chaøo caùc baïn", "vni", "Xin chào các bạn"), ("NGUYEÃN VAÊN AN", "vni", "NGUYỄN VĂN AN"),
    ("Aùnh Nguyeät", "vni", "Ánh Nguyệt"), ("Nguye^~n Va(n A'nh", "viqr", "Nguyễn Văn Ánh"), ("DDa(.ng", "viqr", "Đặng"),
    ("Ddu+`ng la`m\\.", "viqr", "Đừng làm."), ("Nguye~^n", "viqr", "Nguyễn"), ("tho*?", "viqr", "thở"),
    ("Nguyê\u0303n", "windows_1258", "Nguyễn"), ("Nguye\u0302\u0303n", "nfd", "Nguyễn"),
])  # fmt: skip
def test_known_text_in_old_encodings(seen, encoding, meant):
    assert convert(seen, encoding) == meant


def test_a_cell_typed_in_unicode_among_old_ones_is_left_alone():
    assert convert("Nguyễn Văn Ước", Encoding.TCVN3) == "Nguyễn Văn Ước"
    assert convert("Đặng Thị Hằng", Encoding.VNI) == "Đặng Thị Hằng"


@pytest.mark.parametrize("seen", ["NGUYÔN V¡N AN", "TRÇN THÞ BÝCH"])
def test_capitals_drawn_by_the_font_are_restored_where_the_others_show_them(seen):
    assert convert(seen, Encoding.TCVN3) in {"NGUYỄN VĂN AN", "TRẦN THỊ BÍCH"}


@pytest.mark.parametrize(("converted", "lost"), [
    ("ánh Nguyệt", True), ("Trần Thị ái", True), ("nguyễn văn an", True), ("TRầN", True), ("Trần Thị Ái", False),
    ("Bí thư chi bộ ấp", False), ("NGUYỄN VĂN AN", False), ("H'Bia Niê Kđăm", False), ("", False), ("12", False),
])  # fmt: skip
def test_lost_capitals_are_noticed(converted, lost):
    assert lost_case(converted) is lost


def _column(chance: random.Random, accented: int) -> list[str]:
    case = chance.choice([str, str, str.upper, str.lower])
    column: list[str] = []
    while sum(map(has_accent, column)) < accented:
        column.append(case(" ".join(filter(None, map(chance.choice, (FAMILY, MIDDLE, GIVEN))))))
    return column


def _accuracy(columns: int, accented: int, spoil) -> float:
    """Return the share of generated columns that are recognised; forms that give the very same text count as one."""
    chance = random.Random(1971)
    right = total = 0
    for _ in range(columns):
        column = _column(chance, accented)
        for encoding, encode in ENCODERS.items():
            seen = [encode(name) for name in column]
            same = {other for other, encode_other in ENCODERS.items() if [encode_other(n) for n in column] == seen}
            right += detect(spoil(seen, chance)) in same | {encoding}
            total += 1
    return right / total


def test_columns_of_five_names_are_recognised_always():
    assert _accuracy(700, 5, lambda seen, chance: seen) == 1


def test_dirty_cells_do_not_change_the_answer():
    dirt = ["Nguyễn Văn Ước", "", "#N/A", "12/5/1971", "José Müller", "?", "H'Bia Niê Kđăm", "A & B", "(chưa rõ)"]

    def spoil(seen, chance):
        return [*seen, *chance.sample(dirt, 3), None, 7]

    assert _accuracy(150, 20, spoil) == 1


@pytest.mark.parametrize("column", [
    WHOLE, ["Y Khŭt Ñuôl", "Kpă H'Ŏm"], ["Ñuôl", "Ñu"], ["Lê", "Ngô", "Võ", "Hoà", "Lý", "Toán"], [""], [], ["1971"],
    ["José García", "René Müller", "François Côté", "Peña Muñoz", "Ærø", "Ñandú", "Citroën", "São Paulo", "Ångström"],
    ["Hello, world. Who are you? I'm O'Neil's daddy (a) e.g. add C++ a+b o+ ~ 'quoted'", "Todd Eddy", "Y'all go?"],
    ["a.b@mail.example", "http://x.example/?q=a+b", "C:\\dulieu\\a.xls", "2^10", "f(x)=a(b+c)^2", "K'Brêu", "Y'Bih"],
    ["50 m²", "25°C", "½ kg", "Điều 3 § 2", "© 2020", "±3", "µm"], ["Chi bộ ấp Tân Bình 1", "Đảng bộ xã"],
])  # fmt: skip
def test_clean_and_foreign_text_is_never_taken_for_an_old_encoding(column):
    assert detect(column) == Encoding.UNICODE


def test_a_column_of_any_length_is_decided():
    seen = [to_tcvn3(f"Nguyễn Văn Đức {number}") for number in range(18_117)]
    assert detect(seen) == Encoding.TCVN3


@pytest.mark.parametrize("word", ["Nguyễn", "hoà", "hòa", "Quỳnh", "giếng", "gì", "ƯỚC", "khuỷu", "Quý", "ngoèo"])
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Nguyeãn", "Uû", "nh©n", "Kđăm", "bát́", "càt", "Müller", "", "an1"])
def test_not_syllables(word):
    assert not is_syllable(word)
