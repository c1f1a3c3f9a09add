"""The rows of a roll as a sheet, with the filter that the address says."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse

from spreadsheets.views.files import hand_out

from ..models import RollEntry
from .base import PERSON
from .roll import ALL, asked_roll, units_or_refusal

PEOPLE = (
    ("Họ và tên", 30), ("Ngày sinh", 12), ("Giới tính", 10), ("Dân tộc", 12), ("Chức vụ", 30), ("Đảng viên", 12),
    ("Ngày vào Đảng", 14), ("Số thẻ đảng viên", 18), ("Xếp loại gần nhất", 34), ("Đơn vị", 34),
)  # fmt: skip
"""Headings and widths in characters. An import understands these headings."""
COLLECTIVES = (
    ("Tên tập thể", 40),
    ("Tổ chức đảng", 14),
    ("Tên trước đây", 40),
    ("Xếp loại gần nhất", 34),
    ("Đơn vị", 34),
)
GONE = (("Đến hết ngày", 14), ("Lý do", 34))


def roll_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return what the list shows, all pages of it, as XLSX or CSV."""
    units = units_or_refusal(request)
    asked = asked_roll(request, units, usual=ALL)
    columns = PEOPLE if asked.word == PERSON else COLLECTIVES
    is_gone = asked.form.chosen["gone"]
    columns = (*columns, *GONE) if is_gone else columns
    called = f"Danh sách {asked.unit or 'các đơn vị'}"
    return hand_out(
        form, called=called, columns=columns, rows=_rows(asked.entries.iterator(chunk_size=500), is_gone=is_gone)
    )


def _rows(entries: Iterator[RollEntry], *, is_gone: bool) -> Iterator[list]:
    for entry in entries:
        subject = entry.person or entry.collective
        rating = next(iter(subject.ratings.all()), None)
        end = [f"{rating.get_rating_display()} ({rating.year})" if rating else "", entry.unit.name]
        end += [entry.ends_on, entry.ended_because] if is_gone else []
        yield [*(_person(entry) if entry.person else _collective(entry)), *end]


def _person(entry: RollEntry) -> list:
    person = entry.person
    return [
        person.full_name,
        person.birth_date or str(person.birth_year or ""),
        person.get_sex_display(),
        person.ethnicity,
        entry.position,
        "x" if person.is_party_member else "",
        person.joined_on,
        person.card_number,
    ]


def _collective(entry: RollEntry) -> list:
    collective = entry.collective
    return [collective.name, "x" if collective.is_party_organization else "", collective.former_names]
