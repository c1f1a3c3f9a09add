"""Findings of the check before printing as the page shows them: each with the place where it is put right."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from certificates.preflight import BLOCK, LOOK, PASS, Check
from certificates.rules import (
    ABOUT_BLANK,
    ABOUT_CERTIFICATE,
    ABOUT_HOW,
    ABOUT_PRINTER,
    ABOUT_PROOF,
    ABOUT_RUN,
    ABOUT_WHAT,
)
from documents.models import Decision


def finding(check: Check, found: Decision, query: str) -> dict[str, Any]:
    """Return a finding with a link to where it is put right, or to the sheet that it is about."""
    row = {"result": check.result, "rule": check.rule, "fact": check.fact}
    if check.result == PASS:
        return row
    url, label = _help(check, found, query)
    if not url and check.line is not None:
        station = reverse("workflows:print_station", args=[found.pk])
        url, label = f"{station}?{query}&dong={check.line.pk}#xem-truoc", f"Xem giấy của {check.line.name}"
    return row | ({"act_url": url, "act_label": label} if url else {})


def _help(check: Check, found: Decision, query: str) -> tuple[str, str]:
    station = f"{reverse('workflows:print_station', args=[found.pk])}?{query}"
    if check.about == ABOUT_WHAT:
        return f"{station}&buoc=1", "Về bước 1"
    if check.about == ABOUT_HOW:
        return f"{station}&buoc=2", "Về bước 2"
    if check.about == ABOUT_RUN:
        return reverse("workflows:print_outcome", args=[found.pk, check.key]), "Ghi kết quả lượt đó"
    if check.about == ABOUT_PROOF:
        return f"{reverse('workflows:proofs', args=[found.pk])}?{query}", "Mở trang tờ in thử"
    return _of_certificates(check, found)


def _of_certificates(check: Check, found: Decision) -> tuple[str, str]:
    if check.about == ABOUT_PRINTER:
        return reverse("certificates:printers"), "Mở trang máy in"
    if check.about == ABOUT_BLANK:
        return reverse("certificates:blank", args=[check.key]), "Mở sổ phôi"
    if check.about == ABOUT_CERTIFICATE:
        return reverse("certificates:certificate", args=[check.key]), "Mở trong sổ khen thưởng"
    return "", ""


def counts(checks: Iterable[Check]) -> str:
    """Return "1 mục chưa đạt, 2 mục cần xem, 4 mục đạt"."""
    found = [check.result for check in checks]
    parts = ((found.count(BLOCK), "mục chưa đạt"), (found.count(LOOK), "mục cần xem"), (found.count(PASS), "mục đạt"))
    return ", ".join(f"{count} {word}" for count, word in parts if count)
