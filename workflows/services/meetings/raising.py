"""A line that the committee has approved and also proposes to a higher authority: a nomination of its own, linked to it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.models import AgendaLine
from nominations import services as facts
from nominations.models import Dossier, Evidence, Nomination, Nominee
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ...engine import perform, start_record
from ...enums import Action
from ...flows import NominationFlow
from ..doubles import refused_twice

COPIED = ("model_name", "achievement", "citation", "votes_in_favor", "votes_against", "votes_invalid", "appraisal_note")
OF_NOMINEE = [field.name for field in Nominee._meta.fields if field.name not in ("id", "name_key")]
OF_MEETING = (
    "met_on", "met_from", "met_until", "met_place", "chair_name", "chair_position", "clerk_name", "members_total",
    "members_present", "ballot", "opinions", "letter_number", "minutes_number", "signer_name", "signer_position",
)  # fmt: skip
OF_FILE = (
    "type", "paper", "caption", "original_name", "file", "thumbnail", "page_count", "mime", "size", "sha256",
    "uploaded_by", "uploaded_at",
)  # fmt: skip


@transaction.atomic
def raise_line(line: AgendaLine, *, actor: Any, at: datetime, separation_reason: str = "") -> Nomination:
    """Propose the nominee of an approved line to the round that the line names. Returns the new nomination, forwarded.

    It has a process and a history of its own; texts are copied, files are shown from where they are kept. Raises
    GuardFailed when the nominee stands in that round already.
    """
    source, unit = line.nomination, line.meeting.unit
    holding = access.check(actor, Capability.CONDUCT_MEETING, unit, on=local_day(at))
    nominee = {name: getattr(source.nominee, name) for name in OF_NOMINEE}
    dossier = _dossier(line, actor=actor, at=at)
    with refused_twice(round_id=dossier.round_id, form=line.raise_form, nominee=nominee):
        made = facts.new_line(
            dossier,
            nominee=nominee,
            at=at,
            raised_from=source,
            form=line.raise_form,
            **{name: getattr(source, name) for name in COPIED},
        )
    _show_files(Evidence.objects.filter(nomination=source), dossier, made)
    NominationFlow.start.run(nomination=made)
    start_record(made, actor=actor, at=at, holding=holding, data={"raised_from": source.code})
    perform(
        Action.FORWARD,
        nomination=made,
        actor=actor,
        at=at,
        note=f"{line.meeting.committee_name} đề nghị cấp trên khen, từ đề nghị {source.code} đã được duyệt.",
        data={"agenda_line": line, "raised_from": source.code},
        separation_reason=separation_reason,
    )
    line.raised = made
    line.save(update_fields=["raised"])
    return made


def _dossier(line: AgendaLine, *, actor: Any, at: datetime) -> Dossier:
    """Return the dossier in the higher round that holds what was raised out of the line's dossier."""
    source = line.nomination.dossier
    found = Dossier.objects.filter(
        copied_from=source, round=line.raise_to, nominations__raised_from__isnull=False
    ).first()
    if found is not None:
        return found
    made = facts.create_dossier(
        round=line.raise_to,
        unit=source.unit,
        actor=actor,
        at=at,
        copied_from=source,
        **{name: getattr(source, name) for name in OF_MEETING},
    )
    _show_files(Evidence.objects.filter(dossier=source, nomination=None), made, None)
    return made


def _show_files(files, dossier: Dossier, nomination: Nomination | None) -> None:
    """Let the dossier show the same stored files; a file that is taken out there stays where it came from."""
    Evidence.objects.bulk_create(
        Evidence(dossier=dossier, nomination=nomination, **{name: getattr(file, name) for name in OF_FILE})
        for file in files.filter(removed_at=None)
    )
