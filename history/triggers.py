"""Database triggers that refuse UPDATE and DELETE on append-only tables, for SQLite and PostgreSQL.

The model refuses too, but bulk updates, raw SQL and other programs do not ask the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import migrations
from django.db.migrations.operations.base import Operation

MESSAGE = "append-only"


@dataclass(frozen=True)
class Steps:
    """What may still be written into a row: the steps of its column `state`, each with the columns that it fills in.

    `ways` are {(from, to): columns}. A row begins in the state `first`, without anything that a step fills in. `unique` are
    the filled columns whose values stand only once.
    """

    first: str
    ways: Mapping[tuple[str, str], tuple[str, ...]]
    unique: tuple[str, ...] = ()


def append_only(table: str, but: Steps | None = None) -> migrations.RunPython:
    """Return a migration operation that makes `table` append-only, `but` for some steps; it can be reversed."""

    def add(apps, schema_editor):
        for statement in _statements(schema_editor, table, but):
            schema_editor.execute(statement)

    def remove(apps, schema_editor):
        suffix = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for action in _actions(but):
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


def kept_through(table: str, *operations: Operation, but: Steps | None = None) -> list[Operation]:
    """Return the operations with what makes `table` append-only again after them, and after they are reversed.

    SQLite builds a table anew to change its columns, which drops its triggers without a word. `but` as in append_only().
    """

    def drop(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for action in _actions(but):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}")

    def restore(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            drop(apps, schema_editor)
            for statement in _statements(schema_editor, table, but):
                schema_editor.execute(statement)

    return [migrations.RunPython(drop, restore), *operations, migrations.RunPython(restore, drop)]


def _actions(but: Steps | None) -> tuple[str, ...]:
    return ("update", "delete", "shortcut") if but else ("update", "delete")


def _statements(schema_editor, table: str, but: Steps | None) -> list[str]:
    conditions = _refused(schema_editor.connection, table, but) if but else {"update": "", "delete": ""}
    events = {action: "INSERT" if action == "shortcut" else action.upper() for action in conditions}
    if schema_editor.connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{action} BEFORE {events[action]} ON {table} "
            f"{when and f'WHEN {when} '}BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for action, when in conditions.items()
        ]
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{MESSAGE}'; END; $$ LANGUAGE plpgsql"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_no_{action} BEFORE {events[action]} ON {table} FOR EACH ROW "
            f"{when and f'WHEN ({when}) '}EXECUTE FUNCTION refuse_change()"
            for action, when in conditions.items()
        ),
    ]


def _refused(connection, table: str, but: Steps) -> dict[str, str]:
    """Return when a change, a deletion and a new row are refused; no condition: always.

    PostgreSQL compares whole rows, so that no column hangs on a trigger and a later one is guarded by itself.
    """
    filled = sorted({column for columns in but.ways.values() for column in columns})
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            every = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        old, new = 'OLD."{}"'.format, 'NEW."{}"'.format
        ways = [
            " AND ".join(f"{new(column)} IS {old(column)}" for column in every if column not in ("state", *columns))
            for columns in but.ways.values()
        ]
    else:
        old, new = "(to_jsonb(OLD) ->> '{}')".format, "(to_jsonb(NEW) ->> '{}')".format
        ways = [
            "to_jsonb(NEW) - {0} = to_jsonb(OLD) - {0}".format(f"'{{{', '.join(('state', *columns))}}}'::text[]")
            for columns in but.ways.values()
        ]
    steps = [
        f"({old('state')} = '{before}' AND {new('state')} = '{after}' AND {rest})"
        for (before, after), rest in zip(but.ways, ways, strict=True)
    ]
    # UPDATE OR REPLACE of SQLite clears another row away without a DELETE that a trigger sees.
    same = [
        f"OR EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.{column} = {new(column)} AND kept.id <> {new('id')})"
        for column in but.unique
        if connection.vendor == "sqlite"
    ]
    begins = " AND ".join(
        [f"{new('state')} = '{but.first}'", *(f"COALESCE({new(column)}, '') = ''" for column in filled)]
    )
    return {
        "update": " ".join([f"NOT ({' OR '.join(steps)})", *same]),
        "delete": "",
        "shortcut": f"NOT ({begins})",
    }
