"""What differs between two versions of a line: word by word in its texts, file by file in its evidence. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "added", "removed", "gap"]

LIKE_ENOUGH = 0.35
"""Below this share of common words two texts are shown one after the other: word by word would be confetti."""
LONELY = 2
"""So many unchanged words between two changes are drawn into them; otherwise every second word would be marked."""
LONG, AROUND = 40, 12
"""An unchanged stretch of more than LONG words is shown by its first and last AROUND words."""
MOST_WORDS = 4000
"""Longer texts are compared as a whole, so that a page never waits for a comparison."""

_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """A run of words: in both versions, only in the new one, only in the old one, or `gap`: so many left out here."""

    kind: Kind
    text: str = ""
    words: int = 0

    @property
    def body(self) -> str:
        """Return the words without the space that follows them, so that no mark is drawn under it."""
        return self.text.rstrip()

    @property
    def tail(self) -> str:
        """Return the space after the words."""
        return self.text[len(self.body) :]


@dataclass(frozen=True)
class Change:
    """One part of a line that differs: its name and the pieces in reading order."""

    key: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class File:
    """A file as a version names it; its hash says whether it is the same file."""

    name: str
    sha256: str


@dataclass(frozen=True)
class FileChanges:
    """The files that came, went and stayed; a renamed file has stayed."""

    added: tuple[File, ...] = ()
    removed: tuple[File, ...] = ()
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class Version:
    """A line as it was sent, or as it stands now. `texts` is key -> (label, words).

    `files` is None where nobody has noted them; then nothing is said about files.
    """

    texts: Mapping[str, tuple[str, str]]
    files: tuple[File, ...] | None = None


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side: what changed, the names of what did not, and the files where both are known."""

    changes: tuple[Change, ...] = ()
    unchanged: tuple[str, ...] = ()
    files: FileChanges | None = None

    @property
    def is_same(self) -> bool:
        """Return whether nothing differs."""
        return not self.changes and not self.files


def compare(before: Version, after: Version) -> Comparison:
    """Compare two versions part by part, in the order of the new one; a part that only one of them has is passed over."""
    changes, unchanged = [], []
    for key, (label, words) in after.texts.items():
        if key not in before.texts:
            continue
        earlier = before.texts[key][1]
        if _words(earlier) == _words(words):
            if words.strip():
                unchanged.append(label)
        else:
            changes.append(Change(key, label, tuple(shortened(compare_words(earlier, words)))))
    known = before.files is not None and after.files is not None
    return Comparison(
        tuple(changes), tuple(unchanged), compare_files(before.files or (), after.files or ()) if known else None
    )


def compare_words(before: str, after: str) -> list[Piece]:
    """Return both texts as one run of pieces: what was taken away stands before what came in its place.

    White space alone is no difference; joined, "same" and "added" pieces give the new text.
    """
    old, new = _WORD.findall(before.strip()), _WORD.findall(after.strip())
    if not old or not new or max(len(old), len(new)) > MOST_WORDS:
        return _whole(before, after)
    matcher = SequenceMatcher(None, _bare(old), _bare(new), autojunk=False)
    if matcher.ratio() < LIKE_ENOUGH:
        return _whole(before, after)
    pieces: list[Piece] = []
    for tag, i, i_end, j, j_end in _joined(matcher.get_opcodes()):
        if tag == "equal":
            pieces.append(_piece("same", new[j:j_end]))
        else:
            pieces += [_piece("removed", old[i:i_end]), _piece("added", new[j:j_end])]
    return [piece for piece in pieces if piece.text]


def shortened(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces with the middle of long unchanged stretches left out, and said how much."""
    for piece in pieces:
        words = _WORD.findall(piece.text)
        if piece.kind != "same" or len(words) <= LONG:
            yield piece
            continue
        yield _piece("same", words[:AROUND])
        yield Piece("gap", words=len(words) - 2 * AROUND)
        yield _piece("same", words[-AROUND:])


def compare_files(before: Iterable[File], after: Iterable[File]) -> FileChanges:
    """Return which files came and went, by their content."""
    old, new = {file.sha256: file for file in before}, {file.sha256: file for file in after}
    return FileChanges(
        tuple(file for key, file in new.items() if key not in old),
        tuple(file for key, file in old.items() if key not in new),
        len(old.keys() & new.keys()),
    )


Step = tuple[str, int, int, int, int]


def _joined(steps: list[Step]) -> list[Step]:
    """Draw short unchanged runs between two changes into one change, so that a reworded phrase is read in one piece."""
    joined: list[Step] = []
    for place, step in enumerate(steps):
        tag, _, i_end, _, j_end = step
        between = 0 < place < len(steps) - 1
        if joined and joined[-1][0] != "equal" and (tag != "equal" or (between and i_end - step[1] <= LONELY)):
            joined[-1] = ("replace", joined[-1][1], i_end, joined[-1][3], j_end)
        else:
            joined.append(step)
    return joined


def _whole(before: str, after: str) -> list[Piece]:
    both = (_piece("removed", _WORD.findall(before.strip())), _piece("added", _WORD.findall(after.strip())))
    return [piece for piece in both if piece.text]


def _piece(kind: Kind, words: list[str]) -> Piece:
    return Piece(kind, "".join(words), len(words))


def _words(text: str) -> list[str]:
    return text.split()


def _bare(words: list[str]) -> list[str]:
    return [word.rstrip() for word in words]
