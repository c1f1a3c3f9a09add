"""Acts on several lines at once: one transaction each, and a result for each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from nominations.enums import WITH_CELL
from nominations.models import Dossier, Nomination
from nominations.rules import called
from permissions.exceptions import NotPermitted

from .. import announcements
from ..engine import perform
from ..enums import Action
from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded


@dataclass(frozen=True)
class Result:
    """What became of one line: done, or refused with the reason."""

    nomination: Nomination
    name: str
    refusal: str = ""
    needs_reason: bool = False

    @property
    def is_done(self) -> bool:
        """Return whether the act was done."""
        return not self.refusal


def perform_each(
    action: Action,
    nominations: Iterable[Nomination],
    *,
    actor: Any,
    at: datetime,
    note: str = "",
    data: dict | None = None,
    versions: dict[int, int] | None = None,
    separation_reason: str = "",
) -> list[Result]:
    """Do one act on each line, each in a transaction of its own; a refusal does not stop the others."""
    return [
        _one(
            action,
            n,
            actor=actor,
            at=at,
            note=note,
            data=data,
            version=(versions or {}).get(n.pk),
            reason=separation_reason,
        )
        for n in nominations
    ]


def opine_each(
    action: Action,
    nominations: Iterable[Nomination],
    *,
    actor: Any,
    at: datetime,
    note: str = "",
    data: dict | None = None,
    versions: dict[int, int] | None = None,
    separation_reason: str = "",
) -> list[Result]:
    """Give the same opinion on many lines, receiving those that have only arrived; a result for each."""
    results = []
    for nomination in nominations:
        act = partial(
            receive_and,
            action,
            nomination,
            actor=actor,
            at=at,
            note=note,
            data=data,
            expected_version=(versions or {}).get(nomination.pk),
            separation_reason=separation_reason,
        )
        results.append(_result(nomination, act))
    return results


def submit_dossier(
    dossier: Dossier,
    *,
    actor: Any,
    at: datetime,
    versions: dict[int, int] | None = None,
    separation_reason: str = "",
) -> list[Result]:
    """Submit every line of the dossier that is with the cell; a line that a rule blocks stays where it is.

    With `versions` (nomination id -> version that the person read) only those lines go, and none that changed meanwhile.
    """
    lines = dossier.nominations.filter(state__in=WITH_CELL).select_related("nominee").order_by("id")
    if versions is not None:
        lines = lines.filter(pk__in=versions)
    results = perform_each(
        Action.SUBMIT, lines, actor=actor, at=at, versions=versions, separation_reason=separation_reason
    )
    if submitted := [result.nomination for result in results if result.is_done]:
        announcements.arrived(dossier, submitted[0].holder_unit, len(submitted), actor=actor, at=at)
    return results


@transaction.atomic
def receive_and(
    action: Action,
    nomination: Nomination,
    *,
    actor: Any,
    at: datetime,
    note: str = "",
    data: dict | None = None,
    expected_version: int | None = None,
    separation_reason: str = "",
) -> None:
    """Give an opinion on a line; one that has only arrived is received first. Raises what perform() raises."""
    if nomination.state in ("submitted", "forwarded"):
        perform(
            Action.RECEIVE,
            nomination=nomination,
            actor=actor,
            at=at,
            expected_version=expected_version,
            separation_reason=separation_reason,
        )
        expected_version = None
    perform(
        action,
        nomination=nomination,
        actor=actor,
        at=at,
        note=note,
        data=data,
        expected_version=expected_version,
        separation_reason=separation_reason,
    )


def _one(
    action: Action,
    nomination: Nomination,
    *,
    actor: Any,
    at: datetime,
    note: str,
    data: dict | None,
    version: int | None,
    reason: str,
) -> Result:
    act = partial(
        perform,
        action,
        nomination=nomination,
        actor=actor,
        at=at,
        note=note,
        data=data,
        expected_version=version,
        separation_reason=reason,
    )
    return _result(nomination, act)


def _result(nomination: Nomination, act: Callable[[], Any]) -> Result:
    name = called(nomination.nominee)
    try:
        act()
    except (NotPermitted, IllegalTransition, GuardFailed) as refusal:
        return Result(nomination, name, refusal.reason, isinstance(refusal, ReasonNeeded))
    return Result(nomination, name)
