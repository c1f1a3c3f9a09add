"""Checking the rows of an import in the background: nothing is written but what became of every row."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import blake2b
from json import dumps
from typing import Any

from django.db import transaction

from runs.services import start_run

from ..bulk import insert_rows
from ..enums import ImportState, RowState
from ..exceptions import ImportRefused
from ..fields import problem, shown
from ..models import ImportRow, SpreadsheetImport
from ..queries import taken_values
from ..registry import ImportKind, SheetRow, Verdict, kind_of
from .moving import allowed, changeable, day_of
from .rows import batches_of

CHECK_RUN = "import_check"
COLUMNS = ("sheet_import", "number", "state", "shown", "values", "problems", "matches", "chosen", "made")
SAME_AS = "Trùng với dòng {number} của chính bảng này."
BETWEEN_BATCHES = Callable[[int], bool]
"""Told how many rows are done; answers whether to go on."""


def missing_fields(sheet_import: SpreadsheetImport) -> list[str]:
    """Return the labels of required fields that no column means."""
    matched = {column["field"] for column in sheet_import.columns}
    fields = kind_of(sheet_import.kind).fields(day_of(sheet_import))
    return [field.label for field in fields if field.required and field.code not in matched]


@transaction.atomic
def start_check(sheet_import: SpreadsheetImport, *, actor: Any, at: datetime) -> SpreadsheetImport:
    """Start checking in the background. A second press while it runs does nothing.

    Raises ImportRefused when a required column is missing, NotReady when the import has gone on, NotPermitted.
    """
    kind = allowed(sheet_import, actor, at)
    now = SpreadsheetImport.objects.select_for_update(of=("self",)).get(pk=sheet_import.pk)
    if now.state == ImportState.CHECKING and now.run and now.run.state in ("waiting", "running"):
        return now
    now = changeable(sheet_import)
    if missing := missing_fields(now):
        raise ImportRefused(
            f"Chưa có cột nào là “{'”, “'.join(missing)}”. Đồng chí chọn cột tương ứng trong bảng rồi kiểm tra lại."
        )
    run = start_run(
        kind=CHECK_RUN,
        title=f"Kiểm tra bảng tính {now.original_name} ({kind.label})",
        payload={"import": now.pk},
        weights=[1],
        actor=actor,
        at=at,
    )
    SpreadsheetImport.objects.filter(pk=now.pk).update(
        state=ImportState.CHECKING, run=run, done_count=0, error="", checked_at=None
    )
    now.refresh_from_db()
    return now


def check_rows(sheet_import: SpreadsheetImport, *, clock: Callable[[], datetime], go_on: BETWEEN_BATCHES) -> bool:
    """Judge every row of the sheet and keep the verdicts, in place of earlier ones; return whether it came to the end.

    Safe to call again after a crash: it starts over. Stops when the import is no longer being checked by this run.
    Raises SpreadsheetRefused when the file cannot be read.
    """
    kind = kind_of(sheet_import.kind)
    mine = SpreadsheetImport.objects.filter(pk=sheet_import.pk, run=sheet_import.run_id, state=ImportState.CHECKING)
    if not mine.exists():
        return False
    _forget_rows(sheet_import)
    judge = _Judge(sheet_import, kind)
    done = 0
    for batch in batches_of(sheet_import):
        made = judge.rows(batch)
        done += len(made)
        with transaction.atomic():
            if not mine.update(done_count=done):
                return False
            insert_rows(ImportRow, COLUMNS, made)
        if not go_on(done):
            return False
    return bool(mine.update(state=ImportState.CHECKED, checked_at=clock(), total_count=done, done_count=done))


def _forget_rows(sheet_import: SpreadsheetImport) -> None:
    sheet_import.rows.all()._raw_delete(using="default")


class _Judge:
    """One pass over a sheet: the kind's checker, what the file itself repeats, what was decided before."""

    def __init__(self, sheet_import: SpreadsheetImport, kind: ImportKind):
        self._import = sheet_import
        self._checker = kind.open_check(sheet_import)
        self._headings = {c["field"]: c["heading"] for c in sheet_import.columns if c["field"]}
        self._seen: dict[int, int] = {}
        self._decided: set[int] | None = None

    def rows(self, batch: Sequence[SheetRow]) -> list[tuple]:
        """Return the verdicts of a batch as rows under COLUMNS."""
        verdicts = self._checker.check(batch)
        return [self._row(row, verdict) for row, verdict in zip(batch, verdicts, strict=True)]

    def _row(self, row: SheetRow, verdict: Verdict) -> tuple:
        state, problems = verdict.state, list(verdict.problems)
        if problems:
            state = RowState.BAD
        if state != RowState.BAD and (earlier := self._repeats(row.number, verdict.same_keys)):
            state = RowState.BAD
            problems.append(problem("", "", SAME_AS.format(number=earlier)))
        if state == RowState.DOUBTFUL and fingerprint(verdict.values) in self._decided_before():
            state = RowState.KNOWN
        return (
            self._import.pk,
            row.number,
            str(state),
            {code: text for code, cell in row.cells.items() if cell is not None and (text := shown(cell))},
            verdict.values | ({"proposed": verdict.proposed} if verdict.proposed else {}),
            [
                *(p | {"column": self._headings.get(p["column"], "")} for p in problems),
                *(problem("", "", remark) for remark in verdict.remarks),
            ],
            verdict.matches if state == RowState.DOUBTFUL else [],
            "",
            [],
        )

    def _repeats(self, number: int, keys: tuple[str, ...]) -> int | None:
        """Return the earlier row that shares a key with this one, or None; remember this one."""
        hashes = [_hash(key) for key in keys]
        earlier = next((self._seen[h] for h in hashes if h in self._seen), None)
        for h in hashes:
            self._seen.setdefault(h, number)
        return earlier

    def _decided_before(self) -> set[int]:
        """Return what somebody has decided about in earlier imports for this unit, so that nobody is asked twice."""
        if self._decided is None:
            earlier = taken_values(self._import.kind, self._import.unit_id, exclude=self._import.pk)
            self._decided = {fingerprint(values) for values in earlier}
        return self._decided


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def fingerprint(values: dict) -> int:
    """Return a number that is the same for rows with the same values."""
    return _hash(dumps({k: v for k, v in values.items() if k != "proposed"}, sort_keys=True, ensure_ascii=False))
