"""Facts about rounds, dossiers and lines as people enter them. Rights are asked by the callers in `workflows`."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from organizations.enums import AwardForm, RecipientKind
from organizations.models import AwardingAuthority, Unit
from organizations.queries import award_right
from rolls.models import Person
from vietnamese.dates import local_day

from .conditions import copy_conditions
from .criteria import start_criteria
from .enums import QuotaMode, RoundState
from .exceptions import RoundRefused
from .models import Dossier, Nomination, Nominee, Quota, Round, RoundBasis, RoundExtension, RoundForm


def next_code(prefix: str, existing: Any, *, width: int = 3) -> str:
    """Return `prefix` and the number above the highest among the existing codes, which all begin with `prefix`.

    Call it under the lock of the parent row, so that two people get two codes.
    """
    last = max((int(code.removeprefix(prefix)) for code in existing), default=0)
    return f"{prefix}{last + 1:0{width}d}"


def refuse_without_right(authority: AwardingAuthority, forms: list[tuple[str, str]], *, at: datetime) -> None:
    """Raise RoundRefused when the authority's level may not give one of the forms (recipient kind, form)."""
    for kind, form in forms:
        if award_right(authority.level_id, form, kind, local_day(at)) is None:
            raise RoundRefused(
                f"{authority.name} không có thẩm quyền tặng {AwardForm(form).label} cho {RecipientKind(kind).label.lower()}. "
                f"Thẩm quyền của cấp “{authority.level.name}” nằm ở bảng Thẩm quyền khen thưởng; "
                "hãy chọn hình thức khác hoặc cơ quan quyết định ở cấp cao hơn."
            )


JUDGED_BY = ("is_personnel", "bars_own_proposals", "appraisers_needed", "posting_days")
"""The settings of a round that say how its lines are judged."""


def _settings(judged_by: Mapping[str, bool | int] | None) -> dict[str, bool | int]:
    return {name: value for name, value in (judged_by or {}).items() if name in JUDGED_BY}


@transaction.atomic
def open_round(
    *,
    unit: Unit,
    authority: AwardingAuthority,
    title: str,
    kind: str,
    period_label: str,
    deadline: datetime,
    forms: list[tuple[str, str]],
    bases: list[str],
    actor: Any,
    at: datetime,
    citation: str = "",
    period_from=None,
    period_to=None,
    submission_key: uuid.UUID | None = None,
    judged_by: Mapping[str, bool | int] | None = None,
) -> Round:
    """Open a round. A second call with the same `submission_key` returns the round that is already there.

    `judged_by` are settings named in JUDGED_BY; those not given have their usual value. Raises RoundRefused when nothing is offered, the deadline is over, or the authority may not give a form.
    """
    if submission_key and (found := Round.objects.filter(submission_key=submission_key).first()):
        return found
    if not forms:
        raise RoundRefused("Hãy chọn ít nhất một hình thức khen thưởng cho tập thể hoặc cá nhân.")
    if deadline <= at:
        raise RoundRefused("Hạn trình phải sau thời điểm này. Hãy chọn ngày, giờ muộn hơn.")
    refuse_without_right(authority, forms, at=at)
    Unit.objects.select_for_update().get(pk=unit.pk)
    year = local_day(at).year
    taken = Round.objects.filter(code__startswith=f"{year}-").values_list("code", flat=True)
    round = Round.objects.create(
        code=next_code(f"{year}-", taken, width=2),
        title=title,
        kind=kind,
        unit=unit,
        authority=authority,
        period_label=period_label,
        period_from=period_from,
        period_to=period_to,
        deadline=deadline,
        citation=citation,
        created_at=at,
        created_by=actor,
        submission_key=submission_key or uuid.uuid4(),
        **_settings(judged_by),
    )
    write_round_lists(round, forms=forms, bases=bases)
    copy_conditions(round)
    record(verb="Mở đợt khen thưởng", subject=round, actor=actor, at=at, unit_name=str(unit))
    return round


