"""Writing the texts of notices for a unit or for one of its rounds."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from nominations.models import Round
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day
from vietnamese.text import nfc, one_line

from ..enums import Event
from ..exceptions import TextRefused
from ..models import NoticeText
from ..queries import Wording, wording
from ..rules import hindrances
from ..texts import blanks_of

STALE = "Lời tin này vừa được người khác sửa. Hãy xem lại lời hiện nay rồi lưu; điều đồng chí ghi còn ở dưới."


def mark_of(words: Wording) -> str:
    """Return what changes whenever a text changes; forms carry it, so that nobody overwrites what they have not seen."""
    told = f"{words.subject}\0{words.body}\0{words.in_system}\0{words.by_mail}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@transaction.atomic
def save_text(
    event: Event,
    *,
    unit: Unit,
    round: Round | None,
    subject: str,
    body: str,
    in_system: bool,
    by_mail: bool,
    actor: Any,
    at: datetime,
    expected_mark: str,
) -> None:
    """Keep what an office writes about an event. Raises TextRefused for a wrong blank, an empty text or an old page.

    What equals the text that would hold without it is not kept twice: the unit's text goes on changing the round's.
    """
    held = access.check(actor, Capability.MANAGE_ROUNDS, unit, on=local_day(at))
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    now = wording(event, unit, round)
    if expected_mark != mark_of(now):
        raise TextRefused(STALE)
    subject, body = one_line(subject), nfc(body.replace("\r\n", "\n"))
    blanks = blanks_of(event)
    reasons = [*hindrances(subject, blanks), *hindrances(body, blanks)]
    if not subject or not body:
        reasons.append("Tiêu đề và nội dung không được để trống. Muốn thôi báo việc này, hãy bỏ dấu ở ô báo.")
    if reasons:
        raise TextRefused(*dict.fromkeys(reasons))
    behind = _behind(event, unit, round)
    NoticeText.objects.update_or_create(
        unit=unit,
        round=round,
        event=event,
        defaults={
            "subject": "" if subject == behind.subject else subject,
            "body": "" if body == behind.body else body,
            "in_system": in_system,
            "by_mail": by_mail,
        },
    )
    after = {"subject": subject, "body": body, "in_system": in_system, "by_mail": by_mail}
    before = {"subject": now.subject, "body": now.body, "in_system": now.in_system, "by_mail": now.by_mail}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    _record(f"Sửa lời tin “{event.label}”", unit, round, held, actor, at, **changes)


@transaction.atomic
def reset_text(event: Event, *, unit: Unit, round: Round | None, actor: Any, at: datetime) -> bool:
    """Go back to the text behind: of a round to the unit's, of a unit to the standard. Returns whether there was one."""
    held = access.check(actor, Capability.MANAGE_ROUNDS, unit, on=local_day(at))
    gone, _ = NoticeText.objects.filter(unit=unit, round=round, event=event).delete()
    if gone:
        _record(f"Dùng lại lời chuẩn “{event.label}”", unit, round, held, actor, at)
    return bool(gone)


def _behind(event: Event, unit: Unit, round: Round | None) -> Wording:
    """Return the text that would hold without the one being written."""
    if round is not None:
        return wording(event, unit)
    return Wording.standard(event)


def _record(verb: str, unit: Unit, round: Round | None, held: Any, actor: Any, at: datetime, **data: Any) -> None:
    record(
        verb=verb,
        subject=round or unit,
        actor=actor,
        at=at,
        role_label=held.get_role_display(),
        unit_name=unit.name,
        on_behalf_of=held.on_behalf_of,
        data=data,
    )
