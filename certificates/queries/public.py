"""What the check page looks up. A code that cannot exist costs the same queries as one that could."""

from ..codes import LENGTH, read
from ..models import IssuedCertificate

NOBODY = "-" * LENGTH
"""As long as a code, and none: the alphabet has no dash."""


def certificate_with(typed: str) -> IssuedCertificate | None:
    """Return the certificate whose code was typed, or None. Always one query of the same form."""
    return IssuedCertificate.objects.filter(code=read(typed) or NOBODY).first()
