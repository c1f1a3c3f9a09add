"""What somebody has typed and not saved: kept on the server, given back to them, never taken for the record itself.

One row for each person and form. The row belongs to the browser window that wrote it last; another window of the same
person is refused until the person says there that they go on in it, so that no text disappears without a word. Other
people's rows are never read, only that they are typing.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from nominations.models import Dossier, Nomination
from organizations.enums import RecipientKind
from vietnamese.dates import clock

from ..models import AutosavedForm

NOBODY = uuid.UUID(int=0)
"""Stands in `tab` when the window that wrote was closed: what it typed is there, and no window holds it."""
TYPING_FOR = timedelta(minutes=5)
"""How long after the last change somebody is taken to be still at it."""
KEPT_FOR = timedelta(days=180)
MOST_FIELDS = 400
MOST_LETTERS = 100_000
NEVER_KEPT = ("csrfmiddlewaretoken", "submission_key", "version", "kind")

Typed = dict[str, list[str]]


class Elsewhere(Exception):
    """Another window of the same person holds newer text; the message is a Vietnamese sentence."""

    def __init__(self, row: AutosavedForm, *, is_typing: bool):
        when = f"lần gõ gần nhất lúc {clock(row.saved_at)}"
        super().__init__(
            f"Trang này đang được sửa ở một cửa sổ khác của đồng chí, {when}."
            if is_typing
            else f"Ở một cửa sổ khác, đồng chí đã gõ nội dung lúc {clock(row.saved_at)} mà trang này chưa có."
        )
        self.row = row
        self.is_typing = is_typing


class TooMuch(Exception):
    """More was typed than is kept; the message is a Vietnamese sentence."""


@dataclass(frozen=True)
class Page:
    """A form by its name: "line:7", "new-line:3:individual", "meeting:3"."""

    what: str
    pk: int
    kind: str = ""

    @classmethod
    def parse(cls, key: str) -> "Page":
        """Read a name. Raises ValueError for anything that is not the name of a form."""
        what, _, rest = key.partition(":")
        pk, _, kind = rest.partition(":")
        is_known = (what == "new-line" and kind in RecipientKind.values) or (what in ("line", "meeting") and not kind)
        if not (is_known and pk.isascii() and pk.isdigit() and len(pk) < 12):
            raise ValueError(key)
        return cls(what, int(pk), kind)

    @property
    def key(self) -> str:
        """Return the name."""
        return f"{self.what}:{self.pk}{':' if self.kind else ''}{self.kind}"


def kept(user: Any, page: Page) -> AutosavedForm | None:
    """Return what the person has typed into the form, or None."""
    return AutosavedForm.objects.filter(user=user, page=page.key).first()


def is_held(row: AutosavedForm, *, at: datetime) -> bool:
    """Return whether a window that is probably still open wrote the row."""
    return row.tab != NOBODY and row.saved_at > at - TYPING_FOR


def others_typing(user: Any, page: Page, *, at: datetime) -> list[str]:
    """Return a sentence for each other person who is typing into the same form."""
    rows = (
        AutosavedForm.objects.filter(page=page.key, saved_at__gt=at - TYPING_FOR)
        .exclude(user=user)
        .exclude(tab=NOBODY)
        .select_related("user")
        .only("saved_at", "user__full_name")
    )
    what = {"line": "Dòng này", "new-line": "Trang thêm dòng của hồ sơ này", "meeting": "Trang này"}[page.what]
    return [
        f"{what} đang được đồng chí {row.user.full_name} sửa, lần gõ gần nhất lúc {clock(row.saved_at)}. "
        "Hai đồng chí nên báo nhau trước khi lưu."
        for row in rows.order_by("pk")
    ]


def keepable(fields: Typed) -> Typed:
    """Return the fields that are kept. Raises TooMuch."""
    found = {
        name: values for name, values in fields.items() if name not in NEVER_KEPT and not name.startswith("autosave_")
    }
    letters = sum(len(name) + sum(map(len, values)) for name, values in found.items())
    if len(found) > MOST_FIELDS or letters > MOST_LETTERS:
        raise TooMuch("Nội dung dài quá nên không giữ tạm được. Đồng chí bấm nút lưu để khỏi mất.")
    return found


@transaction.atomic
def keep(
    user: Any,
    page: Page,
    *,
    about: Dossier | Nomination,
    fields: Typed,
    tab: uuid.UUID,
    at: datetime,
    base_version: int | None = None,
    seen: str = "",
    takes_over: bool = False,
    is_leaving: bool = False,
) -> AutosavedForm:
    """Keep what was typed. `seen` is stamp() of the row that the window last had, "" when there was none.

    Raises Elsewhere when another window holds the row or has written what this one has not seen, unless this window
    `takes_over`; TooMuch when the text is too long.
    """
    data = keepable(fields)
    row = AutosavedForm.objects.select_for_update().filter(user=user, page=page.key).first()
    if row is None:
        AutosavedForm.objects.filter(user=user, saved_at__lt=at - KEPT_FOR).delete()
        row = AutosavedForm(user=user, page=page.key)
    elif row.tab != tab and not takes_over:
        if is_held(row, at=at):
            raise Elsewhere(row, is_typing=True)
        if stamp(row) != seen:
            raise Elsewhere(row, is_typing=False)
    row.nomination = about if isinstance(about, Nomination) else None
    row.dossier = about if isinstance(about, Dossier) else about.dossier
    if row.pk is None or row.data != data:
        row.saved_at = at
    row.data, row.base_version, row.tab = data, base_version, NOBODY if is_leaving else tab
    row.save()
    return row


def stamp(row: AutosavedForm | None) -> str:
    """Return by what a window knows the state of the row that it has."""
    return row.saved_at.isoformat() if row else ""


def drop(user: Any, page: Page, *, tab: uuid.UUID | None = None) -> None:
    """Forget what was typed: the person has saved it in the window `tab`, or does not want it.

    What another window has typed stays, and is offered the next time the form is opened.
    """
    rows = AutosavedForm.objects.filter(user=user, page=page.key)
    if tab is not None:
        rows = rows.filter(tab__in=[tab, NOBODY])
    rows.delete()
