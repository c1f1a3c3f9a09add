"""Statements that would rewrite correction slips, for both databases."""

from importlib import import_module

from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader

from certificates.models import CorrectionSlip
from history.triggers import kept_through, never_replaced

TABLE = CorrectionSlip._meta.db_table
SETTLED = "settled_by_name = 'x', settled_at = '2026-05-05'"
NEVER = (
    "after = '{}'", "grounds = 'x'", "asked_by_name = 'x'", "asked_by_id = 0", "certificate_id = certificate_id + 1",
    "id = id + 1000", "submission_key = '8a2b8a4e-0a5e-4d0a-9d3b-6f1f5c1c0099'", "state = state", "state = 'asked'",
    "state = 'x'", "settled_note = 'x'", SETTLED, "paper_number = 'x'", "paper_on = '2026-01-01'",
    f"state = 'refused', {SETTLED}, paper_number = 'x'", f"state = 'refused', {SETTLED}, grounds = 'x'",
    f"state = 'done', exchanged_id = certificate_id, {SETTLED}",
)  # fmt: skip
"""What no slip lets anybody write."""
NOT_NOW = {
    "asked": ("state = 'done', exchanged_id = certificate_id", f"state = 'approved', {SETTLED}, after = '{{}}'"),
    "approved": (f"state = 'approved', {SETTLED}", "state = 'done', exchanged_id = certificate_id, paper_number = 'x'"),
    "refused": ("state = 'approved'", "state = 'done', exchanged_id = certificate_id"),
    "done": (f"state = 'refused', {SETTLED}", "state = 'approved'", "exchanged_id = NULL"),
}
"""What a slip of a state does not let anybody write."""


def rewriting(slip: CorrectionSlip) -> list[str]:
    """Return the statements against a slip as it stands, and the ways around triggers that this database has."""
    written = [f"UPDATE {TABLE} SET {change} WHERE id = {slip.pk}" for change in (*NEVER, *NOT_NOW[slip.state])]
    if slip.settled_at:
        written += [_copy(slip, state) for state in ("asked", slip.state)]
    if connection.vendor == "sqlite":
        around = f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}"
    else:
        around = f"TRUNCATE {TABLE} CASCADE"
    return [*written, f"DELETE FROM {TABLE} WHERE id = {slip.pk}", around]


def _copy(slip: CorrectionSlip, state: str) -> str:
    """Return what would write another slip that is settled from its beginning."""
    columns = [field.column for field in CorrectionSlip._meta.concrete_fields if field.column != "id"]
    other = {"state": f"'{state}'", "submission_key": "'8a2b8a4e-0a5e-4d0a-9d3b-6f1f5c1c0098'", "exchanged_id": "NULL"}
    quoted = {column: f'"{column}"' for column in columns}
    return (
        f"INSERT INTO {TABLE} ({', '.join(quoted.values())}) "
        f"SELECT {', '.join((quoted | other)[column] for column in columns)} FROM {TABLE} WHERE id = {slip.pk}"
    )


def allowed(statements: list[str]) -> list[str]:
    """Return the statements that the database does not refuse as append-only; each is taken back."""
    return [statement for statement in statements if not _is_refused(statement)]


def _is_refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def build_anew() -> None:
    """Give the table another column as a later migration would, for which SQLite builds it anew."""
    kept = import_module("certificates.migrations.0004_slips_kept")
    field = models.CharField(max_length=9, default="x")
    state = MigrationLoader(connection).project_state()
    operations = kept_through(TABLE, migrations.AddField("correctionslip", "later", field), but=kept.SLIP_STEPS)
    if connection.vendor == "sqlite":
        operations.append(never_replaced(TABLE, *kept.SLIP_KEYS))
    with connection.schema_editor() as editor:
        for operation in operations:
            before = state.clone()
            operation.state_forwards("certificates", state)
            operation.database_forwards("certificates", editor, before, state)
