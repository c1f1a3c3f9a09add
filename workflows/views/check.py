"""Reading everything once more, submitting, and what was submitted."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nominations.enums import WITH_CELL, NominationState, OverrideState, Verdict
from nominations.models import Dossier, Evidence, Nomination
from nominations.rules import called, printed_unit
from organizations.models import Unit

from ..queries_beside import beside_dossier
from ..services import checking, receipts
from ..services.checking import Readiness
from ..services.lines import Result
from .base import now
from .cards import file_card
from .cell_papers import paper_cards
from .dossier import meeting_rows, own_dossier
from .receipts import receipt_links

RETURNS_HERE = "?ve=kiem-tra"
"""Tells the page of a line to come back to the check page."""


def dossier_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all lines that would go with what the rules say; a POST submits those that were read here."""
    dossier = own_dossier(request, pk)
    beside = beside_dossier(dossier)
    ready = checking.check_dossier(dossier, actor=request.user, at=now(), beside=beside)
    results: list[Result] = []
    if request.method == "POST":
        results = receipts.hand_in(
            dossier,
            actor=request.user,
            at=now(),
            versions=_versions_read(request, ready),
            separation_reason=request.POST.get("separation_reason", ""),
        ).results
        if not ready or any(result.is_done for result in results):
            return redirect("workflows:dossier_submitted", dossier.pk)
        ready = checking.check_dossier(dossier, actor=request.user, at=now(), beside=beside)
    elif not ready:
        messages.info(request, "Hồ sơ này không còn dòng nào chờ trình.")
        return redirect("workflows:dossier", dossier.pk)
    return render(request, "workflows/dossier_check.html", _check_context(request, dossier, ready, results, beside.files),
                  status=422 if request.method == "POST" else 200)  # fmt: skip


def _versions_read(request: HttpRequest, ready: list[Readiness]) -> dict[int, int]:
    """Return nomination id -> version of the lines that stood on the page; others were not read and do not go."""
    posted = {r.nomination.pk: request.POST.get(f"v-{r.nomination.pk}", "") for r in ready}
    return {pk: int(version) for pk, version in posted.items() if version.isdigit()}


def _check_context(
    request: HttpRequest, dossier: Dossier, ready: list[Readiness], results: list[Result], files: list[Evidence]
) -> dict:
    receiver = checking.receiving_unit(dossier, ready, at=now())
    going = [r for r in ready if r.is_ready]
    return {
        "dossier": dossier, "deadline": checking.deadline_of(dossier, ready), "now": now(),
        "receiver": receiver, "submit_label": f"Trình {receiver.committee}" if receiver else "Trình cấp trên",
        "sections": [_section(r, number) for number, r in enumerate(ready, start=1)],
        "going": [called(r.nomination.nominee) for r in going],
        "staying": [(r.nomination.pk, called(r.nomination.nominee)) for r in ready if not r.is_ready],
        "is_again": any(r.nomination.state == NominationState.RETURNED for r in ready),
        "meeting": meeting_rows(dossier, reverse("workflows:dossier_meeting", args=[dossier.pk])),
        "files": [file_card(e, _about(e.nomination_id, ready)) for e in files], "papers": paper_cards(dossier, [r.nomination for r in ready], may_add=True, files=files),
        "reasons": [f"{result.name}: {result.refusal}" for result in results if result.refusal] or _nothing_read(request),
        "has_errors": request.method == "POST", "needs_reason": any(result.needs_reason for result in results),
        "separation_reason": request.POST.get("separation_reason", ""),
    }  # fmt: skip


def _nothing_read(request: HttpRequest) -> list[str]:
    return ["Trang này đã cũ. Hãy đọc lại các dòng dưới đây rồi bấm trình."] if request.method == "POST" else []


def _about(nomination_id: int | None, ready: list[Readiness]) -> str:
    names = {r.nomination.pk: called(r.nomination.nominee) for r in ready}
    return names.get(nomination_id, "Cả hồ sơ" if nomination_id is None else "Dòng đã trình")


def _section(ready: Readiness, number: int) -> dict:
    line = ready.nomination
    findings = [
        {"result": f.verdict, "rule": f.rule, "fact": f.explanation, **_repair(line, f)} for f in ready.findings
    ]
    return {
        "line": line,
        "number": number,
        "name": called(line.nominee),
        "rows": _rows(line),
        "is_ready": ready.is_ready,
        "findings": [found for found in findings if found["result"] != Verdict.PASS],
        "passed": [found for found in findings if found["result"] == Verdict.PASS],
    }


def _rows(line: Nomination) -> list[dict]:
    nominee = line.nominee
    edit = reverse("workflows:edit_line", args=[line.pk]) + RETURNS_HERE
    vote = reverse("workflows:dossier_meeting", args=[line.dossier_id])
    votes = ""
    if line.votes_in_favor is not None:
        votes = f"{line.votes_in_favor} tán thành, {line.votes_against or 0} không tán thành, {line.votes_invalid or 0} không hợp lệ"
    rows = [
        ("Hình thức", line.get_form_display(), edit),
        ("Tên in trên giấy", called(nominee), edit),
        ("Dòng dưới tên", printed_unit(nominee), edit),
        *([("Năm sinh", str(nominee.birth_year or ""), edit)] if nominee.is_individual else []),
        ("Mô hình", line.model_name, edit),
        ("Thành tích", line.achievement, edit),
        ("Lời khen in trên giấy", line.citation, edit),
        ("Kết quả biểu quyết", votes, vote),
    ]
    return [
        {"label": label, "value": value, "edit_url": url, "edit_what": f"{label.lower()} của {called(nominee)}"}
        for label, value, url in rows
    ]


