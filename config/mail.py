"""Which mail server the letters go through: one address from the environment, turned into Django's settings."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
TIMEOUT_SECONDS = 20
EXAMPLE = "VINHDANH_MAIL_URL=smtp+tls://ten-dang-nhap@mail.co-quan.vn:587"


def mail_settings(environ: Mapping[str, str]) -> dict:
    """Return Django's EMAIL_* settings and MAIL_SENDER, the address that letters come from; "" means that no mail goes out.

    VINHDANH_MAIL_URL   smtp://host:25, smtp+tls://user@host:587 (STARTTLS) or smtps://user@host:465
    VINHDANH_MAIL_PASSWORD   the password, where it does not stand in the address
    VINHDANH_MAIL_FROM  the sender, where it is not the user of the address

    Raises ImproperlyConfigured with a Vietnamese sentence for what cannot be a mail server.
    """
    url = environ.get("VINHDANH_MAIL_URL", "").strip()
    if not url:
        return {"MAIL_SENDER": "", "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in PORTS or not host:
        raise ImproperlyConfigured(f"VINHDANH_MAIL_URL chưa đúng. Ví dụ: {EXAMPLE}")
    user = unquote(parts.username or "")
    sender = environ.get("VINHDANH_MAIL_FROM", "").strip() or user
    if "@" not in sender or any(mark in sender for mark in "<> \r\n,"):
        raise ImproperlyConfigured("VINHDANH_MAIL_FROM chưa đúng: hãy ghi một địa chỉ, ví dụ vanphong@co-quan.vn.")
    return {
        "MAIL_SENDER": sender,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": environ.get("VINHDANH_MAIL_PASSWORD", "") or unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }
