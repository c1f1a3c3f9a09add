"""The certificate of a line while it is being written: a picture for the form, or a page of its own."""

import base64

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from certificates.layout.placing import REFUSALS
from organizations.enums import RecipientKind

from ..forms.line import LineForm
from ..services import fitting
from .base import today
from .dossier import own_dossier

PNG = "image/png"


@require_POST
def certificate_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw what was typed as it would be printed. A script gets the PNG, a browser a page with it.

    The header `Room-Left` says how many letters the citation may still grow by, negative when it is too long. What
    cannot be printed yet is answered with a sentence: to a script as plain text with 200, because a form that is half
    written is no mistake and browsers log every other status as one; to a browser with 422, as any refused form.
    """
    dossier = own_dossier(request, pk)
    kinds = {row.recipient_kind for row in dossier.round.forms.all()}
    kind = request.POST.get("kind")
    kind = kind if kind in kinds else min(kinds)
    nominee, citation, form = LineForm(request.POST, round=dossier.round, kind=kind, today=today()).as_typed()
    run = fitting.certificate_run(dossier.round, form, on=today(), kind=kind)
    room = fitting.room_left(run, nominee, citation)
    picture, reason = b"", _missing(nominee, citation)
    if not reason:
        try:
            picture = fitting.preview(run, nominee, citation)
        except REFUSALS as refusal:
            reason = str(refusal)
    if "text/html" in request.headers.get("Accept", ""):
        return _page(request, dossier, picture, reason, room, is_collective=kind == RecipientKind.COLLECTIVE)
    answer = HttpResponse(picture, PNG) if picture else HttpResponse(reason, "text/plain; charset=utf-8")
    answer["Room-Left"] = str(room)
    return answer


def _missing(nominee, citation: str) -> str:
    what = [word for word, there in (("tên", nominee.full_name), ("lời khen", citation.strip())) if not there]
    return f"Ghi {' và '.join(what)}, hình giấy khen sẽ hiện ở đây." if what else ""


def _page(
    request: HttpRequest, dossier, picture: bytes, reason: str, room: int, *, is_collective: bool
) -> HttpResponse:
    source = f"data:{PNG};base64,{base64.b64encode(picture).decode()}" if picture else ""
    context = {
        "dossier": dossier,
        "source": source,
        "reason": reason,
        "room": room,
        "is_outside": dossier.round.authority.unit_id is None,
        "is_collective": is_collective,
    }
    return render(request, "workflows/certificate_preview.html", context, status=422 if reason else 200)
