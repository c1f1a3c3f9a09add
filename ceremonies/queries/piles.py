"""The piles of certificates as they lie on the table: printed, sheets replaced, sorted again by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from certificates.enums import RunOutput, SheetState
from certificates.models import PrintedSheet
from documents.models import Decision
from history.models import Entry
from runs.enums import RunState

from ..models import Ceremony

RESTACKED = "Xếp lại chồng giấy bằng tay"
"""The record by which somebody says that a pile was sorted by hand: `decision`, `stack` (awards), `last_run` in its data."""


@dataclass(frozen=True)
class PileSheet:
    """A sheet of the pile: whose, its place in the pile from 1, which certificate it shows; `is_good` unless spoiled."""

    award: int
    number: int
    certificate: int
    is_good: bool
    name: str


@dataclass(frozen=True)
class Pile:
    """The sheets of a decision from the top; `restacked` is the record that their order comes from, if any.

    `last_run` is the newest run of which sheets lie in the pile.
    """

    sheets: tuple[PileSheet, ...] = ()
    restacked: Entry | None = None
    last_run: int = 0


@dataclass
class _Printed:
    """A pile as it came out of the printer: award -> (certificate, is good, name), in the order of the sheets."""

    sheets: dict[int, tuple[int, bool, str]]
    whole_run: int = 0
    last_run: int = 0


def piles_of(ceremony: Ceremony, decisions: Iterable[Decision]) -> dict[int, Pile]:
    """Return the pile of each decision, by its pk: the last whole run, what later runs replaced in it or laid on it.

    What somebody said of sorting it by hand counts until the whole decision is printed again. Two queries.
    """
    printed = _printed(decisions)
    sorted_by = _restacked(ceremony)
    return {decision: _pile(each, sorted_by.get(decision)) for decision, each in printed.items()}


def _printed(decisions: Iterable[Decision]) -> dict[int, _Printed]:
    rows = (
        PrintedSheet.objects.filter(
            printing__decision__in=list(decisions),
            printing__run__state=RunState.DONE,
            printing__output=RunOutput.ONE_FILE,
        )
        .exclude(state=SheetState.SKIPPED)
        .order_by("printing_id", "position")
        .values_list(
            "printing__decision", "printing", "printing__part", "award", "certificate", "state", "award__recipient_name"
        )
    )
    piles: dict[int, _Printed] = {}
    for decision, printing, part, award, certificate, state, name in rows:
        pile = piles.setdefault(decision, _Printed({}))
        pile.last_run = printing
        if not part and printing != pile.whole_run:
            pile.whole_run = printing
            pile.sheets.clear()
        is_good = state != SheetState.SPOILED
        if is_good or award not in pile.sheets:
            pile.sheets[award] = (certificate, is_good, name)
    return piles


def _restacked(ceremony: Ceremony) -> Mapping[int, Entry]:
    """Return for each decision what was said last."""
    said = Entry.objects.filter(subject_type=Ceremony._meta.label, subject_id=ceremony.pk, verb=RESTACKED)
    return {entry.data["decision"]: entry for entry in said.order_by("pk")}


def _pile(printed: _Printed, said: Entry | None) -> Pile:
    order = list(printed.sheets)
    if said and said.data["last_run"] < printed.whole_run:
        said = None
    if said:
        by_hand = [award for award in said.data["stack"] if award in printed.sheets]
        order = [*by_hand, *(award for award in order if award not in set(by_hand))]
    sheets = (PileSheet(award, number, *printed.sheets[award]) for number, award in enumerate(order, start=1))
    return Pile(tuple(sheets), said, printed.last_run)
