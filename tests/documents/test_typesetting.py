"""Line breaking and sizes: nothing lost, nothing too wide, breaks where the sense breaks, a reason when it is too long."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.typesetting import (
    MOST_LINES,
    DoesNotFit,
    Measures,
    Step,
    Widths,
    Words,
    break_lines,
    set_citation,
)

MOVEMENT = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
MODEL = "với mô hình “Mỗi tuần một câu chuyện, mỗi đảng viên một việc làm theo Bác”"
LARGE = Step((10.0, 9.0), 1.2, 5.0, 1.3, 1.0, 6.0, 1.3, 2.0)
SMALL = Step((8.0, 7.0), 1.2, 4.5, 1.2, 0.5, 5.0, 1.2, 1.0)
WIDTHS = Widths(200.0, 190.0, 200.0)
MEASURES = Measures(
    recipient=lambda text: 0.5 * len(text),
    prefix=4.0,
    unit=lambda text: 0.42 * len(text),
    achievement=lambda text: 0.42 * len(text),
)
SYLLABLES = st.lists(
    st.sampled_from(["Chi", "bộ", "ấp", "Tân", "Bình", "1", "và", "năm", "2026", "xuất", "sắc", "“Bác”"]),
    min_size=1,
    max_size=22,
)


def ems(text: str) -> float:
    return float(len(text))


def citation(
    name="Lê Văn An",
    units=("Đảng viên Chi bộ ấp Tân Bình 1",),
    achievement=f"{MOVEMENT} năm 2026",
    steps=(LARGE, SMALL),
    height=50.0,
):
    return set_citation(Words(name, units, achievement), MEASURES, steps, WIDTHS, height)


@given(SYLLABLES, st.integers(20, 60))
@settings(max_examples=200, deadline=None)
def test_breaking_keeps_every_word_and_every_limit(syllables, limit):
    text = " ".join(syllables)
    rows = break_lines(text, ems, limit, 3)
    if rows is None:
        return
    assert " ".join(rows) == text
    assert all(len(row) <= limit for row in rows)
    assert len(rows) <= 3


@given(SYLLABLES)
@settings(max_examples=100, deadline=None)
def test_one_line_is_used_when_one_line_is_enough(syllables):
    text = " ".join(syllables)
    assert break_lines(text, ems, len(text), 3) == (text,)


def test_the_sense_breaks_before_the_quality_that_is_praised():
    assert break_lines(f"{MOVEMENT} năm 2026", ems, 60, 3) == (
        "Đã có thành tích xuất sắc trong học tập và làm theo",
        "tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026",
    )


def test_the_name_of_a_model_keeps_a_line_of_its_own():
    rows = break_lines(f"{MOVEMENT} giai đoạn 2021 - 2026, {MODEL}", ems, 82, 3)
    assert rows[-1] == MODEL


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Chi bộ Trường Trung học cơ sở Tân Mỹ", "Trung học"),
        ("Chi bộ Trường Trung học cơ sở Tân Mỹ", "cơ sở"),
        ("Đảng viên Chi bộ ấp Tân Bình 1", "Bình 1"),
        ("phong trào giai đoạn 2021 - 2026 tại xã", "2021 - 2026"),
        ("thực hiện mô hình “Nuôi heo đất” tại ấp", "“Nuôi heo đất”"),
    ],
)
def test_what_belongs_together_is_never_torn_apart(text, whole):
    for limit in range(max(len(text) // 2, 24), len(text)):
        for row in break_lines(text, ems, limit, 3) or (text,):
            assert whole in row or not set(whole.split()) & set(row.split())


def test_no_line_ends_with_a_word_that_leads_on():
    rows = break_lines("Hội đồng nhân dân xã và Ủy ban nhân dân xã Tân Mỹ", ems, 32, 2)
    assert rows == ("Hội đồng nhân dân xã", "và Ủy ban nhân dân xã Tân Mỹ")


def test_a_break_typed_by_the_office_wins():
    assert break_lines("Đã có thành tích\nxuất sắc năm 2026", ems, 60, 3) == ("Đã có thành tích", "xuất sắc năm 2026")


def test_a_typed_break_does_not_lift_the_limits():
    assert break_lines("Đã có\nthành\ntích\nxuất sắc", ems, 60, 3) is None
    assert break_lines("Đã có thành tích xuất sắc\nnăm", ems, 10, 3) is None


def test_a_short_citation_takes_the_largest_step():
    lines = citation()
    assert [line.group for line in lines] == ["recipient", "unit", "achievement", "achievement"]
    assert lines[0].size == 10.0


def test_a_full_citation_takes_a_smaller_step_and_stays_in_its_height():
    units = ("Bí thư Chi bộ, Phó Hiệu trưởng", "Trường Trung học cơ sở Tân Mỹ")
    lines = citation(units=units, achievement=f"{MOVEMENT} giai đoạn 2021 - 2026, {MODEL}", height=42.0)
    assert {line.size for line in lines if line.group == "achievement"} == {5.0}
    assert sum(line.leading + line.gap for line in lines) <= 42.0


def test_height_left_over_goes_to_the_gaps_between_groups():
    tight = citation(steps=(SMALL,), height=28.6)
    loose = citation(steps=(SMALL,), height=60.0)
    assert sum(line.gap for line in loose) > sum(line.gap for line in tight)
    assert sum(line.leading + line.gap for line in loose) <= 60.0
    assert [line.text for line in loose] == [line.text for line in tight]


def test_a_long_name_is_set_smaller_then_on_two_lines():
    assert [line.size for line in citation(name="x" * 32) if line.group == "recipient"] == [10.0]
    assert [line.size for line in citation(name="x" * 36) if line.group == "recipient"] == [9.0]
    two = [line for line in citation(name="Chi bộ Trường " + "Tân Mỹ " * 6) if line.group == "recipient"]
    assert [line.size for line in two] == [9.0, 9.0]


def test_the_form_of_address_counts_in_the_first_line():
    """Two lines of a name are even with the form of address, not without it."""
    names = [line.text for line in citation(name="Tân Mỹ " * 8) if line.group == "recipient"]
    assert len(names[0]) < len(names[1])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "Tân Mỹ " * 30}, "Tên “Tân Mỹ .* dài quá, không xếp vừa 2 dòng"),
        ({"units": ("Đảng viên " * 40,)}, "Dòng đơn vị của Lê Văn An dài quá"),
        ({"achievement": "xuất sắc " * 60}, "Nội dung khen của Lê Văn An dài quá 3 dòng"),
        ({"units": ("một", "hai", "ba")}, "cần 6 dòng, không đủ chỗ"),
        ({"name": "a\nb", "units": ("một", "hai"), "achievement": "x\ny\nz"}, "cần 7 dòng, giấy chỉ đủ chỗ cho 6 dòng"),
        ({"height": 20.0}, "cần 4 dòng, không đủ chỗ.*bớt dòng thẩm quyền ký"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_shorten(changes, reason):
    with pytest.raises(DoesNotFit, match=reason) as refusal:
        citation(**changes)
    assert "Đồng chí" in str(refusal.value)


def test_no_citation_has_more_than_six_lines():
    full = citation(name="Tân Mỹ " * 9, units=("một",), achievement="x\ny\nz", height=90.0)
    assert len(full) == MOST_LINES


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("đã cùng bà Nguyễn Thị Kim Ngân vận động", ["Nguyễn Thị Kim Ngân"]),
        ("nhân dân xã Tân Mỹ, Tân Bình hiến đất", ["Tân Mỹ,", "Tân Bình"]),
        ("đồng bào của H'Bia Niê Kđăm và Y Ƀlô Êban", ["H'Bia Niê Kđăm", "Y Ƀlô Êban"]),
    ],
)
def test_a_name_is_never_torn_apart(text, whole):
    for limit in range(max(map(len, whole)), len(text)):
        rows = break_lines(text, len, limit, 9)
        assert rows and all(any(name in row for row in rows) for name in whole)


def test_a_name_that_no_line_can_hold_is_broken():
    assert break_lines("Nguyễn Thị Kim Ngân", len, 12, 2) == ("Nguyễn Thị", "Kim Ngân")


def test_a_title_in_capitals_may_be_broken():
    assert break_lines("BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TÂN MỸ", len, 16, 3) is not None


def test_many_words_in_many_lines_take_no_longer_than_few():
    """The ways to set 150 words in 8 lines are more than 200 thousand million."""
    rows = break_lines("thành tích " * 75, len, 220, 8)
    assert rows is not None and sum(len(row.split()) for row in rows) == 150


def test_a_person_keeps_one_line_and_a_collective_may_take_two():
    measures = Measures(recipient=lambda text: 0.5 * len(text), prefix=2.0, unit=len, achievement=len)
    step = Step((9.0, 8.0), 1.2, 5.0, 1.2, 1.0, 5.0, 1.2, 1.0)
    name = "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư Phượng"

    def rows(*, is_person: bool) -> list[tuple[str, float]]:
        words = Words(name, (), "x", is_person=is_person)
        lines = set_citation(words, measures, [step], Widths(160.0, 200.0, 200.0), 80.0)
        return [(line.text, line.size) for line in lines if line.group == "recipient"]

    assert len(rows(is_person=False)) == 2
    ((text, size),) = rows(is_person=True)
    assert text == name and 0.76 * 8.0 <= size < 8.0
