"""Proofs: what is handed in before a decision's certificates are printed, and the page on which a second person answers."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from certificates.exceptions import ActRefused
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.layout.spec import Key
from certificates.models import Proof
from certificates.pictures import sheet_picture
from certificates.services.proofs import REASON, REFUSE, latest_proof, proof_check
from documents.models import Decision
from permissions import access
from permissions.roles import Capability

from ..forms.printing import StationForm
from ..forms.proofs import AnswerForm
from ..services import proofs as acts
from ..services.separation import separation_of_proofs
from . import base, clerks
from .printing.shared import CANNOT_BE_SET, SVG, file_answer, numbered, settings_or_404, station_form


@require_http_methods(["GET", "POST"])
def proofs(request: HttpRequest, pk: int) -> HttpResponse:
    """The hardest sheet of each kind of recipient and whether it was approved; POST hands one in."""
    found = numbered(request, pk)
    if request.method == "GET":
        return _page(request, found, settings_or_404(request, found))
    form = station_form(request.POST, found)
    if not form.is_valid():
        raise Http404
    try:
        parts = {part.kind: part for part in acts.parts_of(found, form.settings)}
        part = parts.get(request.POST.get("kind", ""))
        if part is None:
            raise Http404
        proof = acts.hand_in(found, part, actor=request.user, at=base.now(), submission_key=_key(request))
    except ActRefused as refusal:
        return _page(request, found, form.settings, refused=refusal.reason, status=422)
    except CANNOT_BE_SET as refusal:
        return _page(request, found, form.settings, refused=str(refusal), status=422)
    messages.success(request, f"Đã trình tờ in thử của {part.label.lower()}. Người duyệt đã được báo.")
    return redirect("workflows:proof", found.pk, proof.pk)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return None


def _page(request: HttpRequest, found: Decision, settings: Any, *, refused: str = "", status: int = 200):
    values = StationForm.values_of(settings)
    try:
        parts = acts.parts_of(found, settings)
    except CANNOT_BE_SET as refusal:
        parts, refused = [], refused or str(refusal)
    separation = separation_of_proofs(found.unit, base.today())
    context = {
        "decision": found,
        "rows": [_row(found, part, separation) for part in parts],
        "values": values,
        "query": urlencode(values),
        "refused": refused,
        "has_errors": bool(refused),
        "approvers": [p for p in acts.approvers(found.unit, base.today()) if p.pk != request.user.pk],
    }
    return render(request, "workflows/proofs.html", context, status=status)


def _row(found: Decision, part: acts.Part, separation: str) -> dict:
    check = proof_check(found, part.kind, part.run, part.sheets, separation=separation)
    latest = latest_proof(found, part.kind)
    is_same = latest is not None and latest.content_sha256 == part.sha256
    return {
        "part": part,
        "checks": [{"result": check.result, "rule": check.rule, "fact": check.fact}],
        "latest": latest,
        "may_ask": not is_same or latest.is_approved is False,
        "name": clerks.called(part.line),
        "key": uuid.uuid4(),
    }


def _proof_or_404(request: HttpRequest, pk: int, proof_pk: int) -> Proof:
    """Return a proof for those who may answer it; NotPermitted for those who may only read the decision."""
    found = clerks.decision_or_404(request, pk)
    proof = Proof.objects.select_related("layout__background", "line", "asked_by").filter(pk=proof_pk).first()
    if proof is None or proof.decision_id != found.pk:
        raise Http404
    proof.decision = found
    if not access.can(request.user, Capability.CONDUCT_MEETING, found.unit, on=base.today()):
        access.check(request.user, Capability.NUMBER_DECISIONS, found.unit, on=base.today())
    return proof


@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, pk: int, proof_pk: int) -> HttpResponse:
    """One proof: the sheet, and the answer."""
    found = _proof_or_404(request, pk, proof_pk)
    separation = separation_of_proofs(found.decision.unit, base.today())
    is_own = found.asked_by_id == request.user.pk
    form = AnswerForm(request.POST if request.method == "POST" else None, needs_reason=is_own and separation == REASON)
    refused, status = "", 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            acts.answer(
                found, is_approved=form.is_approved, actor=request.user, at=base.now(),
                note=said["note"], reason=said.get("reason", ""),
            )  # fmt: skip
        except ActRefused as refusal:
            refused = refusal.reason
        except CANNOT_BE_SET as refusal:
            refused = str(refusal)
        else:
            messages.success(request, "Đã duyệt tờ in thử." if form.is_approved else "Đã trả lại tờ in thử.")
            return redirect("workflows:proof", pk, proof_pk)
    return render(
        request, "workflows/proof.html", _proof_context(request, found, form, refused, separation), status=status
    )


def _proof_context(request: HttpRequest, found: Proof, form: AnswerForm, refused: str, separation: str) -> dict:
    hindrance, words = "", []
    try:
        run, sheet, sha256 = acts.as_handed_in(found)
        is_outdated, words = sha256 != found.content_sha256, _words(run, sheet)
    except CANNOT_BE_SET as refusal:
        is_outdated, hindrance = True, str(refusal)
    newest = latest_proof(found.decision, found.recipient_kind)
    return {
        "decision": found.decision,
        "proof": found,
        "form": form,
        "refused": refused,
        "has_errors": bool(refused or form.errors),
        "hindrance": hindrance,
        "words": words,
        "is_outdated": is_outdated,
        "newer": newest if newest != found else None,
        "other": _other_waiting(found),
        "is_own": found.asked_by_id == request.user.pk,
        "is_barred": found.asked_by_id == request.user.pk and separation == REFUSE,
        "is_clerk": clerks.is_clerk(request, found.decision),
        "name": clerks.called(found.line),
    }


def _other_waiting(found: Proof) -> Proof | None:
    """Return a proof of the same decision for the other kind of recipient that waits for an answer."""
    others = Proof.objects.filter(decision=found.decision).exclude(recipient_kind=found.recipient_kind)
    newest = others.first()  # the model orders them newest first
    return newest if newest and newest.settled_at is None else None


def _words(run: CertificateRun, sheet: CertificateSheet) -> list[dict]:
    """Return what the sheet says in letters that can be read on a phone; what the layout leaves out is not said."""
    said = {
        Key.AWARDER: ("Cơ quan khen", run.awarder),
        Key.RECIPIENT: ("Tên", f"{sheet.form_of_address} {sheet.name}"),
        Key.UNIT: ("Đơn vị", sheet.unit),
        Key.ACHIEVEMENT: ("Lời khen", sheet.achievement),
        Key.DECISION: ("Số quyết định", run.decision_number),
        Key.DECISION_DATE: ("Ngày quyết định", run.decision_date),
        Key.DATE: ("Ngày ghi trên giấy", run.place_and_date),
        Key.REGISTER: ("Vào sổ số", sheet.register_number),
        Key.AUTHORITY: ("Thẩm quyền ký", ", ".join(run.authority_lines)),
        Key.POSITION: ("Chức vụ người ký", run.position),
        Key.SIGNER: ("Người ký", run.signer),
    }
    shown = {field.key for field in run.spec.fields if field.is_shown}
    return [{"label": label, "value": value} for key, (label, value) in said.items() if key in shown and value]


@require_GET
def picture(request: HttpRequest, pk: int, proof_pk: int) -> HttpResponse:
    """The sheet of a proof for the screen."""
    try:
        run, sheet, _ = acts.as_handed_in(_proof_or_404(request, pk, proof_pk))
        return HttpResponse(sheet_picture(run, sheet), content_type=SVG)
    except CANNOT_BE_SET:
        raise Http404 from None


@require_GET
def paper(request: HttpRequest, pk: int, proof_pk: int) -> HttpResponse:
    """The sheet of a proof as a PDF at true size."""
    from certificates.batch import single_pdf  # the engine is loaded by whoever prints

    found = _proof_or_404(request, pk, proof_pk)
    try:
        run, sheet, _ = acts.as_handed_in(found)
        return file_answer(single_pdf(run, sheet), "to-in-thu.pdf")
    except CANNOT_BE_SET as refusal:
        context = {"title": "Chưa in được tờ này", "reason": str(refusal), "record_url": acts.page_of(found)}
        return render(request, "409.html", context, status=422)
