"""What every page knows: whether this is the demo, who is reading, where they can go, and whose help line to print."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from notices.queries import unread_count
from organizations.queries import help_line
from permissions.access import assignments
from permissions.roles import Role
from workflows import demo
from workflows.navigation import frame


def office(request: HttpRequest) -> dict:
    """Return `demo_mode`, `help_line` (name and telephone of the office, or None before the set-up) and, for somebody
    signed in, `nav_items`, `position_title`, `organ_name` and `unread_notices`; in the demo also `demo_accounts`, which only the sign-in
    page reads.
    """
    known: dict = {"demo_mode": settings.DEMO_MODE}
    if settings.DEMO_MODE:
        known["demo_accounts"] = SimpleLazyObject(demo_accounts)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        known |= frame(user, assignments(user, timezone.localdate()), request.path)
        known["unread_notices"] = SimpleLazyObject(partial(_unread, request))
    known["help_line"] = known.get("help_line") or help_line()
    return known


def _unread(request: HttpRequest) -> str:
    """Return the number beside the word "Tin báo", "" for none; one query for a request, however often it is asked."""
    if not hasattr(request, "_unread_notices"):
        request._unread_notices = unread_count(request.user)
    count = request._unread_notices
    return "99+" if count > 99 else str(count or "")


def demo_accounts() -> list[dict]:
    """Return the accounts that the sign-in page of the demo offers, in the order in which a line meets them.

    Each has `user_name`, `password`, `full_name`, `role`, `unit`; of those with equal roles at equal places the first of
    the cell officers stands in front, the others are marked `is_more`.
    """
    order = {role.label: i for i, role in enumerate(Role)}
    accounts = sorted(
        demo.accounts(at=timezone.now()), key=lambda account: min(order[role] for role in account["roles"])
    )
    shown, officer = [], Role.CELL_OFFICER.label
    for account in accounts:
        is_more = account["roles"] == [officer] and any(before["roles"] == [officer] for before in shown)
        shown.append(account | {"role": ", ".join(account["roles"]), "is_more": is_more})
    return shown
