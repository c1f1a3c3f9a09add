"""What every page knows: whether this is the demo, and whose help line to print."""

from django.conf import settings
from django.http import HttpRequest

from organizations.queries import help_line


def office(request: HttpRequest) -> dict:
    """Return `demo_mode` and `help_line` (name and telephone of the office, or None before the set-up)."""
    return {"demo_mode": settings.DEMO_MODE, "help_line": help_line()}
