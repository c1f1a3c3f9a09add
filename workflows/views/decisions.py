"""The records clerk's list, and a decision: as a draft to edit, as a numbered one to print and hand over."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from certificates.queries import print_runs_of
from certificates.views.signing import signed_panel
from documents.models import Decision, DecisionLine, DecisionState
from documents.queries import drafts_of, numbered_first, put_line_counts
from nominations.models import Nomination
from organizations.models import Unit
from organizations.queries import signers_on
from permissions.exceptions import NotPermitted
from permissions.roles import Capability

from ..exceptions import GuardFailed, StalePage
from ..forms.decisions import DecisionForm, DraftForm, LineForm, new_key
from ..services import decisions as acts
from . import base, clerks

NUMBERED_PER_PAGE = 20


@require_http_methods(["GET", "POST"])
def decision_list(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the drafts, the numbered decisions. POST drafts a decision for the ticked lines."""
    mine = base.my_units(request, Capability.NUMBER_DECISIONS)
    units = base.my_units(request, Capability.NUMBER_DECISIONS, Capability.INSPECT)
    if not units:
        raise NotPermitted(
            "Trang này dành cho văn thư và người kiểm tra. Đồng chí không giữ vai trò đó trong ngày hôm nay."
        )
    if request.method == "POST":
        return _draft(request, mine, units)
    return _list(request, mine, units)


def _draft(request: HttpRequest, mine: list[Unit], units: list[Unit]) -> HttpResponse:
    unit = base.unit_or_404(request, _number(request.POST.get("unit")), [Capability.NUMBER_DECISIONS])
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _list(request, mine, units, refused=[text for texts in form.errors.values() for text in texts])
    facts = {
        "unit": unit,
        "nominations": list(form.cleaned_data["lines"]),
        "actor": request.user,
        "at": base.now(),
        "submission_key": form.cleaned_data["submission_key"],
    }
    try:
        if "for_each_unit" in request.POST:
            return _drafted(request, acts.draft_for_each_unit(**facts))
        draft = acts.draft_decision(**facts)
    except GuardFailed as refusal:
        return _list(request, mine, units, refused=refusal.reasons)
    messages.success(
        request, "Đã lập dự thảo quyết định. Đồng chí đọc lại, in bản trình ký; sau khi văn bản đã ký thì ghi số."
    )
    return redirect("workflows:decision", draft.pk)


def _drafted(request: HttpRequest, drafts: list[Decision]) -> HttpResponse:
    messages.success(
        request,
        f"Đã lập {len(drafts)} dự thảo quyết định, mỗi đơn vị đề nghị một dự thảo. Đồng chí mở từng dự thảo để đọc lại, "
        "in bản trình ký.",
    )
    return redirect("workflows:decisions")


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def _list(request: HttpRequest, mine: list[Unit], units: list[Unit], refused: list[str] | None = None) -> HttpResponse:
    ids = {unit.pk for unit in units}
    groups = [group for unit in mine for group in _waiting_groups(unit, request.POST)]
    numbered = clerks.page_of(request, numbered_first(ids), NUMBERED_PER_PAGE)
    put_line_counts(numbered.object_list)
    context = {
        "groups": groups,
        "waiting_count": sum(len(group["lines"]) for group in groups),
        "drafts": drafts_of(ids),
        "numbered": numbered,
        "several_units": len(units) > 1,
        "is_clerk": bool(mine),
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "workflows/decisions.html", context, status=422 if refused else 200)


