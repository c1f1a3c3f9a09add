"""Amounts of bonuses, with what offices really paid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.enums import Rounding
from ceremonies.money import STEPS, bonus


@pytest.mark.parametrize(("multiple", "base_wage", "rounding", "amount"), [
    ("0.3", 1_150_000, "none", 345_000),  # a member's giấy khen of 2014
    ("0.3", 1_390_000, "none", 417_000),  # first half of 2019
    ("0.3", 1_490_000, "none", 447_000),  # second half of 2019
    ("0.3", 1_490_000, "up_10000", 450_000),  # 2021, an office that rounds up to ten thousands
    ("0.3", 1_490_000, "up_1000", 447_000),
    ("1.0", 2_340_000, "up_10000", 2_340_000),
    ("0.35", 1_390_001, "none", 486_500),
    ("0.15", 1_390_000, "nearest_1000", 209_000),
    ("0.15", 1_390_000, "up_1000", 209_000),
    ("0.11", 1_390_000, "nearest_1000", 153_000),
    ("8.0", 2_530_000, "none", 20_240_000),
])  # fmt: skip
def test_amounts_of_the_years(multiple, base_wage, rounding, amount):
    assert bonus(Decimal(multiple), base_wage, rounding) == amount


@given(st.decimals("0.01", 100, places=2), st.integers(100_000, 10_000_000), st.sampled_from(Rounding))
def test_rounding_up_never_pays_less_and_never_a_whole_step_more(multiple, base_wage, rounding):
    exact, amount, step = multiple * base_wage, bonus(multiple, base_wage, rounding), STEPS[rounding][0]
    assert amount % step == 0 and abs(amount - exact) < step
    if rounding in (Rounding.UP_1000, Rounding.UP_10000):
        assert amount >= exact
