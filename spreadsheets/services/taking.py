"""Deciding about doubtful rows, and writing what was checked: all of it or nothing, in one transaction."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from organizations.models import Unit
from runs.services import start_run
from vietnamese.text import thousands

from ..bulk import update_rows
from ..enums import ImportState, RowState
from ..exceptions import ImportRefused, NotReady
from ..models import ImportRow, SpreadsheetImport
from ..queries import NAMES, PROPOSED, WRITTEN, counts_of, takable, trouble_of, with_proposed_names
from ..registry import BATCH, NEW
from .moving import WHY_NOT, allowed, locked

TAKE_RUN = "import_take"
OF_THIS_FILE = "row:"
"""How a match begins that is another row of the same file."""


@transaction.atomic
def choose(sheet_import: SpreadsheetImport, choices: dict[int, str], *, actor: Any, at: datetime) -> int:
    """Keep what the person says about doubtful rows: number of the row -> id of a match, NEW, or "" for not yet.

    Returns how many were changed. Raises NotReady after the press, ImportRefused for a row or match that is none.
    """
    allowed(sheet_import, actor, at)
    now = _checked(sheet_import)
    rows = {row.number: row for row in now.rows.filter(number__in=choices, state=RowState.DOUBTFUL)}
    changed = []
    for number, chosen in choices.items():
        row = rows.get(number)
        if row is None or chosen not in ("", NEW, *(match["id"] for match in row.matches)):
            raise ImportRefused(f"Dòng {number} không còn lựa chọn này. Đồng chí mở lại trang rồi chọn lại.")
        if row.chosen != chosen:
            row.chosen = chosen
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["chosen"], batch_size=BATCH)
    return len(changed)


@transaction.atomic
def choose_all_new(sheet_import: SpreadsheetImport, *, actor: Any, at: datetime) -> int:
    """Say of all doubtful rows that are not decided about that they are about nobody known; return how many."""
    allowed(sheet_import, actor, at)
    return _checked(sheet_import).rows.filter(state=RowState.DOUBTFUL, chosen="").update(chosen=NEW)


def _checked(sheet_import: SpreadsheetImport) -> SpreadsheetImport:
    now = locked(sheet_import)
    if now.state != ImportState.CHECKED:
        raise NotReady(WHY_NOT[now.state])
    return now


@transaction.atomic
def start_taking(sheet_import: SpreadsheetImport, *, names: str, actor: Any, at: datetime) -> SpreadsheetImport:
    """Start writing in the background the rows that can be taken. A second press does nothing, unless writing failed.

    `names` says what happens to names in capitals: WRITTEN or PROPOSED; needed only when there are any. Raises
    ImportRefused, NotReady, NotPermitted.
    """
    kind = allowed(sheet_import, actor, at)
    now = locked(sheet_import)
    if now.state == ImportState.TAKEN or (now.state == ImportState.TAKING and not trouble_of(now)):
        return now
    if now.state == ImportState.TAKING:
        names = now.target[NAMES]
    elif now.state != ImportState.CHECKED:
        raise NotReady(WHY_NOT[now.state])
    if not counts_of(now).takable:
        raise ImportRefused(
            "Không có dòng nào để nhập. Đồng chí sửa các dòng có lỗi hoặc chọn các dòng cần chọn trước."
        )
    if names not in (WRITTEN, PROPOSED):
        if with_proposed_names(now).exists():
            raise ImportRefused("Có tên viết chữ in hoa. Đồng chí chọn cách ghi tên rồi bấm nhập lại.")
        names = WRITTEN
    run = start_run(
        kind=TAKE_RUN,
        title=f"Nhập bảng tính {now.original_name} ({kind.label})",
        payload={"import": now.pk},
        weights=[1],
        actor=actor,
        at=at,
    )
    SpreadsheetImport.objects.filter(pk=now.pk).update(
        state=ImportState.TAKING, run=run, target=now.target | {NAMES: names}, taken_by=actor, done_count=0, error=""
    )
    now.refresh_from_db()
    return now


def take_rows(sheet_import: SpreadsheetImport, *, at: datetime, tell: Callable[[int], None]) -> bool:
    """Write the rows of an import that is being taken; return whether this call did it.

    One transaction: after a crash nothing of it is there, and it can be called again. `tell` hears how many rows are
    written, outside the database, because the database shows nothing of it before the end. Raises NotPermitted when
    the right has ended meanwhile, and whatever the kind's taker raises.
    """
    with transaction.atomic():
        now = locked(sheet_import)
        if now.state != ImportState.TAKING or now.run_id != sheet_import.run_id:
            return False
        kind = allowed(now, now.taken_by, at)
        # One import into a unit after the other. Without a lock on its key, others may go on writing rows of that unit.
        Unit.objects.select_for_update(no_key=True).get(pk=now.unit_id)
        taker = kind.open_take(now, now.taken_by, at)
        written = done = 0
        for batch in _batches(now):
            rows = [row for row in batch if not row.chosen.startswith(OF_THIS_FILE)]
            made = dict(zip((row.pk for row in rows), taker.take([_ready(row, now) for row in rows]), strict=True))
            written += sum(1 for one in made.values() if one is not None)
            _keep(batch, made)
            done += len(batch)
            tell(done)
        SpreadsheetImport.objects.filter(pk=now.pk).update(state=ImportState.TAKEN, taken_at=at, done_count=written)
        record(
            verb="nhập bảng tính",
            subject=now,
            actor=now.taken_by,
            at=at,
            unit_name=now.unit.name,
            note=f"{kind.label}: đã ghi {thousands(written)} dòng.",
            data={"sha256": now.sha256, "rows": written},
        )
    return True


def _batches(sheet_import: SpreadsheetImport) -> Iterator[list[ImportRow]]:
    """Yield the rows to take in the order of the sheet; each batch is read after the one before was written."""
    last = 0
    while batch := list(takable(sheet_import).filter(number__gt=last).order_by("number")[:BATCH]):
        yield batch
        last = batch[-1].number


def _ready(row: ImportRow, sheet_import: SpreadsheetImport) -> ImportRow:
    """Return the row with its values as they are to be written: names in the form that was chosen."""
    values = {key: value for key, value in row.values.items() if key != "proposed"}
    if sheet_import.target.get(NAMES) == PROPOSED:
        values |= row.values.get("proposed", {})
    return ImportRow(pk=row.pk, number=row.number, values=values, chosen=row.chosen, matches=row.matches)


def _keep(batch: list[ImportRow], made: dict[int, list | None]) -> None:
    """Store with each row what was made of it; a row of which nothing had to be made is known."""
    update_rows(
        ImportRow,
        ("state", "made"),
        [
            (RowState.TAKEN.value, made[row.pk], row.pk)
            if made.get(row.pk) is not None
            else (RowState.KNOWN.value, [], row.pk)
            for row in batch
        ],
    )
