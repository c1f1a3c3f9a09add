"""What the pages of the rolls share: the clock, and loading what the person may know of."""

from datetime import date, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone

from organizations.enums import RecipientKind
from organizations.models import Unit

from ..models import Collective, Person, RollEntry
from ..queries import check_keeper, readable_units, subjects_of

REFUSED = 422
PERSON, COLLECTIVE = "nguoi", "tap-the"
KINDS = {PERSON: RecipientKind.INDIVIDUAL, COLLECTIVE: RecipientKind.COLLECTIVE}
"""What stands in an address, and which kind it means."""


def now() -> datetime:
    """Return the moment of the request. Views are where the clock is read."""
    return timezone.now()


def today() -> date:
    """Return today's day in Viet Nam."""
    return timezone.localdate()


def kind_or_404(word: str) -> RecipientKind:
    """Return the kind that a word of an address means; 404 for any other word."""
    if word not in KINDS:
        raise Http404
    return KINDS[word]


def unit_or_404(request: HttpRequest, pk: int) -> Unit:
    """Return a unit whose roll the user keeps; 404 where its roll is unknown to them, NotPermitted for who only reads."""
    for unit in readable_units(request.user, on=today()):
        if unit.pk == pk:
            check_keeper(request.user, unit, on=today())
            return unit
    raise Http404


def entry_or_404(request: HttpRequest, pk: int) -> RollEntry:
    """Return an entry of a roll that the user keeps; otherwise as unit_or_404()."""
    entry = RollEntry.objects.select_related("unit", "person", "collective").filter(pk=pk).first()
    if entry is None:
        raise Http404
    unit_or_404(request, entry.unit_id)
    return entry


def subject_or_404(request: HttpRequest, word: str, pk: int) -> Person | Collective:
    """Return somebody who stands or stood on a roll that the user may read; 404 for anybody else."""
    units = [unit.pk for unit in readable_units(request.user, on=today())]
    found = subjects_of(kind_or_404(word), units).filter(pk=pk).select_related("merged_into").first()
    if found is None:
        raise Http404
    return found


def word_for(subject: Person | Collective) -> str:
    """Return the word that stands for the kind of `subject` in an address."""
    return PERSON if isinstance(subject, Person) else COLLECTIVE
