"""The acts on a certificate: a form, a page that says what will happen, the act, and what comes next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from vietnamese.text import lower_first

from ..enums import CertificateAction
from ..exceptions import ActRefused
from ..forms.register import ExchangeForm, ReissueForm, ReprintForm, ReturnForm, RevokeForm
from ..models import CertificateAct, IssuedCertificate
from ..services import acts
from .base import now
from .register_base import certificate_or_404, clerk_or_refusal, not_now
from .register_life import WORDS, about_line


@dataclass(frozen=True)
class Act:
    """One act as pages show it. `will` says what happens, with the check page last."""

    action: CertificateAction
    form: type[forms.Form]
    do: Callable[..., Any]
    title: str
    lead: str
    will: tuple[str, ...]
    submit: str
    done: str
    next_steps: tuple[str, ...]
    is_harm: bool = False


STAYS = "Trang tra cứu: không đổi, vẫn ghi “Còn hiệu lực”."
REPLACED = "Trang tra cứu: mã của tờ cũ ghi “Đã được thay bằng bản khác”; tờ mới có mã riêng, ghi “Còn hiệu lực”."
SHEET_NEXT = (
    "Lập tệp PDF ở trang của giấy mới rồi in trên giấy trắng, hoặc chọn người này ở trang In giấy khen để in lên phôi."
)
ACTS = {
    WORDS[act.action]: act
    for act in (
        Act(
            CertificateAction.REPRINT, ReprintForm, acts.reprint, "In lại",
            "Cùng một giấy, in thêm một lần vì tờ trước hỏng lúc in. Giấy đã trao rồi mới hỏng thì dùng Cấp đổi.",
            ("Sổ đếm thêm một lần in lại, ghi lý do và người làm.", "Số vào sổ, nội dung, mã tra cứu giữ nguyên.", STAYS),
            "Ghi in lại", "Đã ghi in lại",
            ("Mở tệp PDF đã lưu ở trang của giấy để in trên giấy trắng, hoặc chọn người này ở trang In giấy khen để in lên phôi.",
             "Hủy tờ hỏng."),
        ),
        Act(
            CertificateAction.EXCHANGE, ExchangeForm, acts.exchange, "Cấp đổi",
            "Giấy đã trao bị hư hỏng hoặc in sai. Chữ trên giấy không đổi; muốn sửa chữ thì lập phiếu đính chính.",
            ("Lập bản mới, cùng số vào sổ và cùng nội dung, nối với bản cũ.", "Bản cũ được ghi là đã thay; không xóa khỏi sổ.",
             REPLACED),
            "Cấp đổi", "Đã cấp đổi", (SHEET_NEXT, "Thu tờ cũ và lưu cùng văn bản đề nghị."),
        ),
        Act(
            CertificateAction.REISSUE, ReissueForm, acts.reissue, "Cấp lại",
            "Giấy đã trao bị mất. Người, tập thể được tặng phải có bản tường trình.",
            ("Lập bản mới, cùng số vào sổ và cùng nội dung, nối với bản cũ.", "Bản cũ được ghi là đã thay: ai nhặt được cũng không dùng được.",
             REPLACED),
            "Cấp lại", "Đã cấp lại", (SHEET_NEXT, "Lưu bản tường trình."),
        ),
        Act(
            CertificateAction.REVOKE, RevokeForm, acts.revoke, "Thu hồi",
            "Chỉ ghi khi đã có quyết định thu hồi được ký.",
            ("Khen thưởng này không còn hiệu lực; dòng trong sổ vẫn giữ.", "Không in lại, cấp đổi, cấp lại được nữa.",
             "Không có nút làm lại: thu hồi nhầm thì phải có quyết định khen thưởng mới.",
             "Trang tra cứu: mọi mã của giấy này ghi “Đã bị thu hồi”."),
            "Ghi thu hồi", "Đã ghi thu hồi",
            ("Thu lại giấy và tiền thưởng nếu chưa thu; ghi vào sổ khi đã thu.", "Gửi quyết định thu hồi cho người, tập thể và đơn vị liên quan."),
            is_harm=True,
        ),
    )
}  # fmt: skip
BY_ACTION = {act.action: act for act in ACTS.values()}


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Ask for what the act needs, say what will happen, then do it."""
    if word not in ACTS:
        raise Http404
    chosen = ACTS[word]
    issued = certificate_or_404(request, pk)
    clerk_or_refusal(request, issued)
    form = chosen.form(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        in_the_way = acts.hindrance(issued)
        return not_now(request, issued, in_the_way) if in_the_way else _ask(request, chosen, issued, form)
    if not form.is_valid() or "sua" in request.POST:
        return _ask(request, chosen, issued, form, status=200 if "sua" in request.POST else 422)
    facts = {"actor": request.user, "at": now()} | form.values()
    try:
        if "dong_y" not in request.POST:
            acts.try_out(chosen.do, issued, **facts)
            return _confirm(request, chosen, issued, form)
        chosen.do(issued, **facts)
    except ActRefused as refusal:
        return _ask(request, chosen, issued, form, refused=refusal.reason, status=422)
    done = CertificateAct.objects.get(submission_key=form.cleaned_data["submission_key"])
    return redirect("certificates:act_done", done.pk)


@require_GET
def act_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done and what comes next."""
    done = CertificateAct.objects.filter(pk=pk).first()
    if done is None:
        raise Http404
    issued = certificate_or_404(request, done.certificate_id)
    chosen = BY_ACTION[done.action]
    newer = getattr(issued, "replaced_by", None) if done.action in (CertificateAction.EXCHANGE, CertificateAction.REISSUE) else None  # fmt: skip
    now_at = newer or issued
    links = [
        (f"Mở giấy mới (bản {newer.revision})" if newer else "Mở giấy này", _page(now_at)),
        ("Trang In giấy khen", reverse("workflows:print_station", args=[issued.decision_id])),
        ("Về sổ", reverse("certificates:register")),
    ]
    if done.action == CertificateAction.REVOKE:
        del links[1]
    return render(request, "components/receipt_page.html", {
        "title": f"{chosen.done}: {issued.recipient_name}", "lead": about_line(now_at),
        "reference_label": "Số vào sổ", "reference": issued.register_text,
        "results": [{"result": "pass", "word": "Đã ghi", "rule": said, "fact": ""} for said in chosen.will],
        "next_steps": chosen.next_steps, "links": links,
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def record_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that object or money of a revoked award came back."""
    issued = certificate_or_404(request, pk)
    clerk_or_refusal(request, issued)
    revoked = acts.revocation_of(issued)
    if revoked is None:
        raise Http404
    object_there, money_there = acts.returned(revoked)
    data = request.POST if request.method == "POST" else None
    form = ReturnForm(data, object_there=object_there, money_there=money_there)
    refused, status = "", 200
    if data is not None:
        status = 422
        if form.is_valid():
            try:
                acts.record_return(issued, actor=request.user, at=now(), **form.values())
            except ActRefused as refusal:
                refused = refusal.reason
            else:
                return redirect(_page(issued))
    return render(request, "components/confirm_page.html", {
        "title": f"Ghi đã thu lại: {issued.recipient_name}", "lead": about_line(issued), "form": form, "refused": refused,
        "consequences": ["Sổ ghi thêm một dòng; quyết định thu hồi đã ghi giữ nguyên.", "Trang tra cứu: không đổi, vẫn ghi “Đã bị thu hồi”."],
        "submit_label": "Ghi đã thu lại", "cancel_url": _page(issued),
    }, status=status)  # fmt: skip


def _ask(
    request: HttpRequest,
    chosen: Act,
    issued: IssuedCertificate,
    form: forms.Form,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    return render(request, "certificates/register_act.html", {
        "act": chosen, "issued": issued, "about": about_line(issued), "form": form, "refused": refused, "back": _page(issued),
    }, status=status)  # fmt: skip


def _confirm(request: HttpRequest, chosen: Act, issued: IssuedCertificate, form: forms.Form) -> HttpResponse:
    return render(request, "certificates/register_confirm.html", {
        "act": chosen, "issued": issued, "about": about_line(issued), "rows": _answers(form),
        "hidden": [(field.html_name, field.data) for field in form], "back": _page(issued),
        "question": f"{chosen.title} {lower_first(issued.get_form_display())} của {issued.recipient_name}?",
    })  # fmt: skip


def _answers(form: forms.Form) -> list[dict]:
    """Return what was typed and chosen, as rows for {% facts %}."""
    rows = []
    for field in form:
        if field.is_hidden:
            continue
        choices = dict(getattr(field.field, "choices", ()) or ())
        rows.append({"label": field.label, "value": str(choices.get(field.data, field.data))})
    return rows


def _page(issued: IssuedCertificate) -> str:
    return reverse("certificates:certificate", args=[issued.pk])
