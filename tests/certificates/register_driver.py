"""Runs in a process of its own: people act on certificates at one moment in a real database.

python -m tests.certificates.register_driver      prints a JSON line for each race: the results, what the register holds
"""

import json

import django

from tests.races.driver import race


def main() -> None:
    """Prepare once; race through PRESS one after the other; print what each left in the register."""
    django.setup()
    from tests.clerks import numbered
    from tests.factories import world
    from tests.migrated import migrate

    migrate()
    w = world()
    decision = numbered(w)
    for scenario, press in PRESS.items():
        results = race(lambda i, press=press: told(lambda: press(w, decision)))
        print(json.dumps({"scenario": scenario, "results": results} | held()))
    print(json.dumps({"scenario": "rewriting", "done": [sql for sql in rewriting() if not refused(sql)]}))
    print(json.dumps({"scenario": "slips"} | rewriting_slips(w)))


def held() -> dict:
    """Return what the register holds."""
    from certificates.models import CertificateAct, CorrectionAnnex, CorrectionSlip, FrozenLayout, IssuedCertificate

    rows = IssuedCertificate.objects.order_by("award", "revision")
    return {
        "rows": list(rows.values_list("award__register_number", "revision")),
        "codes": len(set(rows.values_list("code", flat=True))),
        "layouts": FrozenLayout.objects.count(),
        "slips": list(CorrectionSlip.objects.values_list("state", flat=True)),
        "annexes": CorrectionAnnex.objects.count(),
        "acts": list(CertificateAct.objects.values_list("action", flat=True)),
    }


def told(act) -> str:
    """Return "done" with what came of it, or the sentence of the refusal."""
    from certificates.exceptions import ActRefused

    try:
        return f"done {act()}"
    except ActRefused as refusal:
        return refusal.reason


def certificate(number: int = 202, revision: int = 1):
    """Return the certificate of a number."""
    from certificates.models import IssuedCertificate

    return IssuedCertificate.objects.get(award__register_number=number, revision=revision)


def press_print(w, decision):
    """Freeze both layouts and enter all recipients, as pressing print does."""
    from tests.certificates.issuing import entered

    return [row.pk for row in entered(w, decision)]


def press_slip(w, _):
    """Send one form of a correction."""
    from certificates.services.slips import ask_slip

    after = {"recipient_name": "Lê Thị Bích Liễn"}
    return ask_slip(certificate(), after=after, grounds="Đơn.", actor=w.clerk, at=w.at, submission_key=KEY).pk


def press_settle(w, _):
    """Approve the correction, which keeps its annex."""
    from certificates.issuing import settle

    return settle(certificate().slips.get(), is_approved=True, actor=w.chair, at=w.at).state


def press_carry(w, _):
    """Exchange by the correction."""
    from certificates.services.slips import carry_out

    return carry_out(certificate().slips.get(), actor=w.clerk, at=w.at).revision


def press_exchange(w, _):
    """Exchange the corrected certificate, each from a page of their own."""
    from certificates.services.acts import exchange

    return exchange(certificate(revision=2), reason="damaged", note="Rách.", actor=w.clerk, at=w.at).revision


def rewriting() -> list[str]:
    """Return statements that would rewrite the register, among them the way around triggers that this database has."""
    from django.db import connection

    around = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}" if connection.vendor == "sqlite" else "TRUNCATE {0} CASCADE"
    tables = ("issuedcertificate", "certificateact", "frozenlayout", "correctionannex")
    return [
        statement.format(f"certificates_{table}")
        for table in tables
        for statement in ("UPDATE {0} SET id = id", "DELETE FROM {0}", around)
    ]


def rewriting_slips(w) -> dict:
    """Return what the database lets be rewritten of one slip in each state, also when their table was built anew."""
    from certificates.models import CorrectionSlip
    from certificates.services.slips import ask_slip, carry_out, settle_slip
    from tests.certificates.slip_rewriting import allowed, build_anew, rewriting

    def ask(number):
        after = {"address": f"Bạn {number}"}
        return ask_slip(certificate(number), after=after, grounds="Đơn.", actor=w.clerk, at=w.at)

    settle_slip(ask(201), is_approved=False, note="Nhầm.", actor=w.chair, at=w.at)
    ask(201)
    approved = settle_slip(ask(203), is_approved=True, actor=w.chair, at=w.at)
    slips = list(CorrectionSlip.objects.order_by("state"))
    found = {"states": [slip.state for slip in slips]}
    found["first"] = [sql for slip in slips for sql in allowed(rewriting(slip))]
    build_anew()
    found["anew"] = [sql for slip in slips for sql in allowed(rewriting(slip))]
    return found | {"carried": carry_out(approved, actor=w.clerk, at=w.at).revision}


def refused(statement: str) -> bool:
    """Return whether the database itself refuses the statement."""
    from django.db import DatabaseError, connection, transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


KEY = "8a2b8a4e-0a5e-4d0a-9d3b-6f1f5c1c0009"
PRESS = {
    "print": press_print,
    "slip": press_slip,
    "settle": press_settle,
    "carry": press_carry,
    "exchange": press_exchange,
}

if __name__ == "__main__":
    main()
