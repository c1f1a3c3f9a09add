"""The cell's drafts: dossiers and lines that only the cell holds. No state changes here except the first."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from nominations import services as facts
from nominations.enums import WITH_CELL, RoundState
from nominations.models import Dossier, Nomination, Nominee, Round
from organizations.models import Unit
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..engine import start_record
from ..exceptions import GuardFailed, IllegalTransition, StalePage
from ..flows import NominationFlow
from .doubles import refused_twice

DOSSIER_FIELDS = (
    "met_on",
    "met_from",
    "met_until",
    "met_place",
    "chair_name",
    "chair_position",
    "clerk_name",
    "members_total",
    "members_present",
    "ballot",
    "opinions",
    "letter_number",
    "minutes_number",
    "signer_name",
    "signer_position",
)
LINE_FIELDS = ("form", "model_name", "achievement", "citation")


@transaction.atomic
def start_dossier(
    *, round: Round, unit: Unit, actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> Dossier:
    """Start a cell's dossier for an open round. Raises NotPermitted, or GuardFailed when the round is closed."""
    holding = access.check(actor, Capability.NOMINATE, unit, on=local_day(at))
    if round.state != RoundState.OPEN:
        raise GuardFailed("Đợt khen thưởng này đã đóng nên không lập hồ sơ mới được.")
    return facts.create_dossier(
        round=round,
        unit=unit,
        actor=actor,
        at=at,
        submission_key=submission_key,
        signer_name=actor.full_name,
        signer_position=holding.position_title,
    )


@transaction.atomic
def save_meeting(
    dossier: Dossier, *, actor: Any, at: datetime, expected_version: int, votes: dict[int, dict], **fields
) -> Dossier:
    """Save the cell's meeting and the votes of its lines: `votes` maps nomination id to in_favor, against, invalid.

    Raises StalePage when somebody else saved the dossier meanwhile, IllegalTransition when no line is with the cell.
    """
    access.check(actor, Capability.NOMINATE, dossier.unit, on=local_day(at))
    locked = Dossier.objects.select_for_update().get(pk=dossier.pk)
    _refuse_stale(locked.version, expected_version)
    lines = {n.pk: n for n in locked.nominations.select_for_update(of=("self",)).select_related("nominee")}
    if lines and not any(n.state in WITH_CELL for n in lines.values()):
        raise IllegalTransition(
            "Hồ sơ đã trình nên không sửa cuộc họp được nữa. Nếu ghi nhầm, hãy gọi cơ quan thẩm định để được trả lại."
        )
    for name in DOSSIER_FIELDS:
        if name in fields:
            setattr(locked, name, fields[name])
    locked.version += 1
    locked.full_clean(exclude=["code", "submission_key"])
    locked.save()
    for pk, counted in votes.items():
        if (line := lines.get(pk)) is not None and line.state in WITH_CELL:
            line.votes_in_favor, line.votes_against, line.votes_invalid = (
                counted.get("in_favor"),
                counted.get("against"),
                counted.get("invalid"),
            )
            line.save(update_fields=["votes_in_favor", "votes_against", "votes_invalid"])
    dossier.refresh_from_db()
    return locked


@transaction.atomic
def add_line(
    dossier: Dossier,
    *,
    actor: Any,
    at: datetime,
    nominee: dict,
    submission_key: uuid.UUID | None = None,
    copied_from: Nomination | None = None,
    **fields,
) -> Nomination:
    """Add a line to a dossier: the rows, the viewflow process, the first step of its history.

    The same `submission_key` again returns the line that exists: a double click makes one nomination.
    """
    holding = access.check(actor, Capability.NOMINATE, dossier.unit, on=local_day(at))
    Round.objects.select_for_update().get(pk=dossier.round_id)
    if submission_key and (found := Nomination.objects.filter(submission_key=submission_key).first()):
        if found.dossier_id != dossier.pk:
            raise NotPermitted("Mã biểu mẫu thuộc về hồ sơ khác. Hãy tải lại trang rồi điền lại.")
        return found
    if dossier.round.state != RoundState.OPEN:
        raise GuardFailed("Đợt khen thưởng này đã đóng nên không thêm dòng được.")
    with refused_twice(round_id=dossier.round_id, form=fields.get("form", ""), nominee=nominee):
        line = facts.new_line(
            dossier,
            nominee=nominee,
            at=at,
            submission_key=submission_key,
            copied_from=copied_from,
            **{name: fields[name] for name in LINE_FIELDS if name in fields},
        )
    NominationFlow.start.run(nomination=line)
    start_record(
        line, actor=actor, at=at, holding=holding, data={"copied_from": copied_from.code} if copied_from else {}
    )
    return line


@transaction.atomic
def save_line(
    nomination: Nomination, *, actor: Any, at: datetime, expected_version: int, nominee: dict, **fields
) -> Nomination:
    """Change a line that is with its cell. Raises IllegalTransition elsewhere, StalePage when it was changed meanwhile."""
    access.check(actor, Capability.NOMINATE, nomination.proposing_unit, on=local_day(at))
    locked = Nomination.objects.select_for_update(of=("self",)).select_related("nominee").get(pk=nomination.pk)
    if locked.state not in WITH_CELL:
        raise IllegalTransition(
            f"Dòng này đang ở trạng thái “{locked.get_state_display()}” nên không sửa được. "
            "Nếu cần sửa, hãy gọi cơ quan thẩm định để được trả lại."
        )
    _refuse_stale(locked.version, expected_version)
    for name, value in nominee.items():
        setattr(locked.nominee, name, value)
    for name in LINE_FIELDS:
        if name in fields:
            setattr(locked, name, fields[name])
    locked.version += 1
    with refused_twice(round_id=locked.round_id, form=locked.form, nominee=vars(locked.nominee), but=locked.pk):
        locked.nominee.save()
        locked.save()
    nomination.refresh_from_db()
    return locked


@transaction.atomic
def copy_line(
    nomination: Nomination, *, dossier: Dossier, actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> Nomination:
    """Copy a line of the cell into a dossier of another round as a new draft; votes and files are not copied."""
    if nomination.proposing_unit_id != dossier.unit_id:
        raise NotPermitted("Chỉ chép được đề nghị của chính đơn vị mình.", hidden=True)
    if nomination.round_id == dossier.round_id:
        raise GuardFailed("Dòng này đã ở trong đợt đó. Hãy chọn một đợt khác.")
    copied = {
        f.name: getattr(nomination.nominee, f.name) for f in Nominee._meta.fields if f.name not in ("id", "name_key")
    }
    return add_line(
        dossier,
        actor=actor,
        at=at,
        nominee=copied,
        submission_key=submission_key,
        copied_from=nomination,
        **{name: getattr(nomination, name) for name in LINE_FIELDS},
    )


def _refuse_stale(current: int, expected: int) -> None:
    if current != expected:
        raise StalePage(
            "Trang này đã cũ: nội dung vừa được lưu ở một trang hoặc máy khác. Những gì đồng chí gõ vẫn còn dưới đây; "
            "hãy mở lại bản mới nhất để so sánh rồi lưu."
        )
