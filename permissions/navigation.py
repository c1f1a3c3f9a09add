"""The ways between the administrator's pages."""

from django.urls import reverse

WAYS = (
    ("Thiết lập", "permissions:admin"),
    ("Đơn vị", "permissions:units"),
    ("Người dùng", "permissions:people"),
    ("Vai trò", "permissions:roles"),
    ("Người ký", "permissions:signers"),
    ("Sổ số văn bản", "workflows:series_admin"),
    ("Thẩm quyền khen thưởng", "permissions:award_rights"),
    ("Quy tắc họp", "workflows:rules"),
    ("Lịch nghỉ", "workflows:calendar"),
)
"""Label and URL name. The pages of numbers and of meetings stand in rooms above; only their names are known here."""


def admin_ways(path: str) -> list[tuple[str, str, bool]]:
    """Return (label, address, is current) for every page of the administrator. Current is the longest that fits `path`."""
    ways = [(label, reverse(name)) for label, name in WAYS]
    here = max((url for _, url in ways if path.startswith(url)), key=len, default="")
    return [(label, url, url == here) for label, url in ways]