def write_round_lists(round: Round, *, forms: list[tuple[str, str]], bases: list[str]) -> None:
    """Replace the forms offered and the legal-basis lines of a round; a form that stays keeps its templates."""
    there = {(row.recipient_kind, row.form): row for row in round.forms.all()}
    RoundForm.objects.filter(pk__in=[row.pk for offer, row in there.items() if offer not in forms]).delete()
    round.bases.all().delete()
    made = RoundForm.objects.bulk_create(
        RoundForm(round=round, recipient_kind=kind, form=form) for kind, form in forms if (kind, form) not in there
    )
    start_criteria(round, made)
    RoundBasis.objects.bulk_create(
        RoundBasis(round=round, position=i, text=text) for i, text in enumerate(filter(None, bases), start=1)
    )


@transaction.atomic
def change_round(
    round: Round,
    *,
    title: str,
    kind: str,
    authority: AwardingAuthority,
    period_label: str,
    deadline: datetime,
    forms: list[tuple[str, str]],
    bases: list[str],
    actor: Any,
    at: datetime,
    citation: str = "",
    period_from=None,
    period_to=None,
    judged_by: Mapping[str, bool | int] | None = None,
) -> Round:
    """Change an open round. Forms and the deciding authority stay as they are once lines exist.

    Settings that `judged_by` does not name stay as they are; the history keeps what each was before. A deadline may stay as it is, also when it is over; a new one lies ahead.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.state != RoundState.OPEN:
        raise RoundRefused("Đợt này đã đóng nên không sửa được nữa.")
    if not forms:
        raise RoundRefused("Hãy chọn ít nhất một hình thức khen thưởng cho tập thể hoặc cá nhân.")
    if deadline != round.deadline and deadline <= at:
        raise RoundRefused("Hạn trình mới phải sau thời điểm này. Muốn ngừng nhận đề nghị ngay, hãy đóng đợt.")
    refuse_without_right(authority, forms, at=at)
    offered = set(round.forms.values_list("recipient_kind", "form"))
    if round.nominations.exists() and (authority.pk != round.authority_id or not offered <= set(forms)):
        raise RoundRefused(
            "Đợt này đã có đề nghị nên không đổi cơ quan quyết định và không bỏ hình thức đã mở được nữa."
        )
    for name, value in {
        "title": title,
        "kind": kind,
        "authority": authority,
        "period_label": period_label,
        "deadline": deadline,
        "citation": citation,
        "period_from": period_from,
        "period_to": period_to,
    }.items():
        setattr(round, name, value)
    settings = {name: value for name, value in _settings(judged_by).items() if value != getattr(round, name)}
    before = {name: [getattr(round, name), value] for name, value in settings.items()}
    for name, value in settings.items():
        setattr(round, name, value)
    round.save()
    write_round_lists(round, forms=forms, bases=bases)
    record(verb="Sửa đợt khen thưởng", subject=round, actor=actor, at=at, data=before)
    return round


@transaction.atomic
def close_round(round: Round, *, actor: Any, at: datetime) -> Round:
    """Close a round: no more submissions; drafts stay readable; lines already under way go on."""
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.state != RoundState.OPEN:
        raise RoundRefused("Đợt này đã đóng từ trước.")
    round.state, round.closed_at = RoundState.CLOSED, at
    round.save(update_fields=["state", "closed_at"])
    record(verb="Đóng đợt khen thưởng", subject=round, actor=actor, at=at)
    return round


@transaction.atomic
def extend_round(
    round: Round, *, unit: Unit, deadline: datetime, reason: str, actor: Any, at: datetime
) -> RoundExtension:
    """Give one unit a later deadline, with a reason."""
    if round.state != RoundState.OPEN:
        raise RoundRefused("Đợt này đã đóng. Chỉ gia hạn được khi đợt còn mở.")
    if deadline <= at or deadline <= round.deadline:
        raise RoundRefused("Hạn mới phải sau hạn chung của đợt và sau thời điểm này.")
    if not reason.strip():
        raise RoundRefused("Hãy ghi lý do gia hạn.")
    extension = RoundExtension.objects.create(
        round=round, unit=unit, deadline=deadline, reason=reason, granted_by=actor, granted_at=at
    )
    record(verb="Gia hạn cho đơn vị", subject=round, actor=actor, at=at, note=reason, unit_name=str(unit))
    return extension


@transaction.atomic
def set_quota(
    round: Round,
    *,
    kind: str,
    limit: int | None,
    mode: str,
    actor: Any,
    at: datetime,
    unit: Unit | None = None,
    form: str = "",
) -> Quota | None:
    """Set how many lines of a kind every unit, or this one unit, may propose; a limit of None takes the quota away.

    With `form` only lines of that form count, else all. Nothing is written when it already says so. Raises RoundRefused
    once the round is closed.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.state != RoundState.OPEN:
        raise RoundRefused("Đợt này đã đóng nên không đổi chỉ tiêu được nữa.")
    quota = Quota.objects.filter(round=round, unit=unit, recipient_kind=kind, form=form).first()
    if (quota.limit, quota.mode) == (limit, mode) if quota else limit is None:
        return quota
    if limit is None:
        quota.delete()
    else:
        quota, _ = Quota.objects.update_or_create(
            round=round, unit=unit, recipient_kind=kind, form=form, defaults={"limit": limit, "mode": mode}
        )
    about = f"{RecipientKind(kind).label}, {AwardForm(form).label}" if form else RecipientKind(kind).label
    what = "không giới hạn" if limit is None else f"{limit}, {QuotaMode(mode).label.lower()} khi vượt"
    record(
        verb="Đặt chỉ tiêu", subject=round, actor=actor, at=at, note=f"{about}: {what}",
        unit_name=unit.name if unit else "",
    )  # fmt: skip
    return quota if limit is not None else None


