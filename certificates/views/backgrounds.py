"""Backgrounds as pictures for the screen; never the file that was uploaded."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from nominations.uploads import page_picture
from nominations.uploads.children import Unreadable
from permissions import access

from ..exceptions import ActRefused
from ..layout.grounds import design_drawing
from ..layout.sheets import DESIGN_CODES
from ..layout.soundness import LARGEST_SHEET_MM, SMALLEST_SHEET_MM
from ..models import Background
from ..services.backgrounds import content_of, mime_of
from .base import CLERK, my_units, today

SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)x(\d{1,3}(?:\.\d{1,3})?)")


@require_GET
@cache_control(max_age=30 * 86400, private=True, immutable=True)
def background(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's own blank: its picture, or the page of its PDF drawn by the reader."""
    found = Background.objects.select_related("unit").filter(pk=pk).first()
    if found is None or not any(held.unit_id == found.unit_id for held in access.assignments(request.user, today())):
        raise Http404
    access.check(request.user, CLERK[0], found.unit, on=today())
    try:
        content = content_of(found)
        mime = mime_of(content)
        if mime == "application/pdf":
            content, mime = page_picture(content, 1), "image/jpeg"
    except (ActRefused, Unreadable):
        raise Http404 from None
    return HttpResponse(content, content_type=mime)


@require_GET
@cache_control(max_age=3600, private=True)
def design_ground(request: HttpRequest, design: str, size: str) -> HttpResponse:
    """The drawing of a standard design on a sheet of this size, without words."""
    typed = SIZE.fullmatch(size)
    if design not in DESIGN_CODES or typed is None:
        raise Http404
    width, height = (float(number) for number in typed.groups())
    if not all(SMALLEST_SHEET_MM <= side <= LARGEST_SHEET_MM for side in (width, height)):
        raise Http404
    if not my_units(request):
        access.check(request.user, CLERK[0], None, on=today())
    return HttpResponse(design_drawing(design, width, height), content_type="image/svg+xml")
