"""The texts that the office offers to those who write lines of a round."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from nominations.enums import RoundState
from nominations.models import Round
from nominations.services import RoundRefused
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day


@transaction.atomic
def save_templates(round: Round, texts: Mapping[int, tuple[str, str]], *, actor: Any, at: datetime) -> int:
    """Save for each form of the round, by its id, the templates (achievement, citation); return how many changed.

    Lines that exist keep their words. Raises RoundRefused once the round is closed.
    """
    access.check(actor, Capability.MANAGE_ROUNDS, round.unit, on=local_day(at))
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.state != RoundState.OPEN:
        raise RoundRefused("Đợt này đã đóng nên không đổi mẫu được nữa.")
    changed = []
    for row in round.forms.all():
        achievement, citation = texts.get(row.pk, (row.achievement_template, row.citation_template))
        if (achievement, citation) != (row.achievement_template, row.citation_template):
            row.achievement_template, row.citation_template = achievement, citation
            row.save(update_fields=["achievement_template", "citation_template"])
            changed.append(str(row))
    if changed:
        record(verb="Đặt mẫu viết", subject=round, actor=actor, at=at, note="; ".join(changed))
    return len(changed)
