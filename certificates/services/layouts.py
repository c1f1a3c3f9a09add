"""Layouts of certificates: made, drafted, saved as a version, used and put away.

What was saved is frozen: a version points at a FrozenLayout, which holds the canonical JSON of its LayoutSpec and the
office's own background. Only the records clerk of the unit may change anything here (Capability.NUMBER_DECISIONS).
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day
from vietnamese.text import one_line

from ..exceptions import ActRefused
from ..layout.spec import LayoutSpec
from ..models import Background, FrozenLayout, Layout, LayoutVersion
from .emblems import check_emblem

LONGEST_NAME = 100
MOST_LAYOUTS = 60
"""Of one unit that are not put away: a list that people can still read."""


class DraftIsStale(ActRefused):
    """The draft was saved in another window since it was opened."""

    def __init__(self, by: str):
        super().__init__(
            f"Bố cục này vừa được {f'đồng chí {by} ' if by else ''}lưu ở một cửa sổ khác. "
            "Những gì đồng chí vừa sửa vẫn còn trên màn hình này nhưng chưa lưu. "
            "Đồng chí mở lại bố cục để xem bản mới nhất rồi sửa tiếp."
        )


def freeze_layout(spec: LayoutSpec, background: Background | None, at: datetime) -> FrozenLayout:
    """Return the frozen form of a layout, writing it down when it is not there yet.

    The same spec gives the same row however often and from however many processes it is asked for. `background` is
    the office's picture that the spec names. Raises ActRefused when the two do not belong together.
    """
    named = spec.ground.sha256 if spec.ground.kind == "own" else ""
    if named != (background.sha256 if background else ""):
        raise ActRefused("Hình nền của bố cục không còn đúng. Đồng chí mở bố cục, chọn lại hình nền rồi lưu.")
    frozen, _ = FrozenLayout.objects.get_or_create(
        sha256=spec.sha256, defaults={"spec": spec.to_json(), "background": background, "frozen_at": at}
    )
    return frozen


def layout_in_use(unit: Unit, form: str, kind: str) -> FrozenLayout | None:
    """Return the newest version of the layout that the unit uses for this form of award and kind of recipient."""
    newest = (
        LayoutVersion.objects.filter(
            layout__unit=unit, layout__form=form, layout__recipient_kind=kind, layout__is_in_use=True
        )
        .select_related("frozen__background")
        .order_by("-number")
        .first()
    )
    return newest.frozen if newest else None


def layouts_in_use(unit_pk: int) -> dict[tuple[str, str], FrozenLayout]:
    """Return what layout_in_use returns for every form and kind of recipient that the unit has a layout for. One query."""
    versions = LayoutVersion.objects.filter(layout__unit=unit_pk, layout__is_in_use=True)
    found = versions.select_related("layout", "frozen__background").order_by("number")
    return {(version.layout.form, version.layout.recipient_kind): version.frozen for version in found}


def newest_version(layout: Layout) -> LayoutVersion | None:
    """Return what is printed with the layout, or None when it was never saved."""
    return layout.versions.select_related("frozen__background").order_by("-number").first()


def working_copy(layout: Layout) -> tuple[LayoutSpec, Background | None]:
    """Return what the editor opens: the draft, or the newest version where nothing is being changed."""
    if layout.draft is not None:
        return LayoutSpec.from_json(layout.draft), layout.draft_background
    version = newest_version(layout)
    return LayoutSpec.from_json(version.frozen.spec), version.frozen.background


@transaction.atomic
def create_layout(
    *,
    unit: Unit,
    form: str,
    kind: str,
    name: str,
    spec: LayoutSpec,
    background: Background | None = None,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
    verb: str = "Tạo bố cục giấy khen",
) -> Layout:
    """Make a layout whose draft is `spec`; the same `submission_key` again returns the one that is there."""
    _check(actor, unit, at)
    check_emblem(spec, unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if submission_key and (found := Layout.objects.filter(submission_key=submission_key, unit=unit).first()):
        return found
    if Layout.objects.filter(unit=unit, retired_at=None).count() >= MOST_LAYOUTS:
        raise ActRefused(f"Đơn vị đã có {MOST_LAYOUTS} bố cục. Đồng chí cất bớt bố cục không dùng nữa rồi tạo mới.")
    made = Layout.objects.create(
        unit=unit,
        form=form,
        recipient_kind=kind,
        name=_name(name, unit),
        draft=spec.to_json(),
        draft_background=background,
        draft_version=1,
        draft_saved_at=at,
        draft_saved_by_name=actor.full_name,
        created_at=at,
        created_by_name=actor.full_name,
        **({"submission_key": submission_key} if submission_key else {}),
    )
    record(verb=verb, subject=made, actor=actor, at=at, unit_name=str(unit))
    return made


@transaction.atomic
def save_draft(
    layout: Layout,
    *,
    spec: LayoutSpec,
    expected_version: int,
    actor: Any,
    at: datetime,
    background: Background | None = None,
) -> Layout:
    """Keep what is being changed; nothing is printed with it. Raises DraftIsStale when another window saved first.

    `background` is the picture that the spec names, one of the unit's own; an emblem must be one of them too.
    """
    kept = _locked(layout, actor, at)
    _check_draft(kept, expected_version)
    check_emblem(spec, kept.unit)
    data = spec.to_json()
    if kept.draft == data and kept.draft_background_id == (background and background.pk):
        return kept
    kept.draft, kept.draft_background = data, background
    return _touched(kept, actor, at)


@transaction.atomic
def discard_draft(layout: Layout, *, expected_version: int, actor: Any, at: datetime) -> Layout:
    """Go back to the newest version. Raises ActRefused when there is none to go back to."""
    kept = _locked(layout, actor, at)
    _check_draft(kept, expected_version)
    if newest_version(kept) is None:
        raise ActRefused("Bố cục này chưa lưu thành bản nào nên không có bản cũ để quay lại.")
    kept.draft, kept.draft_background = None, None
    record(verb="Bỏ bản đang sửa của bố cục", subject=kept, actor=actor, at=at)
    return _touched(kept, actor, at)


@transaction.atomic
def publish(layout: Layout, *, expected_version: int, actor: Any, at: datetime, note: str = "") -> LayoutVersion:
    """Save the draft as the next version; from then on it is what is printed with this layout.

    A draft that is equal to the newest version adds none. Raises DraftIsStale as save_draft does.
    """
    kept = _locked(layout, actor, at)
    _check_draft(kept, expected_version)
    return _publish(kept, actor=actor, at=at, note=note)


def _publish(kept: Layout, *, actor: Any, at: datetime, note: str = "") -> LayoutVersion:
    newest = newest_version(kept)
    if kept.draft is None:
        return newest
    frozen = freeze_layout(LayoutSpec.from_json(kept.draft), kept.draft_background, at)
    kept.draft, kept.draft_background = None, None
    _touched(kept, actor, at)
    if newest is not None and newest.frozen_id == frozen.pk:
        return newest
    made = LayoutVersion.objects.create(
        layout=kept,
        number=newest.number + 1 if newest else 1,
        frozen=frozen,
        saved_at=at,
        saved_by_name=actor.full_name,
        note=one_line(note)[:200],
    )
    data = {"version": made.number, "sha256": frozen.sha256}
    record(verb="Lưu bản bố cục giấy khen", subject=kept, actor=actor, at=at, note=f"Bản {made.number}", data=data)
    return made


@transaction.atomic
def use_layout(layout: Layout, *, expected_version: int, actor: Any, at: datetime) -> Layout:
    """Save what is being changed and print with this layout from now on; the one used so far is no longer used."""
    kept = _locked(layout, actor, at)
    _check_draft(kept, expected_version)
    _publish(kept, actor=actor, at=at)
    if kept.is_in_use:
        return kept
    before = _used_now(kept)
    for other in before:
        other.is_in_use = False
        other.save(update_fields=["is_in_use"])
    kept.is_in_use, kept.retired_at = True, None
    kept.save(update_fields=["is_in_use", "retired_at"])
    note = "Thay " + ", ".join(other.name for other in before) if before else ""
    record(verb="Dùng bố cục giấy khen", subject=kept, actor=actor, at=at, note=note)
    return kept


@transaction.atomic
def stop_using(layout: Layout, *, actor: Any, at: datetime) -> Layout:
    """Print with the standard design again."""
    kept = _locked(layout, actor, at)
    if kept.is_in_use:
        kept.is_in_use = False
        kept.save(update_fields=["is_in_use"])
        record(verb="Thôi dùng bố cục giấy khen", subject=kept, actor=actor, at=at)
    return kept


@transaction.atomic
def retire_layout(layout: Layout, *, actor: Any, at: datetime) -> Layout:
    """Put a layout away; what was printed with it keeps it. Raises ActRefused while it is in use."""
    kept = _locked(layout, actor, at)
    if kept.is_in_use:
        raise ActRefused("Bố cục này đang dùng để in. Đồng chí dùng bố cục khác hoặc bấm Thôi dùng, rồi mới cất đi.")
    if kept.retired_at is None:
        kept.retired_at = at
        kept.save(update_fields=["retired_at"])
        record(verb="Cất bố cục giấy khen", subject=kept, actor=actor, at=at)
    return kept


@transaction.atomic
def restore_layout(layout: Layout, *, actor: Any, at: datetime) -> Layout:
    """Take a layout out again."""
    kept = _locked(layout, actor, at)
    if kept.retired_at is not None:
        kept.retired_at = None
        kept.save(update_fields=["retired_at"])
        record(verb="Lấy lại bố cục giấy khen", subject=kept, actor=actor, at=at)
    return kept


@transaction.atomic
def rename_layout(layout: Layout, *, name: str, actor: Any, at: datetime) -> Layout:
    """Give a layout another name."""
    kept = _locked(layout, actor, at)
    name = _name(name, kept.unit, without=kept)
    if name != kept.name:
        before, kept.name = kept.name, name
        kept.save(update_fields=["name"])
        record(verb="Đổi tên bố cục giấy khen", subject=kept, actor=actor, at=at, note=f"Trước là {before}")
    return kept


def _check(actor: Any, unit: Unit, at: datetime) -> None:
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))


def _locked(layout: Layout, actor: Any, at: datetime) -> Layout:
    """Return the layout as it is now, after everybody who changes layouts of this unit has waited their turn."""
    Unit.objects.select_for_update().get(pk=layout.unit_id)
    kept = (
        Layout.objects.select_for_update(of=("self",))
        .select_related("unit__kind", "draft_background")
        .get(pk=layout.pk)
    )
    _check(actor, kept.unit, at)
    return kept


def _used_now(layout: Layout) -> Iterable[Layout]:
    return list(
        Layout.objects.filter(
            unit=layout.unit_id, form=layout.form, recipient_kind=layout.recipient_kind, is_in_use=True
        ).exclude(pk=layout.pk)
    )


def _check_draft(layout: Layout, expected_version: int) -> None:
    if layout.draft_version != expected_version:
        raise DraftIsStale(layout.draft_saved_by_name)


def _touched(layout: Layout, actor: Any, at: datetime) -> Layout:
    layout.draft_version += 1
    layout.draft_saved_at, layout.draft_saved_by_name = at, actor.full_name
    layout.save(update_fields=["draft", "draft_background", "draft_version", "draft_saved_at", "draft_saved_by_name"])
    return layout


def _name(typed: str, unit: Unit, without: Layout | None = None) -> str:
    """Return the name as it is kept. Raises ActRefused for an empty, long or taken one."""
    name = one_line(typed)
    if not name:
        raise ActRefused("Chưa ghi tên bố cục. Đồng chí đặt một tên dễ nhớ, ví dụ: Giấy khen phôi đỏ A4.")
    if len(name) > LONGEST_NAME:
        raise ActRefused(f"Tên bố cục dài quá {LONGEST_NAME} chữ. Đồng chí ghi gọn hơn.")
    taken = Layout.objects.filter(unit=unit, retired_at=None, name=name)
    if (taken.exclude(pk=without.pk) if without else taken).exists():
        raise ActRefused(f"Đơn vị đã có bố cục tên “{name}”. Đồng chí đặt tên khác.")
    return name
