"""Addresses of the first page of certificates, of printers, calibration, blanks and proofs."""

from .row import BUTTON, CLERK_OF_NUMBERED, CLERKS, Row, row

OF_CLERKS = {"ok": CLERKS, "rest": 403}
OF_CLERK = {"ok": "clerk", "refused": "appraiser member chair inspector administrator"}
APPROVE = {"ok": "clerk chair", "refused": "secretary appraiser member inspector"}
"""A proof is answered by a colleague of the clerk or by the chair; who may only read the decision is told so."""

ROWS: tuple[Row, ...] = (
    row("certificates:home", ok=f"{CLERKS} chair inspector", rest=403),
    row("certificates:printers", **OF_CLERKS),
    row("certificates:printer_add", **OF_CLERKS),
    row("certificates:printer", "printer", **OF_CLERK),
    row("certificates:printer_rename", "printer", **OF_CLERK),
    row("certificates:printer_use", "printer", **BUTTON),
    row("certificates:calibrate", "printer", **OF_CLERK),
    row("certificates:test_grid", "printer", refused=OF_CLERK["refused"]),
    row("certificates:blanks", **OF_CLERKS),
    row("certificates:blank_add", **OF_CLERKS),
    row("certificates:blank", "blank", **OF_CLERK),
    row("certificates:blank_reconciliation", "blank", **OF_CLERK),
    row("certificates:blank_rename", "blank", **OF_CLERK),
    row("certificates:blank_use", "blank", **BUTTON),
    row("workflows:proofs", "numbered", **CLERK_OF_NUMBERED),
    row("workflows:proof", "numbered", "proof", **APPROVE),
    row("workflows:proof_picture", "numbered", "proof", **APPROVE),
    row("workflows:proof_paper", "numbered", "proof", **APPROVE),
)
