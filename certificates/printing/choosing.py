"""Whose certificates a run prints, and in which order they lie on each other."""

from collections.abc import Iterable, Sequence

from documents.models import Decision, DecisionLine
from organizations.enums import RecipientKind
from vietnamese.dates import moment_text
from vietnamese.text import sort_key

from ..enums import SheetOrder, SheetState
from ..layout.sheets import CertificateRefused
from ..models import PrintedSheet, PrintRun
from ..services.sheets import ranges
from .settings import Part, PrintSettings, Selection

NOBODY = {
    Part.ALL: "Quyết định này không có người hoặc tập thể nào để in.",
    Part.INDIVIDUALS: "Quyết định này không khen cá nhân nào. Đồng chí chọn in tất cả.",
    Part.COLLECTIVES: "Quyết định này không khen tập thể nào. Đồng chí chọn in tất cả.",
    Part.LINES: "Chưa chọn ai để in. Đồng chí đánh dấu ít nhất một người hoặc tập thể.",
    Part.SHEETS: "Lượt in đó không có tờ nào trong khoảng đã ghi. Đồng chí xem lại số tờ.",
    Part.SPOILED: "Lượt in đó không còn tờ hỏng nào chưa in lại.",
}


def lines_in_order(decision: Decision, stage: Sequence[int] | None = None) -> list[DecisionLine]:
    """Return the recipients as they are read out: by `stage`, the awards in the order of a ceremony, else by the decision.

    Who is not in `stage` comes after the others, as on the decision.
    """
    lines = list(
        decision.lines.select_related(
            "register", "award", "nomination__proposing_unit", "nomination__nominee"
        ).order_by("position", "id")
    )
    if not stage:
        return lines
    places = {award: place for place, award in enumerate(stage)}
    return sorted(lines, key=lambda line: places.get(line.award_id, len(places)))


def chosen_lines(decision: Decision, settings: PrintSettings, stage: Sequence[int] | None = None) -> list[DecisionLine]:
    """Return whose certificates are printed, in stack order. Raises CertificateRefused when nobody is left."""
    lines = lines_in_order(decision, stage)
    for line in lines:
        line.decision = decision
    chosen = settings.selection
    if chosen.part in (Part.SHEETS, Part.SPOILED):
        found = _as_they_lay(lines, chosen)
    else:
        found = _ordered([line for line in lines if _is_in(line, chosen)], settings.order)
    if not found:
        raise CertificateRefused(NOBODY[Part(chosen.part)])
    return found


def _is_in(line: DecisionLine, chosen: Selection) -> bool:
    if chosen.part == Part.LINES:
        return line.position in chosen.numbers
    return chosen.part == Part.ALL or line.recipient_kind == chosen.part


def _ordered(lines: list[DecisionLine], order: str) -> list[DecisionLine]:
    """Return the lines as `order` says; what it does not tell apart stays as it is read out."""
    if order == SheetOrder.UNIT:
        return sorted(lines, key=lambda line: (sort_key(line.nomination.proposing_unit.name), _is_person(line)))
    if order == SheetOrder.GIVEN_NAME:
        return sorted(lines, key=lambda line: (_is_person(line), line.award.sort_key if line.award else ""))
    return lines


def _is_person(line: DecisionLine) -> bool:
    return line.recipient_kind == RecipientKind.INDIVIDUAL


def _as_they_lay(lines: Iterable[DecisionLine], chosen: Selection) -> list[DecisionLine]:
    if chosen.run is None:
        return []
    of_award = {line.award_id: line for line in lines}
    return [of_award[sheet.award_id] for sheet in earlier_sheets(chosen) if sheet.award_id in of_award]


def earlier_sheets(chosen: Selection) -> list[PrintedSheet]:
    """Return the sheets of the earlier run that a selection names, in their order."""
    sheets = chosen.run.sheets.order_by("position")
    if chosen.part == Part.SHEETS:
        return list(sheets.filter(position__in=chosen.numbers))
    return list(open_spoiled(chosen.run))


def open_spoiled(printing: PrintRun) -> Iterable[PrintedSheet]:
    """Return the spoiled sheets of a run whose recipients got no good sheet since."""
    good = PrintedSheet.objects.filter(
        printing__decision=printing.decision_id, printing__pk__gt=printing.pk, state=SheetState.PRINTED
    )
    return printing.sheets.filter(state=SheetState.SPOILED).exclude(award__in=good.values("award")).order_by("position")


def part_text(settings: PrintSettings, lines: Sequence[DecisionLine]) -> str:
    """Return which part of the decision is printed, as lists say it; empty for the whole of it."""
    chosen = settings.selection
    if chosen.part == Part.ALL:
        return ""
    if chosen.part == Part.LINES:
        return f"{len(lines)} giấy được chọn"
    if chosen.part in (Part.INDIVIDUALS, Part.COLLECTIVES):
        return f"{RecipientKind(chosen.part).label}, {len(lines)} giấy"
    sheets = ranges(sheet.position for sheet in earlier_sheets(chosen))
    word = "Tờ hỏng số" if chosen.part == Part.SPOILED else "Tờ số"
    return f"{word} {sheets} của lượt {moment_text(chosen.run.run.created_at)}"[:200]
