"""What appraisers judge in a round: its criteria for each form of award and kind of recipient.

Rights are asked by the callers in `workflows`.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from history.services import record
from vietnamese.text import one_line

from .enums import RoundState
from .exceptions import RoundRefused
from .models import Criterion, Round, RoundForm

DATA = Path(__file__).with_name("data") / "criteria.json"
MOST = 30
"""How many criteria one sheet may have; more nobody fills in."""


@cache
def usual_criteria(kind: str) -> tuple[tuple[str, str], ...]:
    """Return (text, source) of the criteria that a round starts with for a kind of recipient."""
    return tuple((text, source) for text, source in json.loads(DATA.read_text(encoding="utf-8"))[kind])


def start_criteria(round: Round, forms: Iterable[RoundForm]) -> None:
    """Give newly offered forms the criteria of the unit's last round for the same form, else the usual ones."""
    last = Round.objects.filter(unit=round.unit_id).exclude(pk=round.pk).order_by("-created_at", "-id").first()
    before: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in Criterion.objects.filter(round_form__round=last).select_related("round_form") if last else ():
        before.setdefault((row.round_form.recipient_kind, row.round_form.form), []).append((row.text, row.source))
    made = []
    for form in forms:
        rows = before.get((form.recipient_kind, form.form)) or usual_criteria(form.recipient_kind)
        made += [
            Criterion(round_form=form, position=i, text=text, source=source)
            for i, (text, source) in enumerate(rows, start=1)
        ]
    Criterion.objects.bulk_create(made)


@transaction.atomic
def add_criterion(form: RoundForm, *, text: str, source: str, actor: Any, at: datetime) -> Criterion:
    """Add a criterion at the end. Raises RoundRefused for one that is there already and for one too many."""
    form = _locked(form)
    rows = list(form.criteria.all())
    _refuse_double(rows, text)
    if len(rows) >= MOST:
        raise RoundRefused(f"Mỗi phiếu có nhiều nhất {MOST} tiêu chí. Hãy gộp hoặc bỏ bớt tiêu chí trước khi thêm.")
    last = rows[-1].position if rows else 0
    made = Criterion.objects.create(round_form=form, position=last + 1, text=text, source=source)
    _note("Thêm tiêu chí thẩm định", form, one_line(text), actor, at)
    return made


@transaction.atomic
def change_criterion(criterion: Criterion, *, text: str, source: str, actor: Any, at: datetime) -> Criterion:
    """Change the words of a criterion. Sheets that were handed in keep the words that their author judged."""
    form = _locked(criterion.round_form)
    rows = list(form.criteria.all())
    criterion = next((row for row in rows if row.pk == criterion.pk), None) or _gone()
    _refuse_double([row for row in rows if row.pk != criterion.pk], text)
    before, criterion.text, criterion.source = criterion.text, text, source
    criterion.save(update_fields=["text", "source"])
    _note("Sửa tiêu chí thẩm định", form, f"{before} → {one_line(text)}", actor, at)
    return criterion


@transaction.atomic
def drop_criterion(criterion: Criterion, *, actor: Any, at: datetime) -> None:
    """Take a criterion off the sheets to come."""
    form = _locked(criterion.round_form)
    form.criteria.filter(pk=criterion.pk).delete()
    _number(form.criteria.all())
    _note("Bỏ tiêu chí thẩm định", form, criterion.text, actor, at)


@transaction.atomic
def move_criterion(criterion: Criterion, *, up: bool, actor: Any, at: datetime) -> None:
    """Move a criterion one place up or down; at the end of the list nothing happens."""
    form = _locked(criterion.round_form)
    rows = list(form.criteria.all())
    place = next((i for i, row in enumerate(rows) if row.pk == criterion.pk), None)
    if place is None:
        _gone()
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(rows)
        _note("Đổi thứ tự tiêu chí thẩm định", form, criterion.text, actor, at)


@transaction.atomic
def replace_criteria(
    form: RoundForm, rows: Iterable[tuple[str, str]], *, source_name: str, actor: Any, at: datetime
) -> int:
    """Put (text, source) in the place of all criteria of a form; returns how many there are now.

    `source_name` says for the history where they come from. Raises RoundRefused where that has none.
    """
    form = _locked(form)
    rows = list(dict(rows).items())[:MOST]
    if not rows:
        raise RoundRefused(f"{source_name} chưa có tiêu chí nào nên không chép được.")
    form.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(round_form=form, position=i, text=text, source=source)
        for i, (text, source) in enumerate(rows, start=1)
    )
    _note("Chép tiêu chí thẩm định", form, f"Từ {source_name}", actor, at)
    return len(rows)


def _locked(form: RoundForm) -> RoundForm:
    """Return the form under the lock of its round, so that two people who edit never make one place twice."""
    round = _open(Round.objects.select_for_update().get(pk=form.round_id))
    form.round = round
    return form


def _open(round: Round) -> Round:
    if round.state == RoundState.DECIDED:
        raise RoundRefused("Đợt này đã có quyết định nên không đổi tiêu chí thẩm định được nữa.")
    return round


def _refuse_double(rows: Iterable[Criterion], text: str) -> None:
    same = one_line(text).casefold()
    if any(row.text.casefold() == same for row in rows):
        raise RoundRefused("Tiêu chí này đã có trong phiếu. Hãy sửa lời cho khác, hoặc bỏ bớt một tiêu chí.")


def _gone():
    raise RoundRefused("Tiêu chí này vừa được người khác bỏ. Hãy tải lại trang để xem danh sách hiện nay.")


def _number(rows: Iterable[Criterion]) -> None:
    rows = list(rows)
    for i, row in enumerate(rows, start=1):
        row.position = i
    Criterion.objects.bulk_update(rows, ["position"])


def _note(verb: str, form: RoundForm, note: str, actor: Any, at: datetime) -> None:
    record(verb=verb, subject=form.round, actor=actor, at=at, note=f"{form}: {note}", unit_name=str(form.round.unit))
