"""What a new layout begins as: a standard design, or another layout."""

import uuid
from datetime import datetime
from typing import Any

from organizations.models import Unit

from ..layout.standard import standard_spec
from ..models import Layout
from .layouts import create_layout, working_copy


def create_from_design(
    *, unit: Unit, form: str, kind: str, design: str, name: str, width_mm: float, height_mm: float, **about: Any
) -> Layout:
    """Make a layout that begins as one of the standard designs on a sheet of this size. Raises LayoutRefused."""
    spec = standard_spec(design, form=form, kind=kind, nature=unit.kind.nature, width_mm=width_mm, height_mm=height_mm)
    return create_layout(unit=unit, form=form, kind=kind, name=name, spec=spec, **about)


def copy_layout(
    layout: Layout,
    *,
    form: str,
    kind: str,
    name: str,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> Layout:
    """Make a layout that begins as this one is now, also for another form of award or kind of recipient."""
    spec, background = working_copy(layout)
    return create_layout(
        unit=layout.unit,
        form=form,
        kind=kind,
        name=name,
        spec=spec,
        background=background,
        actor=actor,
        at=at,
        submission_key=submission_key,
        verb="Sao bố cục giấy khen",
    )
