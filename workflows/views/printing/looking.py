"""Single sheets to look at: as a picture for the screen, as the PDF that the printer would get."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from certificates.pictures import sheet_picture
from certificates.printing import PrintSettings, Selection, calibration_pdf, sheet_pdf
from documents.models import Decision, DecisionLine
from vietnamese.text import search_key

from .. import clerks
from .shared import CANNOT_BE_SET, SVG, file_answer, job_of, numbered, refused, settings_or_404


def _alone(found: Decision, settings: PrintSettings, line: DecisionLine):
    """Return the job of one recipient: nothing else is looked up for a single sheet."""
    return job_of(found, replace(settings, selection=Selection("lines", (line.position,))))


@require_GET
def picture(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """One sheet as a picture for the screen."""
    found = numbered(request, pk)
    line = clerks.line_or_404(found, line_pk)
    try:
        job = _alone(found, settings_or_404(request, found), line)
        image = sheet_picture(*job.printed(job.lines[0]))
    except CANNOT_BE_SET:
        raise Http404 from None
    return HttpResponse(image, content_type=SVG)


@require_GET
def sheet(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """One sheet as the PDF that the printer would get."""
    found = numbered(request, pk)
    line = clerks.line_or_404(found, line_pk)
    try:
        job = _alone(found, settings_or_404(request, found), line)
        content = sheet_pdf(job, job.lines[0])
    except CANNOT_BE_SET as refusal:
        return refused(request, found, str(refusal))
    return file_answer(content, f"xem-thu-{'-'.join(search_key(line.name).split())[:60]}.pdf")


@require_GET
def calibration(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet by which the shifts of a printer are measured for this layout."""
    found = numbered(request, pk)
    try:
        kind = found.lines.order_by("position").values_list("recipient_kind", flat=True)[0]
        content = calibration_pdf(found, settings_or_404(request, found), kind)
    except CANNOT_BE_SET as refusal:
        return refused(request, found, str(refusal))
    return file_answer(content, "to-can-chinh.pdf")
