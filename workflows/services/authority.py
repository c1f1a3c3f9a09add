"""Lending a role and ending that, with the people concerned told of it. Rights and facts are judged in permissions."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from notices.enums import Event
from notices.services import tell
from permissions.models import Substitution
from permissions.substitutions import Loan, end_substitution, lend_role
from vietnamese.dates import short_date


@transaction.atomic
def lend(loan: Loan, *, actor: Any, at: datetime) -> Substitution:
    """Lend a role (permissions.substitutions.lend_role); the substitute and, where another did it, the principal are told."""
    made = lend_role(loan, actor=actor, at=at)
    assignment = made.assignment
    tell(
        Event.SUBSTITUTED,
        users=[made.substitute, assignment.user],
        unit=assignment.unit,
        at=at,
        url=reverse("workflows:loans"),
        facts={
            "ten": assignment.user.full_name,
            "noi_dung": assignment.get_role_display(),
            "don_vi": str(assignment.unit),
            "han": f"ngày {short_date(made.ends_on)}",
        },
        by=actor,
    )
    return made


def end(substitution: Substitution, *, actor: Any, at: datetime, reason: str = "") -> Substitution:
    """End a substitution at once (permissions.substitutions.end_substitution)."""
    return end_substitution(substitution, actor=actor, at=at, reason=reason)
