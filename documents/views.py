"""Papers as downloads. With `?tai-ve=1` the browser keeps the file instead of showing it."""

import logging
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from meetings.enums import MeetingState
from meetings.models import Meeting, ResultCorrection
from nominations.appraisals import sheets_of
from nominations.models import Appraisal, Dossier, Nomination, Posting
from nominations.queries import is_nominee, visible_dossiers, visible_to
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability

from .builders import result_units, upward_authorities
from .catalogue import CATALOGUE, IN_THE_ROOM, Per, Record
from .enums import DocumentKind
from .issuing import Made, PaperRefused, current, for_editing
from .models import Decision, NumberedPaper
from .queries import units_read, visible_decisions, visible_meetings, visible_numbered, visible_papers
from .services import PaperChanged, paper_bytes

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
log = logging.getLogger(__name__)
Answer = Callable[..., HttpResponse]


@require_GET
def dossier_paper(request: HttpRequest, dossier_pk: int, kind: str) -> HttpResponse:
    """A paper of a cell's dossier: submission letter, minutes, roster."""
    return _paper(request, kind, _dossier_or_404(request, dossier_pk, kind))


@require_GET
def dossier_paper_word(request: HttpRequest, dossier_pk: int, kind: str) -> HttpResponse:
    """The same paper as a Word file, to edit."""
    return _word(request, kind, _dossier_or_404(request, dossier_pk, kind))


@require_GET
def nomination_paper(request: HttpRequest, nomination_pk: int, kind: str) -> HttpResponse:
    """A paper of one line: the achievement report."""
    return _paper(request, kind, _nomination_or_404(request, nomination_pk, kind))


@require_GET
def nomination_paper_word(request: HttpRequest, nomination_pk: int, kind: str) -> HttpResponse:
    """The same paper as a Word file, to edit."""
    return _word(request, kind, _nomination_or_404(request, nomination_pk, kind))


def _dossier_or_404(request: HttpRequest, pk: int, kind: str) -> Dossier:
    _kind_or_404(kind, "dossier")
    found = visible_dossiers(request.user, on=timezone.localdate())
    return get_object_or_404(found.select_related("unit__kind", "round__authority"), pk=pk)


def _nomination_or_404(request: HttpRequest, pk: int, kind: str) -> Nomination:
    _kind_or_404(kind, "nomination")
    found = visible_to(request.user, on=timezone.localdate())
    related = ("nominee", "dossier__unit__kind", "dossier__round__authority", "proposing_unit__kind")
    return get_object_or_404(found.select_related(*related), pk=pk)


@require_GET
def meeting_paper(request: HttpRequest, meeting_pk: int, kind: str) -> HttpResponse:
    """A paper of a committee's meeting.

    Where there is one for each authority or unit, `?co-quan=<pk>` or `?don-vi=<pk>` names it.
    """
    return _meeting_paper(request, meeting_pk, kind, _paper)


@require_GET
def meeting_paper_word(request: HttpRequest, meeting_pk: int, kind: str) -> HttpResponse:
    """The same paper as a Word file, to edit."""
    return _meeting_paper(request, meeting_pk, kind, _word)


def _meeting_paper(request: HttpRequest, meeting_pk: int, kind: str, answer: Answer) -> HttpResponse:
    _kind_or_404(kind, "meeting")
    meeting = get_object_or_404(
        visible_meetings(request.user, on=timezone.localdate()).select_related("unit__kind"), pk=meeting_pk
    )
    row = CATALOGUE[kind]
    if row.capability != Capability.VIEW:
        access.check(request.user, row.capability, meeting.unit, on=timezone.localdate())
    if kind in IN_THE_ROOM and meeting.state == MeetingState.CLOSED:
        access.check(request.user, Capability.CONDUCT_MEETING, meeting.unit, on=timezone.localdate())
    _keep_from_nominees(request, kind, meeting)
    if row.per == Per.ONCE or row.refusal(meeting):
        return answer(request, kind, meeting)
    key, options = (
        ("co-quan", upward_authorities(meeting)) if row.per == Per.AUTHORITY else ("don-vi", result_units(meeting))
    )
    if len(options) > 1 and key not in request.GET:
        choices = [(f"?{urlencode(request.GET.dict() | {key: option.pk})}", str(option)) for option in options]
        return render(
            request, "documents/choose_paper.html", {"row": row, "is_unit": key == "don-vi", "choices": choices}
        )
    chosen = options[0] if len(options) == 1 and key not in request.GET else _chosen(request, key, options)
    return answer(request, kind, meeting, **{"authority" if key == "co-quan" else "addressee": chosen})


