"""What became of the rows: progress, result, decisions about doubtful ones, and the press that writes them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from runs.enums import RunState
from runs.models import Run
from runs.queries import LEFT_ALONE, is_left_alone
from vietnamese.text import thousands

from ..enums import ImportState, RowState
from ..exceptions import ImportRefused, InUse
from ..models import SpreadsheetImport
from ..progress import told
from ..queries import (
    EXAMPLES,
    PROPOSED,
    WORKING,
    WRITTEN,
    counts_of,
    rows_in,
    trouble_of,
    with_proposed_names,
)
from ..registry import NEW, kind_of
from ..services.checking import start_check
from ..services.sheets import bad_rows_sheet
from ..services.taking import choose, choose_all_new, start_taking
from ..services.undoing import drop, undo
from .base import BADGES, REFUSED, back_with, import_or_404, now
from .upload import sheet_response

PAGE_SIZE, QUESTIONS = 50, 20
"""Rows on a page of a list, and of doubtful rows."""
TABS = (
    (RowState.DOUBTFUL, "can-chon", "Cần chọn"),
    (RowState.BAD, "co-loi", "Có lỗi"),
    (RowState.GOOD, "nhap-duoc", "Nhập được"),
    (RowState.KNOWN, "da-co", "Đã có"),
)
ALL_NEW = "tat-ca-la-moi"


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An import as it stands: to be matched, in work, checked, taken, undone, dropped."""
    found = import_or_404(request, pk)
    if found.state == ImportState.UPLOADED:
        return redirect("spreadsheets:columns", pk)
    if found.state in WORKING:
        return render(request, "spreadsheets/progress.html", _progress(found))
    if found.state == ImportState.CHECKED:
        return _result(request, found)
    return _after(request, found)


@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the progress page that changes; when the work is done it tells htmx to open the result."""
    found = import_or_404(request, pk)
    if found.state in WORKING and not trouble_of(found):
        return render(request, "spreadsheets/progress_part.html", _progress(found))
    return HttpResponse(headers={"HX-Redirect": reverse("spreadsheets:import", args=[pk])})


def _progress(found: SpreadsheetImport) -> dict:
    is_taking = found.state == ImportState.TAKING
    total = counts_of(found).takable if is_taking else found.total_count
    done = told(found.run) if is_taking and found.run else found.done_count
    trouble = trouble_of(found)
    verb = "nhập" if is_taking else "kiểm tra"
    label = f"Đã {verb} {thousands(done)}/{thousands(total)} dòng" if total else f"Đã {verb} {thousands(done)} dòng"
    return {
        "sheet_import": found,
        "kind": kind_of(found.kind),
        "is_taking": is_taking,
        "text": _waiting_words(found.run),
        "label": label,
        "done": done,
        "total": max(total, done, 1),
        "trouble": trouble,
        "poll_url": "" if trouble else reverse("spreadsheets:progress", args=[found.pk]),
        "refresh_url": reverse("spreadsheets:import", args=[found.pk]),
    }


def _waiting_words(run: Run | None) -> str:
    if run and is_left_alone(run, at=now()):
        return f"{LEFT_ALONE} Bảng vẫn được giữ, không cần gửi lại."
    turn = "Đang chờ đến lượt. " if run and run.state == RunState.WAITING else ""
    return f"{turn}Đồng chí đóng trang vẫn được, việc vẫn chạy."


def _result(request: HttpRequest, found: SpreadsheetImport, refused: str = "") -> HttpResponse:
    kind, counts = kind_of(found.kind), counts_of(found)
    tabs = [
        {"key": key, "label": label, "state": state, "count": getattr(counts, state.value)}
        for state, key, label in TABS
        if getattr(counts, state.value)
    ]
    asked = request.GET.get("xem", "")
    tab = next((one for one in tabs if one["key"] == asked), tabs[0] if tabs else None)
    rows = None
    if tab:
        size = QUESTIONS if tab["state"] == RowState.DOUBTFUL else PAGE_SIZE
        rows = Paginator(rows_in(found, tab["state"]), size).get_page(request.GET.get("trang"))
        _dress(rows.object_list, found)
    proposals = with_proposed_names(found)
    context = {
        "sheet_import": found,
        "kind": kind,
        "counts": counts,
        "tabs": tabs,
        "tab": tab,
        "rows": rows,
        "headings": [column["heading"] for column in found.columns if column["field"]],
        "names_count": proposals.count(),
        "names": [_names(row) for row in proposals.order_by("number")[:EXAMPLES]],
        "written": WRITTEN,
        "proposed": PROPOSED,
        "new": NEW,
        "all_new": ALL_NEW,
        "error": found.error,
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "spreadsheets/result.html", context, status=REFUSED if refused else 200)


def _dress(rows: list, found: SpreadsheetImport) -> None:
    """Give each row what the page prints: cells in the order of the columns, and the names as they would be written."""
    codes = [column["field"] for column in found.columns if column["field"]]
    for row in rows:
        proposed = row.values.get("proposed", {})
        row.cells = [{"text": row.shown.get(code, ""), "proposed": proposed.get(code, "")} for code in codes]
        row.title = next((cell["text"] for cell in row.cells if cell["text"]), "")


def _names(row) -> list[tuple[str, str]]:
    """Return (as written, as proposed) of a row's names."""
    return [(row.values.get(key, ""), form) for key, form in row.values["proposed"].items()]


