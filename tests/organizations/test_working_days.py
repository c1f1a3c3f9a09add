"""Working days: the week, days off, days that make up; the calendar of public holidays that a system starts with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.models import Holiday
from organizations.rules import add_working_days, is_working_day, working_days_between
from workflows.reference import load_desk_rules

OFF = {date(2026, 4, 27): False, date(2026, 4, 30): False, date(2026, 5, 1): False, date(2026, 5, 9): True}
"""Monday after the Kings' day, the two days of spring, and a Saturday that is worked instead."""
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=40)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
        (date(2026, 4, 29), 1, date(2026, 5, 4)),
        (date(2026, 5, 8), 1, date(2026, 5, 9)),
        (date(2026, 5, 9), 1, date(2026, 5, 11)),
        (date(2026, 5, 2), 0, date(2026, 5, 4)),
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
        (date(2026, 5, 4), -1, date(2026, 4, 29)),
        (date(2026, 5, 2), 3, date(2026, 5, 6)),
    ],
)
def test_days_off_are_skipped_and_days_that_make_up_are_worked(start, n, expected):
    assert add_working_days(start, n, OFF) == expected


@given(DAYS, st.integers(1, 60), CALENDARS)
def test_so_many_working_days_lie_between(start, n, calendar):
    end = add_working_days(start, n, calendar)
    assert is_working_day(end, calendar)
    assert working_days_between(start, end, calendar) == n


@given(DAYS, DAYS, CALENDARS)
def test_the_number_is_what_counting_by_hand_gives(start, end, calendar):
    first, last = min(start, end), max(start, end)
    by_hand = sum(is_working_day(first + timedelta(i), calendar) for i in range(1, (last - first).days + 1))
    assert working_days_between(first, last, calendar) == by_hand
    assert working_days_between(last, first, calendar) == -by_hand


@given(DAYS, st.integers(1, 30), CALENDARS)
def test_forth_and_back_again_is_where_a_working_day_began(start, n, calendar):
    day = add_working_days(start, 0, calendar)
    assert add_working_days(add_working_days(day, n, calendar), -n, calendar) == day


@pytest.mark.django_db
def test_the_calendar_of_three_years_is_there_and_loaded_once():
    Holiday.objects.all().delete()
    load_desk_rules()
    days = dict(Holiday.objects.values_list("day", "is_working"))
    kings = {date(2025, 4, 7), date(2026, 4, 26), date(2027, 4, 16)}
    new_years = {date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6)}
    fixed = {date(year, month, day) for year in (2025, 2026, 2027) for month, day in ((1, 1), (4, 30), (5, 1), (9, 2))}
    assert kings | new_years | fixed <= {day for day, worked in days.items() if not worked}
    for year in (2025, 2026, 2027):
        assert Holiday.objects.filter(day__year=year, name__startswith="Tết Âm lịch").count() == 5
    assert {day for day, worked in days.items() if worked} == {
        date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22),
    }  # fmt: skip
    assert all(day.weekday() >= 5 for day, worked in days.items() if worked)
    assert not Holiday.objects.filter(source="").exists()
    Holiday.objects.filter(day=date(2027, 9, 3)).update(name="Sửa theo thông báo")
    load_desk_rules()
    assert Holiday.objects.get(day=date(2027, 9, 3)).name == "Sửa theo thông báo"