@require_GET
def decision_paper(request: HttpRequest, decision_pk: int) -> HttpResponse:
    """The decision with its list: a draft with room for the number, or the numbered one as it was stored."""
    return _paper(request, DocumentKind.DECISION, _decision_or_404(request, decision_pk))


@require_GET
def decision_paper_word(request: HttpRequest, decision_pk: int) -> HttpResponse:
    """The same decision as a Word file, to edit."""
    return _word(request, DocumentKind.DECISION, _decision_or_404(request, decision_pk))


def _decision_or_404(request: HttpRequest, pk: int) -> Decision:
    found = visible_decisions(request.user, on=timezone.localdate())
    return get_object_or_404(found.select_related("unit__kind", "round"), pk=pk)


def _keep_from_nominees(request: HttpRequest, kind: str, meeting: Meeting | None) -> None:
    """Refuse the report on the appraisal to those it is about: it says who objected to them, and what others think."""
    if kind != DocumentKind.APPRAISAL_SUMMARY or meeting is None:
        return
    lines = meeting.lines.select_related("nomination__nominee")
    if any(is_nominee(request.user, line.nomination.nominee) for line in lines):
        raise NotPermitted(
            "Báo cáo này có ý kiến về dòng mà đồng chí là người được đề nghị, nên đồng chí không mở được. "
            "Nếu cần, hãy nhờ đồng chí khác của văn phòng."
        )


@require_GET
def numbered_paper(request: HttpRequest, paper_pk: int) -> HttpResponse:
    """A paper of the committee that takes a number: its draft, or the numbered one as it was stored."""
    paper = _numbered_or_404(request, paper_pk)
    return _paper(request, paper.kind, paper)


@require_GET
def numbered_paper_word(request: HttpRequest, paper_pk: int) -> HttpResponse:
    """The same paper as a Word file, to edit."""
    paper = _numbered_or_404(request, paper_pk)
    return _word(request, paper.kind, paper)


def _numbered_or_404(request: HttpRequest, pk: int) -> NumberedPaper:
    day = timezone.localdate()
    found = visible_numbered(request.user, on=day).select_related(
        "unit__kind", "meeting__unit__kind", "posting__unit__kind", "posting__round", "correction__line__meeting__unit__kind",
        "addressee", "authority", "signer",
    )  # fmt: skip
    paper = get_object_or_404(found, pk=pk)
    is_pending = paper.meeting is not None and paper.meeting.state == MeetingState.CLOSED
    if paper.kind in IN_THE_ROOM and is_pending:
        access.check(request.user, Capability.CONDUCT_MEETING, paper.unit, on=day)
    _keep_from_nominees(request, paper.kind, paper.meeting)
    return paper


@require_GET
def posting_paper(request: HttpRequest, posting_pk: int) -> HttpResponse:
    """The notice that names are posted."""
    return _paper(request, DocumentKind.POSTING_NOTICE, _posting_or_404(request, posting_pk))


@require_GET
def posting_paper_word(request: HttpRequest, posting_pk: int) -> HttpResponse:
    """The same notice as a Word file, to edit."""
    return _word(request, DocumentKind.POSTING_NOTICE, _posting_or_404(request, posting_pk))


def _posting_or_404(request: HttpRequest, pk: int) -> Posting:
    units = units_read(request.user, timezone.localdate())
    return get_object_or_404(Posting.objects.filter(unit__in=units).select_related("unit__kind", "round"), pk=pk)


@require_GET
def correction_paper(request: HttpRequest, correction_pk: int) -> HttpResponse:
    """The notice that corrects a released result."""
    return _paper(request, DocumentKind.CORRECTION_NOTICE, _correction_or_404(request, correction_pk))


@require_GET
def correction_paper_word(request: HttpRequest, correction_pk: int) -> HttpResponse:
    """The same notice as a Word file, to edit."""
    return _word(request, DocumentKind.CORRECTION_NOTICE, _correction_or_404(request, correction_pk))


def _correction_or_404(request: HttpRequest, pk: int) -> ResultCorrection:
    units = units_read(request.user, timezone.localdate())
    found = ResultCorrection.objects.filter(line__meeting__unit__in=units)
    return get_object_or_404(found.select_related("line__meeting__unit__kind", "nomination"), pk=pk)