@require_POST
def choices(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was chosen for doubtful rows, or say of all that are left that they are new."""
    found = import_or_404(request, pk)
    try:
        if request.POST.get("lam") == ALL_NEW:
            count = choose_all_new(found, actor=request.user, at=now())
        else:
            typed = {key.removeprefix("dong-"): value for key, value in request.POST.items() if key.startswith("dong-")}
            chosen = {int(number): value for number, value in typed.items() if number.isdecimal() and len(number) < 9}
            count = choose(found, chosen, actor=request.user, at=now())
    except ImportRefused as refusal:
        return back_with(request, found, refusal)
    messages.success(request, f"Đã ghi lựa chọn cho {thousands(count)} dòng.")
    page = request.POST.get("trang", "")
    return redirect(
        f"{reverse('spreadsheets:import', args=[pk])}?xem=can-chon{f'&trang={page}' if page.isdecimal() else ''}"
    )


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the rows that can be taken; a second press does nothing more."""
    found = import_or_404(request, pk)
    try:
        start_taking(found, names=request.POST.get("ten", ""), actor=request.user, at=now())
    except ImportRefused as refusal:
        found.refresh_from_db()
        if found.state == ImportState.CHECKED:
            return _result(request, found, refusal.reason)
        return back_with(request, found, refusal)
    return redirect("spreadsheets:import", pk)


@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the rows again, after the work was stopped or other data has changed."""
    found = import_or_404(request, pk)
    try:
        start_check(found, actor=request.user, at=now())
    except ImportRefused as refusal:
        return back_with(request, found, refusal)
    return redirect("spreadsheets:import", pk)


@require_GET
def bad_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The bad rows as a sheet to correct and to send again."""
    found = import_or_404(request, pk)
    stem = found.original_name.rpartition(".")[0] or found.original_name
    return sheet_response(bad_rows_sheet(found), f"{stem} - dòng có lỗi.xlsx")


def _after(request: HttpRequest, found: SpreadsheetImport, status: int = 200) -> HttpResponse:
    kind, counts = kind_of(found.kind), counts_of(found)
    destination = kind.destination(found) if found.state == ImportState.TAKEN else None
    context = {
        "sheet_import": found,
        "kind": kind,
        "counts": counts,
        "state": ImportState(found.state).label,
        "badge_kind": BADGES[ImportState(found.state)],
        "destination": destination,
        "again_url": f"{reverse('spreadsheets:upload')}?{urlencode({'loai': found.kind, 'don-vi': found.unit_id, **kind.query(found.target)})}",
        "is_taken": found.state == ImportState.TAKEN,
    }
    return render(request, "spreadsheets/taken.html", context, status=status)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then take the import back."""
    found = import_or_404(request, pk)
    kind, counts, refused = kind_of(found.kind), counts_of(found), []
    if found.state != ImportState.TAKEN:
        return redirect("spreadsheets:import", pk)
    if request.method == "POST":
        try:
            undo(found, actor=request.user, at=now())
            messages.success(request, f"Đã hoàn tác. {thousands(counts.taken)} dòng đã nhập nay không còn.")
            return redirect("spreadsheets:import", pk)
        except InUse as refusal:
            refused = [refusal.reason]
        except ImportRefused as refusal:
            return back_with(request, found, refusal)
    context = {
        "title": "Hoàn tác lần nhập này",
        "lead": f"{kind.label}, {found.unit}. Tệp {found.original_name}.",
        "consequences": [
            f"Bỏ {thousands(counts.taken)} dòng đã ghi từ tệp này.",
            "Những gì có từ trước hoặc được ghi sau đó không bị động đến.",
            "Nếu có dòng đã được dùng, hệ thống không hoàn tác và nói rõ vì sao.",
        ],
        "submit_label": "Hoàn tác",
        "harm": True,
        "cancel_url": reverse("spreadsheets:import", args=[pk]),
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "components/confirm_page.html", context, status=REFUSED if refused else 200)


@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop an import of which nothing was written."""
    found = import_or_404(request, pk)
    try:
        drop(found, actor=request.user, at=now())
    except ImportRefused as refusal:
        return back_with(request, found, refusal)
    messages.success(request, "Đã bỏ lần nhập này. Chưa có gì được ghi.")
    return redirect("spreadsheets:imports")
