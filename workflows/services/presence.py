"""Who has a line open: written when it is opened, and again every few seconds while it stands on somebody's screen."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nominations.models import Nomination

from ..models import LineView


def note_view(nomination: Nomination, user: Any, at: datetime, known: Iterable[LineView] | None = None) -> None:
    """Write down that `user` has the line open at `at`. One row for each person and line; the last time counts.

    One statement; `known` are all views of the line, where the page has read them already, which spares a transaction.
    Two windows of one person at once do no harm.
    """
    if known is not None and any(view.user_id == user.pk for view in known):
        LineView.objects.filter(nomination=nomination, user=user).update(seen_at=at)
        return
    LineView.objects.bulk_create(
        [LineView(nomination=nomination, user=user, user_name=user.full_name, seen_at=at)],
        update_conflicts=True,
        unique_fields=["nomination", "user"],
        update_fields=["seen_at"],
    )
