"""How often a visitor of the check page may be wrong. Counted in the database, so all server processes share it.

A visitor is an address, and behind one address sits a whole office, or a hall of guests. So only misses count, and they
stop nobody who asks with a right code: see the decision on codes and signatures (docs/adr/0025).
"""

import logging
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from ..models import CheckAttempt

MOST_MISSES = 20
"""In one hour of the clock; the next wrong codes are told to come back later, and are counted no more."""
HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)
SALT = "certificates.check"
log = logging.getLogger(__name__)


def visitor_of(address: str | None) -> str:
    """Return what stands for a visitor: a keyed hash of the network address, which nobody reads an address from.

    Of an IPv6 address the first 64 bits count: the rest is the visitor's own to change. An unknown address is one
    visitor.
    """
    return salted_hmac(SALT, _network(address or ""), algorithm="sha256").hexdigest()


def is_limited(visitor: str, *, at: datetime) -> bool:
    """Return whether the visitor has used up the misses of this hour. One query."""
    return CheckAttempt.objects.filter(visitor=visitor, hour=_hour(at), misses__gte=MOST_MISSES).exists()


def count_miss(visitor: str, *, at: datetime) -> int:
    """Add a miss and return how many there are in this hour. Rows older than a day go when a new one is made.

    The last one that is allowed is told to who runs the server.
    """
    mine = CheckAttempt.objects.filter(visitor=visitor, hour=_hour(at))
    with transaction.atomic():
        if not mine.update(misses=F("misses") + 1):
            CheckAttempt.objects.filter(hour__lt=at - KEPT).delete()
            CheckAttempt.objects.get_or_create(visitor=visitor, hour=_hour(at))
            mine.update(misses=F("misses") + 1)
        misses = mine.values_list("misses", flat=True).get()
    if misses == MOST_MISSES:
        log.warning("A visitor of the check page (%s) asked for %s codes that do not exist", visitor[:8], misses)
    return misses


def open_again(at: datetime) -> datetime:
    """Return when a limited visitor may be wrong again: the next full hour."""
    return _hour(at) + HOUR


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, 64), strict=False)) if parsed.version == 6 else str(parsed)
