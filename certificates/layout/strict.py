"""Reading JSON data without trust: every key is known, every value is of its kind and inside its range, or it is refused.

Nothing is repaired silently but one thing: lengths are kept to a thousandth of a mm, so that equal layouts are equal.
"""

import json
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn

DECIMALS = 3
MOST_SHOWN = 40
"""Letters of a refused word that the sentence repeats."""
MOST_LETTERS_OF_A_FILE = 1_000_000
REQUIRED: Any = object()


class LayoutRefused(Exception):
    """The layout cannot be used as it is; the message is a Vietnamese sentence that says what to change."""


class Reader:
    """One JSON object, read key by key; `where` names it in the sentences: “Ô “Người ký””."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, Mapping):
            raise LayoutRefused(f"{where} không đọc được. Đồng chí chọn lại tệp do phần mềm này xuất ra.")
        self._data = data
        self._read: set[str] = set()
        self.where = where

    def refuse(self, reason: str) -> NoReturn:
        """Raise LayoutRefused with the place before the reason, which ends with what to do."""
        raise LayoutRefused(f"{self.where}: {reason}")

    def _value(self, key: str, default: Any) -> Any:
        self._read.add(key)
        value = self._data.get(key, default)
        if value is REQUIRED:
            self.refuse(f"thiếu mục “{key}”. Đồng chí chọn lại tệp do phần mềm này xuất ra.")
        return value

    def number(self, key: str, label: str, least: float, most: float, default: Any = REQUIRED) -> float:
        """Return a number from `least` to `most`."""
        value = self._value(key, default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not isfinite(value) or not least <= value <= most:
            self.refuse(f"{label} phải là số từ {shown(least)} đến {shown(most)}. Đồng chí sửa số này.")
        return float(round(value, DECIMALS)) + 0.0

    def whole(self, key: str, label: str, least: int, most: int, default: Any = REQUIRED) -> int:
        """Return a whole number from `least` to `most`."""
        value = self.number(key, label, least, most, default)
        if value != int(value):
            self.refuse(f"{label} phải là số nguyên từ {least} đến {most}. Đồng chí sửa số này.")
        return int(value)

    def numbers(self, key: str, label: str, least: float, most: float, count: int) -> tuple[float, ...]:
        """Return one to `count` numbers from `least` to `most`."""
        values = self.items(key, label, count)
        if not values:
            self.refuse(f"{label} chưa có số nào. Đồng chí ghi ít nhất một số.")
        return tuple(
            Reader({"value": value}, self.where).number("value", f"{label} (số thứ {place})", least, most)
            for place, value in enumerate(values, 1)
        )

    def flag(self, key: str, label: str, default: Any = REQUIRED) -> bool:
        """Return true or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            self.refuse(f"{label} phải là có hoặc không. Đồng chí chọn lại.")
        return value

    def text(self, key: str, label: str, most: int, default: Any = REQUIRED) -> str:
        """Return a text of at most `most` letters in NFC; line feeds stay, other control characters are refused."""
        value = self._value(key, default)
        if not isinstance(value, str):
            self.refuse(f"{label} phải là chữ. Đồng chí ghi lại.")
        value = unicodedata.normalize("NFC", value)
        if len(value) > most:
            self.refuse(f"{label} dài {len(value)} chữ cái, nhiều nhất {most}. Đồng chí ghi gọn hơn.")
        if any(unicodedata.category(letter)[0] == "C" and letter != "\n" for letter in value):
            self.refuse(f"{label} có ký tự không nhìn thấy được. Đồng chí gõ lại bằng bàn phím.")
        return value

    def choice(self, key: str, label: str, allowed: Collection[str], default: Any = REQUIRED) -> str:
        """Return one of `allowed`."""
        value = self._value(key, default)
        if not isinstance(value, str) or value not in allowed:
            self.refuse(f"không có {label} “{str(value)[:MOST_SHOWN]}”. Đồng chí chọn một trong: {', '.join(allowed)}.")
        return str(value)

    def items(self, key: str, label: str, most: int, default: Any = REQUIRED) -> Sequence[Any]:
        """Return a list of at most `most` values."""
        value = self._value(key, default)
        if not isinstance(value, list | tuple):
            self.refuse(f"{label} phải là một danh sách. Đồng chí chọn lại tệp do phần mềm này xuất ra.")
        if len(value) > most:
            self.refuse(f"{label} có {len(value)} mục, nhiều nhất {most}. Đồng chí bớt đi.")
        return value

    def part(self, key: str, where: str, default: Any = REQUIRED) -> "Reader | None":
        """Return a reader of the object under `key`; None when it is null."""
        value = self._value(key, default)
        return None if value is None else Reader(value, where)

    def has(self, key: str) -> bool:
        """Say whether `key` holds a value, without counting it as read."""
        return self._data.get(key) is not None

    def nothing(self, key: str) -> None:
        """Count `key` as read although it holds nothing."""
        self._read.add(key)

    def done(self) -> None:
        """Refuse what nobody asked for."""
        unknown = sorted(str(key) for key in self._data if key not in self._read)
        if unknown:
            self.refuse(
                f"có mục lạ “{unknown[0][:MOST_SHOWN]}”. Đồng chí xóa mục này hoặc chọn lại tệp do phần mềm xuất ra."
            )


def shown(value: float) -> str:
    """Return a number as it is written in Vietnamese."""
    return f"{value:g}".replace(".", ",")


def json_object(text: str | bytes) -> Any:
    """Return the JSON in `text`. Raises LayoutRefused for NaN, a key written twice, too much nesting or no JSON."""
    if len(text) > MOST_LETTERS_OF_A_FILE:
        raise LayoutRefused("Tệp bố cục quá lớn. Đồng chí chọn lại tệp do phần mềm này xuất ra.")
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise LayoutRefused("Tệp bố cục bị hỏng. Đồng chí chọn lại tệp do phần mềm này xuất ra.") from error


def _no_constant(name: str) -> NoReturn:
    raise LayoutRefused(f"Tệp bố cục có giá trị “{name}” không phải là số. Đồng chí sửa số này.")


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise LayoutRefused("Tệp bố cục có một mục ghi hai lần. Đồng chí chọn lại tệp do phần mềm này xuất ra.")
    return found


def read_all(items: Sequence[Any], read: Callable[[Any, int], Any]) -> tuple[Any, ...]:
    """Return what `read` makes of each of `items` and its number from 1."""
    return tuple(read(item, place) for place, item in enumerate(items, 1))
