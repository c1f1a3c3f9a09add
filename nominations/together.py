"""Several questions asked of the database in one: a page that shows a line with all that stands beside it asks once."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Func, JSONField, Model, QuerySet, Value


class Packed(Func):
    """One JSON object of columns by their names. Django's own JSONObject asks SQLite first whether it knows JSON.

    The names are those of fields and annotations, identifiers all of them: they stand in the statement as they are.
    """

    output_field = JSONField()

    def __init__(self, *names: str):
        if odd := [name for name in names if not name.isidentifier()]:
            raise ValueError(f"no names of columns: {odd}")
        super().__init__(*map(F, names))
        self.names = names

    def as_sql(self, compiler, connection, function="JSON_OBJECT", **context):
        """Return it in SQLite's words."""
        columns = [compiler.compile(column) for column in self.get_source_expressions()]
        pairs = ", ".join(f"'{name}', {sql}" for name, (sql, _) in zip(self.names, columns, strict=True))
        return f"{function}({pairs})", [value for _, values in columns for value in values]

    def as_postgresql(self, compiler, connection, **context):
        """Return the same in PostgreSQL's words."""
        return self.as_sql(compiler, connection, "JSONB_BUILD_OBJECT")


def asked_together(**asked: QuerySet) -> dict[str, list[Any]]:
    """Return name -> the rows of each query, whole instances of its model with the query's annotations; one query.

    The rows come without any order, and without the related records that a query selects: annotate what is needed of
    them; annotations are read as the fields that they were taken from. Fields that are left out with only() are left out
    here. Made for small sets of rows beside one record, because
    each row travels as one JSON object.
    """
    first, *others = [_packed(name, rows) for name, rows in asked.items()]
    found: dict[str, list[Any]] = {name: [] for name in asked}
    for name, values in first.union(*others, all=True):
        found[name].append(_instance(asked[name], values))
    return found


def _packed(name: str, rows: QuerySet) -> QuerySet:
    chosen, is_left_out = rows.query.deferred_loading
    fields = rows.model._meta.concrete_fields
    names = [f.attname for f in fields if (f.name in chosen or (f.primary_key and "pk" in chosen)) != is_left_out]
    names += rows.query.annotations
    rows = rows.defer(None)
    return rows.order_by().annotate(asked_as=Value(name), packed=Packed(*names)).values_list("asked_as", "packed")


def _instance(rows: QuerySet, values: dict[str, Any]) -> Model:
    fields = [field for field in rows.model._meta.concrete_fields if field.attname in values]
    made = rows.model.from_db(None, [f.attname for f in fields], [_value(f, values[f.attname]) for f in fields])
    for name, annotation in rows.query.annotations.items():
        setattr(made, name, _value(annotation.output_field, values[name]))
    return made


def _value(field: Any, value: Any) -> Any:
    """Return a value as the field would have read it; SQLite packs moments without their zone, and JSON as text."""
    if value is None:
        return None
    if isinstance(field, JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if field.is_relation:
        return value
    read = field.to_python(value)
    return read.replace(tzinfo=UTC) if isinstance(read, datetime) and read.tzinfo is None else read
