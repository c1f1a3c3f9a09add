"""Handing out lists as files: the rows that a page shows, all of them, as XLSX or CSV."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from vietnamese.text import search_key

from ..writing import write_csv, write_xlsx

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def hand_out(
    form: str, *, called: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Return the rows as a download named after `called`; `columns` are (heading, width in letters).

    404 for a form that is none of FORMATS.
    """
    if form not in FORMATS:
        raise Http404
    headings, widths = zip(*columns, strict=True)
    content = BytesIO()
    if form == "xlsx":
        write_xlsx(content, title=called, headings=headings, rows=rows, widths=widths)
    else:
        write_csv(content, headings, rows)
    name = f"{search_key(called).replace(' ', '-')[:80]}.{form}"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content.getvalue(), content_type=FORMATS[form], headers=headers)
