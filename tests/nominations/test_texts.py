"""Friendly remarks about achievement texts, on texts as secretaries write them."""

import pytest

from nominations.enums import Verdict
from nominations.texts import (
    EarlierText,
    has_figure,
    has_period,
    has_result,
    is_nearly,
    remarks,
    same_achievement,
    similarity,
)

GOOD = (
    "Mô hình “Nuôi heo đất giúp phụ nữ nghèo” của Hội Liên hiệp Phụ nữ xã: trong năm 2025 vận động 86 hội viên tiết kiệm được "
    "41.350.000 đồng, giúp 12 chị vay vốn không lãi, 5 hộ thoát nghèo."
)
LAST_YEAR = GOOD.replace("2025", "2024")
VAGUE = "Đồng chí luôn gương mẫu, tận tụy, hết lòng vì công việc chung, được bà con tin yêu."


@pytest.mark.parametrize("text", [
    "Hiến 350 m2 đất làm đường.", "Thu gom 2,5 tấn rác thải nhựa.", "Trên 95,7% hộ tham gia.", "Giúp ba hộ xóa nhà tạm.",
    "Quyên góp hai trăm triệu đồng.", "Tặng 20 suất quà tại ấp Tân Bình 1 ngày 19/5/2025.", "Trực 24/24 giờ suốt 15 ngày.",
])  # fmt: skip
def test_texts_with_a_figure(text):
    assert has_figure(text)


@pytest.mark.parametrize("text", [
    VAGUE, "Học tập và làm theo Bác theo Chỉ thị số 05-CT/TW, Kết luận 01-KL/TW.", "Thực hiện Kế hoạch số 12-KH/ĐU ngày 05/3/2025.",
    "Bí thư Chi bộ ấp Tân Bình 1 năm 2025 luôn gương mẫu.", "Tháng 5/2025 phát động phong trào ở tổ dân phố số 7.",
    "1. Việc đã làm: tuyên truyền. 2. Kết quả: tốt.", "Trong nhiệm kỳ 2020 - 2025 luôn hoàn thành nhiệm vụ.",
])  # fmt: skip
def test_years_papers_and_names_are_no_figures(text):
    assert not has_figure(text)


@pytest.mark.parametrize("text", [
    GOOD, "Từ tháng 3 đến nay", "Quý II đã xong.", "Giai đoạn 2021 - 2025", "Trong 6 tháng đầu năm", "Năm học vừa rồi", "Suốt 15 ngày chống dịch",
    "Đợt lũ vừa qua",
])  # fmt: skip
def test_texts_with_a_period(text):
    assert has_period(text)


def test_a_text_without_a_period():
    assert not has_period(VAGUE)


@pytest.mark.parametrize("text", [GOOD, "Được Chủ tịch xã tặng giấy khen.", "Đạt giải Nhì hội thi kể chuyện.", "Hòa giải thành các vụ tranh chấp."])  # fmt: skip
def test_texts_with_a_result(text):
    assert has_result(text)


def test_a_text_without_a_result():
    assert not has_result(VAGUE)


def test_a_good_text_hears_nothing():
    assert remarks(GOOD) == [] == remarks("  ")


def test_a_vague_text_is_asked_for_what_is_missing_and_may_go():
    (found,) = remarks(VAGUE)
    assert found.verdict == Verdict.LOOK
    assert "số liệu" in found.fact and "thời gian" in found.fact and "kết quả cụ thể" in found.fact
    assert "Vẫn trình được" in found.passes_when


def test_only_what_is_missing_is_named():
    (found,) = remarks("Vận động 86 hộ tiết kiệm 41.350.000 đồng.")
    assert "thời gian" in found.fact and "số liệu" not in found.fact and "kết quả" not in found.fact


def test_last_years_text_with_a_new_year_is_noticed():
    (found,) = remarks(GOOD, earlier=[EarlierText(LAST_YEAR, "", "Khen thưởng năm 2024")])
    assert found.code == "text_same" and "Khen thưởng năm 2024" in found.fact
    assert "của Lê Văn Tám" in remarks(GOOD, earlier=[EarlierText(LAST_YEAR, "Lê Văn Tám", "x")])[0].fact


def test_another_text_of_the_same_unit_is_no_copy():
    other = "Trong năm 2024 Chi hội trồng 1.200 m đường hoa, thu gom 3 tấn rác, giúp 4 hộ sửa nhà, được Đảng ủy xã biểu dương."
    assert remarks(GOOD, earlier=[EarlierText(other, "", "x")]) == []


def test_one_word_more_or_less_and_another_place_of_the_tone_mark_are_nearly_equal():
    assert is_nearly(GOOD, GOOD.replace("vận động", "đã vận động").upper())
    assert not is_nearly(GOOD, VAGUE)
    assert similarity("", GOOD) == 0


def test_the_same_words_of_two_years_are_two_achievements():
    assert same_achievement(GOOD, GOOD) and not same_achievement(GOOD, LAST_YEAR)
