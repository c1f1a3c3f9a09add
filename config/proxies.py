"""Who is asking, when proxies stand in front: what limits of wrong passwords and wrong codes count by."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's network address as the outermost of the office's own proxies saw it.

    Each of the VINHDANH_PROXIES proxies adds at the right of X-Forwarded-For whom it was asked by; what stands further
    left was sent by the visitor and proves nothing. A request with fewer entries did not come through them all.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if not settings.PROXIES or len(passed) < settings.PROXIES:
        return direct
    return _without_port(passed[-settings.PROXIES])


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
