"""Taking an import back until its rows are used, and dropping one of which nothing was written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction

from history.services import record
from vietnamese.text import lower_first, thousands

from ..enums import ImportState, RowState
from ..exceptions import InUse, NotReady
from ..models import SpreadsheetImport
from ..registry import BATCH, ImportKind
from .moving import WHY_NOT, allowed, locked, stop_run

DROPPABLE = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED)
Made = dict[type[models.Model], list[int]]
"""What an import wrote: model -> primary keys, models in the order in which their first row was made."""


@transaction.atomic
def undo(sheet_import: SpreadsheetImport, *, actor: Any, at: datetime) -> SpreadsheetImport:
    """Take back everything that the import wrote. A second press does nothing.

    Raises InUse when something of it has been used meanwhile, NotReady when nothing was written, NotPermitted.
    """
    kind = allowed(sheet_import, actor, at)
    now = locked(sheet_import)
    if now.state == ImportState.UNDONE:
        return now
    if now.state != ImportState.TAKEN:
        raise NotReady(WHY_NOT[now.state])
    if kind.undo is not None:
        kind.undo(now, actor, at)
    else:
        _delete(made_by(now), kind)
    count = now.rows.filter(state=RowState.TAKEN).update(state=RowState.UNDONE)
    SpreadsheetImport.objects.filter(pk=now.pk).update(state=ImportState.UNDONE, undone_by=actor, undone_at=at)
    record(
        verb="hoàn tác lần nhập bảng tính",
        subject=now,
        actor=actor,
        at=at,
        unit_name=now.unit.name,
        note=f"{kind.label}: đã bỏ {thousands(count)} dòng.",
    )
    now.refresh_from_db()
    return now


@transaction.atomic
def drop(sheet_import: SpreadsheetImport, *, actor: Any, at: datetime) -> SpreadsheetImport:
    """Give up an import of which nothing was written; work in the background stops. The file stays as a record.

    Raises NotReady once writing has begun, NotPermitted.
    """
    allowed(sheet_import, actor, at)
    now = locked(sheet_import)
    if now.state == ImportState.DROPPED:
        return now
    if now.state not in DROPPABLE:
        raise NotReady(WHY_NOT[now.state])
    stop_run(now, at)
    SpreadsheetImport.objects.filter(pk=now.pk).update(state=ImportState.DROPPED)
    now.rows.all()._raw_delete(using="default")
    now.refresh_from_db()
    return now


def made_by(sheet_import: SpreadsheetImport) -> Made:
    """Return what the import wrote."""
    made: Made = {}
    rows = sheet_import.rows.filter(state=RowState.TAKEN).order_by("number")
    for one_row in rows.values_list("made", flat=True).iterator(chunk_size=BATCH):
        for label, pk in one_row:
            made.setdefault(apps.get_model(label), []).append(pk)
    return made


def _delete(made: Made, kind: ImportKind) -> None:
    """Delete what was made, last made first. Raises InUse when anything else points to it."""
    if uses := uses_of(made):
        found = "; ".join(f"{thousands(count)} {lower_first(name)}" for name, count in uses.items())
        raise InUse(
            f"Không hoàn tác được vì dữ liệu đã nhập nay đã được dùng ({found}). "
            f"Đồng chí sửa hoặc đưa từng {kind.noun} ra khỏi danh sách thay vì hoàn tác cả lần nhập."
        )
    for model, pks in reversed(made.items()):
        for some in _chunks(pks):
            model._base_manager.filter(pk__in=some)._raw_delete(using="default")


def uses_of(made: Made) -> dict[str, int]:
    """Return what points to the rows without being one of them: name of the model -> number of its rows."""
    uses: dict[str, int] = {}
    for model, pks in made.items():
        for relation in model._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)) or relation.concrete:
                continue
            count = _count(relation, pks, set(made.get(relation.related_model, ())))
            if count:
                name = str(relation.related_model._meta.verbose_name)
                uses[name] = uses.get(name, 0) + count
    return uses


def _count(relation: models.ForeignObjectRel, pks: Sequence[int], own: set[int]) -> int:
    """Return how many rows on the other side of a relation point to `pks` and are not `own`."""
    name = relation.field.name
    users = relation.related_model._base_manager
    if not users.exists():
        return 0
    found = 0
    for some in _chunks(pks):
        pointing = users.filter(**{f"{name}__in": some}).values_list("pk", flat=True)
        found += sum(1 for pk in pointing if pk not in own)
    return found


def _chunks(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(pks), BATCH):
        yield pks[start : start + BATCH]
