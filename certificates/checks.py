"""`manage.py check` says when the settings of certificates cannot work: the public address, a key that is not there."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from .models import LayoutVersion

LOCAL = {"localhost", "127.0.0.1", "::1"}


@register()
def check_settings(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Return what is wrong with the public address and with the files that signing needs."""
    return [*_public_address(settings.VINHDANH_PUBLIC_URL), *_signing_files()]


@register(Tags.database)
def check_layouts(app_configs=None, databases: Sequence[str] | None = None, **kwargs) -> list[CheckMessage]:
    """Warn when a layout in use prints a QR code that has nowhere to lead. Runs where databases are checked (migrate)."""
    if settings.VINHDANH_PUBLIC_URL or not databases:
        return []
    try:
        versions = LayoutVersion.objects.filter(layout__is_in_use=True).select_related("layout", "frozen")
        newest = {version.layout_id: version for version in versions.order_by("number")}
    except DatabaseError:  # before the first migration there is no table
        return []
    names = sorted({version.layout.name for version in newest.values() if version.frozen.spec.get("qr")})
    if not names:
        return []
    return [
        Warning(
            f"Bố cục có mã QR ({', '.join(names)}) nhưng chưa có địa chỉ công khai: giấy in ra chỉ có mã chữ.",
            hint="Đặt VINHDANH_PUBLIC_URL, ví dụ https://khenthuong.tanmy.gov.vn.",
            id="certificates.W001",
        )
    ]


def _public_address(address: str) -> list[CheckMessage]:
    if not address:
        return []
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
    if is_safe and parts.hostname and not (parts.query or parts.fragment or parts.username):
        return []
    return [
        Error(
            f"VINHDANH_PUBLIC_URL ({address}) không dùng được làm địa chỉ tra cứu.",
            hint="Địa chỉ bắt đầu bằng https://, ví dụ https://khenthuong.tanmy.gov.vn; http:// chỉ cho localhost.",
            id="certificates.E001",
        )
    ]


def _signing_files() -> list[CheckMessage]:
    names = ("VINHDANH_SIGNING_P12", "VINHDANH_SIGNING_PKCS11", "VINHDANH_SIGNING_ROOTS")
    return [
        Warning(f"{name}: không có tệp {getattr(settings, name)}.", id="certificates.W002")
        for name in names
        if getattr(settings, name) and not Path(getattr(settings, name)).is_file()
    ]
