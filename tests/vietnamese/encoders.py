"""The old encodings the other way round: from Unicode to what is seen in a cell. Written apart from the code's tables.

TCVN3 comes from the byte positions of TCVN 5712:1993, VNI and VIQR from base letter and marks, Windows-1258 from
Python's own codec.
"""

from unicodedata import normalize

TCVN3_BYTES = bytes.fromhex(
    "a1a2a3a4a5a6a7 a8a9aaabacadae b5b6b7b8b9 bbbcbdbe c6c7c8c9cacb cc cecfd0d1 d2d3d4d5d6 d7d8dcddde dfe1e2e3e4"
    "e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
)
TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
TO_TCVN3 = dict(zip(TCVN3_LETTERS, TCVN3_BYTES.decode("latin-1"), strict=True))

VNI_MARKS = {"\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0301": "ù", "\u0323": "ï"}
VNI_CIRCUMFLEX = {"": "â", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0301": "á", "\u0323": "ä"}
VNI_BREVE = {"": "ê", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0301": "é", "\u0323": "ë"}
VNI_ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}

VIQR_SHAPES = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}
VIQR_TONES = {"\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0301": "'", "\u0323": "."}


def to_tcvn3(text: str) -> str:
    """Return `text` as .VnTime shows it read as Latin-1; a capital with a tone becomes its small letter."""
    return "".join(TO_TCVN3.get(c) or TO_TCVN3.get(c.lower()) or c for c in normalize("NFC", text))


def _parts(letter: str) -> tuple[str, str, str]:
    base, shape, tone = "", "", ""
    for part in normalize("NFD", letter):
        if part in VNI_MARKS:
            tone = part
        elif part in VIQR_SHAPES:
            shape = part
        else:
            base += part
    return base, shape, tone


def to_vni(text: str) -> str:
    """Return `text` as VNI-Windows, marks in the case of their letter."""
    seen = []
    for letter in normalize("NFC", text):
        base, shape, tone = _parts(letter.lower())
        if letter.lower() in VNI_ALONE:
            written = VNI_ALONE[letter.lower()]
        elif shape == "\u0302":
            written = base + VNI_CIRCUMFLEX[tone]
        elif shape == "\u0306":
            written = base + VNI_BREVE[tone]
        elif shape == "\u031b":
            written = {"o": "ô", "u": "ö"}[base] + VNI_MARKS.get(tone, "")
        else:
            written = base + VNI_MARKS.get(tone, "")
        seen.append(written.upper() if letter != letter.lower() else written)
    return "".join(seen)


def to_viqr(text: str) -> str:
    """Return `text` in VIQR; every sign that could be read as a mark is escaped."""
    seen = ""
    for letter in normalize("NFC", text):
        if letter in "đĐ":
            seen += "dd" if letter == "đ" else "DD"
            continue
        if letter in "'`?~.^(+*\\":
            seen += "\\"
        base, shape, tone = _parts(letter)
        seen += base + VIQR_SHAPES.get(shape, "") + VIQR_TONES.get(tone, "")
    return seen


def to_windows_1258(text: str) -> str:
    """Return `text` as Windows-1258 holds it: letters with a shape precomposed, tones loose, through the real bytes."""
    loose = ""
    for letter in normalize("NFC", text):
        base, shape, tone = _parts(letter)
        loose += normalize("NFC", base + shape) + tone
    return loose.encode("cp1258").decode("cp1258")
