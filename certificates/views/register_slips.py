"""Correction slips: written beside what is printed, settled by a second person, carried out as an exchange."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.views import TYPES
from organizations.enums import RecipientKind
from permissions.exceptions import NotPermitted
from vietnamese.dates import moment_text

from ..enums import SlipState
from ..exceptions import ActRefused
from ..forms.register import SettleForm, SlipFilter, SlipForm
from ..issuing import FileRefused, annex_bytes, settle
from ..models import CorrectionAnnex, CorrectionSlip
from ..papers import annex_word, side_by_side
from ..queries.register import slips_in
from ..registry import REASON, REFUSE
from ..services.acts import hindrance
from ..services.kept import KeptFileLost
from ..services.register import certificate_facts
from ..services.slips import WORDS, ask_slip, carry_out, one_hand, others_to_settle, right_to_settle, words_of
from .base import now
from .register_base import (
    certificate_or_404,
    clerk_or_refusal,
    is_clerk,
    lost_page,
    not_now,
    slip_or_404,
    units_or_refusal,
)
from .register_life import about_line

PER_PAGE = 30
ASKED = "Đã lập phiếu đính chính. Phiếu chờ người thứ hai duyệt."
ASKED_ALONE = "Đã lập phiếu đính chính. Phiếu chờ duyệt; đồng chí được tự duyệt ở cuối trang này."
APPROVED = "Đã duyệt phiếu. Phụ lục đính chính đã được lập và lưu; văn thư trình ký rồi cấp đổi theo phiếu."
BADGES = {
    SlipState.ASKED: "look", SlipState.APPROVED: "act", SlipState.REFUSED: "done", SlipState.DONE: "good",
}  # fmt: skip


@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """Return the correction slips of the person's units, the open ones first."""
    ids = units_or_refusal(request)
    form = SlipFilter(request.GET)
    form.full_clean()
    found = slips_in(ids, form.cleaned_data.get("trang_thai", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    for row in page.object_list:
        row.rows, row.badge = side_by_side(row), BADGES[row.state]
    return render(request, "certificates/register_slips.html", {
        "page": page, "form": form, "is_narrowed": bool(form.cleaned_data.get("trang_thai")),
        "clear_url": reverse("certificates:slips"),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def slip_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a slip: the words as printed stand in the boxes, the wrong ones are typed over."""
    issued = certificate_or_404(request, pk)
    clerk_or_refusal(request, issued)
    data = request.POST if request.method == "POST" else None
    if data is None and (in_the_way := hindrance(issued)):
        return not_now(request, issued, in_the_way)
    printed = words_of(certificate_facts(issued)[1])
    is_collective = issued.recipient_kind == RecipientKind.COLLECTIVE
    form, refused = SlipForm(data, initial=printed, is_collective=is_collective), ""
    words = [word for word in WORDS if word.key in form.fields]
    if data is not None and form.is_valid():
        typed = {word.key: form.cleaned_data[word.key] for word in words}
        try:
            slip = ask_slip(
                issued, after=typed, grounds=form.cleaned_data["grounds"], actor=request.user, at=now(),
                submission_key=form.cleaned_data["submission_key"],
            )  # fmt: skip
        except ActRefused as refusal:
            refused = refusal.reason
        else:
            is_refused = one_hand(slip, request.user, now()) == REFUSE
            messages.success(request, ASKED if is_refused else ASKED_ALONE)
            return redirect("certificates:slip", slip.pk)
    return render(request, "certificates/register_slip_new.html", {
        "issued": issued, "about": about_line(issued), "form": form, "refused": refused,
        "rows": [(form[word.key], *_printed(word.label, printed[word.key])) for word in words],
        "back": reverse("certificates:certificate", args=[issued.pk]),
    }, status=200 if data is None else 422)  # fmt: skip


def _printed(label: str, value: str | bool) -> tuple[str, str]:
    """Return what is printed and how."""
    if isinstance(value, bool):
        return "Tặng hay truy tặng", "Truy tặng" if value else "Tặng"
    return label, value or "(để trống)"


@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a slip with both wordings, and let a second person settle it."""
    found = slip_or_404(request, pk)
    may_settle = _may_settle(request, found)
    data = request.POST if request.method == "POST" else None
    if data is not None:
        right_to_settle(found, request.user, now())
    form, refused = _settle_form(request, found, data), ""
    if data is not None and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if value is not None}
        try:
            settled = settle(found, actor=request.user, at=now(), **facts)
        except ActRefused as refusal:
            refused = refusal.reason
        else:
            is_approved = settled.state == SlipState.APPROVED
            messages.success(request, APPROVED if is_approved else "Đã ghi không duyệt phiếu.")
            return redirect("certificates:slip", found.pk)
    return _slip_page(request, found, form, refused, may_settle=may_settle, status=200 if data is None else 422)


def _slip_page(
    request: HttpRequest, found: CorrectionSlip, form: SettleForm, refused: str, *, may_settle: bool, status: int = 200
) -> HttpResponse:
    is_finished = found.state in (SlipState.DONE, SlipState.REFUSED)
    others = [] if found.state != SlipState.ASKED else others_to_settle(found, now())
    return render(request, "certificates/register_slip.html", {
        "slip": found, "issued": found.certificate, "about": about_line(found.certificate), "badge": BADGES[found.state],
        "rows": side_by_side(found), "form": form, "refused": refused, "may_settle": may_settle and not is_finished,
        "others": others, "may_approve": "paper_on" in form.fields,
        "is_clerk": is_clerk(request, found.certificate), "is_asked": found.state == SlipState.ASKED,
        "is_approved": found.state == SlipState.APPROVED, "annexes": _annexes(found),
    }, status=status)  # fmt: skip


def _settle_form(request: HttpRequest, found: CorrectionSlip, data) -> SettleForm:
    """Return the form as this person gets it: who asked and may not approve can only take the slip back."""
    against = one_hand(found, request.user, now())
    may_approve = found.state == SlipState.ASKED and against != REFUSE
    return SettleForm(data, may_approve=may_approve, needs_reason=against == REASON)


def _may_settle(request: HttpRequest, found: CorrectionSlip) -> bool:
    try:
        right_to_settle(found, request.user, now())
    except NotPermitted:
        return False
    return True


def _annexes(found: CorrectionSlip) -> list[dict]:
    """Return the papers of a slip as {% documents %} shows them; of one that was taken back only what was kept."""
    kept = CorrectionAnnex.objects.filter(slip=found).first()
    if found.state == SlipState.REFUSED and kept is None:
        return []
    url = reverse("certificates:annex", args=[found.pk, "pdf"])
    draft = " (dự thảo)" if found.state == SlipState.ASKED else ""
    pdf = {
        "name": f"Phụ lục đính chính{draft}, PDF", "detail": f"Lập lúc {moment_text(kept.made_at)}" if kept else "Kèm theo quyết định",
        "sha256": kept.sha256 if kept else "", "open_url": url, "download_url": f"{url}?tai-ve=1",
    }  # fmt: skip
    if found.state == SlipState.REFUSED:
        return [pdf | {"name": "Phụ lục của lần duyệt đã bỏ, PDF", "detail": f"{pdf['detail']}; không còn giá trị"}]
    word = reverse("certificates:annex", args=[found.pk, "docx"])
    detail = "Cùng nội dung, để sửa thể thức nếu cần"
    return [pdf, {"name": f"Phụ lục đính chính{draft}, Word", "detail": detail, "download_url": word}]


@require_POST
def slip_carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange the certificate for one with the right words."""
    found = slip_or_404(request, pk)
    clerk_or_refusal(request, found.certificate)
    try:
        new = carry_out(found, actor=request.user, at=now())
    except ActRefused as refusal:
        form, may = _settle_form(request, found, None), _may_settle(request, found)
        return _slip_page(request, found, form, refusal.reason, may_settle=may, status=422)
    messages.success(
        request,
        f"Đã cấp đổi. Đây là bản {new.revision}, mang chữ đã đính chính; bản cũ được ghi là đã thay. "
        "Việc tiếp theo: in tờ mới ở trang In giấy khen (chọn “Một số dòng”) và thu lại tờ cũ.",
    )
    return redirect("certificates:certificate", new.pk)


@require_GET
def annex(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Return the annex to the decision, as kept PDF or as Word for the layout; `?tai-ve=1` saves the PDF."""
    found = slip_or_404(request, pk)
    if form not in ("pdf", "docx") or (form == "docx" and found.state == SlipState.REFUSED):
        raise Http404
    try:
        content = annex_word(found) if form == "docx" else annex_bytes(found, at=now())
    except CorrectionAnnex.DoesNotExist:
        raise Http404 from None
    except KeptFileLost as lost:
        return lost_page(request, found, str(lost))
    except FileRefused as refusal:
        return render(request, "409.html", {"title": "Chưa lập được phụ lục", "reason": refusal.reason}, status=409)
    name = f"phu-luc-dinh-chinh-{found.certificate.register_text}.{form}"
    keeps = form == "docx" or "tai-ve" in request.GET
    headers = {"Content-Disposition": content_disposition_header(keeps, name)}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)
