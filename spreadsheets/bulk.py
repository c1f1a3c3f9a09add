"""Writing thousands of rows at once. Django's bulk_create spends most of its time on each single value; here it is
spent once for each column, because whoever imports has clean values already.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any

from django.db import connection, models

MOST_PARAMETERS = 900
"""Values in one statement; SQLite takes 999 where it was built long ago."""
MOST_ROWS = 200


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Insert rows of plain values under the named fields and return their primary keys, in order.

    No save() and no signal is called, no default is filled in, nothing is normalised: every field without a database
    default must be among `columns`, names in NFC, and keys that save() would compute given. Foreign keys are ids.
    """
    fields = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "
    tail = f" RETURNING {quote(model._meta.pk.column)}"
    one_row = f"({', '.join(['%s'] * len(fields))})"
    size = min(MOST_ROWS, MOST_PARAMETERS // len(fields))
    made: list[int] = []
    ready = _ready(fields, rows)
    with connection.cursor() as cursor:
        for start in range(0, len(ready), size):
            some = ready[start : start + size]
            cursor.execute(head + ", ".join([one_row] * len(some)) + tail, tuple(chain.from_iterable(some)))
            made += [pk for (pk,) in cursor.fetchall()]
    return made


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the named fields of rows: each of `rows` holds their values and, last, the primary key."""
    fields = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE {quote(model._meta.pk.column)} = %s"  # names only
    with connection.cursor() as cursor:
        cursor.executemany(statement, _ready([*fields, model._meta.pk], list(rows)))


def _ready(fields: Sequence[models.Field], rows: Sequence[Sequence[Any]]) -> list[tuple]:
    """Return the rows as the database takes them; only dates, moments and JSON need anything done."""
    if not rows:
        return []
    adapters = [_adapter(field) for field in fields]
    columns = []
    for adapt, values in zip(adapters, zip(*rows, strict=True), strict=True):
        columns.append(values if adapt is None else [None if value is None else adapt(value) for value in values])
    return list(zip(*columns, strict=True))


def _adapter(field: models.Field) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return partial(json.dumps, ensure_ascii=False)
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return connection.ops.adapt_datefield_value if isinstance(field, models.DateField) else None
