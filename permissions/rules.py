"""Which roles a kind of unit has use for. Pure: a kind in, a sentence or roles out."""

from organizations.models import UnitKind

from .roles import Role

ONE_PERSON_ROLES = frozenset({Role.CHAIR})
"""Roles that one person holds at a time; a second one is shown as something to look at, never refused."""
SMALLEST_COMMITTEE = 3
"""With fewer members no majority of more than half means anything."""


def roles_for(kind: UnitKind) -> list[Role]:
    """Return the roles that make sense for a unit of `kind`, in the order of the page of roles."""
    return [role for role in Role if misfit(role, kind) is None]


def misfit(role: str, kind: UnitKind) -> str | None:
    """Return why a unit of `kind` has no use for `role`, as a Vietnamese sentence, or None."""
    if role == Role.CELL_OFFICER and not kind.proposes:
        return f"Vai trò {Role.CELL_OFFICER.label} chỉ giao ở chi bộ hoặc đơn vị lập đề nghị. Hãy chọn đúng chi bộ."
    if role == Role.APPRAISER and not kind.appraises:
        return f"Loại đơn vị “{kind}” không có cơ quan thẩm định. Hãy giao vai trò này ở đảng ủy."
    if role in (Role.MEMBER, Role.CHAIR, Role.RECORDS_CLERK) and not kind.has_standing_committee:
        return f"Loại đơn vị “{kind}” không có ban thường vụ. Hãy giao vai trò {Role(role).label} ở đảng ủy có ban thường vụ."
    return None
