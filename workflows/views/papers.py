"""Papers that carry a number: what a meeting, a posting or a correction needs, "Ghi số", voiding, signed scans."""

import mimetypes
from pathlib import PurePath
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents.catalogue import Per, PossiblePaper, possible_papers, unit_of
from documents.enums import DocumentKind
from documents.models import Decision, NumberedPaper, PaperState, SignedScan
from documents.queries import visible_decisions, visible_meetings, visible_numbered
from documents.services import NoSeries
from meetings.models import Meeting, ResultCorrection
from nominations.models import Posting
from organizations.queries import signers_on
from permissions import access
from permissions.roles import Capability
from runs.services import resume_run
from vietnamese.dates import short_date

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.papers import PaperNumberForm, ScanForm, VoidForm
from ..services import paper_runs
from ..services import papers as services
from .base import now, today
from .meetings import posted

ABOUTS = {"phien-hop": Meeting, "niem-yet": Posting, "dinh-chinh": ResultCorrection}
"""What papers are about, as the address calls it."""
DRAFT_PAGES = {"phien-hop": "documents:meeting_paper", "niem-yet": "documents:posting_paper", "dinh-chinh": "documents:correction_paper"}  # fmt: skip

OF_OFFICE = (
    "Đây là văn bản của cơ quan thẩm định: lấy số trong sổ của cơ quan đó và do người đứng đầu cơ quan đó ký. "
    "Nếu chưa có tên trong danh sách người ký, hãy nhờ người quản trị thêm."
)


def _subject(request: HttpRequest, about: str, pk: int):
    """Return what the papers are about, for the records clerk of its unit and those who conduct; 404 to strangers."""
    model = ABOUTS.get(about)
    if model is Meeting:
        found = visible_meetings(request.user, on=today()).select_related("unit__kind").filter(pk=pk).first()
    elif model is Posting:
        found = Posting.objects.select_related("unit__kind", "round").filter(pk=pk).first()
    elif model is ResultCorrection:
        found = ResultCorrection.objects.select_related("line__meeting__unit__kind").filter(pk=pk).first()
    else:
        found = None
    if found is None or not access.can(request.user, Capability.VIEW, unit_of(found), on=today()):
        raise Http404
    if not access.can(request.user, Capability.CONDUCT_MEETING, unit_of(found), on=today()):
        access.check(request.user, Capability.NUMBER_DECISIONS, unit_of(found), on=today())
    return found


def _back(about: str, subject) -> tuple[str, str]:
    if about == "phien-hop":
        return reverse("workflows:meeting", args=[subject.pk]), "Phiên họp"
    if about == "dinh-chinh":
        return reverse("workflows:meeting", args=[subject.line.meeting_id]), "Phiên họp"
    return reverse("workflows:home"), "Việc của tôi"


