"""CSV as offices make it: in which encoding the bytes are, and what stands between the cells."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from vietnamese.legacy import Encoding, detect
from vietnamese.syllables import has_accent, is_syllable

DELIMITERS = ",;\t|"
SAMPLE_BYTES = 256 * 1024
SAMPLE_ROWS = 50
NOT_IN_1252 = bytes.fromhex("818d8f909d")
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?')
"""What Excel writes and reads as a first line to say the delimiter; it shows no row for it."""
BETWEEN_CELLS = re.compile(r"[,;\t|\"\r\n]+")
FORMULA_STARTS = "=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet program may take for the beginning of a formula (OWASP ASVS 5.0, 1.2.10), also in full width."""
SHIELDED = re.compile(f"'+[{re.escape(FORMULA_STARTS)}]")
"""How our own exports write text that a spreadsheet program would take for a formula: with one apostrophe more."""


def encoding_of(path: Path) -> str:
    """Return the codec that reads the file: by its byte order mark, else UTF-8 if the whole file is, else by what the
    bytes say in Vietnamese: Windows-1258, or Western text, as which TCVN3 and VNI are kept until they are converted.
    """
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        if _is_utf8(file):
            return "utf-8"
        file.seek(0)
        lines = (line for line in file if not line.isascii())
        sample, western = b"", "cp1252"
        for line in lines:
            sample += line if len(sample) < SAMPLE_BYTES else b""
            if any(byte in line for byte in NOT_IN_1252):
                western = "latin-1"
    return "cp1258" if _is_windows_1258(sample) else western


def _is_utf8(file) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(64 * 1024):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_windows_1258(sample: bytes) -> bool:
    """Return whether the bytes are Vietnamese in Windows-1258 and not in an older encoding."""
    western = BETWEEN_CELLS.split(sample.decode("latin-1"))
    if detect(western) in (Encoding.TCVN3, Encoding.VNI):
        return False
    words = Counter(re.findall(r"[^\W\d_]+", normalize("NFC", sample.decode("cp1258", errors="replace"))))
    accented = [word for word in words if has_accent(word)]
    spoken = sum(map(is_syllable, accented))
    as_western = sum(has_accent(w) and is_syllable(w) for w in set(re.findall(r"[^\W\d_]+", sample.decode("latin-1"))))
    return spoken > as_western and 2 * spoken > len(accented)


def delimiter_of(text: str) -> tuple[str, bool]:
    """Return the delimiter of the beginning of a file, and whether its first line only says which it is.

    The delimiter is the one that cuts most lines into the same number of cells.
    """
    if found := SEPARATOR_LINE.match(text):
        return found[1], True
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = [
                row for row, _ in zip(csv.reader(StringIO(text), delimiter=delimiter), range(SAMPLE_ROWS), strict=False)
            ]
        except csv.Error:
            continue
        usual = Counter(len(row) for row in rows if len(row) > 1).most_common(1)
        if usual and (score := (usual[0][1], usual[0][0])) > best_score:
            best, best_score = delimiter, score
    return best, False


def csv_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, each a list of texts as they stand, blank lines included.

    Raises csv.Error for a cell of more than 128 kB, UnicodeError when the file changes its encoding on the way.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter, says = delimiter_of(file.read(64 * 1024))
        file.seek(0)
        if says:
            file.readline()
        for row in csv.reader(file, delimiter=delimiter):
            yield [cell[1:] if SHIELDED.match(cell) else cell for cell in row]
