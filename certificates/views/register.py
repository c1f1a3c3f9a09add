"""The register: its list, its file, one certificate with its life, its kept PDF."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from organizations.models import Unit
from spreadsheets.views.files import hand_out
from vietnamese.text import search_key

from ..codes import check_url, shown
from ..enums import CertificateAction, PublicStatus
from ..forms.register import RegisterFilter
from ..issuing import FileRefused, ensure_file
from ..models import IssuedCertificate, IssuedFile
from ..queries import register as book
from ..services.kept import KeptFileLost
from ..services.register import stored_bytes
from .base import now
from .register_base import BADGES, certificate_or_404, clerk_or_refusal, is_clerk, lost_page, units_or_refusal
from .register_life import buttons_of, life_of, runs_of, said_by
from .signing import signed_panel

PER_PAGE = 50
COLUMNS = (
    ("Số vào sổ", 10), ("Hình thức", 14), ("Đối tượng", 12), ("Xưng hô", 12), ("Người, tập thể được tặng", 34),
    ("Chức vụ, đơn vị", 36), ("Lời khen", 60), ("Số quyết định", 16), ("Ngày quyết định", 14), ("Cơ quan tặng", 36),
    ("Bản", 6), ("Vì sao cấp", 14), ("Ngày lập giấy", 14), ("Người lập", 24), ("Trạng thái", 24), ("Mã tra cứu", 18),
    ("Đơn vị giữ sổ", 30),
)  # fmt: skip
"""Headings and widths in letters of the file."""


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Return the register of the person's units, narrowed by what the address says."""
    ids = units_or_refusal(request)
    form, rows, units = _asked(request, ids)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    for row in page.object_list:
        row.status = book.shown_status(row)
        row.badge = BADGES[row.status]
    return render(request, "certificates/register_list.html", {
        "page": page, "form": form, "shows_units": len(units) > 1, "units": units,
        "is_narrowed": form.is_narrowed, "clear_url": reverse("certificates:register"),
        "open_slips": book.open_slips(ids),
        "query": urlencode({name: value for name, value in request.GET.items() if value and name != "trang"}),
    })  # fmt: skip


@require_GET
def register_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return what the list shows, all pages of it, as XLSX or CSV."""
    _, found, _ = _asked(request, units_or_refusal(request))
    rows = (
        [
            row.register_text, row.get_form_display(), row.get_recipient_kind_display(), row.address,
            row.recipient_name, row.unit_text, row.citation, row.decision_number, row.decided_on, row.authority_name,
            row.revision, row.get_issue_reason_display(), row.at, row.actor_name, book.shown_status(row).label,
            shown(row.code), row.unit.name,
        ]
        for row in found.select_related("unit").iterator(chunk_size=500)
    )  # fmt: skip
    return hand_out(form, called="Sổ khen thưởng", columns=COLUMNS, rows=rows)


@require_GET
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Return one certificate: what it says, its PDF, how often it was printed, what happened to it, what can be done."""
    issued = certificate_or_404(request, pk)
    status = book.shown_status(issued)
    acts, revisions = book.acts_of(issued), book.revisions_of(issued)
    slips = book.slips_of(issued)
    waiting = [slip for slip in slips if slip.state in book.OPEN]
    revoked = next((act for act in acts if act.action == CertificateAction.REVOKE), None)
    returns = book.returns_after(revoked)
    clerk = is_clerk(request, issued)
    sheets = book.sheets_of(issued)
    return render(request, "certificates/register_certificate.html", {
        "issued": issued, "status": status, "badge": BADGES[status], "said": said_by(issued), "code": shown(issued.code),
        "file": getattr(issued, "file", None), "documents": _documents(issued),
        "reprints": sum(act.action == CertificateAction.REPRINT and act.certificate_id == issued.pk for act in acts),
        "runs": runs_of(sheets), "life": life_of(revisions, acts, slips, returns), "revisions": revisions,
        "newer": getattr(issued, "replaced_by", None), "slips": waiting,
        "is_outdated": status == PublicStatus.VALID and issued.decision_number != issued.decision.number_text,
        "is_clerk": clerk,
        "buttons": buttons_of(issued, status, revoked, returns, is_being_corrected=bool(waiting)) if clerk else [],
        "check_url": check_url(issued.code) or reverse("certificates:check_code", args=[issued.code]),
        "signing": signed_panel(request, issued, is_ready=status == PublicStatus.VALID and hasattr(issued, "file")),
    })  # fmt: skip


@require_GET
def certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the kept PDF, its hash checked; `?tai-ve=1` saves it. It is never made anew."""
    issued = certificate_or_404(request, pk)
    try:
        content = stored_bytes(issued)
    except IssuedFile.DoesNotExist:
        raise Http404 from None
    except KeptFileLost as lost:
        return lost_page(request, issued, str(lost))
    name = f"{search_key(issued.get_form_display()).replace(' ', '-')}-{issued.register_text}-{'-'.join(search_key(issued.recipient_name).split())[:60]}.pdf"
    headers = {"Content-Disposition": content_disposition_header("tai-ve" in request.GET, name)}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_POST
def make_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Make and keep the PDF of a certificate that has none yet."""
    issued = certificate_or_404(request, pk)
    clerk_or_refusal(request, issued)
    try:
        ensure_file(issued, at=now())
    except FileRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "Đã lập tệp PDF của giấy. Tệp được giữ nguyên từ nay.")
    return redirect(_page(issued))


def _page(issued: IssuedCertificate) -> str:
    return reverse("certificates:certificate", args=[issued.pk])


def _asked(request: HttpRequest, ids: set[int]):
    """Return the form with what the address says, the rows that fit, and the units to choose from."""
    units = list(Unit.objects.filter(pk__in=ids, certificates__isnull=False).distinct().select_related("kind"))
    form = RegisterFilter(request.GET, years=book.years_of(ids), units=units)
    return form, book.narrowed(book.rows_of(ids), **form.chosen), units


def _documents(issued: IssuedCertificate) -> list[dict]:
    kept = getattr(issued, "file", None)
    if kept is None:
        return []
    url = reverse("certificates:certificate_pdf", args=[issued.pk])
    return [
        {
            "name": f"{issued.get_form_display()} số {issued.register_text}, bản {issued.revision} (PDF)",
            "detail": "Giữ nguyên từ lúc lập, mở ra được đối chiếu mã kiểm tra",
            "sha256": kept.sha256,
            "open_url": url,
            "download_url": f"{url}?tai-ve=1",
        }
    ]
