"""The one function that writes to the general record."""

from datetime import datetime
from typing import Any

from .models import Entry


def record(
    *,
    verb: str,
    subject: Any,
    actor: Any,
    at: datetime,
    note: str = "",
    role_label: str = "",
    unit_name: str = "",
    on_behalf_of: str | None = None,
    data: dict | None = None,
) -> Entry:
    """Write down that `actor` did `verb` (a Vietnamese phrase) to `subject` (a model instance) at `at`.

    `actor` is a user, or None for the system itself. `on_behalf_of` names whom they act for under a substitution; not
    given, it is what the check of their right found (`actor.acting_for`). Call it inside the transaction of the act.
    """
    return Entry.objects.create(
        at=at,
        actor_id=getattr(actor, "pk", None),
        actor_name=getattr(actor, "full_name", None) or "Hệ thống",
        role_label=role_label,
        unit_name=unit_name,
        on_behalf_of=getattr(actor, "acting_for", "") if on_behalf_of is None else on_behalf_of,
        note=note,
        verb=verb,
        subject_type=subject._meta.label,
        subject_id=subject.pk,
        subject_label=str(subject)[:300],
        data=data or {},
    )
