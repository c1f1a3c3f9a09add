"""What the views of imports share: the clock, loading an import that the person may know of, saying a refusal."""

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from ..enums import ImportState
from ..exceptions import ImportRefused
from ..models import SpreadsheetImport
from ..queries import imports_of
from ..registry import ImportKind, UnknownKind, kind_of

REFUSED = 422
BADGES = {
    ImportState.UPLOADED: "act",
    ImportState.CHECKING: "look",
    ImportState.CHECKED: "act",
    ImportState.TAKING: "look",
    ImportState.TAKEN: "good",
    ImportState.UNDONE: "done",
    ImportState.DROPPED: "done",
    ImportState.FAILED: "act",
}


def now() -> datetime:
    """Return the moment of the request. Views are where the clock is read."""
    return timezone.now()


def today() -> date:
    """Return today's day in Viet Nam."""
    return timezone.localdate()


def import_or_404(request: HttpRequest, pk: int) -> SpreadsheetImport:
    """Return an import of the person's units; 404 for any other."""
    found = imports_of(request.user, on=today()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def kind_or_404(code: str) -> ImportKind:
    """Return a registered kind; 404 for any other."""
    try:
        return kind_of(code)
    except UnknownKind:
        raise Http404 from None


def back_with(request: HttpRequest, sheet_import: SpreadsheetImport, refusal: ImportRefused) -> HttpResponse:
    """Return to the import's page with the reason of a refusal on top of it."""
    messages.warning(request, refusal.reason)
    return redirect("spreadsheets:import", sheet_import.pk)
