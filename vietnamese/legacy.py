"""Text in the old Vietnamese encodings: recognised by the column, turned into Unicode NFC.

Offices kept lists in TCVN3 ("ABC"), VNI, VIQR and Windows-1258 for twenty years, and such text still arrives in today's
spreadsheets as `NguyÔn V¨n An` or `Nguyeãn Vaên An`. Nothing here changes data by itself: a screen shows what convert()
gives, a person agrees. Everything is pure.

Hand over cells as they were read. vietnamese.text.nfc() must come after convert(), because it takes the é of TCVN3
(byte D0) for a look-alike of Đ.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from unicodedata import combining, normalize

from django.db.models import TextChoices

from .legacy_tables import TCVN3, VIQR, VNI
from .syllables import TONE_MARKS, has_accent, is_syllable

SAMPLE = 2_000
"""So many different cells that can tell something are looked at; a column of any length is decided on them."""


class Encoding(TextChoices):
    """How the letters of a text are written down."""

    UNICODE = "unicode", "Unicode dựng sẵn"
    NFD = "nfd", "Unicode tổ hợp"
    TCVN3 = "tcvn3", "TCVN3 (ABC)"
    VNI = "vni", "VNI"
    VIQR = "viqr", "VIQR"
    WINDOWS_1258 = "windows_1258", "Windows-1258"


def _longest_first(table: dict[str, str]) -> re.Pattern:
    return re.compile("|".join(re.escape(seen) for seen in sorted(table, key=len, reverse=True)))


TABLES = {Encoding.TCVN3: TCVN3, Encoding.VNI: VNI, Encoding.VIQR: VIQR}
SEEN = {encoding: _longest_first(table) for encoding, table in TABLES.items()}
SEEN[Encoding.VIQR] = re.compile(r"\\(.)|" + SEEN[Encoding.VIQR].pattern, re.DOTALL)
LETTERS = {encoding: frozenset("".join(table)) for encoding, table in TABLES.items()}
VIQR_SURE = re.compile(r"[aeo]['`?~.]?\^|a['`?~.]?\(|[ou]['`?~.]?[+*]|dd|[aeiouy]['`?~.](?=[a-z])", re.IGNORECASE)
"""Signs of VIQR that English punctuation does not make: a shape mark, dd, or a tone mark inside the word."""
BETWEEN_WORDS = re.compile(r"[\s!-@\[-`{-~\u2010-\u201f]+")
"""White space, digits and ASCII signs; the signs of Latin-1 are letters of TCVN3."""
SHAPES = "\u0302\u0306\u031b"
VNI_PAIR = re.compile("[aeouyôö][øûõùïâàåãáäêèúüéë]", re.IGNORECASE)


def convert(text: str, encoding: Encoding | str) -> str:
    """Return `text` read in `encoding`, in NFC.

    A cell with letters that the encoding cannot hold was typed in Unicode among old ones; it is only normalised. In
    TCVN3 the capitals of a text all in capitals are restored (`NGUYÔN` is NGUYỄN); other capitals with a tone are lost,
    see lost_case(). In VIQR a backslash keeps the next sign as it is.
    """
    encoding = Encoding(encoding)
    if encoding not in TABLES or not _can_hold(text, encoding):
        return normalize("NFC", text)
    table = TABLES[encoding]
    if encoding is Encoding.VIQR:
        read = SEEN[encoding].sub(lambda found: found[1] if found[1] else table[found[0]], text)
    else:
        read = SEEN[encoding].sub(lambda found: table[found[0]], text.replace("μ", "µ"))
    read = normalize("NFC", read)
    return _raise_capitals(text, read) if encoding is Encoding.TCVN3 else read


def _can_hold(text: str, encoding: Encoding) -> bool:
    """Return whether every letter beyond ASCII is one of the encoding; a sign such as – or “ does not count."""
    letters = LETTERS[encoding]
    return all(c < "\x80" or c in letters or c == "μ" or not (c.isalpha() or combining(c)) for c in text)


def _raise_capitals(seen: str, read: str) -> str:
    """Return `read` in capitals where all that could be a capital in the TCVN3 text `seen` is one.

    The letters with a tone have no capitals in TCVN3, so the others decide: for the whole cell if it has two of them or
    more and a word of two, else for each word.
    """
    if _shouts(read):
        return read.upper()
    return re.sub(r"\w+", lambda word: word[0].upper() if _shouts(word[0]) else word[0], read)


def _shouts(text: str) -> bool:
    deciding = [c for c in text if c.isalpha() and not _has_tone(c)]
    words = re.findall(r"\w+", text)
    long_enough = any(sum(1 for c in word if c.isalpha() and not _has_tone(c)) > 1 for word in words)
    return long_enough and all(c.isupper() for c in deciding)


def _has_tone(letter: str) -> bool:
    return any(part in TONE_MARKS for part in normalize("NFD", letter))


def lost_case(text: str) -> bool:
    """Return whether the converted `text` shows that capitals were lost, so that a person must look at it.

    TCVN3 has no capitals with a tone: they were drawn by fonts such as .VnTimeH for the bytes of the small letters.
    "ánh Nguyệt", "Trần Thị ái", "nguyễn văn an" and "TRầN" show it; "Trần Thị Ái" and "công tác" in a sentence do not.
    """
    words = re.findall(r"[^\W\d_]+", normalize("NFC", text))
    if any(len(w) > 1 and w[1:] != w[1:].lower() and w != w.upper() for w in words):
        return True
    small = [w for w in words if w[0].islower() and _has_tone(w[0])]
    capitals = sum(w[0].isupper() for w in words)
    if not capitals:
        return bool(words)
    return bool(small) and (words[0] in small or capitals + len(small) >= len(words))


@dataclass
class _Evidence:
    """How the words that an encoding would change read in it, and how they read as they stand."""

    good: int = 0
    bad: int = 0
    sure: int = 0
    as_is: int = 0

    @property
    def weight(self) -> int:
        """Return by how many words the reading in the encoding beats the text as it stands; 0 or less: not at all."""
        speaks = self.sure > 0 and self.good > 2 * self.bad
        return self.good - self.bad - self.as_is if speaks else 0


def detect(values: Iterable[str]) -> Encoding:
    """Return the encoding of a column, decided from all its cells together.

    What counts are words that become Vietnamese syllables when read in an encoding, against words that do not, and
    those that were syllables as they stand. Clean Unicode, plain ASCII and foreign text are UNICODE; so is a column
    that tells nothing. A few cells of another kind do not change the answer. Reads at most SAMPLE different cells that
    can tell something.
    """
    cells = list(islice(dict.fromkeys(v for v in values if _tells(v)), SAMPLE))
    weights = {encoding: _weigh(cells, encoding).weight for encoding in TABLES}
    best = max(weights, key=weights.get)
    return best if weights[best] > 0 else _form(cells)


def _tells(value: object) -> bool:
    return isinstance(value, str) and (not value.isascii() or VIQR_SURE.search(value) is not None)


def _weigh(cells: list[str], encoding: Encoding) -> _Evidence:
    evidence = _Evidence()
    for cell in cells:
        for word in _words(cell, encoding):
            good, bad, sure, as_is = _judge(word, encoding)
            evidence.good += good
            evidence.bad += bad
            evidence.sure += sure
            evidence.as_is += as_is
    return evidence


def _words(cell: str, encoding: Encoding) -> list[str]:
    if encoding is Encoding.VIQR:
        return [word.strip('",;:!)[]{}<>/-') for word in cell.split()]
    return BETWEEN_WORDS.split(cell)


@lru_cache(maxsize=20_000)
def _judge(word: str, encoding: Encoding) -> tuple[bool, bool, bool, bool]:
    """Return (good, bad, sure, as_is) of one word; all false when the encoding would leave it as it is."""
    nothing = (False, False, False, False)
    if word.isascii() and not (encoding is Encoding.VIQR and VIQR_SURE.search(word)):
        return nothing
    as_is = has_accent(word) and is_syllable(word)
    if not _can_hold(word, encoding):
        return False, True, False, as_is
    meant = convert(word, encoding)
    if meant == word:
        return nothing
    meant = meant.rstrip(".?'")
    good = has_accent(meant) and is_syllable(meant)
    sure = good and (encoding is not Encoding.VNI or VNI_PAIR.search(word) is not None)
    return good, not good, sure, as_is


def _form(cells: list[str]) -> Encoding:
    """Return which form of Unicode the cells have: precomposed, decomposed, or with loose tones only.

    A letter such as ô without a tone says nothing between the first and the last; an equal number is precomposed.
    """
    composed = loose = loose_shapes = precomposed_shapes = 0
    for cell in cells:
        composed += any(_has_tone(c) for c in cell if not combining(c))
        loose += normalize("NFC", cell) != cell
        loose_shapes += any(c in SHAPES for c in cell)
        precomposed_shapes += any(c in "ăâêôơưĂÂÊÔƠƯ" for c in cell)
    if loose <= composed:
        return Encoding.UNICODE
    return Encoding.WINDOWS_1258 if precomposed_shapes > loose_shapes else Encoding.NFD
