"""What the tests of the pages of rounds share."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone


def later(days=20):
    """Return a day ahead as a person types it."""
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.day}/{day.month}/{day.year}"


def url(name, round):
    """Return the address of a page of a round."""
    return reverse(f"workflows:{name}", args=[round.pk])


def extension(w, **more):
    """Return what the form of more time sends, for the first cell."""
    return {"unit": w.cell.pk, "deadline_day": later(30), "deadline_hour": "11:30", "reason": "Chi bộ bị ngập."} | more


def own(w, **more):
    """Return what the form of quotas of one unit sends, for the first cell."""
    return {
        "rieng": 1,
        "unit": w.cell.pk,
        "rieng-collective-limit": "",
        "rieng-collective-mode": "warn",
        "rieng-individual-limit": "5",
        "rieng-individual-mode": "warn",
    } | more