@require_safe
def papers(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    """List the papers of a meeting, posting or correction: drafts, numbers, signed scans, and voided ones with why."""
    subject = _subject(request, about, pk)
    field = {"phien-hop": "meeting", "niem-yet": "posting", "dinh-chinh": "correction"}[about]
    made = NumberedPaper.objects.filter(**{field: subject}).select_related("addressee", "authority")
    made = list(made.prefetch_related("scans").order_by("-id"))
    standing = {(p.kind, p.addressee_id, p.authority_id): p for p in made if p.state == PaperState.NUMBERED}
    may_number = access.can(request.user, Capability.NUMBER_DECISIONS, unit_of(subject), on=today())
    rows = [_row(about, subject, wanted, standing, may_number) for wanted in possible_papers(subject)]
    back_url, back_label = _back(about, subject)
    context = {
        "subject": subject,
        "rows": rows,
        "corrections": _corrections(subject),
        "voided": [paper for paper in made if paper.state == PaperState.VOIDED],
        "may_number": may_number,
        "together": _together(about, subject, rows),
        "back_url": back_url,
        "back_label": back_label,
    }
    return render(request, "workflows/papers.html", context | _making(about, subject, may_number))


def _making(about: str, subject, may_number: bool) -> dict:
    """Return what papers_progress.html shows of the PDFs that the worker makes."""
    found = paper_runs.making(subject, at=now())
    args = [about, subject.pk]
    return {
        "making": found,
        "may_number": may_number,
        "poll_url": reverse("workflows:papers_progress", args=args) if found and found.is_live else "",
        "refresh_url": reverse("workflows:papers", args=args),
        "resume_url": reverse("workflows:papers_resume", args=args)
        if found and found.has_failed and may_number
        else "",
    }


@require_safe
def papers_progress(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    """The part of the page that says how far the PDFs are; htmx asks for it every two seconds while they are made."""
    subject = _subject(request, about, pk)
    may_number = access.can(request.user, Capability.NUMBER_DECISIONS, unit_of(subject), on=today())
    context = _making(about, subject, may_number)
    if context["making"] is None:
        raise Http404
    return render(request, "workflows/papers_progress.html", context | {"has_just_ended": not context["poll_url"]})


@require_POST
def papers_resume(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    """Go on making the PDFs after the worker has given up."""
    subject = _subject(request, about, pk)
    access.check(request.user, Capability.NUMBER_DECISIONS, unit_of(subject), on=today())
    found = paper_runs.making(subject, at=now())
    if found and resume_run(found.run, at=now()):
        messages.success(request, "Máy chủ đang lập tiếp các bản PDF.")
    return redirect("workflows:papers", about, pk)


def _together(about: str, subject, rows: list[dict]) -> tuple[int, str] | None:
    """Return how many notices to units wait for a number, and the page that numbers them at once; None for fewer than two."""
    waiting = [row for row in rows if row["is_notice"] and row["number_url"]]
    if len(waiting) < 2:
        return None
    return len(waiting), reverse("workflows:paper_number", args=[about, subject.pk, DocumentKind.RESULT_NOTICE])


def _corrections(subject) -> list[tuple[str, str]]:
    """Return (name, address) of the papers of every result of a meeting that was corrected."""
    if not isinstance(subject, Meeting):
        return []
    found = ResultCorrection.objects.filter(line__meeting=subject).select_related("line").order_by("at", "id")
    return [(made.line.name, reverse("workflows:papers", args=["dinh-chinh", made.pk])) for made in found]


def _query(wanted: PossiblePaper) -> str:
    chosen = {"don-vi": wanted.addressee, "co-quan": wanted.authority}
    return urlencode({key: to.pk for key, to in chosen.items() if to})


def _row(about: str, subject, wanted: PossiblePaper, standing: dict, may_number: bool) -> dict:
    kind, to = wanted.row.kind, wanted.addressee or wanted.authority
    key = (
        kind.value,
        wanted.addressee.pk if wanted.addressee else None,
        wanted.authority.pk if wanted.authority else None,
    )
    paper, refusal = standing.get(key), services.why_not_numbered(subject, wanted)
    query = f"?{_query(wanted)}" if to else ""
    place = [subject.pk, kind.value] if about == "phien-hop" else [subject.pk]
    has_draft = not paper and not wanted.refusal
    number = reverse("workflows:paper_number", args=[about, subject.pk, kind.value]) + query
    return {
        "name": kind.label,
        "is_notice": wanted.row.per == Per.ADDRESSEE,
        "to": str(to) if to else "",
        "paper": paper,
        "refusal": "" if paper else refusal,
        "draft_url": reverse(DRAFT_PAGES[about], args=place) + query if has_draft else "",
        "draft_word_url": reverse(f"{DRAFT_PAGES[about]}_word", args=place) + query if has_draft else "",
        "number_url": number if may_number and not paper and not refusal else "",
    }


def _wanted(request: HttpRequest, subject, kind: str) -> list[PossiblePaper]:
    """Return the paper that the address names; of a kind with one for each unit and no unit named, all without a number."""
    of_kind = [wanted for wanted in possible_papers(subject) if wanted.row.kind == kind]
    if of_kind and of_kind[0].row.per == Per.ADDRESSEE and "don-vi" not in request.GET:
        return services.still_to_number(subject, of_kind)
    for wanted in of_kind:
        ids = {"don-vi": wanted.addressee, "co-quan": wanted.authority}
        if all(request.GET.get(k, "") == (str(to.pk) if to else "") for k, to in ids.items()):
            return [wanted]
    raise Http404


@require_http_methods(["GET", "POST"])
def paper_number(request: HttpRequest, about: str, pk: int, kind: str) -> HttpResponse:
    """Ask who signed and when, then record the number, of one paper or of all notices to units."""
    subject = _subject(request, about, pk)
    access.check(request.user, Capability.NUMBER_DECISIONS, unit_of(subject), on=today())
    wanted, listed = _wanted(request, subject, kind), reverse("workflows:papers", args=[about, pk])
    if not wanted:
        messages.info(request, "Các thông báo này đã ghi số từ trước.")
        return redirect(listed)
    form = PaperNumberForm(posted(request), signers=signers_on(unit_of(subject), today()))
    refused = {services.why_not_numbered(subject, each) for each in wanted} if request.method == "GET" else set()
    if request.method == "POST" and form.is_valid():
        signature = services.Signature(form.cleaned_data["signer"], form.cleaned_data["signed_on"])
        try:
            act = {"signature": signature, "actor": request.user, "at": now()}
            if len(wanted) > 1:
                made = paper_runs.number_and_make(subject, wanted, **act)
            else:
                made = services.number_papers(subject, wanted, **act)
        except (GuardFailed, NoSeries, IllegalTransition) as refusal:
            refused = set(getattr(refusal, "reasons", None) or [refusal.reason])
        else:
            _tell(request, made)
            return redirect(listed)
    row, to = wanted[0].row, [str(each.addressee or each.authority or "") for each in wanted]
    context = {
        "title": f"Ghi số: {row.kind.label}",
        "lead": to[0] if len(to) == 1 else f"{len(to)} văn bản, cùng người ký và ngày ký, lấy số liền nhau.",
        "names": to if len(to) > 1 else [],
        "names_title": "Gửi các đơn vị, theo thứ tự lấy số",
        "form": form,
        "refused": sorted(reason for reason in refused if reason),
        "submit_label": "Ghi số" if len(to) == 1 else f"Ghi số {len(to)} văn bản",
        "cancel_url": listed,
        "consequences": [
            "Văn bản lấy số tiếp theo của sổ, theo loại văn bản và nhiệm kỳ.",
            *([OF_OFFICE] if row.is_of_office else []),
            "Nội dung, người ký và ngày ký được giữ nguyên từ lúc này. Nếu sai, hủy số kèm lý do rồi ghi số mới.",
        ],
    }
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)


def _tell(request: HttpRequest, made: list[NumberedPaper]) -> None:
    """Say which numbers were taken. The PDF of one paper is made now; those of several are the worker's."""
    label = made[0].get_kind_display().lower()
    if len(made) > 1:
        span = f"từ {made[0].number_text} đến {made[-1].number_text}"
        messages.success(request, f"Đã ghi số {span} cho {label}. Máy chủ đang lập {len(made)} bản PDF.")
        return
    messages.success(request, f"Đã ghi số {made[0].number_text} cho {label}.")
    if problem := services.issue_paper(made[0], actor=request.user, at=now()):
        messages.warning(request, f"Bản PDF số {made[0].number_text} chưa lập được: {problem}")


def _listed(paper: NumberedPaper) -> str:
    pairs = (("phien-hop", paper.meeting_id), ("niem-yet", paper.posting_id), ("dinh-chinh", paper.correction_id))
    return reverse("workflows:papers", args=next((about, pk) for about, pk in pairs if pk))


def _own_paper(request: HttpRequest, pk: int) -> NumberedPaper:
    found = visible_numbered(request.user, on=today()).select_related("unit__kind")
    paper = get_object_or_404(found, pk=pk)
    access.check(request.user, Capability.NUMBER_DECISIONS, paper.unit, on=today())
    return paper


@require_http_methods(["GET", "POST"])
def paper_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Void the number of a paper, with a reason."""
    paper = _own_paper(request, pk)
    form, refused = VoidForm(posted(request)), []
    if request.method == "POST" and form.is_valid():
        try:
            services.void_paper(paper, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except (GuardFailed, IllegalTransition) as refusal:
            refused = [refusal.reason]
        else:
            messages.success(request, f"Đã hủy số {paper.number_text}. Số và lý do được giữ trong sổ số văn bản.")
            return redirect(_listed(paper))
    context = {
        "title": f"Hủy số {paper.number_text}",
        "lead": f"{paper.get_kind_display()}, ký ngày {short_date(paper.signed_on)}." if paper.signed_on else "",
        "form": form,
        "refused": refused,
        "submit_label": "Hủy số",
        "harm": True,
        "cancel_url": _listed(paper),
        "consequences": [
            "Số này không dùng lại. Văn bản mới lấy số tiếp theo.",
            "Bản đã lập và bản đã ký vẫn được giữ.",
        ],
    }
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def paper_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the scan of a numbered paper as it was signed."""
    paper = _own_paper(request, pk)
    return _scan_page(request, paper, f"{paper.get_kind_display()} số {paper.number_text}", _listed(paper))


@require_http_methods(["GET", "POST"])
def decision_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the scan of a decision as it was signed."""
    decision = get_object_or_404(visible_decisions(request.user, on=today()).select_related("unit__kind"), pk=pk)
    access.check(request.user, Capability.NUMBER_DECISIONS, decision.unit, on=today())
    return _scan_page(request, decision, str(decision), reverse("workflows:decision", args=[pk]))


def _scan_page(request: HttpRequest, about: NumberedPaper | Decision, name: str, back: str) -> HttpResponse:
    form, refused = ScanForm(posted(request), request.FILES or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.keep_scan(about, form.accepted, actor=request.user, at=now())
        except IllegalTransition as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"Đã lưu bản đã ký “{kept.original_name}”, mã kiểm tra {kept.sha256[:12]}.")
            return redirect(back)
    context = {
        "name": name,
        "scans": about.scans.all(),
        "form": form,
        "refused": refused,
        "has_errors": request.method == "POST",
        "back_url": back,
    }
    return render(request, "workflows/paper_scan.html", context, status=422 if request.method == "POST" else 200)


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a signed paper, as a download, for everybody who may read the paper."""
    readable = Q(paper__in=visible_numbered(request.user, on=today()).values("pk")) | Q(
        decision__in=visible_decisions(request.user, on=today()).values("pk")
    )
    found = get_object_or_404(SignedScan.objects.filter(readable), pk=pk)
    ending = PurePath(found.file.name).suffix.lower()
    kind = mimetypes.types_map.get(ending, "application/octet-stream")
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=f"ban-da-ky-{found.pk}{ending}", content_type=kind
    )
