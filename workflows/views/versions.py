"""The versions of a line that somebody may compare, and the two that stand side by side on a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nominations.enums import WITH_CELL
from nominations.models import Evidence, Nomination
from vietnamese.dates import short_date
from vietnamese.text import lower_first

from ..comparison import Comparison, File, Version, compare
from ..effects import file_marks, submitted_texts
from ..enums import Action
from ..models import TransitionRecord

DRAFT = "nay"
"""How the address names what the cell has in hand now."""
OLD, NEW = "tu", "den"
"""Keys in the address that choose the two versions."""


@dataclass(frozen=True)
class Choice:
    """One version that can be chosen: its key in the address, what it is called, when it was sent (None: in hand)."""

    key: str
    name: str
    at: datetime | None
    version: Version


def comparison_of(
    line: Nomination,
    history: list[TransitionRecord],
    *,
    chosen: Any,
    is_mine: bool,
    files: Iterable[Evidence],
) -> dict | None:
    """Return what the page prints of two versions, or None where there are no two.

    `history` is newest first, `chosen` the query of the address. What the cell has in hand is compared only for the
    cell itself (`is_mine`); everybody else compares what was sent.
    """
    choices = _sent(line, history)
    in_hand = is_mine and bool(choices) and line.state in WITH_CELL
    if in_hand:
        now = Version(submitted_texts(line), _files(file_marks(files)))
        choices.append(Choice(DRAFT, "Bản đang sửa", None, now))
    if len(choices) < 2:
        return None
    by_key = {choice.key: choice for choice in choices}
    old, new = by_key.get(chosen.get(OLD)), by_key.get(chosen.get(NEW))
    if old is None or new is None or old is new:
        old, new = choices[-2:]
    if choices.index(old) > choices.index(new):
        old, new = new, old
    result = compare(old.version, new.version)
    return {
        "title": _title(old, new, is_default=[old, new] == choices[-2:]),
        "old": old, "new": new, "result": result, "unchanged": _unchanged(result),
        "same": "Chưa sửa gì so với bản này." if new.key == DRAFT else "Hai bản giống nhau ở mọi phần so sánh được.",
        "choices": choices if len(choices) > 2 else [],
        "kept": [(name, value) for name, value in chosen.items() if name not in (OLD, NEW)],
    }  # fmt: skip


def _unchanged(result: Comparison) -> str:
    """Return the names of what did not change, as the end of a sentence; "" where all is the same or nothing is."""
    if result.is_same:
        return ""
    names = [lower_first(name) for name in result.unchanged]
    if result.files is not None and not result.files and result.files.kept:
        names.append(f"{result.files.kept} tệp minh chứng")
    return ", ".join(names)


def _title(old: Choice, new: Choice, *, is_default: bool) -> str:
    if new.at is None and old.at is not None:
        return f"So với bản đã trình ngày {short_date(old.at)}"
    return "So với bản trước khi trả lại" if is_default else "So sánh hai bản đã trình"


def _sent(line: Nomination, history: list[TransitionRecord]) -> list[Choice]:
    """Return the submissions whose words were kept, oldest first, numbered as they happened."""
    labels = {key: label for key, (label, _) in submitted_texts(line).items()}
    sent = [record for record in reversed(history) if record.action == Action.SUBMIT]
    return [
        Choice(str(number), f"Bản trình lần {number}, {short_date(record.at)}", record.at, _version(record, labels))
        for number, record in enumerate(sent, start=1)
        if "sent_name" in record.data
    ]


def _version(record: TransitionRecord, labels: dict[str, str]) -> Version:
    texts = {key: (label, record.data[f"sent_{key}"]) for key, label in labels.items() if f"sent_{key}" in record.data}
    return Version(texts, _files(record.data["sent_files"]) if "sent_files" in record.data else None)


def _files(marks: Iterable[dict[str, str]]) -> tuple[File, ...]:
    return tuple(File(mark["name"], mark["sha256"]) for mark in marks)