@require_GET
def sheet_paper(request: HttpRequest, sheet_pk: int) -> HttpResponse:
    """The sheet of one appraiser, for those who may read it now."""
    return _paper(request, DocumentKind.APPRAISAL_SHEET, _sheet_or_404(request, sheet_pk))


@require_GET
def sheet_paper_word(request: HttpRequest, sheet_pk: int) -> HttpResponse:
    """The same sheet as a Word file, to edit."""
    return _word(request, DocumentKind.APPRAISAL_SHEET, _sheet_or_404(request, sheet_pk))


def _sheet_or_404(request: HttpRequest, pk: int) -> Appraisal:
    offices = access.units_where(request.user, Capability.APPRAISE, on=timezone.localdate())
    related = ("unit__kind", "nomination__nominee", "nomination__dossier", "nomination__round")
    sheet = get_object_or_404(Appraisal.objects.filter(unit__in=offices).select_related(*related), pk=pk)
    sheets = sheets_of([sheet.nomination_id], sheet.unit_id, with_marks=False)[sheet.nomination_id]
    if sheet.pk not in {each.pk for each in sheets.readable_by(request.user)}:
        raise Http404
    if sheet.appraiser_id != request.user.pk and _is_of_the_cells_side(request, sheet.nomination):
        raise Http404
    return sheet


def _is_of_the_cells_side(request: HttpRequest, nomination: Nomination) -> bool:
    """Return whether the reader is the nominee, or works for the proposing unit, whatever else they are.

    The same people from whom pages keep what appraisers say (workflows.queries_remarks.side_of).
    """
    at_proposer = (
        access.capabilities_of(held)
        for held in access.assignments(request.user, timezone.localdate())
        if held.unit_id == nomination.proposing_unit_id
    )
    works_there = any(Capability.VIEW in may and Capability.INSPECT not in may for may in at_proposer)
    return works_there or is_nominee(request.user, nomination.nominee)


@require_GET
def stored(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper that was stored, also one that has been replaced since."""
    paper = get_object_or_404(visible_papers(request.user, on=timezone.localdate()), pk=pk)
    try:
        return file_response(request, Made(paper_bytes(paper), paper.title, paper))
    except (PaperChanged, FileNotFoundError):
        return _damaged(request, pk)


def file_response(request: HttpRequest, made: Made) -> HttpResponse:
    """Return a paper as the browser should take it: shown, or kept when the address asks for that."""
    as_attachment = "tai-ve" in request.GET or made.extension != "pdf"
    return HttpResponse(
        made.content,
        content_type=TYPES[made.extension],
        headers={"Content-Disposition": content_disposition_header(as_attachment, made.file_name)},
    )


def _kind_or_404(kind: str, about: str) -> None:
    if kind not in CATALOGUE or CATALOGUE[kind].about != about:
        raise Http404


def _chosen(request: HttpRequest, key: str, options: Sequence[Model]) -> Model:
    """Return the option that the address names. Raises Http404 when it names none."""
    for option in options:
        if str(option.pk) == request.GET.get(key):
            return option
    raise Http404


def _word(request: HttpRequest, kind: str, about: Record, **goes_to) -> HttpResponse:
    try:
        return file_response(request, for_editing(kind, about, at=timezone.now(), **goes_to))
    except PaperRefused as refusal:
        return _refused(request, refusal)


def _paper(request: HttpRequest, kind: str, about: Record, **goes_to) -> HttpResponse:
    try:
        return file_response(request, current(kind, about, at=timezone.now(), **goes_to))
    except PaperRefused as refusal:
        return _refused(request, refusal)
    except (PaperChanged, FileNotFoundError):
        return _damaged(request, about.pk)


def _refused(request: HttpRequest, refusal: PaperRefused) -> HttpResponse:
    return render(request, "409.html", {"title": "Chưa lập được giấy tờ này", "reason": refusal.reason}, status=409)


def _damaged(request: HttpRequest, pk: int) -> HttpResponse:
    log.error("Stored paper of %s %s is missing or was changed on disk", request.path, pk)
    reason = (
        "Tệp đã lưu không còn trên máy chủ hoặc không còn nguyên vẹn như lúc lập, nên hệ thống không đưa ra. "
        "Đồng chí gọi người phụ trách kỹ thuật để lấy lại tệp từ bản sao lưu."
    )
    return render(request, "409.html", {"title": "Tệp không còn nguyên vẹn", "reason": reason}, status=409)
