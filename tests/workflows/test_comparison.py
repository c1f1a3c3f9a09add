"""Two versions of a line word by word: what is marked, what is left out, and that no word is lost on the way."""

import random

import pytest

from workflows.comparison import File, Version, compare, compare_files, compare_words, shortened

BEFORE = "Vận động 86 hộ tiết kiệm 41.350.000 đồng trong năm 2026. Xây 3 tuyến đường hoa."
AFTER = "Vận động 92 hộ tiết kiệm 45.100.000 đồng trong năm 2026. Xây 3 tuyến đường hoa."


def drawn(pieces):
    """Return pieces as one line: -removed- +added+ and the number of words left out."""
    marks = {"removed": "-{}-", "added": "+{}+", "same": "{}", "gap": "<{}>"}
    return " ".join(marks[p.kind].format(p.words if p.kind == "gap" else p.body) for p in pieces)


def joined(pieces, *kinds):
    """Return the words of the pieces of these kinds."""
    return " ".join(
        "".join(p.text if p.text.endswith(tuple(" \n")) else p.text + " " for p in pieces if p.kind in kinds).split()
    )


def test_only_the_words_that_differ_are_marked():
    assert drawn(compare_words(BEFORE, AFTER)) == (
        "Vận động -86- +92+ hộ tiết kiệm -41.350.000- +45.100.000+ đồng trong năm 2026. Xây 3 tuyến đường hoa."
    )


def test_a_reworded_phrase_is_one_change():
    assert drawn(compare_words("Giúp hộ nghèo vay vốn để làm ăn suốt năm 2026", "Hỗ trợ nghèo mượn vốn để làm ăn suốt năm 2026")) == (
        "-Giúp hộ nghèo vay- +Hỗ trợ nghèo mượn+ vốn để làm ăn suốt năm 2026"
    )  # fmt: skip


def test_texts_with_little_in_common_stand_one_after_the_other():
    assert drawn(compare_words("Trồng hoa ven đường ấp", "Vận động tiết kiệm mua bảo hiểm")) == (
        "-Trồng hoa ven đường ấp- +Vận động tiết kiệm mua bảo hiểm+"
    )


@pytest.mark.parametrize(("before", "after", "shown"), [("", "Mới", "+Mới+"), ("Cũ", "", "-Cũ-"), ("", "", "")])
def test_empty_texts(before, after, shown):
    assert drawn(compare_words(before, after)) == shown


def test_a_tone_and_a_capital_are_differences_white_space_is_none():
    assert drawn(compare_words("Ấp Tân Hòa có 12 tổ", "Ấp Tân Hoà có 12 tổ")) == "Ấp Tân -Hòa- +Hoà+ có 12 tổ"
    same = compare(Version({"a": ("Tên", "Lê  Thị\nLiên ")}), Version({"a": ("Tên", "Lê Thị Liên")}))
    assert same.is_same and same.unchanged == ("Tên",)


def test_no_word_is_lost_whatever_was_changed():
    chance, words = (
        random.Random(3),
        ["ấp", "hộ", "đồng", "chí", "tiết", "kiệm", "12", "đường", "hoa\nxây", "dựng", "đảng", "viên,", "mô", "hình."],
    )
    for _ in range(200):
        before = [chance.choice(words) for _ in range(chance.randint(1, 60))]
        after = [chance.choice(words) if chance.random() < 0.2 else word for word in before if chance.random() < 0.9]
        pieces = compare_words(" ".join(before), " ".join(after))
        assert joined(pieces, "same", "added") == " ".join(" ".join(after).split())
        assert joined(pieces, "same", "removed") == " ".join(" ".join(before).split())


def test_long_unchanged_stretches_are_cut_and_counted():
    long = " ".join(f"chữ{i}" for i in range(100))
    pieces = list(shortened(compare_words(f"86 {long}", f"92 {long}")))
    assert [p.kind for p in pieces] == ["removed", "added", "same", "gap", "same"]
    assert pieces[3].words == 76 and pieces[2].body.split()[0] == "chữ0" and pieces[4].body.split()[-1] == "chữ99"


def test_a_text_too_long_to_compare_is_shown_whole():
    text = "chữ " * 4001
    assert [p.kind for p in compare_words(text, text + "thêm")] == ["removed", "added"]


def test_parts_that_only_one_version_knows_are_passed_over():
    before = Version({"name": ("Tên", "Liên"), "citation": ("Lời khen", "")})
    after = Version({"name": ("Tên", "Lê Liên"), "citation": ("Lời khen", ""), "votes": ("Số phiếu", "20")})
    result = compare(before, after)
    assert [change.label for change in result.changes] == ["Tên"] and result.unchanged == () and result.files is None


def test_files_are_told_apart_by_their_content():
    photo, report, renamed = File("Ảnh", "a"), File("Báo cáo", "b"), File("Ảnh ra quân", "a")
    found = compare_files([photo, report], [renamed, File("Sổ", "c")])
    assert (found.added, found.removed, found.kept) == ((File("Sổ", "c"),), (report,), 1)
    assert not compare_files([photo], [renamed])
    assert compare(Version({}, (photo,)), Version({})).files is None
