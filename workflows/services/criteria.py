"""The criteria of a round as its office sets them; rights are asked here, facts kept in nominations.criteria."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nominations import criteria as facts
from nominations.criteria import usual_criteria
from nominations.models import Criterion, Round, RoundForm
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

USUAL = "bộ tiêu chí mẫu"
"""How the history calls the criteria that a round starts with."""


def add(form: RoundForm, *, text: str, source: str, actor: Any, at: datetime) -> Criterion:
    """Add a criterion to a form of a round; see nominations.criteria. Raises NotPermitted."""
    _check(form.round, actor, at)
    return facts.add_criterion(form, text=text, source=source, actor=actor, at=at)


def change(criterion: Criterion, *, text: str, source: str, actor: Any, at: datetime) -> Criterion:
    """Change the words of a criterion. Raises NotPermitted."""
    _check(criterion.round_form.round, actor, at)
    return facts.change_criterion(criterion, text=text, source=source, actor=actor, at=at)


def drop(criterion: Criterion, *, actor: Any, at: datetime) -> None:
    """Take a criterion off the sheets to come. Raises NotPermitted."""
    _check(criterion.round_form.round, actor, at)
    facts.drop_criterion(criterion, actor=actor, at=at)


def move(criterion: Criterion, *, up: bool, actor: Any, at: datetime) -> None:
    """Move a criterion one place up or down. Raises NotPermitted."""
    _check(criterion.round_form.round, actor, at)
    facts.move_criterion(criterion, up=up, actor=actor, at=at)


def copy(form: RoundForm, *, source: RoundForm | None, actor: Any, at: datetime) -> int:
    """Put the criteria of another form, or the usual ones without `source`, in the place of a form's own.

    Returns how many there are now. Raises NotPermitted, and RoundRefused where the other has none.
    """
    _check(form.round, actor, at)
    rows: Iterable[tuple[str, str]] = usual_criteria(form.recipient_kind)
    name = USUAL
    if source is not None:
        rows, name = source.criteria.values_list("text", "source"), f"đợt {source.round.code}, {source}"
    return facts.replace_criteria(form, rows, source_name=name, actor=actor, at=at)


def _check(round: Round, actor: Any, at: datetime) -> None:
    access.check(actor, Capability.MANAGE_ROUNDS, round.unit, on=local_day(at))
