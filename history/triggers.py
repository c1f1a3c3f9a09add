"""Database triggers that refuse UPDATE and DELETE on append-only tables, for SQLite and PostgreSQL.

The model refuses too, but bulk updates, raw SQL and other programs do not ask the model.
"""

from django.db import migrations
from django.db.migrations.operations.base import Operation

MESSAGE = "append-only"


def append_only(table: str) -> migrations.RunPython:
    """Return a migration operation that makes `table` append-only; it can be reversed."""

    def add(apps, schema_editor):
        for statement in _statements(schema_editor.connection.vendor, table):
            schema_editor.execute(statement)

    def remove(apps, schema_editor):
        for action in ("update", "delete"):
            suffix = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{action}{suffix}")

    return migrations.RunPython(add, remove)


def never_replaced(table: str, *keys: str) -> migrations.RunPython:
    """Return a migration operation that closes the ways around append_only(); it can be reversed.

    SQLite writes a row over another one, without a DELETE that a trigger sees, on INSERT OR REPLACE; PostgreSQL empties a
    table on TRUNCATE. `keys` are the unique columns beside the id: "code", several: "award_id, revision", or of some rows
    only: "award_id WHERE action = 'revoke'". What hurts one of them is still an IntegrityError. A migration that builds the
    table anew on SQLite adds this operation again.
    """

    def add(apps, schema_editor):
        schema_editor.execute(_against_replacing(schema_editor.connection.vendor, table, ("id", *keys)))

    def remove(apps, schema_editor):
        is_server = schema_editor.connection.vendor == "postgresql"
        trigger = f"{table}_no_truncate ON {table}" if is_server else f"{table}_no_replace"
        schema_editor.execute(f"DROP TRIGGER {trigger}")

    return migrations.RunPython(add, remove)


def _against_replacing(vendor: str, table: str, keys: tuple[str, ...]) -> str:
    if vendor == "postgresql":
        return (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    same = " OR ".join(f"({_same(key)})" for key in keys)
    return (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE {same}) BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    )


def _same(key: str) -> str:
    """Return the condition under which a kept row and a new one have the same key."""
    columns, _, only = key.partition(" WHERE ")
    conditions = [f"kept.{column} = NEW.{column}" for column in columns.split(", ")]
    return " AND ".join(conditions + ([f"kept.{only}", f"NEW.{only}"] if only else []))


def kept_through(table: str, *operations: Operation) -> list[Operation]:
    """Return the operations with what makes `table` append-only again after them, and after they are reversed.

    SQLite builds a table anew to change its columns, which drops its triggers without a word.
    """

    def restore(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for statement in _statements("sqlite", table):
                schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1))

    nothing = migrations.RunPython.noop
    return [migrations.RunPython(nothing, restore), *operations, migrations.RunPython(restore, nothing)]


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for action in ("update", "delete")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{MESSAGE}'; END; $$ LANGUAGE plpgsql"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            for action in ("update", "delete")
        ),
    ]
