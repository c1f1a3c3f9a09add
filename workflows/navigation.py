"""What stands in the head of every page: the ways that a person's roles open, and who they are here."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from organizations.models import Unit
from permissions.access import capabilities_of
from permissions.models import RoleAssignment
from permissions.roles import Capability
from vietnamese.dates import short_date

EVERYBODY: frozenset[Capability] = frozenset()

WAYS: tuple[tuple[str, str, frozenset[Capability]], ...] = (
    ("Việc của tôi", "workflows:home", EVERYBODY),
    ("Hồ sơ", "workflows:dossiers", frozenset({Capability.NOMINATE})),
    ("Danh sách", "rolls:roll", frozenset({Capability.KEEP_ROLLS, Capability.INSPECT})),
    ("Thẩm định", "workflows:queue", frozenset({Capability.APPRAISE})),
    ("Đợt", "workflows:rounds", frozenset({Capability.MANAGE_ROUNDS})),
    ("Phiên họp", "workflows:meetings", frozenset({Capability.CONDUCT_MEETING, Capability.VOTE})),
    (
        "Tình hình",
        "workflows:situation",
        frozenset({Capability.CONDUCT_MEETING, Capability.APPRAISE, Capability.INSPECT}),
    ),
    ("Quyết định", "workflows:decisions", frozenset({Capability.NUMBER_DECISIONS})),
    ("Giấy khen", "certificates:home", frozenset({Capability.NUMBER_DECISIONS, Capability.INSPECT})),
    ("Lễ trao", "ceremonies:ceremonies", frozenset({Capability.NUMBER_DECISIONS})),
    ("Tra cứu", "workflows:nominations", frozenset({Capability.VIEW})),
    ("Quản trị", "permissions:admin", frozenset({Capability.ADMINISTER})),
)
"""Label, URL name and the capabilities of which one is needed, in the order in which a line travels."""


JUDGING = frozenset({Capability.APPRAISE, Capability.VOTE, Capability.CONDUCT_MEETING, Capability.NUMBER_DECISIONS})
"""Whoever has one of these says something about lines, and so declares relatives."""

LINES = "/de-nghi/"
"""How the address of a nomination begins."""


def nav_items(assignments: Iterable[RoleAssignment], path: str) -> list[tuple[str, str, bool]]:
    """Return (label, address, is current) for what the roles open. The current one is the longest that `path` begins with."""
    held = {capability for assignment in assignments for capability in capabilities_of(assignment)}
    ways = [(label, reverse(name)) for label, name, needed in WAYS if not needed or needed & held]
    here = _current([url for _, url in ways], path)
    return [(label, url, url == here) for label, url in ways]


def _current(urls: list[str], path: str) -> str | None:
    """Return the way on which `path` lies; a nomination belongs to the dossiers of a cell, else to the search."""
    home, dossiers, search = reverse("workflows:home"), reverse("workflows:dossiers"), reverse("workflows:nominations")
    found = [url for url in urls if path == url or (url != home and path.startswith(url))]
    if not found and path.startswith(LINES):
        found = [url for url in (dossiers, search) if url in urls][:1]
    return max(found, key=len, default=None)


def who_position(assignments: list[RoleAssignment]) -> str:
    """Return what stands under the person's name: the own position, for a cell with its name, and how many more roles.

    The name of a committee stands in the head of the page already.
    """
    assignments = [a for a in assignments if not a.stands_for]
    if not assignments:
        return ""
    first, *others = sorted(assignments, key=lambda a: not a.position_title)
    here = first.printed_position if first.unit.kind.appraises else f"{first.printed_position} {first.unit.name}"
    more = {(a.role, a.unit_id) for a in others}
    return f"{here} và {len(more)} vai trò khác" if more else here


def standing_in(assignments: Iterable[RoleAssignment]) -> list[str]:
    """Return a sentence for each role in which the person stands in for another today."""
    return [
        f"Đang thay đồng chí {a.on_behalf_of}, vai trò {a.get_role_display()}, {a.unit.name}, "
        f"đến hết ngày {short_date(a.lent_until)}"
        for a in assignments
        if a.stands_for
    ]


def own_pages(assignments: Iterable[RoleAssignment]) -> list[tuple[str, str]]:
    """Return (label, address) of the pages that are about the person; whoever judges lines declares relatives."""
    held = {capability for assignment in assignments for capability in capabilities_of(assignment)}
    pages = [("Ủy quyền", reverse("workflows:loans"))]
    return [*pages, ("Người thân", reverse("workflows:relatives"))] if held & JUDGING else pages


def office_of(assignments: list[RoleAssignment]) -> Unit | None:
    """Return the unit whose office helps the person: their own where it appraises, else the one directly above."""
    own = next((a.unit for a in assignments if a.unit.kind.appraises), None)
    if own or not assignments or assignments[0].unit.parent_id is None:
        return own or (assignments[0].unit if assignments else None)
    return assignments[0].unit.parent


def frame(user: Any, assignments: list[RoleAssignment], path: str) -> dict:
    """Return `nav_items`, `position_title`, `standing_in`, `organ_name`, `own_pages` and `help_line` for head and foot."""
    office = office_of(assignments)
    return {
        "nav_items": nav_items(assignments, path),
        "position_title": who_position(assignments),
        "standing_in": standing_in(assignments),
        "own_pages": own_pages(assignments),
        "organ_name": office.committee if office else "",
        "help_line": {"name": office.office, "phone": office.phone} if office and office.phone else None,
    }
