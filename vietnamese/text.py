"""Vietnamese text: one Unicode form, search without accents, alphabetical order.

Everything here is pure: text in, text out.
"""

import re
from unicodedata import combining, normalize

LOOK_ALIKES = str.maketrans(
    {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "\u00a0": " ", "\u2011": "-", "\u200b": "", "\ufeff": ""}
)
"""Letters that look like Đ but are Icelandic or African ones, and invisible characters that come with pasted text."""
REPLACED = frozenset(map(chr, LOOK_ALIKES))

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries (Unicode CLDR, collation chart vi)."""
LETTER_MARKS = {"\u0302", "\u0306", "\u031b"}


def nfc(text: str) -> str:
    """Return `text` in Unicode NFC with look-alike letters and invisible characters replaced, ends stripped."""
    if text.isascii():  # most cells of a long sheet; nothing below touches ASCII
        return text.strip()
    composed = normalize("NFC", text)
    if REPLACED.isdisjoint(composed):
        return composed.strip()
    return normalize("NFC", composed.translate(LOOK_ALIKES)).strip()


def one_line(text: str) -> str:
    """Return `text` as nfc() does, with every run of white space as one space."""
    return " ".join(nfc(text).split())


def search_key(text: str) -> str:
    """Return what is compared when people search: lower case, no accents, one space between words.

    "Chi bộ ấp Tân Bình 1" gives "chi bo ap tan binh 1"; hòa and hoà give the same key.
    """
    plain = "".join(c for c in normalize("NFD", nfc(text).lower().replace("đ", "d")) if not combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))


def sort_key(text: str, *, given_name_first: bool = False) -> str:
    """Return ASCII digits and letters whose plain order is the Vietnamese alphabetical order of `text`.

    Letters outrank tones, a ă â are three letters, numbers go by value. With `given_name_first` the last word
    is compared first, as lists of people are read: given name, then family and middle names.
    The key sorts the same in every database collation, because it holds only 0-9 and a-z of fixed width.
    """
    words = re.findall(r"\d+|[^\W\d_]+", nfc(text).lower().replace("'", "").replace("’", ""))
    if given_name_first and len(words) > 1:
        words = [words[-1], *words[:-1]]
    letters, tones = [], []
    for word in words:
        word_letters, word_tones = _word_key(word)
        letters.append(word_letters)
        tones.append(word_tones)
    return "00".join(letters) + "000" + "".join(tones)


def _word_key(word: str) -> tuple[str, str]:
    if word.isdecimal():
        return "01" + str(int(word)).rjust(8, "0")[:12], "0"
    letters, tone = "", "0"
    for character in word:
        base = ""
        for part in normalize("NFD", character):
            if part in TONES:
                tone = TONES[part]
            elif not combining(part) or part in LETTER_MARKS:
                base += part
        letter = normalize("NFC", base)
        letters += f"{10 + ALPHABET.index(letter):02d}" if letter in ALPHABET else f"{10 + _nearest(letter):02d}"
    return letters, tone


def _nearest(letter: str) -> int:
    """Return the place of a letter outside the alphabet (ŭ, ñ, ƀ) next to its base letter; unknown ones come last."""
    base = normalize("NFD", letter)[:1].translate(str.maketrans("ƀ", "b"))
    return ALPHABET.index(base) if base and base in ALPHABET else len(ALPHABET)


def lower_first(text: str) -> str:
    """Return `text` with a small first letter, for use inside a sentence; abbreviations keep theirs."""
    return text[:1].lower() + text[1:] if len(text) > 1 and not text[1].isupper() else text


def percent(part: int, whole: int) -> str:
    """Return part/whole as a Vietnamese percentage with one decimal: "91,3%"; a whole of 0 gives "0%"."""
    if not whole:
        return "0%"
    return f"{100 * part / whole:.1f}".replace(".", ",").removesuffix(",0") + "%"


def thousands(number: int) -> str:
    """Return a whole number with dots between thousands: 18117 gives "18.117"."""
    return f"{number:,}".replace(",", ".")
