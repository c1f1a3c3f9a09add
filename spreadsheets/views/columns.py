"""What each column means: the guess, and what the person corrects."""

from string import ascii_uppercase

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from vietnamese.dates import short_date
from vietnamese.legacy import Encoding

from ..enums import ImportState
from ..exceptions import ImportRefused, NotReady
from ..models import SpreadsheetImport
from ..queries import same_file_before
from ..reading import SpreadsheetRefused
from ..registry import kind_of
from ..services.checking import missing_fields, start_check
from ..services.moving import CHANGEABLE, day_of
from ..services.receiving import Correction, guess, preview, set_columns
from .base import REFUSED, back_with, import_or_404, now

EXAMPLES = 3
CHECK, READ_AGAIN = "kiem-tra", "doc-lai"


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns with what they mean and the first rows as they will be read; POST keeps corrections, or checks."""
    found = import_or_404(request, pk)
    if found.state not in CHANGEABLE:
        return redirect("spreadsheets:import", pk)
    if request.method == "GET":
        return _page(request, found)
    try:
        return _keep(request, found)
    except NotReady as refusal:
        return back_with(request, found, refusal)
    except (ImportRefused, SpreadsheetRefused) as refusal:
        found.refresh_from_db()
        return _page(request, found, refused=refusal.reason)


def _keep(request: HttpRequest, found: SpreadsheetImport) -> HttpResponse:
    sheet, header = request.POST.get("trang-tinh", ""), request.POST.get("dong-tieu-de", "")
    header_row = int(header) if header.isdecimal() and len(header) < 8 else found.header_row
    if (sheet and sheet != found.sheet_name) or header_row != found.header_row:
        row = header_row if not sheet or sheet == found.sheet_name else None
        guess(found, actor=request.user, at=now(), sheet_name=sheet or found.sheet_name, header_row=row)
        messages.success(request, "Đã đọc lại bảng theo lựa chọn mới. Đồng chí xem lại các cột dưới đây.")
        return redirect("spreadsheets:columns", found.pk)
    corrections = {
        column["index"]: Correction(
            request.POST.get(f"nghia-{column['index']}", column["field"]),
            request.POST.get(f"kieu-chu-{column['index']}", column["encoding"]),
        )
        for column in found.columns
    }
    set_columns(found, corrections, actor=request.user, at=now())
    if request.POST.get("lam") != CHECK:
        return redirect("spreadsheets:columns", found.pk)
    start_check(found, actor=request.user, at=now())
    return redirect("spreadsheets:import", found.pk)


def _page(request: HttpRequest, found: SpreadsheetImport, refused: str = "") -> HttpResponse:
    kind, shown = kind_of(found.kind), preview(found)
    fields = kind.fields(day_of(found))
    before = same_file_before(found)
    rows = [
        {
            **column,
            "letter": letter(column["index"]),
            "examples": [cells[place] for _, cells in shown.rows if cells[place]][:EXAMPLES],
            "is_converted": column["encoding"] != Encoding.UNICODE,
            "encoding_label": Encoding(column["encoding"]).label,
        }
        for place, column in enumerate(found.columns)
    ]
    context = {
        "sheet_import": found,
        "kind": kind,
        "columns": rows,
        "converted": [row for row in rows if row["is_converted"]],
        "fields": fields,
        "encodings": Encoding.choices,
        "preview": shown,
        "missing": missing_fields(found),
        "same_file": before and f"{before.original_name}, nhập ngày {short_date(before.taken_at)}",
        "refused": refused,
        "has_errors": bool(refused),
        "was_checked": found.state == ImportState.CHECKED,
        "result_url": reverse("spreadsheets:import", args=[found.pk]),
    }
    return render(request, "spreadsheets/columns.html", context, status=REFUSED if refused else 200)


def letter(index: int) -> str:
    """Return how a spreadsheet program calls the column at `index`: A, Z, AA."""
    first, last = divmod(index, len(ascii_uppercase))
    return (letter(first - 1) if first else "") + ascii_uppercase[last]
