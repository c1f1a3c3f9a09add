"""Addresses of layouts and their backgrounds."""

from .row import BUTTON, CLERKS, Row, row

OF_LAYOUT = {"ok": "clerk", "refused": "appraiser member chair inspector administrator"}
OF_CLERKS = {"ok": CLERKS, "rest": 403}

ROWS: tuple[Row, ...] = (
    row("certificates:layouts", **OF_CLERKS),
    row("certificates:layout_start", "unit", ok="clerk"),
    row("certificates:layout_import", "unit", **BUTTON),
    row("certificates:design_picture", "trong_dong", "giay_khen", "individual", "party", **OF_CLERKS),
    row("certificates:design_ground", "trong_dong", "297x210", **OF_CLERKS),
    row("certificates:background", "background", **OF_LAYOUT),
    row("certificates:layout", "layout", **OF_LAYOUT),
    row("certificates:layout_preview", "layout", **BUTTON),
    row("certificates:layout_autosave", "layout", **BUTTON),
    row("certificates:layout_trial", "layout", **OF_LAYOUT),
    row("certificates:layout_export", "layout", **OF_LAYOUT),
    row("certificates:layout_copy", "layout", **BUTTON),
    row("certificates:layout_act", "layout", "cat", **BUTTON),
)
