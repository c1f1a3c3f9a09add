"""Inserting many rows without a model object for each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model


def write_rows(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows, given by field name as the database keeps their values, without a model object for each.

    Several times as fast as bulk_create(), and the only way into a model with a parent table. Moments may be aware.
    """
    rows = list(rows)
    if not rows:
        return
    names = list(rows[0])
    columns = [connection.ops.quote_name(model._meta.get_field(name).column) for name in names]
    statement = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)}) "
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )
    adapted = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [[adapted(row[name]) if isinstance(row[name], datetime) else row[name] for name in names] for row in rows],
        )
