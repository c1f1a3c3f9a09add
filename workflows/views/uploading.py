"""Files that come piece by piece: a script announces one, asks how far it is, and sends the rest.

Answers are JSON: {"received": n} while it is on its way, {"kept": true, "message": …} at the end, {"reason": …} with 422
or 409 for what cannot be kept. 409 with "received" says where to go on.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from nominations.enums import WITH_CELL
from nominations.evidence import AlreadyThere
from nominations.models import Dossier, Evidence, Upload
from nominations.transfers import PIECE, WrongOffset, discard
from nominations.uploads import UploadRefused

from ..exceptions import IllegalTransition
from ..forms.files import BeginForm
from ..services import files
from .attachment import names_of
from .base import now
from .dossier import own_dossier, own_lines

UNREADABLE = "Chưa hiểu được tệp vừa chọn. Hãy tải lại trang rồi chọn lại tệp."


@require_POST
def upload_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the announcement of a file; answer where its pieces go and how much of it is there already."""
    dossier = own_dossier(request, pk)
    open_lines = {line.pk: line for line in own_lines(dossier) if line.state in WITH_CELL}
    form = BeginForm(request.POST, lines=names_of(list(open_lines.values())))
    if not form.is_valid():
        return _refused(UNREADABLE)
    typed = form.cleaned_data
    try:
        upload = files.begin_upload(
            dossier,
            nomination=open_lines[form.line_id] if form.line_id else None,
            actor=request.user,
            at=now(),
            **{name: typed[name] for name in ("name", "size", "fingerprint", "type", "caption")},
        )
    except (UploadRefused, IllegalTransition) as refusal:
        return _refused(refusal.reason)
    url = reverse("workflows:upload_piece", args=[dossier.pk, upload.key])
    return JsonResponse({"url": url, "received": upload.received}, status=201)


@require_http_methods(["GET", "PUT", "DELETE"])
def upload_piece(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Say how much has arrived, take the next piece, or give the file up. 404 for anybody but who sends it."""
    dossier = own_dossier(request, pk)
    upload = files.upload_of(request.user, dossier, key)
    if upload is None:
        raise Http404
    if request.method == "GET":
        return JsonResponse({"received": upload.received, "size": upload.size})
    if request.method == "DELETE":
        discard(upload)
        return JsonResponse({"received": 0})
    return _take(request, dossier, upload)


def _take(request: HttpRequest, dossier: Dossier, upload: Upload) -> HttpResponse:
    offset = request.headers.get("Upload-Offset", "")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (offset.isascii() and offset.isdigit() and length.isdigit()):
        return JsonResponse({"reason": UNREADABLE}, status=400)
    if int(length) > PIECE:
        return JsonResponse({"reason": UNREADABLE}, status=413)
    try:
        taken = files.take_piece(upload, offset=int(offset), content=request.body, actor=request.user, at=now())
    except WrongOffset as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    except AlreadyThere as there:
        return JsonResponse({"kept": False, "message": there.reason})
    except (UploadRefused, IllegalTransition) as refusal:
        return _refused(refusal.reason)
    if isinstance(taken, Evidence):
        return JsonResponse({"kept": True, "message": f"Đã nhận {taken.original_name}."})
    return JsonResponse({"received": taken.received})


def _refused(reason: str) -> JsonResponse:
    return JsonResponse({"reason": reason}, status=422)
