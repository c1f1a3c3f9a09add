"""Runs in a process of its own: people act on certificates at one moment in a real database.

python -m tests.certificates.register_driver SCENARIO      prints the results and what the register holds as one JSON line
"""

import json
import sys

import django

from tests.races.driver import race


def main(scenario: str) -> None:
    """Prepare, race once, print."""
    django.setup()
    from certificates.models import CertificateAct, IssuedCertificate
    from tests.certificates.issuing import entered
    from tests.clerks import numbered
    from tests.factories import world
    from tests.migrated import migrate

    migrate()
    w = world()
    decision = numbered(w)
    certificates = [] if scenario == "print" else entered(w, decision)
    results = race(lambda i: told(lambda: PRESS[scenario](w, decision, certificates)))
    rows = IssuedCertificate.objects.order_by("award", "revision")
    print(
        json.dumps(
            {
                "results": results,
                "rows": list(rows.values_list("award__register_number", "revision")),
                "codes": len(set(rows.values_list("code", flat=True))),
                "acts": list(CertificateAct.objects.values_list("action", flat=True)),
                "rewritten": [statement for statement in rewriting() if not refused(statement)],
            }
        )
    )


def told(act) -> str:
    """Return "done" with what came of it, or the sentence of the refusal."""
    from certificates.exceptions import ActRefused

    try:
        return f"done {act()}"
    except ActRefused as refusal:
        return refusal.reason


def press_print(w, decision, _):
    """Enter all recipients, as pressing print does."""
    from tests.certificates.issuing import entered

    return [certificate.pk for certificate in entered(w, decision)]


def press_exchange(w, _, certificates):
    """Exchange the second certificate."""
    from certificates.services.acts import exchange

    return exchange(certificates[1], reason="damaged", note="Rách.", actor=w.clerk, at=w.at).revision


def rewriting() -> list[str]:
    """Return statements that would rewrite the register."""
    tables = ("issuedcertificate", "issuedfile", "certificateact", "frozenlayout")
    return [
        statement
        for table in tables
        for statement in (f"UPDATE certificates_{table} SET id = id", f"DELETE FROM certificates_{table}")
    ]


def refused(statement: str) -> bool:
    """Return whether the database itself refuses the statement; an empty table has nothing to rewrite."""
    from django.db import DatabaseError, connection, transaction

    table = statement.split()[2 if statement.startswith("DELETE") else 1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        if not cursor.fetchone()[0]:
            return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


PRESS = {"print": press_print, "exchange": press_exchange}

if __name__ == "__main__":
    main(sys.argv[1])
