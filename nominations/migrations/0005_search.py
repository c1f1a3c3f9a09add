"""An index of the words of nominations: SQLite's FTS5, PostgreSQL's text search. Read by nominations.search."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE nominations_words USING fts5("
    "search_key, content='nominations_nomination', content_rowid='id', prefix='2 3')",
    "INSERT INTO nominations_words(nominations_words) VALUES ('rebuild')",
    "CREATE TRIGGER nominations_words_insert AFTER INSERT ON nominations_nomination BEGIN "
    "INSERT INTO nominations_words(rowid, search_key) VALUES (new.id, new.search_key); END",
    "CREATE TRIGGER nominations_words_delete AFTER DELETE ON nominations_nomination BEGIN "
    "INSERT INTO nominations_words(nominations_words, rowid, search_key) VALUES ('delete', old.id, old.search_key); END",
    "CREATE TRIGGER nominations_words_update AFTER UPDATE OF search_key ON nominations_nomination BEGIN "
    "INSERT INTO nominations_words(nominations_words, rowid, search_key) VALUES ('delete', old.id, old.search_key); "
    "INSERT INTO nominations_words(rowid, search_key) VALUES (new.id, new.search_key); END",
)
SQLITE_BACK = (
    "DROP TRIGGER nominations_words_update",
    "DROP TRIGGER nominations_words_delete",
    "DROP TRIGGER nominations_words_insert",
    "DROP TABLE nominations_words",
)
POSTGRESQL = (
    "CREATE INDEX nominations_words ON nominations_nomination USING gin (to_tsvector('simple', search_key))",
)
POSTGRESQL_BACK = ("DROP INDEX nominations_words",)


def add(apps, schema_editor):
    """Build the index."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, None)


def remove(apps, schema_editor):
    """Drop the index."""
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("nominations", "0004_queue_and_ballot")]

    operations = [migrations.RunPython(add, remove)]
