"""Texts with blanks: they read with and without every fact, and nothing but facts gets into them."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from notices.enums import Event
from notices.rules import PLACEHOLDERS, blanks_in, clean_facts, hindrances, is_own_page, is_private, next_digest, render
from notices.texts import SAMPLE, STANDARD, blanks_of


@pytest.mark.parametrize("event", Event)
def test_every_event_has_a_good_standard_text(event):
    standard = STANDARD[event]
    blanks = blanks_of(event)
    assert hindrances(standard.subject, blanks) == hindrances(standard.body, blanks) == []
    assert not blanks_in(standard.subject + standard.body) & set(standard.also), "said twice"
    assert len(render(standard.subject, SAMPLE)) <= 200
    assert not is_private(standard.subject + " " + standard.body) or event.value.startswith("vote")


@pytest.mark.parametrize("event", Event)
def test_a_standard_text_reads_whatever_fact_is_missing(event):
    for text in (STANDARD[event].subject, STANDARD[event].body):
        for size in range(len(SAMPLE) + 1):
            for names in combinations(SAMPLE, size):
                shown = render(text, {name: SAMPLE[name] for name in names})
                assert shown
                assert shown[0].isupper(), shown
                assert not any(
                    trace in shown for trace in ("[", "]", "{", "}", "  ", " ,", " .", " :", "“”", "()", ",.", "::")
                )


def test_a_fact_is_never_read_as_a_text():
    assert render("Dòng {ten}[ của {nguoi}]", {"ten": "{nguoi} [x]", "nguoi": "{0.__class__}"}) == (
        "Dòng {nguoi} [x] của {0.__class__}"
    )


def test_brackets_without_a_blank_are_plain_marks_and_lines_stay():
    assert render("Mục [1]\n\n\n\n{ten} .", {"ten": "A"}) == "Mục [1]\n\nA."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gửi {tên}", "Không có chỗ điền “{tên}”"),
        ("Gửi {ten.full_name}", "Không có chỗ điền"),
        ("Gửi {{ten}}", "đứng một mình"),
        ("Gửi {ten", "đứng một mình"),
        ("Gửi {}", "Không có chỗ điền"),
        ("[a [b]]", "ngoặc vuông"),
        ("a]", "ngoặc vuông"),
        ("[a", "chưa được đóng"),
    ],
)
def test_a_text_with_a_wrong_blank_is_refused(text, words):
    assert any(words in reason for reason in hindrances(text)), hindrances(text)


def test_a_blank_that_this_event_never_fills_is_refused():
    [said] = hindrances("{ten}: {so_dong} dòng", blanks_of(Event.LINE_RETURNED))
    assert "không có gì để điền vào “{so_dong}”" in said and "{han}" in said and "{don_vi}" not in said
    assert hindrances("{ten} {trang}", blanks_of(Event.LINE_RETURNED)) == []


def test_facts_are_short_texts_of_the_known_kinds():
    assert clean_facts({"ten": " Nguyễn \n Văn  A ", "so_dong": "3"}) == {"ten": "Nguyễn Văn A", "so_dong": "3"}
    assert len(clean_facts({"noi_dung": "dài " * 200})["noi_dung"]) <= 200
    for wrong in ({"ky_luat": "khiển trách"}, {"phieu": "5/7"}, {"xep_loai": "tốt"}, {"trang": "https://x.example"}):
        with pytest.raises(ValueError, match="no text has a blank"):
            clean_facts(wrong)
    for wrong in (5, None, ["a"], object()):
        with pytest.raises(TypeError):
            clean_facts({"ten": wrong})


@pytest.mark.parametrize(
    "text",
    [
        "Đồng chí A đang bị kỷ luật",
        "bị KHIỂN TRÁCH năm 2025",
        "Cảnh cáo về Đảng",
        "5/7 phiếu tán thành",
        "xếp loại hoàn thành tốt",
        "chưa được xếp mức chất lượng",
        "không đồng ý: 2",
    ],
)
def test_discipline_votes_and_ratings_do_not_leave_as_free_text(text):
    assert clean_facts({"noi_dung": text})["noi_dung"] == ""


def test_ordinary_words_may_leave():
    for text in ("Thẩm định", "Cán bộ thẩm định", "Bổ sung biên bản họp chi bộ"):
        assert clean_facts({"noi_dung": text})["noi_dung"] == text


def test_a_round_may_be_called_after_what_it_rewards():
    title = "Khen thưởng đảng viên hoàn thành xuất sắc nhiệm vụ năm 2026"
    assert clean_facts({"dot": title})["dot"] == title


def test_every_blank_is_explained_and_has_a_sample():
    assert set(PLACEHOLDERS) == set(SAMPLE)


@pytest.mark.parametrize("url", ["https://x.example/", "//x.example/", "/\\x.example", "javascript:alert(1)", "/a\nb"])
def test_a_notice_never_leads_elsewhere(url):
    assert not is_own_page(url)


def test_the_daily_letter_goes_out_at_half_past_seven_in_viet_nam():
    before, after = datetime(2026, 5, 4, 0, 29, tzinfo=UTC), datetime(2026, 5, 4, 0, 30, tzinfo=UTC)
    assert next_digest(before)[1] == after
    day, moment = next_digest(after)
    assert (day.day, moment.astimezone(UTC)) == (5, datetime(2026, 5, 5, 0, 30, tzinfo=UTC))
