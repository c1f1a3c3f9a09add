"""How lists of substitutions are printed, on the administrator's pages and on everybody's own."""

from collections.abc import Container, Iterable
from datetime import date

from django.urls import reverse

from vietnamese.dates import short_date

from ..models import Substitution

WORDS = {"now": ("Đang có hiệu lực", "good"), "later": ("Chưa đến ngày", "plain"), "past": ("Đã hết", "done")}
"""What a list says of a substitution, and the kind of badge."""


def stage(loan: Substitution, on: date) -> str:
    """Return whether a substitution holds now, later, or is past."""
    if loan.ended_at or loan.ends_on < on:
        return "past"
    return "later" if loan.starts_on > on else "now"


def loan_rows(loans: Iterable[Substitution], on: date, *, area: Container[int] | None = None) -> list[dict]:
    """Return what a list prints of each; with `area` only those of its units can be ended from there."""
    rows = []
    for loan in loans:
        there, until = stage(loan, on), "chấm dứt" if loan.ended_at else "đến hết"
        may_end = there != "past" and (area is None or loan.assignment.unit_id in area)
        rows.append({
            "loan": loan, "role": loan.assignment.get_role_display(), "unit": loan.assignment.unit.name,
            "word": WORDS[there][0], "kind": WORDS[there][1],
            "days": f"từ ngày {short_date(loan.starts_on)} {until} ngày {short_date(loan.ends_on)}",
            # The page stands in a room above; only its name is known here.
            "end_url": reverse("workflows:loan_end", args=[loan.pk]) if may_end else "",
        })  # fmt: skip
    return rows
