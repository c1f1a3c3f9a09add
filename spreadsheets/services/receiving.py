"""Receiving a file, guessing how it is to be read, and keeping what the person corrects."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction

from organizations.models import Unit
from vietnamese.dates import local_day
from vietnamese.legacy import Encoding, detect

from ..cells import Cell
from ..enums import ImportState
from ..exceptions import ImportRefused
from ..fields import shown
from ..headings import Field, Header, find_header, heading_key, match_headings
from ..models import RememberedHeading, SpreadsheetImport
from ..reading import Book, Row
from ..registry import ImportKind
from .moving import allowed, changeable, day_of, stop_run
from .rows import as_read, book_of, cell_of

FIRST_ROWS = 40
"""Rows in which the heading is looked for."""
SAMPLE_ROWS = 400
"""Rows whose cells decide on the encoding of their column."""
PREVIEW_ROWS = 8


@dataclass(frozen=True)
class Correction:
    """What a person says about one column: the field it means ("" for none) and its encoding."""

    field: str
    encoding: str


@dataclass(frozen=True)
class Preview:
    """How the sheet will be read: names of all sheets, the first rows as they stand, the rows under the heading."""

    sheet_names: list[str]
    heads: list[tuple[int, str]]
    rows: list[tuple[int, list[str]]]


def receive_file(
    *,
    kind: ImportKind,
    unit: Unit,
    target: dict,
    name: str,
    content: File,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> SpreadsheetImport:
    """Keep a sheet that somebody wants to import, and guess how it is to be read; nothing is written but that.

    The same `submission_key` again returns the import that is there. Raises SpreadsheetRefused with a sentence for a
    file that cannot be read safely, ImportRefused for a sheet without rows, NotPermitted.
    """
    kind.may(actor, unit, target, local_day(at))
    if submission_key and (found := SpreadsheetImport.objects.filter(submission_key=submission_key).first()):
        allowed(found, actor, at)
        return found
    with transaction.atomic():
        made = SpreadsheetImport(
            kind=kind.code,
            unit=unit,
            target=target,
            original_name=shown_name(name),
            sha256=_sha256(content),
            size=content.size,
            created_by=actor,
            created_at=at,
            submission_key=submission_key or uuid.uuid4(),
        )
        made.file.save(made.original_name, content, save=False)
        try:
            made.save()
            _guess(made, kind)
        except BaseException:
            made.file.delete(save=False)
            raise
    return made


def shown_name(name: str) -> str:
    """Return a file name that is safe to show and to keep: no folders, at most 120 characters, its ending kept."""
    plain = PurePath(name.replace("\\", "/")).name
    stem, ending = PurePath(plain).stem, PurePath(plain).suffix[:10]
    return f"{stem[:110]}{ending}" or "bang-tinh"


def _sha256(content: File) -> str:
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


@transaction.atomic
def guess(
    sheet_import: SpreadsheetImport, *, actor: Any, at: datetime, sheet_name: str = "", header_row: int | None = None
) -> SpreadsheetImport:
    """Guess anew what the columns mean, on the sheet and heading row that the person names, and forget checked rows.

    Raises NotReady, ImportRefused, SpreadsheetRefused, NotPermitted.
    """
    kind = allowed(sheet_import, actor, at)
    now = changeable(sheet_import)
    _start_over(now, at)
    return _guess(now, kind, sheet_name, header_row)


def _guess(
    sheet_import: SpreadsheetImport, kind: ImportKind, sheet_name: str = "", header_row: int | None = None
) -> SpreadsheetImport:
    book, fields = book_of(sheet_import), kind.fields(day_of(sheet_import))
    sheet, rows = _first_sheet(book, fields, sheet_name)
    known = remembered(sheet_import.unit, kind.code)
    header = _header(rows, fields, header_row, known)
    below = [row for row in rows if row.number >= header.first_data_row]
    if not below:
        raise ImportRefused(
            "Bảng này không có dòng nào dưới dòng tiêu đề. Đồng chí xem lại tệp hoặc chọn trang tính khác."
        )
    sheet_import.sheet_name = sheet
    sheet_import.header_row, sheet_import.first_row = header.row_number, header.first_data_row
    sheet_import.columns = _columns(header, below, fields, known)
    sheet_import.save(update_fields=["sheet_name", "header_row", "first_row", "columns"])
    return sheet_import


def _header(rows: Sequence[Row], fields: Sequence[Field], wanted: int | None, known: dict[str, str]) -> Header:
    """Return the heading: in the row that the person names, else where it is found, else the likeliest row."""
    if wanted is None and (found := find_header(rows, fields)):
        return found
    place = next((i for i, row in enumerate(rows) if row.number == wanted), None)
    if place is None:
        place = _likeliest(rows[:FIRST_ROWS], fields, known)
    found = find_header(rows[place:], fields)
    if found is not None and found.row_number == rows[place].number:
        return found
    return Header(rows[place].number, _headings(rows[place]), rows[place].number + 1)


def _likeliest(rows: Sequence[Row], fields: Sequence[Field], known: dict[str, str]) -> int:
    """Return the place of the row of words that means most, counting what the unit has said; else of the first wide one."""
    widest = max(sum(map(_has, row.cells)) for row in rows)
    best, most = 0, (0, False)
    for place, row in enumerate(rows):
        filled = [cell for cell in row.cells if _has(cell)]
        if len(filled) < 2 or not all(isinstance(cell, str) for cell in filled):
            continue
        score = (len(match_headings(_headings(row), fields, known)), 2 * len(filled) > widest)
        if score > most:
            best, most = place, score
    return best


def _headings(row: Row) -> list[str]:
    """Return the texts of a row, converted as one."""
    encoding = detect([cell for cell in row.cells if isinstance(cell, str)])
    return [shown(as_read(cell, encoding)) for cell in row.cells]


def _first_sheet(book: Book, fields: Sequence[Field], wanted: str) -> tuple[str, list[Row]]:
    """Return the wanted sheet, else the first one in which a heading is found, else the first with rows."""
    filled: list[tuple[str, list[Row]]] = []
    names = [wanted] if wanted in book.sheet_names else book.sheet_names
    for name in names:
        rows = [row for row in islice(book.rows(name), SAMPLE_ROWS) if any(_has(cell) for cell in row.cells)]
        if not rows:
            continue
        if find_header(rows, fields) is not None:
            return name, rows
        filled.append((name, rows))
    if not filled:
        raise ImportRefused("Tệp này không có dữ liệu. Đồng chí mở tệp xem lại rồi gửi tệp có các dòng cần nhập.")
    return filled[0]


def _has(cell: Cell) -> bool:
    return cell is not None and shown(cell) != ""


def _columns(header: Header, below: Sequence[Row], fields: Sequence[Field], known: dict[str, str]) -> list[dict]:
    width = max(len(header.headings), *(len(row.cells) for row in below))
    headings = header.headings + [""] * (width - len(header.headings))
    matched = match_headings(headings, fields, known)
    columns = []
    for i in range(width):
        cells = [cell for row in below if (cell := cell_of(row, i)) is not None]
        if not headings[i] and not any(map(_has, cells)):
            continue
        encoding = detect(cell for cell in cells if isinstance(cell, str))
        columns.append({"index": i, "heading": headings[i], "field": matched.get(i, ""), "encoding": encoding.value})
    return columns


def remembered(unit: Unit, kind: str) -> dict[str, str]:
    """Return what the unit has said before: heading key -> field, "" for a heading to leave out."""
    return dict(RememberedHeading.objects.filter(unit=unit, kind=kind).values_list("heading_key", "field"))


@transaction.atomic
def set_columns(
    sheet_import: SpreadsheetImport, corrections: dict[int, Correction], *, actor: Any, at: datetime
) -> SpreadsheetImport:
    """Keep what the person says about columns (index -> correction), and remember it for the unit's next sheets.

    Raises ImportRefused when two columns mean one field, NotReady, NotPermitted.
    """
    kind = allowed(sheet_import, actor, at)
    now = changeable(sheet_import)
    labels = {field.code: field.label for field in kind.fields(day_of(now))}
    columns = []
    for column in now.columns:
        said = corrections.get(column["index"])
        if said is not None and said.field in ("", *labels) and said.encoding in Encoding.values:
            column = column | {"field": said.field, "encoding": said.encoding}
        columns.append(column)
    meant = [column["field"] for column in columns if column["field"]]
    if twice := next((field for field in meant if meant.count(field) > 1), None):
        raise ImportRefused(
            f"Có hai cột cùng là “{labels[twice]}”. Đồng chí chọn lại, mỗi nội dung chỉ lấy từ một cột."
        )
    _remember(now, columns, at)
    _start_over(now, at)
    now.columns = columns
    now.save(update_fields=["columns"])
    return now


def _remember(sheet_import: SpreadsheetImport, columns: Sequence[dict], at: datetime) -> None:
    """Remember only what differs from the guess, or from what was remembered before."""
    before = {column["index"]: column["field"] for column in sheet_import.columns}
    for column in columns:
        key = heading_key(column["heading"])[:200]
        if key and column["field"] != before[column["index"]]:
            RememberedHeading.objects.update_or_create(
                unit=sheet_import.unit,
                kind=sheet_import.kind,
                heading_key=key,
                defaults={"field": column["field"], "remembered_at": at},
            )


def _start_over(sheet_import: SpreadsheetImport, at: datetime) -> None:
    """Forget what was checked: the columns change under it."""
    if sheet_import.state == ImportState.CHECKING:
        stop_run(sheet_import, at)
    sheet_import.rows.all()._raw_delete(using="default")
    SpreadsheetImport.objects.filter(pk=sheet_import.pk).update(
        state=ImportState.UPLOADED, run=None, error="", done_count=0, total_count=0
    )
    sheet_import.refresh_from_db()


def preview(sheet_import: SpreadsheetImport) -> Preview:
    """Return how the sheet will be read. Raises SpreadsheetRefused when the file cannot be read any more."""
    book = book_of(sheet_import)
    heads, rows = [], []
    for row in islice(book.rows(sheet_import.sheet_name), SAMPLE_ROWS):
        if not any(_has(cell) for cell in row.cells):
            continue
        if len(heads) < FIRST_ROWS // 2:
            heads.append((row.number, " | ".join(filter(None, _headings(row)))[:100]))
        if row.number >= sheet_import.first_row:
            cells = [shown(as_read(cell_of(row, c["index"]), c["encoding"])) for c in sheet_import.columns]
            rows.append((row.number, cells))
            if len(rows) == PREVIEW_ROWS:
                break
    return Preview(list(book.sheet_names), heads, rows)
