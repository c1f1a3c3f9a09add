"""Rows that are written once, and the print runs of earlier versions."""

from django.db import migrations

from history.triggers import append_only

WRITTEN_ONCE = (
    "certificates_frozenlayout",
    "certificates_layoutversion",
    "certificates_blankentry",
    "certificates_issuedcertificate",
    "certificates_issuedfile",
    "certificates_certificateact",
)
COPIED = ("id", "decision_id", "run_id", "design", "paper", "mode", "shift_x_mm", "shift_y_mm", "dated_on")


def take_over(apps, schema_editor):
    """Copy the print runs from the package in which they were kept up to version 0.3."""
    old, new = apps.get_model("documents", "PrintRun"), apps.get_model("certificates", "PrintRun")
    new.objects.bulk_create(new(**row) for row in old.objects.values(*COPIED))
    if schema_editor.connection.vendor == "postgresql" and new.objects.exists():
        schema_editor.execute(
            "SELECT setval(pg_get_serial_sequence('certificates_printrun', 'id'), (SELECT MAX(id) FROM certificates_printrun))"
        )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_initial"), ("documents", "0003_queue_and_ballot")]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
        *(append_only(table) for table in WRITTEN_ONCE),
    ]
