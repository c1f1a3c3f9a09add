"""Signing a paper or a certificate electronically, its signed copies, and what a copy's signature says today."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from documents.enums import DocumentKind
from documents.issuing import Made, PaperRefused, current
from documents.models import Decision, StoredDocument
from documents.queries import visible_decisions, visible_papers
from documents.services import PaperChanged
from organizations.templatetags.components import file_size
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import moment_text, short_date

from ..forms.signing import SignForm
from ..models import IssuedCertificate, SignedCopy
from ..queries.signed import copies_of
from ..services.signed import (
    CopyLost,
    copy_bytes,
    examine_copy,
    refuse_unless_in_force,
    sign_certificate,
    sign_document,
)
from ..signing import SignatureFacts, SigningRefused, sources
from .base import now, today
from .register_base import certificate_or_404, clerk_or_refusal

DAMAGED = (
    "Tệp bản ký số không còn trên máy chủ hoặc không còn nguyên vẹn như lúc ký, nên hệ thống không đưa ra. "
    "Đồng chí gọi người phụ trách kỹ thuật để lấy lại tệp từ bản sao lưu, hoặc ký lại."
)


def signed_panel(request: HttpRequest, about: Decision | IssuedCertificate, *, is_ready: bool = True) -> dict:
    """Return what certificates/signed_panel.html shows: the signed copies, and for the records clerk the way to sign.

    One query. Whoever may read `about` may read its signed copies. `is_ready` is False for what is not signed now: it
    was replaced or revoked, or has no file yet.
    """
    is_decision = isinstance(about, Decision)
    name = "certificates:sign_decision" if is_decision else "certificates:sign_certificate"
    may_sign = is_ready and access.can(request.user, Capability.NUMBER_DECISIONS, about.unit, on=today())
    return {
        "copies": [_card(copy) for copy in copies_of(about)],
        "sign_url": reverse(name, args=[about.pk]) if may_sign else "",
    }


def _card(copy: SignedCopy) -> dict:
    url = reverse("certificates:signed_copy", args=[copy.pk])
    return {
        "name": f"Bản ký số của {copy.signer_subject}",
        "detail": f"PDF, {file_size(copy.size)}. Đồng chí {copy.signed_by_name} ký {moment_text(copy.signed_at)}.",
        "sha256": copy.sha256,
        "open_url": url,
        "download_url": f"{url}?tai-ve=1",
        "check_url": reverse("certificates:signed_copy_check", args=[copy.pk]),
    }


@require_GET
def sign_decision(request: HttpRequest, decision_pk: int) -> HttpResponse:
    """Lead to the paper of a numbered decision, which is made and stored when nobody has opened it yet."""
    found = get_object_or_404(visible_decisions(request.user, on=today()).select_related("unit__kind"), pk=decision_pk)
    access.check(request.user, Capability.NUMBER_DECISIONS, found.unit, on=today())
    try:
        made = current(DocumentKind.DECISION, found, at=now())
    except PaperRefused as refusal:
        return _not_now(request, refusal.reason)
    except (PaperChanged, FileNotFoundError):
        return _not_now(request, DAMAGED)
    if made.stored is None:
        return _not_now(request, "Quyết định còn là dự thảo. Đồng chí ghi số quyết định rồi ký.")
    return redirect("certificates:sign_document", made.stored.pk)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def sign_stored(request: HttpRequest, document_pk: int) -> HttpResponse:
    """Sign a stored paper, a decision for instance."""
    readable = visible_papers(request.user, on=today()).select_related("unit__kind", "decision")
    paper: StoredDocument = get_object_or_404(readable, pk=document_pk)
    access.check(request.user, Capability.NUMBER_DECISIONS, paper.unit, on=today())
    back = (
        reverse("workflows:decision", args=[paper.decision_id])
        if paper.decision_id
        else reverse("documents:stored", args=[paper.pk])
    )
    page = {"title": paper.title, "open_url": reverse("documents:stored", args=[paper.pk]), "back_url": back}
    return _sign_page(request, paper, page, sign_document)


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def sign_issued(request: HttpRequest, certificate_pk: int) -> HttpResponse:
    """Sign an issued certificate's PDF."""
    issued = certificate_or_404(request, certificate_pk)
    clerk_or_refusal(request, issued)
    page = {
        "title": str(issued),
        "open_url": reverse("certificates:certificate_pdf", args=[issued.pk]),
        "back_url": reverse("certificates:certificate", args=[issued.pk]),
    }
    try:
        refuse_unless_in_force(issued)
    except SigningRefused as refusal:
        return _not_now(request, refusal.reason)
    return _sign_page(request, issued, page, sign_certificate)


