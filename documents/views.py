"""Papers as downloads. With `?tai-ve=1` the browser keeps the file instead of showing it."""

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from meetings.enums import MeetingState
from nominations.models import Dossier, Nomination
from nominations.queries import visible_dossiers, visible_to
from organizations.models import AwardingAuthority
from permissions import access
from permissions.roles import Capability

from .builders import upward_authorities
from .catalogue import CATALOGUE, IN_THE_ROOM, Record
from .enums import DocumentKind
from .issuing import Made, PaperRefused, current, for_editing
from .queries import visible_decisions, visible_meetings, visible_papers
from .services import PaperChanged, paper_bytes

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
log = logging.getLogger(__name__)


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
    """A paper of a committee's meeting. `?co-quan=<pk>` names the authority where lines go to several."""
    _kind_or_404(kind, "meeting")
    meeting = get_object_or_404(
        visible_meetings(request.user, on=timezone.localdate()).select_related("unit__kind"), pk=meeting_pk
    )
    if kind in IN_THE_ROOM and meeting.state == MeetingState.CLOSED:
        access.check(request.user, Capability.CONDUCT_MEETING, meeting.unit, on=timezone.localdate())
    if kind != DocumentKind.UPWARD_SUBMISSION:
        return _paper(request, kind, meeting)
    authorities = upward_authorities(meeting)
    if len(authorities) > 1 and "co-quan" not in request.GET:
        return render(request, "documents/choose_authority.html", {"meeting": meeting, "authorities": authorities})
    return _paper(request, kind, meeting, authority=_authority(request, authorities))


@require_GET
def decision_paper(request: HttpRequest, decision_pk: int) -> HttpResponse:
    """The decision with its list: a draft with room for the number, or the numbered one as it was stored."""
    decision = get_object_or_404(
        visible_decisions(request.user, on=timezone.localdate()).select_related("unit__kind", "round"), pk=decision_pk
    )
    return _paper(request, DocumentKind.DECISION, decision)


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


def _authority(request: HttpRequest, authorities: list[AwardingAuthority]) -> AwardingAuthority | None:
    asked = request.GET.get("co-quan", "")
    if not asked:
        return None
    for authority in authorities:
        if str(authority.pk) == asked:
            return authority
    raise Http404


def _word(request: HttpRequest, kind: str, about: Record) -> HttpResponse:
    try:
        return file_response(request, for_editing(kind, about, at=timezone.now()))
    except PaperRefused as refusal:
        return render(request, "409.html", {"title": "Chưa lập được giấy tờ này", "reason": refusal.reason}, status=409)


def _paper(request: HttpRequest, kind: str, about: Record, authority: AwardingAuthority | None = None) -> HttpResponse:
    try:
        return file_response(request, current(kind, about, at=timezone.now(), authority=authority))
    except PaperRefused as refusal:
        return render(request, "409.html", {"title": "Chưa lập được giấy tờ này", "reason": refusal.reason}, status=409)
    except (PaperChanged, FileNotFoundError):
        return _damaged(request, about.pk)


def _damaged(request: HttpRequest, pk: int) -> HttpResponse:
    log.error("Stored paper of %s %s is missing or was changed on disk", request.path, pk)
    reason = (
        "Tệp đã lưu không còn trên máy chủ hoặc không còn nguyên vẹn như lúc lập, nên hệ thống không đưa ra. "
        "Đồng chí gọi người phụ trách kỹ thuật để lấy lại tệp từ bản sao lưu."
    )
    return render(request, "409.html", {"title": "Tệp không còn nguyên vẹn", "reason": reason}, status=409)