def _waiting_groups(unit: Unit, typed: Any) -> list[dict]:
    """Return the waiting lines by round and form; all ticked, or as they were ticked when a draft was refused."""
    groups = []
    ticked = set(typed.getlist("lines")) if typed else None
    for (round, form), lines in groupby(acts.waiting_lines(unit), key=lambda n: (n.round, n.granted_label)):
        lines = list(lines)
        groups.append(
            {
                "unit": unit,
                "round": round,
                "form": form,
                "key": new_key(),
                "has_several_units": len({n.proposing_unit_id for n in lines}) > 1,
                "count": clerks.kinds_text([n.nominee.kind for n in lines]),
                "lines": [{"line": n, "is_ticked": ticked is None or str(n.pk) in ticked} for n in lines],
            }
        )
    return groups


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """A decision. POST saves the texts of a draft."""
    if request.method == "POST":
        return _save(request, clerks.decision_for_clerk(request, pk))
    found = clerks.decision_or_404(request, pk)
    if found.state == DecisionState.DRAFT:
        return _draft_page(request, found)
    return _numbered_page(request, found)


def _save(request: HttpRequest, found: Decision) -> HttpResponse:
    form = DecisionForm(request.POST, signers=signers_on(found.unit, base.today()))
    if not form.is_valid():
        return _draft_page(request, found, form)
    values = dict(form.cleaned_data)
    try:
        acts.save_decision(found, actor=request.user, at=base.now(), expected_version=values.pop("version"), **values)
    except StalePage as refusal:
        return _draft_page(request, found, form, refused=refusal.reason)
    messages.success(request, "Đã lưu dự thảo.")
    return redirect("workflows:decision", found.pk)


def _draft_page(
    request: HttpRequest, found: Decision, form: DecisionForm | None = None, refused: str = ""
) -> HttpResponse:
    may_act = clerks.is_clerk(request, found)
    if form is None and may_act:
        form = DecisionForm(initial=DecisionForm.initial_of(found), signers=signers_on(found.unit, base.today()))
    status = 200
    if form is not None and form.is_bound:
        status = 409 if refused else 422
    context = {
        "decision": found,
        "form": form,
        "refused": refused,
        "has_errors": status != 200,
        "count": clerks.counted(found),
        "page": clerks.page_of(request, found.lines.order_by("position", "id")),
        "is_clerk": may_act,
        "last_place": found.lines.count(),
    }
    return render(request, "workflows/decision_draft.html", context, status=status)


def _numbered_page(request: HttpRequest, found: Decision) -> HttpResponse:
    papers = list(found.papers.order_by("-id"))
    lines = found.lines.select_related("register", "award").order_by("position", "id")
    context = {
        "decision": found,
        "is_clerk": clerks.is_clerk(request, found),
        "count": clerks.counted(found),
        "page": clerks.page_of(request, lines),
        "paper": _paper_card(found, papers),
        "older": [_card(paper) for paper in papers if not paper.is_final],
        "conferred": found.lines.filter(award__conferred_on__isnull=False).count(),
        "total": found.lines.count(),
        "facts": _facts(found),
        "runs": list(print_runs_of(found)[:3]),
        "signing": signed_panel(request, found),
    }
    return render(request, "workflows/decision_numbered.html", context)


def _facts(found: Decision) -> list[dict]:
    signature = "\n".join([*found.authority_lines.splitlines(), f"{found.signer_position} {found.signer_name}"])
    return [
        {"label": "Trích yếu", "value": found.subject},
        {"label": "Cơ quan quyết định", "value": found.decider_name},
        {"label": "Người ký", "value": signature},
        {"label": "Người ghi số", "value": found.numbered_by_name},
    ]


def _card(paper) -> dict:
    url = reverse("documents:stored", args=[paper.pk])
    return {
        "name": paper.title,
        "detail": f"Số đã hủy. Lập bởi {paper.made_by_name}.",
        "sha256": paper.sha256,
        "open_url": url,
    }


