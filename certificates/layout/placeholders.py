"""What the office may write into its own texts on a layout: “Kèm theo Quyết định số {số quyết định}”.

A placeholder is one of these names in braces and nothing else: the words are put in by one pass of one regular
expression, never by a template language, and what is put in is not looked at again.
"""

import re
from collections.abc import Callable

PLACEHOLDERS = {
    "họ tên": "tên người hoặc tập thể được khen",
    "xưng hô": "Đồng chí, Ông, Bà hoặc Tập thể",
    "đơn vị": "chức vụ, đơn vị của người được khen",
    "nội dung khen": "nội dung khen",
    "số vào sổ": "số vào sổ khen thưởng",
    "mã kiểm tra": "mã để tra cứu giấy khen",
    "cơ quan khen": "cơ quan khen",
    "số quyết định": "số quyết định",
    "ngày quyết định": "ngày quyết định",
    "địa danh và ngày": "địa danh và ngày ký",
    "chức vụ": "chức vụ người ký",
    "người ký": "người ký",
}
OWN_PLACEHOLDERS = frozenset({"họ tên", "xưng hô", "đơn vị", "nội dung khen", "số vào sổ", "mã kiểm tra"})
"""Those that differ from sheet to sheet."""
_BRACES = re.compile(r"\{([^{}\n]*)\}")


def placeholders_in(text: str) -> list[str]:
    """Return the names in braces in their order, known or not."""
    return [" ".join(name.split()) for name in _BRACES.findall(text)]


def filled(text: str, word: Callable[[str], str]) -> str:
    """Return `text` with `word(name)` in the place of every known placeholder."""

    def put(match: re.Match[str]) -> str:
        name = " ".join(match[1].split())
        return word(name) if name in PLACEHOLDERS else match[0]

    return _BRACES.sub(put, text)
