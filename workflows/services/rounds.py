"""A round as its committee's office runs it: opened, changed, extended, closed. Rights are asked here, facts kept below.

Raises NotPermitted (who), nominations.services.RoundRefused (facts), StalePage (the form was opened before a change).
"""

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from nominations import services as facts
from nominations.models import Quota, Round, RoundExtension
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..exceptions import StalePage


def open_round(*, unit: Unit, actor: Any, at: datetime, submission_key: uuid.UUID, **details) -> Round:
    """Open a round of `unit`; the same `submission_key` again returns the round that exists. See nominations.services."""
    _check(unit, actor, at)
    return facts.open_round(unit=unit, actor=actor, at=at, submission_key=submission_key, **details)


@transaction.atomic
def change_round(round: Round, *, actor: Any, at: datetime, seen: str, **details) -> Round:
    """Change an open round. `seen` is the fingerprint() of what the person had before them."""
    _check(round.unit, actor, at)
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if fingerprint(locked) != seen:
        raise StalePage(
            "Đợt này vừa được sửa ở một trang hoặc máy khác. Những gì đồng chí gõ vẫn còn dưới đây; "
            "hãy mở lại trang để xem bản mới nhất rồi sửa tiếp."
        )
    return facts.change_round(locked, actor=actor, at=at, **details)


def close_round(round: Round, *, actor: Any, at: datetime) -> Round:
    """Close a round: nothing more is submitted; what is under way goes on."""
    _check(round.unit, actor, at)
    return facts.close_round(round, actor=actor, at=at)


def extend_round(
    round: Round, *, unit: Unit, deadline: datetime, reason: str, actor: Any, at: datetime
) -> RoundExtension:
    """Give one unit a later deadline."""
    _check(round.unit, actor, at)
    return facts.extend_round(round, unit=unit, deadline=deadline, reason=reason, actor=actor, at=at)


@transaction.atomic
def set_quotas(
    round: Round,
    *,
    limits: dict[tuple[str, str], tuple[int | None, str]],
    actor: Any,
    at: datetime,
    unit: Unit | None = None,
) -> list[Quota | None]:
    """Set the quotas of every unit, or of one: (recipient kind, form or "" for all) -> (limit or None, mode). All or none."""
    _check(round.unit, actor, at)
    return [
        facts.set_quota(round, kind=kind, form=form, limit=limit, mode=mode, actor=actor, at=at, unit=unit)
        for (kind, form), (limit, mode) in limits.items()
    ]


def fingerprint(round: Round) -> str:
    """Return a short text that changes whenever anything changes that the form of a round shows."""
    shown = [
        round.title,
        round.kind,
        round.authority_id,
        round.period_label,
        str(round.period_from),
        str(round.period_to),
        round.deadline.timestamp(),
        round.citation,
        *(getattr(round, name) for name in facts.JUDGED_BY),
        round.state,
        sorted(round.forms.order_by().values_list("recipient_kind", "form")),
        list(round.bases.order_by("position", "id").values_list("text", flat=True)),
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def _check(unit: Unit, actor: Any, at: datetime) -> None:
    access.check(actor, Capability.MANAGE_ROUNDS, unit, on=local_day(at))
