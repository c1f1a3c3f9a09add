"""What is written once is guarded by the database itself: against changes, deletions and rows written over others."""

import pytest
from django.apps import apps
from django.db import connection

from history.models import AppendOnlyQuerySet

ONCE = [m for m in apps.get_models() if isinstance(m._default_manager.get_queryset(), AppendOnlyQuerySet)]


def rows(sql: str, *values: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_there_is_something_to_guard():
    assert {"history_entry", "certificates_issuedcertificate"} <= {model._meta.db_table for model in ONCE}


@pytest.mark.django_db
@pytest.mark.parametrize("model", ONCE, ids=lambda model: model._meta.db_table)
def test_the_database_refuses_every_way_of_rewriting(model):
    table = model._meta.db_table
    triggers = dict(rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", table))
    assert set(triggers) == {f"{table}_no_{action}" for action in ("update", "delete", "replace")}
    # Each unique index is a way to write one row over another.
    against = triggers[f"{table}_no_replace"]
    for name, columns in unique(table):
        assert " AND ".join(f"kept.{column} = NEW.{column}" for column in columns) in against, name


def unique(table: str) -> list[tuple[str, list[str]]]:
    """Return the unique indexes of a table with their columns, and its key."""
    named = rows('SELECT name FROM pragma_index_list(%s) WHERE "unique" = 1', table)
    return [
        ("key", ["id"]),
        *((n, [c for (c,) in rows("SELECT name FROM pragma_index_info(%s)", n)]) for (n,) in named),
    ]
