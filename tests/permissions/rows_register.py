"""Addresses of the register of issued certificates and the acts on them."""

from .row import BUTTON, Row, row

READ = {"ok": "chair clerk inspector", "refused": "appraiser member administrator"}
"""The register is kept by the clerk; chair and inspector read it; others of the unit are told that they may not."""
ACT = {"ok": "clerk", "refused": "appraiser member chair inspector administrator"}
ROWS: tuple[Row, ...] = (
    row("certificates:register", ok="chair clerk inspector other_clerk", rest=403),
    row("certificates:register_file", "csv", ok="chair clerk inspector other_clerk", rest=403),
    row("certificates:slips", ok="chair clerk inspector other_clerk", rest=403),
    row("certificates:certificate", "certificate", **READ),
    row("certificates:certificate_pdf", "certificate", **READ),
    row("certificates:certificate_make", "certificate", **BUTTON),
    row("certificates:act", "certificate", "in-lai", **ACT),
    row("certificates:act", "certificate", "cap-doi", **ACT),
    row("certificates:act", "certificate", "cap-lai", **ACT),
    row("certificates:act", "certificate", "thu-hoi", **ACT),
    row("certificates:act", "certificate", "khac", rest=404),
    row("certificates:act_done", "certificate_act", **READ),
    row("certificates:record_return", "revoked_certificate", **ACT),
    row("certificates:slip_new", "certificate", **ACT),
    row("certificates:slip", "slip", **READ),
    row("certificates:slip_carry", "slip", **BUTTON),
    row("certificates:annex", "slip", "pdf", **READ),
    row("certificates:annex", "slip", "docx", **READ),
)
