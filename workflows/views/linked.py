"""What a line's page says of its results: the line it was raised from or to, and corrections of what was released."""

from typing import Any

from meetings.models import ResultCorrection
from nominations.models import Nomination
from nominations.queries import visible_to

from .base import today


def linked_part(line: Nomination, user: Any) -> dict[str, Any]:
    """Return `raised_from`, `raised` (lines that the person may know of) and `corrections` of a line."""
    ids = {line.raised_from_id, *line.raised.values_list("pk", flat=True)} - {None}
    known = visible_to(user, on=today()).filter(pk__in=ids).select_related("round__authority") if ids else []
    found = {each.pk: each for each in known}
    return {
        "raised_from": found.pop(line.raised_from_id, None),
        "raised": list(found.values()),
        "corrections": list(ResultCorrection.objects.filter(nomination=line)),
    }
