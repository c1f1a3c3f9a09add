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
