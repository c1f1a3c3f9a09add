"""How much a bonus is: multiple x base wage, rounded. Pure and exact; amounts are whole VND.

Source of the formula: Hướng dẫn 56-HD/VPTW ngày 27/10/2015 (multiples of the base wage that is in force).
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from .enums import Rounding

STEPS = {
    Rounding.NONE: (1, ROUND_HALF_UP),
    Rounding.UP_1000: (1000, ROUND_CEILING),
    Rounding.NEAREST_1000: (1000, ROUND_HALF_UP),
    Rounding.UP_10000: (10_000, ROUND_CEILING),
}
"""The step in VND and the direction. Half a dong cannot be paid, so without a rule amounts are whole dong."""


def bonus(multiple: Decimal, base_wage: int, rounding: str) -> int:
    """Return the amount in VND: 0.3 of 1,490,000 is 447,000, rounded up to ten thousands 450,000."""
    step, direction = STEPS[Rounding(rounding)]
    exact = multiple * base_wage
    return int((exact / step).to_integral_value(rounding=direction)) * step