REPAIRS = {
    "content": ("edit_line", "Ghi cho đủ"), "form_at_level": ("edit_line", "Chọn lại hình thức"),
    "recipient_kind": ("edit_line", "Chọn lại hình thức"), "text": ("edit_line", "Sửa thành tích"),
    "text_same": ("edit_line", "Sửa thành tích"), "fits": ("edit_line", "Rút gọn"),
    "address": ("edit_line", "Ghi giới tính"), "spelling": ("edit_line", "Sửa tên"), "meeting": ("dossier_meeting", "Ghi cuộc họp và số phiếu"), "majority": ("dossier_meeting", "Xem lại số phiếu"),
    "evidence": ("dossier_evidence", "Gửi minh chứng"), "remarks": ("edit_line", "Trả lời yêu cầu"),
}  # fmt: skip
"""Rule -> the page that repairs what it found, and what the link says."""


def _repair(line: Nomination, finding) -> dict:
    if finding.can_be_overridden and finding.override != OverrideState.REQUESTED:
        url = reverse("workflows:override_request", args=[line.pk, finding.code])
        return {"act_url": url, "act_label": "Xin xét ngoại lệ"}
    if finding.verdict == "pass" or finding.code not in REPAIRS:
        return {}
    page, label = REPAIRS[finding.code]
    is_line = page == "edit_line"
    url = reverse(f"workflows:{page}", args=[line.pk if is_line else line.dossier_id])
    if page == "dossier_evidence":
        url += f"?dong={line.pk}"
    return {"act_url": url + (RETURNS_HERE if is_line else ""), "act_label": label}


NOT_ON_ITS_WAY = (NominationState.NOT_RECOMMENDED, NominationState.REJECTED, NominationState.WITHDRAWN)


def dossier_submitted(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the receipt of a dossier: its reference, what has gone, what stayed and why, what happens next."""
    dossier = own_dossier(request, pk)
    every = list(dossier.nominations.select_related("nominee", "holder_unit__kind").order_by("id"))
    gone = [line for line in every if line.submitted_at]
    staying = checking.check_dossier(dossier, actor=request.user, at=now())
    if not gone:
        return redirect("workflows:dossier", dossier.pk)
    results = [
        {"result": "look" if line.state in NOT_ON_ITS_WAY else "pass", "word": line.get_state_display(), "rule": called(line.nominee),
         "fact": "", "act_url": reverse("workflows:nomination", args=[line.pk]), "act_label": "Theo dõi"}
        for line in gone if line.state not in WITH_CELL
    ] + [
        {"result": "block" if r.reasons else "look", "word": "Chưa trình", "rule": called(r.nomination.nominee),
         "fact": " ".join(r.reasons) or "Dòng này chưa được trình.",
         "act_url": reverse("workflows:edit_line", args=[r.nomination.pk]), "act_label": "Sửa dòng này"}
        for r in staying
    ]  # fmt: skip
    office = _office_of(gone)
    home = reverse("workflows:home")
    return render(request, "workflows/dossier_submitted.html", {
        "title": f"Đã trình {len([line for line in gone if line.state not in WITH_CELL])} dòng",
        "lead": dossier.round.title, "reference_label": "Mã hồ sơ", "reference": dossier.code, "results": results,
        "next_steps": _next_steps(office, bool(staying)), "dossier": dossier, "papers": paper_cards(dossier, every, may_add=True),
        "receipts": receipt_links(dossier, request.user),
        "links": [("Về Việc của tôi", home), ("Mở hồ sơ này", reverse("workflows:dossier", args=[dossier.pk]))],
    })  # fmt: skip


def _office_of(gone: list[Nomination]) -> Unit | None:
    latest = max(gone, key=lambda line: line.submitted_at)
    return latest.holder_unit


def _next_steps(office: Unit | None, something_stays: bool) -> list[str]:
    name = office.office if office else "Cơ quan thẩm định"
    steps = [
        f"{name} tiếp nhận và thẩm định từng dòng. Đồng chí theo dõi ở trang Việc của tôi.",
        f"Đồng chí rút lại được một dòng cho tới khi {name} tiếp nhận.",
        "Nếu cần bổ sung, dòng được trả lại kèm lý do và hạn. Dòng đó hiện đầu tiên ở trang Việc của tôi.",
        "In tờ trình, biên bản và danh sách trích ngang ở dưới để ký và nộp bản giấy.",
    ]
    if something_stays:
        steps.insert(0, "Dòng chưa trình được giữ ở hồ sơ. Sửa xong thì trình tiếp trước hạn của đợt.")
    return steps