@transaction.atomic
def create_dossier(
    *, round: Round, unit: Unit, actor: Any, at: datetime, submission_key: uuid.UUID | None = None, **fields
) -> Dossier:
    """Create a dossier; the same `submission_key` again returns the one that exists, so a double click makes one."""
    Round.objects.select_for_update().get(pk=round.pk)
    if submission_key and (found := Dossier.objects.filter(submission_key=submission_key).first()):
        return found
    return Dossier.objects.create(
        code=next_code(f"{round.code}-H", Dossier.objects.filter(round=round).values_list("code", flat=True), width=2),
        round=round,
        unit=unit,
        unit_name=unit.name,
        created_by=actor,
        created_at=at,
        submission_key=submission_key or uuid.uuid4(),
        **fields,
    )


def new_line(
    dossier: Dossier,
    *,
    nominee: dict,
    at: datetime,
    submission_key: uuid.UUID | None = None,
    copied_from=None,
    **fields,
) -> Nomination:
    """Write the rows of a new line of a dossier in state DRAFT. Call under a transaction, with the round locked."""
    codes = Nomination.objects.filter(round=dossier.round_id).values_list("code", flat=True)
    return Nomination.objects.create(
        code=next_code(f"{dossier.round.code}-", codes),
        dossier=dossier,
        round=dossier.round,
        proposing_unit=dossier.unit,
        proposing_unit_name=dossier.unit_name,
        holder_unit=dossier.unit,
        nominee=Nominee.objects.create(**nominee),
        state_since=at,
        created_at=at,
        submission_key=submission_key or uuid.uuid4(),
        copied_from=copied_from,
        **fields,
    )


def identify_anew(person: Person) -> None:
    """Let every line about somebody carry the key of the record that stands for them now.

    Raises IntegrityError when two open lines of one round and form turn out to be about the same person.
    """
    for line in Nomination.objects.filter(nominee__person=person).select_related("nominee"):
        line.save(update_fields=["subject_key"])
