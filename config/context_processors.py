"""What every page knows: whether this is the demo, who is reading, where they can go, and whose help line to print."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from organizations.queries import help_line
from permissions.access import assignments
from permissions.roles import Role
from workflows import demo
from workflows.navigation import frame


def office(request: HttpRequest) -> dict:
    """Return `demo_mode`, `help_line` (name and telephone of the office, or None before the set-up) and, for somebody
    signed in, `nav_items`, `position_title` and `organ_name`; in the demo also `demo_accounts`, which only the sign-in
    page reads.
    """
    known: dict = {"demo_mode": settings.DEMO_MODE}
    if settings.DEMO_MODE:
        known["demo_accounts"] = SimpleLazyObject(demo_accounts)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        known |= frame(user, assignments(user, timezone.localdate()), request.path)
    known["help_line"] = known.get("help_line") or help_line()
    return known


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
