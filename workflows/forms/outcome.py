"""What came out of the printer, written down sheet by sheet: ticks on the page that is shown, numbers, ranges.

A run of 1,763 sheets does not fit on one page. Whatever is ticked goes along from page to page and from search to
search in one hidden field (`giu`), and nothing is saved before somebody says so.
"""

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from certificates.exceptions import ActRefused
from certificates.models import PrintedSheet
from certificates.services.sheets import LONGEST_REASON, ranges, read_positions
from vietnamese.text import one_line, search_key

SPOILED_BECAUSE = ("Kẹt giấy", "Lem mực", "In lệch khung", "Rách, nhàu", "In nhầm mặt")
MOST_AT_ONCE = 200
"""Sheets that still fit on one page to be ticked."""
PER_PAGE = 100
LOOK = re.compile(r"(da-)?([1-9]\d{0,3})")
"""What is looked at: a page of all sheets or of those that were searched ("3"), or of the marked ones ("da-1")."""
CHANGED_UNDERWAY = "Trang này không còn đúng với lượt in. Đồng chí mở lại trang ghi kết quả rồi đánh dấu lại."


class PositionsField(forms.CharField):
    """Numbers of sheets, 1 to `last`, typed like "12, 40-45"; the value is the numbers, sorted and once each."""

    last = 0

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "off"})
        super().__init__(required=False, max_length=2000, widget=widget, **kwargs)

    def clean(self, value):
        try:
            return read_positions(super().clean(value), self.last)
        except ActRefused as refusal:
            raise ValidationError(refusal.reason) from refusal


class OutcomeForm(forms.Form):
    """What came out of the printer; `last` is the number of sheets of the run.

    After validation `marks` holds every spoiled sheet with its reason, "" where none was given; `ticked` those that are
    ticked here or were on other pages, with the reasons of their own.
    """

    hong = PositionsField(label="Tờ hỏng", help_text="Ghi số tờ, ví dụ: 12, 40-45. Không tờ nào hỏng thì để trống.")
    ly_do = forms.CharField(
        label="Vì sao hỏng",
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"list": "vi-sao-hong"}),
        help_text="Dùng cho mọi tờ hỏng không ghi lý do riêng.",
    )
    chua_in = PositionsField(
        label="Tờ chưa in", help_text="Máy dừng giữa chừng thì ghi các tờ chưa ra giấy, ví dụ: 13-20."
    )
    tim = forms.CharField(
        label="Tìm tờ theo tên, đơn vị, số vào sổ hoặc số tờ",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Không cần dấu. Ví dụ: le thi an, hoặc 120-140.",
    )
    giu = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, last: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.last = last
        self.fields["hong"].last = self.fields["chua_in"].last = last
        self.ticked: dict[int, str] = {}
        self.marks: dict[int, str] = {}

    def clean_giu(self) -> dict[int, str]:
        """Return the marks of the sheets that are not on the page."""
        return read_marks(self.cleaned_data["giu"], self.last)

    def clean(self):
        """Put together what was marked on other pages, what is ticked on this one and what is typed."""
        cleaned = super().clean()
        here = [position for position in range(1, self.last + 1) if f"hong-{position}" in self.data]
        own = {position: one_line(self.data.get(f"vi-{position}", "")) for position in here}
        self.ticked = cleaned.get("giu", {}) | own
        common = one_line(cleaned.get("ly_do", ""))
        every = self.ticked | {position: self.ticked.get(position, "") for position in cleaned.get("hong", ())}
        self.marks = {position: reason or common for position, reason in every.items()}
        return cleaned


def keep_marks(marks: Mapping[int, str]) -> str:
    """Return marks as one word for a hidden field; read_marks() reads it back."""
    of_reason: dict[str, list[int]] = {}
    for position, reason in sorted(marks.items()):
        of_reason.setdefault(reason, []).append(position)
    return json.dumps([[ranges(positions), reason] for reason, positions in of_reason.items()], ensure_ascii=False)


def read_marks(kept: str, last: int) -> dict[int, str]:
    """Return the marks of keep_marks(). Raises ValidationError for anything else, or for sheets that there are not."""
    if not kept:
        return {}
    try:
        rows = [(str(typed), one_line(str(reason))) for typed, reason in json.loads(kept)]
        return {position: reason for typed, reason in rows for position in read_positions(typed, last)}
    except (ValueError, TypeError, ActRefused) as error:
        raise ValidationError(CHANGED_UNDERWAY) from error


@dataclass(frozen=True)
class SheetsShown:
    """The sheets on the page, out of the `found` ones that were asked for.

    `look` says what is looked at; `pages` are all there are to look at, each with its look and the sheets on it.
    """

    sheets: Sequence[PrintedSheet]
    found: int
    total: int
    look: str = ""
    pages: Sequence[tuple[str, str]] = ()
    is_of_marked: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the run is so short that there is nothing to turn or to search."""
        return not self.look

    @property
    def positions(self) -> set[int]:
        """The sheets that can be ticked here."""
        return {sheet.position for sheet in self.sheets}


def shown(sheets: Sequence[PrintedSheet], marked: Container[int], *, search: str, look: str) -> SheetsShown:
    """Return the sheets to show: all of a short run, else a page of them, of the search result or of the marked ones."""
    if len(sheets) <= MOST_AT_ONCE:
        return SheetsShown(sheets, len(sheets), len(sheets))
    asked = LOOK.fullmatch(look)
    of_marked = bool(asked and asked[1])
    found = [sheet for sheet in sheets if sheet.position in marked] if of_marked else _searched(sheets, search)
    pages = [found[start : start + PER_PAGE] for start in range(0, max(len(found), 1), PER_PAGE)]
    looks = [f"{'da-' if of_marked else ''}{place}" for place in range(1, len(pages) + 1)]
    place = min(int(asked[2]) if asked else 1, len(pages)) - 1
    spans = [(look, _span(page)) for look, page in zip(looks, pages, strict=True)]
    return SheetsShown(pages[place], len(found), len(sheets), looks[place], spans, of_marked)


def _span(sheets: Sequence[PrintedSheet]) -> str:
    return f"{sheets[0].position}-{sheets[-1].position}" if sheets else ""


def _searched(sheets: Sequence[PrintedSheet], search: str) -> list[PrintedSheet]:
    """Return the sheets whose recipient, unit or register number has all the words, or those with the typed numbers."""
    try:
        if positions := set(read_positions(search, len(sheets))):
            return [sheet for sheet in sheets if sheet.position in positions]
    except ActRefused:
        pass
    words = search_key(search).split()
    return [sheet for sheet in sheets if all(word in _words(sheet) for word in words)] if words else list(sheets)


def _words(sheet: PrintedSheet) -> str:
    issued = sheet.certificate
    return search_key(f"{issued.recipient_name} {issued.unit_text} {issued.register_text}")
