"""What a new layout begins as: a standard design, the office's own blank, or another layout."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.models import Unit

from ..layout.editing import on_bought_blank
from ..layout.standard import standard_spec
from ..models import Layout
from .backgrounds import content_of, keep_background, proposed_size
from .layouts import create_layout, working_copy


def create_from_design(
    *,
    unit: Unit,
    form: str,
    kind: str,
    design: str,
    name: str,
    width_mm: float,
    height_mm: float,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> Layout:
    """Make a layout that begins as one of the standard designs on a sheet of this size. Raises LayoutRefused."""
    size = {"width_mm": width_mm, "height_mm": height_mm}
    spec = standard_spec(design, form=form, kind=kind, nature=unit.kind.nature, **size)
    return create_layout(
        unit=unit, form=form, kind=kind, name=name, spec=spec, actor=actor, at=at, submission_key=submission_key
    )


@transaction.atomic
def create_on_blank(
    *,
    unit: Unit,
    form: str,
    kind: str,
    design: str,
    name: str,
    blank: tuple[str, bytes],
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> Layout:
    """Make a layout on the office's own blank, `blank` (file name, content), with the lines where a design has them.

    The sheet gets the size that the blank proposes; the blank is shown and not printed. Raises ActRefused.
    """
    background = keep_background(unit=unit, name=blank[0], content=blank[1], actor=actor, at=at)
    width, height = proposed_size(content_of(background))
    size = {"width_mm": width, "height_mm": height}
    spec = standard_spec(design, form=form, kind=kind, nature=unit.kind.nature, **size)
    return create_layout(
        unit=unit,
        form=form,
        kind=kind,
        name=name,
        spec=on_bought_blank(spec, background.sha256),
        background=background,
        actor=actor,
        at=at,
        submission_key=submission_key,
    )


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
