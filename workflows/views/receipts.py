"""The receipt of a submission: what was handed in, printable, and held against what is stored today."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from documents.contexts import grouped
from documents.enums import DocumentKind
from documents.issuing import PaperRefused, current
from documents.services import PaperChanged
from documents.views import file_response
from nominations.models import Dossier, Receipt
from nominations.queries import visible_to
from organizations.templatetags.components import file_size
from vietnamese.dates import moment_text
from vietnamese.templatetags.vietnamese import moment

from ..services.receipts import Checked, Comparison, State, compare
from .base import now, today

WORDS = {
    State.SAME: ("pass", "Còn đúng"),
    State.CHANGED: ("block", "Đã khác"),
    State.REMOVED: ("look", "Đã gỡ"),
    State.MISSING: ("block", "Không còn tệp"),
}
LINE_WORDS = WORDS | {State.CHANGED: ("look", "Đã sửa sau đó"), State.MISSING: ("block", "Không còn")}
FACTS = {
    State.SAME: "Mã tính lại hôm nay giống mã lúc trình.",
    State.CHANGED: "Mã tính lại hôm nay khác mã lúc trình: tệp trên máy chủ không còn là tệp đã gửi.",
    State.REMOVED: "Chi bộ đã gỡ tệp này khỏi hồ sơ sau khi trình. Tệp còn lưu và còn đúng như lúc trình.",
    State.MISSING: "Tệp không còn trên máy chủ. Gọi người phụ trách kỹ thuật để lấy lại từ bản sao lưu.",
}


def receipt_or_404(request: HttpRequest, code: str) -> Receipt:
    """Return a receipt all of whose lines the person may know of: the cell, and who received it; 404 for any other."""
    found = Receipt.objects.select_related("dossier__round", "dossier__unit__kind").filter(code=code).first()
    if found is None:
        raise Http404
    lines = _lines_of(found)
    if visible_to(request.user, on=today()).filter(pk__in=lines).count() != len(lines):
        raise Http404
    return found


def receipt_links(dossier: Dossier, user: Any) -> list[dict]:
    """Return the receipts of a dossier that the user may read, newest first, as document cards. Two queries at most."""
    receipts = list(dossier.receipts.order_by("-id"))
    if not receipts:
        return []
    return receipt_cards(
        receipts, set(visible_to(user, on=today()).filter(dossier=dossier).values_list("pk", flat=True))
    )


def receipt_cards(receipts: Iterable[Receipt], readable: set[int]) -> list[dict]:
    """Return the receipts of which all lines are `readable` as document cards, in their order."""
    return [_card(receipt) for receipt in receipts if _lines_of(receipt) <= readable]


def _card(receipt: Receipt) -> dict:
    """Return a receipt as a document card."""
    address = reverse("workflows:receipt_paper", args=[receipt.code])
    return {
        "name": f"Biên nhận {receipt.code}",
        "detail": f"{len(receipt.content['lines'])} dòng, trình {moment_text(receipt.handed_in_at)}.",
        "open_url": reverse("workflows:receipt", args=[receipt.code]),
        "download_url": f"{address}?tai-ve=1",
    }


def _lines_of(receipt: Receipt) -> set[int]:
    return {line["nomination"] for line in receipt.content["lines"]}


@require_GET
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show a receipt; with `?doi-chieu=1` also what became of each thing since."""
    found = receipt_or_404(request, code)
    checked = compare(found) if "doi-chieu" in request.GET else None
    kept = found.content
    return render(request, "workflows/receipt.html", {
        "receipt": found, "kept": kept, "facts": _facts(found), "hash": grouped(found.sha256), "checked": checked,
        "differs": bool(checked and (checked.differing or not checked.is_intact)), "at": now(),
        "lines": [_line(each, checked) for each in kept["lines"]],
        "papers": [_paper(each, checked) for each in kept["papers"]],
        "files": [_file(each, kept, checked) for each in kept["files"]],
    })  # fmt: skip


@require_GET
def receipt_paper(request: HttpRequest, code: str) -> HttpResponse:
    """Return the receipt as a PDF for printing."""
    try:
        return file_response(request, current(DocumentKind.RECEIPT, receipt_or_404(request, code), at=now()))
    except PaperRefused as refusal:
        reason = refusal.reason
    except (PaperChanged, FileNotFoundError):
        reason = (
            "Tệp biên nhận đã lưu không còn nguyên vẹn. Đồng chí mở trang biên nhận để xem nội dung, "
            "và gọi người phụ trách kỹ thuật để lấy lại tệp từ bản sao lưu."
        )
    return render(request, "409.html", {"title": "Chưa in được biên nhận", "reason": reason}, status=409)


def _facts(receipt: Receipt) -> list[dict]:
    kept = receipt.content
    rows = (
        ("Hồ sơ", kept["dossier"]),
        ("Đợt", kept["round"]),
        ("Đơn vị trình", kept["unit"]),
        ("Người trình", f"Đồng chí {kept['by']}"),
        ("Trình lúc", moment(receipt.handed_in_at)),
        ("Nơi nhận", kept["office"]),
    )
    return [{"label": label, "value": value} for label, value in rows]


def _line(each: dict, checked: Comparison | None) -> dict:
    row = {
        "name": each["called"],
        "detail": ". ".join(filter(None, [each["form"], each["votes"], f"Mã {each['code']}"])),
    }
    if checked:
        row["result"], row["word"] = LINE_WORDS[checked.lines[each["code"]].state]
    return row


def _paper(each: dict, checked: Comparison | None) -> dict:
    return _handed(each["title"], "", each, checked and checked.papers[each["document"]])


def _file(each: dict, kept: dict, checked: Comparison | None) -> dict:
    names = {line["code"]: line["called"] for line in kept["lines"]}
    return _handed(
        each["caption"], names.get(each["line"], "Cả hồ sơ"), each, checked and checked.files[each["evidence"]]
    )


def _handed(name: str, about: str, each: dict, checked: Checked | None) -> dict:
    row = {"name": name, "detail": ". ".join(filter(None, [about, file_size(each["size"])])), "sha256": each["sha256"]}
    if checked:
        row["result"], row["word"] = WORDS[checked.state]
        row["fact"] = FACTS[checked.state]
    return row
