"""Names of the files of single certificates: a pattern of the office, filled in, safe on every system, never twice."""

import re
from collections.abc import Sequence

from vietnamese.text import search_key

from ..layout.sheets import CertificateRefused

STANDARD_PATTERN = "{so}-{ten}"
PLACEHOLDERS = {
    "stt": "số thứ tự của tờ",
    "so": "số vào sổ",
    "ten": "tên người, tập thể",
    "don_vi": "đơn vị",
    "quyet_dinh": "số quyết định",
}
"""What a pattern may name, each with what stands there."""
LONGEST = 80
MARK = re.compile(r"\{([^{}]*)\}")
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows does not let a file have."""


def check_pattern(pattern: str) -> None:
    """Raise CertificateRefused, a Vietnamese sentence, unless every placeholder of the pattern is known and one is there."""
    found = MARK.findall(pattern)
    shown = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    if unknown := [name for name in found if name not in PLACEHOLDERS]:
        raise CertificateRefused(
            f"Không có chỗ điền “{{{unknown[0]}}}” trong cách đặt tên tệp. Đồng chí dùng: {shown}."
        )
    if re.search(r"[{}]", MARK.sub("", pattern)):
        raise CertificateRefused(f"Cách đặt tên tệp thiếu một dấu ngoặc {{ }}. Đồng chí dùng: {shown}.")
    if not found:
        raise CertificateRefused(
            f"Cách đặt tên tệp phải có ít nhất một chỗ điền, nếu không mọi tệp trùng tên: {shown}."
        )


def file_names(pattern: str, rows: Sequence[dict[str, str]]) -> list[str]:
    """Return a file name for each row of values for PLACEHOLDERS: ASCII letters, digits and dashes, unique, ".pdf".

    Raises CertificateRefused as check_pattern does.
    """
    check_pattern(pattern)
    taken: set[str] = set()
    names = []
    for row in rows:
        stem = _stem(_filled(pattern, row))
        name, again = stem, 2
        while name in taken:
            name, again = f"{stem}-{again}", again + 1
        taken.add(name)
        names.append(f"{name}.pdf")
    return names


def _filled(pattern: str, row: dict[str, str]) -> str:
    return MARK.sub(lambda mark: str(row.get(mark[1], "")), pattern)


def _stem(text: str) -> str:
    words = search_key(text).encode("ascii", "ignore").decode().split()
    stem = "-".join(filter(None, words))[:LONGEST].strip("-") or "giay"
    return f"giay-{stem}" if stem in DEVICES else stem
