"""Dates: read in any usual form, the day before the month, shown in the Party's short form."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.dates import days_between, local_day, long_date, moment_text, parse_date, remaining_words, short_date
from vietnamese.fields import DayField


@pytest.mark.parametrize("typed", ["03/04/2026", "3-4-2026", "03.04.26", "3 4 2026", " 03/4/2026 ", "2026-04-03"])
def test_third_of_april_is_read_in_any_form(typed):
    assert parse_date(typed) == date(2026, 4, 3)
    assert DayField().clean(typed) == date(2026, 4, 3)


@pytest.mark.parametrize("typed", ["31/02/2026", "13/13/2026", "mai", "2026", "0/1/2026"])
def test_no_date_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="Hãy"):
        parse_date(typed)


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2099, 12, 31)))
def test_what_is_shown_can_be_typed(day):
    assert parse_date(short_date(day)) == day
    assert parse_date(short_date(day, always_pad=True)) == day


@pytest.mark.parametrize(("day", "short", "long"), [
    (date(2026, 9, 5), "05/9/2026", "ngày 05 tháng 9 năm 2026"), (date(2026, 2, 3), "03/02/2026", "ngày 03 tháng 02 năm 2026"),
    (date(2026, 12, 27), "27/12/2026", "ngày 27 tháng 12 năm 2026"),
])  # fmt: skip
def test_padding_rule(day, short, long):
    assert (short_date(day), long_date(day)) == (short, long)


def test_new_year_begins_at_midnight_in_viet_nam():
    before, after = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC)
    assert (local_day(before), local_day(after)) == (date(2026, 12, 31), date(2027, 1, 1))
    assert moment_text(after) == "01/01/2027 lúc 00:00"
    assert days_between(before, after) == 1


def test_what_is_left_is_said_in_words():
    assert [remaining_words(n) for n in (6, 0, -2)] == ["còn 6 ngày", "hết hạn hôm nay", "quá hạn 2 ngày"]
