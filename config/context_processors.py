"""What every page knows: whether this is the demo, who is reading, where they can go, and whose help line to print."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from organizations.queries import help_line
from permissions.access import assignments
from workflows.navigation import frame


def office(request: HttpRequest) -> dict:
    """Return `demo_mode`, `help_line` (name and telephone of the office, or None before the set-up) and, for somebody
    signed in, `nav_items`, `position_title` and `organ_name`.
    """
    known: dict = {"demo_mode": settings.DEMO_MODE}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        known |= frame(user, assignments(user, timezone.localdate()), request.path)
    known["help_line"] = known.get("help_line") or help_line()
    return known
