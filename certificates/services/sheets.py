"""The sheets of a print run: laid down when it starts, settled when somebody has seen what came out of the printer.

What runs used of a blank is counted from these rows: PRINTED and SPOILED took a sheet from the pile, SKIPPED did not.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from runs.enums import RunState
from vietnamese.text import one_line

from ..enums import SheetState
from ..exceptions import ActRefused
from ..models import PrintedSheet, PrintRun

LONGEST_REASON = 200
RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


def lay_down(printing: PrintRun, sheets: Iterable[tuple[int, int]]) -> list[PrintedSheet]:
    """Write down the sheets of a run in stack order, each as (award, issued certificate); positions count from 1."""
    return PrintedSheet.objects.bulk_create(
        PrintedSheet(printing=printing, position=position, award_id=award, certificate_id=certificate)
        for position, (award, certificate) in enumerate(sheets, start=1)
    )


@transaction.atomic
def settle_sheets(
    printing: PrintRun,
    *,
    spoiled: Mapping[int, str],
    skipped: Collection[int] = (),
    actor: Any,
    at: datetime,
) -> PrintRun:
    """Write down what came out of the printer: `spoiled` positions with the reason of each, `skipped` ones never went in.

    All others were printed well. May be said again when somebody finds another spoiled sheet; the history keeps both.
    Raises ActRefused for a run whose file is not there yet, a position that it does not have, a missing reason.
    """
    held = PrintRun.objects.select_for_update(of=("self",)).select_related("run", "decision").get(pk=printing.pk)
    if held.run.state != RunState.DONE:
        raise ActRefused("Tệp in chưa lập xong nên chưa ghi kết quả in được. Đồng chí chờ tệp lập xong rồi in.")
    reasons = {position: one_line(reason) for position, reason in spoiled.items()}
    sheets = list(held.sheets.order_by("position"))
    _check(reasons, skipped, {sheet.position for sheet in sheets})
    name = getattr(actor, "full_name", "")
    changed = []
    for sheet in sheets:
        state, reason = _outcome(sheet.position, reasons, skipped)
        if (sheet.state, sheet.spoiled_because) != (state, reason):
            sheet.state, sheet.spoiled_because, sheet.settled_at, sheet.settled_by_name = state, reason, at, name
            changed.append(sheet)
    PrintedSheet.objects.bulk_update(changed, ["state", "spoiled_because", "settled_at", "settled_by_name"], 500)
    if not changed:
        return held
    held.confirmed_at, held.confirmed_by_name = at, name
    held.save(update_fields=["confirmed_at", "confirmed_by_name"])
    record(
        verb="Ghi kết quả in",
        subject=held.decision,
        actor=actor,
        at=at,
        note=_note(len(sheets), reasons, skipped),
        data={"print_run": held.pk, "spoiled": sorted(reasons), "skipped": sorted(skipped)},
    )
    return held


def _outcome(position: int, spoiled: Mapping[int, str], skipped: Collection[int]) -> tuple[str, str]:
    if position in spoiled:
        return SheetState.SPOILED, spoiled[position]
    return (SheetState.SKIPPED if position in skipped else SheetState.PRINTED), ""


def _check(spoiled: Mapping[int, str], skipped: Collection[int], known: set[int]) -> None:
    if strange := sorted((set(spoiled) | set(skipped)) - known):
        raise ActRefused(
            f"Lượt in này không có tờ số {ranges(strange)}; chỉ có {len(known)} tờ. Đồng chí xem lại số tờ."
        )
    if both := sorted(set(spoiled) & set(skipped)):
        raise ActRefused(f"Tờ số {ranges(both)} vừa ghi hỏng vừa ghi chưa in. Đồng chí chọn một trong hai.")
    for position, reason in sorted(spoiled.items()):
        if not reason:
            raise ActRefused(f"Tờ số {position} ghi hỏng mà chưa có lý do. Đồng chí ghi lý do, ví dụ: kẹt giấy.")
        if len(reason) > LONGEST_REASON:
            raise ActRefused(
                f"Lý do hỏng của tờ số {position} dài quá {LONGEST_REASON} chữ cái. Đồng chí ghi ngắn lại."
            )


def _note(count: int, spoiled: Mapping[int, str], skipped: Collection[int]) -> str:
    parts = [f"in tốt {count - len(spoiled) - len(skipped)}/{count} tờ"]
    if spoiled:
        parts.append(f"hỏng tờ số {ranges(spoiled)}")
    if skipped:
        parts.append(f"không in tờ số {ranges(skipped)}")
    return ", ".join(parts)


def read_positions(typed: str, last: int, *, what: str = "tờ") -> list[int]:
    """Return the numbers that somebody typed, like "12, 40-45", sorted and once each; `what` is numbered, in a word.

    Raises ActRefused, naming the part that is not understood, runs backwards or lies outside 1 to `last`.
    """
    found: set[int] = set()
    for part in filter(None, re.split(r"[,;\s]+", _close(typed))):
        match = RANGE.fullmatch(part)
        if match is None:
            raise ActRefused(f"Không hiểu “{part}”. Đồng chí ghi số {what}, cách nhau dấu phẩy, ví dụ: 12, 40-45.")
        first, end = int(match[1]), int(match[2] or match[1])
        if end < first:
            raise ActRefused(f"“{part}” ghi ngược. Đồng chí ghi số nhỏ trước: {end}-{first}.")
        if not 1 <= first <= end <= last:
            whole = "quyết định" if what == "dòng" else "lượt in"
            raise ActRefused(f"“{part}” không có trong {whole} này: các {what} đánh số từ 1 đến {last}.")
        found.update(range(first, end + 1))
    return sorted(found)


def _close(typed: str) -> str:
    """Return the text without spaces around the dashes, so that spaces part the numbers as commas do."""
    return re.sub(r"\s*[-\u2013]\s*", "-", typed)


def ranges(positions: Iterable[int]) -> str:
    """Return sheet numbers as people write them: "1, 4-6, 9"."""
    rows: list[list[int]] = []
    for position in sorted(positions):
        if rows and rows[-1][1] == position - 1:
            rows[-1][1] = position
        else:
            rows.append([position, position])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in rows)