def _paper_card(found: Decision, papers: list) -> list[dict]:
    """Return the card of the paper; before its first making it has no hash yet, and opening it makes it."""
    url = reverse("documents:decision_paper", args=[found.pk])
    final = next((paper for paper in papers if paper.is_final), None)
    detail = "PDF, lập khi mở lần đầu" if final is None else "PDF, bản chính thức"
    return [
        {
            "name": f"Quyết định số {found.number_text}",
            "detail": detail,
            "sha256": final.sha256 if final else "",
            "open_url": url,
            "download_url": f"{url}?tai-ve=1",
        }
    ]


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then throw a draft away."""
    found = clerks.decision_for_clerk(request, pk)
    if request.method == "POST":
        acts.discard_draft(found, actor=request.user, at=base.now())
        messages.success(request, "Đã bỏ dự thảo. Các dòng lại chờ lập quyết định.")
        return redirect("workflows:decisions")
    acts.refuse_unless_draft(found)
    context = {
        "title": "Bỏ dự thảo quyết định",
        "lead": found.subject,
        "names": [clerks.called(line) for line in found.lines.all()[: clerks.LINES_PER_PAGE]],
        "names_title": f"Dự thảo có {clerks.counted(found)}",
        "submit_label": "Bỏ dự thảo",
        "harm": True,
        "consequences": [
            "Các dòng trở lại danh sách chờ lập quyết định.",
            "Chữ đã sửa trong dự thảo này không giữ lại.",
        ],
        "cancel_url": clerks.decision_url(found),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """The printed strings of one recipient of a draft, and their place in the reading order."""
    found = clerks.decision_for_clerk(request, pk)
    acts.refuse_unless_draft(found)
    recipient = clerks.line_or_404(found, line_pk)
    form = LineForm(request.POST or None, initial=LineForm.initial_of(recipient, recipient.position))
    refused = ""
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            acts.save_line(
                recipient, actor=request.user, at=base.now(), expected_version=values.pop("version"), **values
            )
        except StalePage as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"Đã lưu chữ in của {clerks.called(recipient)}.")
            return redirect(f"{clerks.decision_url(found)}{_place(recipient)}")
    context = {
        "decision": found,
        "recipient": recipient,
        "name": clerks.called(recipient),
        "form": form,
        "refused": refused,
        "nomination": Nomination.objects.select_related("nominee").get(pk=recipient.nomination_id),
        "has_errors": bool(refused),
        "back_url": f"{clerks.decision_url(found)}{_place(recipient)}",
    }
    return render(
        request, "workflows/decision_line.html", context, status=409 if refused else 422 if form.is_bound else 200
    )


def _place(recipient: DecisionLine) -> str:
    """Return the query and fragment that lead back to a recipient in the list."""
    position = DecisionLine.objects.filter(pk=recipient.pk).values_list("position", flat=True).first() or 1
    page = (position - 1) // clerks.LINES_PER_PAGE + 1
    return f"{f'?trang={page}' if page > 1 else ''}#dong-{recipient.pk}"


@require_POST
def move(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Move a recipient one place up or down."""
    found = clerks.decision_for_clerk(request, pk)
    recipient = clerks.line_or_404(found, line_pk)
    acts.move_line(recipient, -1 if request.POST.get("huong") == "len" else 1, actor=request.user, at=base.now())
    return redirect(f"{clerks.decision_url(found)}{_place(recipient)}")


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Ask once more, then take a recipient off a draft."""
    found = clerks.decision_for_clerk(request, pk)
    acts.refuse_unless_draft(found)
    recipient = clerks.line_or_404(found, line_pk)
    is_last = found.lines.count() == 1
    if request.method == "POST":
        acts.drop_line(recipient, actor=request.user, at=base.now())
        messages.success(request, f"Đã bỏ {clerks.called(recipient)} khỏi dự thảo. Dòng này lại chờ lập quyết định.")
        return redirect("workflows:decisions") if is_last else redirect(clerks.decision_url(found))
    consequences = ["Dòng trở lại danh sách chờ lập quyết định; đồng chí lập một quyết định khác cho dòng này sau."]
    if is_last:
        consequences.append("Đây là dòng cuối cùng nên dự thảo cũng được bỏ.")
    context = {
        "title": "Bỏ dòng khỏi dự thảo",
        "names": [clerks.called(recipient)],
        "submit_label": "Bỏ dòng này",
        "harm": True,
        "consequences": consequences,
        "cancel_url": f"{clerks.decision_url(found)}{_place(recipient)}",
    }
    return render(request, "components/confirm_page.html", context)
