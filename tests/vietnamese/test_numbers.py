"""Numbers in words."""

import pytest

from vietnamese.numbers import money_words, number_words


@pytest.mark.parametrize(("number", "words"), [
    (0, "không"), (5, "năm"), (10, "mười"), (14, "mười bốn"), (15, "mười lăm"), (20, "hai mươi"), (21, "hai mươi mốt"),
    (24, "hai mươi bốn"), (55, "năm mươi lăm"), (100, "một trăm"), (101, "một trăm linh một"), (105, "một trăm linh năm"),
    (110, "một trăm mười"), (115, "một trăm mười lăm"), (1000, "một nghìn"), (2005, "hai nghìn không trăm linh năm"),
    (1_010, "một nghìn không trăm mười"), (10_100, "mười nghìn một trăm"), (345_000, "ba trăm bốn mươi lăm nghìn"),
    (1_000_001, "một triệu không trăm linh một"), (2_340_000, "hai triệu ba trăm bốn mươi nghìn"),
    (1_000_000_000, "một tỷ"), (3_020_000_500, "ba tỷ không trăm hai mươi triệu năm trăm"),
    (2_000_000_000_000, "hai nghìn tỷ"),
])  # fmt: skip
def test_numbers_are_read_as_people_read_them(number, words):
    assert number_words(number) == words


def test_an_amount_begins_with_a_capital_and_ends_with_dong():
    assert money_words(450_000) == "Bốn trăm năm mươi nghìn đồng"
    assert money_words(0) == "Không đồng"


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="negative"):
        number_words(-1)