def _sign_page(request: HttpRequest, about: Any, page: dict, act: Callable[..., SignedCopy]) -> HttpResponse:
    """Ask for the secret, sign, and show the copy; a refusal stands above the form."""
    keys, refused = sources(), []
    form = SignForm(request.POST if request.method == "POST" and keys else None, sources=keys) if keys else None
    if form is not None and form.is_valid():
        secret = form.cleaned_data["secret"]
        try:
            made = act(about, source=form.chosen, secret=secret, actor=request.user, at=now())
        except SigningRefused as refusal:
            refused = [refusal.reason]
        else:
            messages.success(request, f"Đã ký số bằng chứng thư số của {made.signer_subject}.")
            return redirect("certificates:signed_copy_check", made.pk)
    context = page | {
        "form": form,
        "reasons": refused,
        "has_errors": bool(refused),
        "copies": [_card(copy) for copy in copies_of(about)],
    }
    return render(request, "certificates/sign.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def signed_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a signed copy, held against its hash before."""
    copy = _copy_or_404(request, pk)
    try:
        content = copy_bytes(copy)
    except CopyLost:
        return _not_now(request, DAMAGED, title="Tệp không còn nguyên vẹn")
    name = Made(b"", f"{_title_of(copy)} ký số").file_name
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header("tai-ve" in request.GET, name)},
    )


@require_GET
def signed_copy_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who signed a copy, and whether anything was changed since."""
    copy = _copy_or_404(request, pk)
    try:
        is_kept, found = examine_copy(copy)
    except CopyLost:
        return _not_now(request, DAMAGED, title="Tệp không còn nguyên vẹn")
    except SigningRefused as refusal:
        return _not_now(request, refusal.reason, title="Không đọc được chữ ký")
    holds = is_kept and bool(found) and all(facts.holds for facts in found)
    context = {
        "copy": copy,
        "card": [_card(copy) | {"check_url": ""}],
        "title": _title_of(copy),
        "holds": holds,
        "is_open": holds and any(facts.is_trusted is None for facts in found),
        "signatures": [{"facts": _rows(facts), "checks": _checks(facts)} for facts in found],
        "kept": [_kept_check(copy, is_kept)],
        "back_url": _back_of(copy),
    }
    return render(request, "certificates/signed_copy.html", context)


def _copy_or_404(request: HttpRequest, pk: int) -> SignedCopy:
    """Return a signed copy of what the person may read: a paper as ever, a certificate as the register is read."""
    copy = get_object_or_404(SignedCopy.objects.select_related("document", "certificate"), pk=pk)
    if copy.document_id:
        if not visible_papers(request.user, on=today()).filter(pk=copy.document_id).exists():
            raise Http404
        return copy
    certificate_or_404(request, copy.certificate_id)
    return copy


def _title_of(copy: SignedCopy) -> str:
    return copy.document.title if copy.document_id else str(copy.certificate)


def _back_of(copy: SignedCopy) -> str:
    if copy.certificate_id:
        return reverse("certificates:certificate", args=[copy.certificate_id])
    return reverse("workflows:decision", args=[copy.document.decision_id]) if copy.document.decision_id else ""


def _rows(facts: SignatureFacts) -> list[dict]:
    return [
        {"label": "Chứng thư số của", "value": facts.subject},
        {"label": "Nơi cấp chứng thư số", "value": facts.issuer},
        {"label": "Ký lúc", "value": moment_text(facts.signed_at) if facts.signed_at else "Chữ ký không ghi giờ ký"},
        {"label": "Hạn dùng", "value": f"từ {short_date(facts.starts_on)} đến {short_date(facts.ends_on)}"},
    ]


def _checks(facts: SignatureFacts) -> list[dict]:
    return [
        _check("Nội dung đã ký", facts.is_intact, "Đúng từng byte như lúc ký.", "Nội dung đã bị sửa sau khi ký. Không dùng tệp này."),
        _check("Sau khi ký", facts.is_whole, "Không ai thêm gì vào tệp.", "Có phần được thêm vào tệp sau khi ký. Không dùng tệp này."),
        _check("Hạn của chứng thư số", facts.was_in_force, "Còn hạn lúc ký.", "Lúc ký chứng thư số chưa đến hạn dùng hoặc đã hết hạn."),
        {"result": "look", "rule": "Nơi cấp", "fact": "Chưa đối chiếu: máy chủ chưa có chứng thư gốc của nơi cấp.", "word": "Chưa rõ"}
        if facts.is_trusted is None
        else _check("Nơi cấp", facts.is_trusted, "Chứng thư số do nơi cơ quan tin cậy cấp.", "Chứng thư số không do nơi cơ quan tin cậy cấp."),
    ]  # fmt: skip


def _kept_check(copy: SignedCopy, is_kept: bool) -> dict:
    changed = "Tệp khác với tệp đã lưu lúc ký. Đồng chí gọi người phụ trách kỹ thuật lấy lại từ bản sao lưu."
    return _check("Tệp trên máy chủ", is_kept, "Mã kiểm tra đúng như lúc lưu.", changed)


def _check(rule: str, holds: bool, good: str, bad: str) -> dict:
    word = "Đúng" if holds else "Sai"
    return {"result": "pass" if holds else "block", "rule": rule, "fact": good if holds else bad, "word": word}


def _not_now(request: HttpRequest, reason: str, *, title: str = "Chưa ký số được") -> HttpResponse:
    return render(request, "409.html", {"title": title, "reason": reason}, status=409)
