"""Addresses of the check page and signed copies."""

from .row import COMMITTEE, Row, row

SIGN = {"refused": "secretary appraiser member chair inspector"}
OF_REGISTER = {"ok": "chair clerk inspector", "refused": "appraiser member administrator"}

ROWS: tuple[Row, ...] = (
    row("certificates:check", rest=200, for_everybody=True),
    row("certificates:check_code", "MA-SAI", rest=404, for_everybody=True),
    row("certificates:sign_decision", "numbered", led="clerk", **SIGN),
    row("certificates:sign_document", "paper", ok="clerk", **SIGN),
    row("certificates:sign_certificate", "certificate_to_sign", ok="clerk", refused="appraiser member chair inspector administrator"),
    row("certificates:signed_copy", "signed_paper", ok=f"secretary {COMMITTEE}"),
    row("certificates:signed_copy", "signed_certificate", **OF_REGISTER),
    row("certificates:signed_copy_check", "signed_paper", ok=f"secretary {COMMITTEE}"),
    row("certificates:signed_copy_check", "signed_certificate", **OF_REGISTER),
)  # fmt: skip
