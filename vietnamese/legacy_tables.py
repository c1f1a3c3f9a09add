"""Letters of the old Vietnamese encodings, as they look when their bytes were read as Western text.

Three tables, each from what is seen in a cell to the letter that was meant:
- TCVN3 (also "ABC"): one byte for one letter, TCVN 5712:1993, third part. The fonts are called .VnTime, .VnArial;
  those that end in H (.VnTimeH) draw capitals for the very same bytes, so that capitals with a tone do not exist.
- VNI: the vowel, then one more letter for the mark.
- VIQR: the vowel, then one or two ASCII signs (RFC 1456).
"""

from itertools import product
from unicodedata import normalize

GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
TONES = (GRAVE, HOOK, TILDE, ACUTE, DOT)


def _tcvn3() -> dict[str, str]:
    """Return the table of TCVN3: positions A1-A7 are capitals without tone, A8-AE and B5-FE small letters."""
    rows = {
        0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
        0xB5: "àảãáạ",
        0xBB: "ằẳẵắ",
        0xC6: "ặầẩẫấậè",
        0xCE: "ẻẽéẹềểễếệìỉ",
        0xDC: "ĩíịò",
        0xE1: "ỏõóọồổỗốộờởỡớợù",
        0xF1: "ủũúụừửữứựỳỷỹýỵ",
    }
    return {chr(start + place): letter for start, letters in rows.items() for place, letter in enumerate(letters)}


TCVN3 = _tcvn3()

VNI_TONES = dict(zip("øûõùï", TONES, strict=True))
VNI_CIRCUMFLEX = {"â": "", **dict(zip("àåãáä", TONES, strict=True))}
VNI_BREVE = {"ê": "", **dict(zip("èúüéë", TONES, strict=True))}
VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}


def _vni() -> dict[str, str]:
    """Return the table of VNI, every sequence in capital, small and mixed letters."""
    small: dict[str, str] = dict(VNI_SINGLE)
    for vowel, (mark, tone) in product("aeouy", VNI_TONES.items()):
        small[vowel + mark] = normalize("NFC", vowel + tone)
    for vowel, (mark, tone) in product("ôö", VNI_TONES.items()):
        small[vowel + mark] = normalize("NFC", VNI_SINGLE[vowel] + tone)
    for vowel, (mark, tone) in product("aeo", VNI_CIRCUMFLEX.items()):
        small[vowel + mark] = normalize("NFC", vowel + "\u0302" + tone)
    for mark, tone in VNI_BREVE.items():
        small["a" + mark] = normalize("NFC", "a\u0306" + tone)
    table = {}
    for seen, letter in small.items():
        table[seen] = letter
        table[seen.upper()] = letter.upper()
        if len(seen) == 2:
            table[seen[0].upper() + seen[1]] = letter.upper()
            table[seen[0] + seen[1].upper()] = letter
    return table


VNI = _vni()

VIQR_SHAPES = {"^": "\u0302", "(": "\u0306", "+": "\u031b", "*": "\u031b"}
VIQR_TONES = {"`": GRAVE, "?": HOOK, "~": TILDE, "'": ACUTE, ".": DOT}
VIQR_SHAPED = {"a": "^(", "e": "^", "o": "^+*", "u": "+*"}


def _viqr() -> dict[str, str]:
    """Return the table of VIQR. The sign for the shape and the one for the tone may come in either order."""
    small = {"dd": "đ"}
    for vowel in "aeiouy":
        for tone, mark in VIQR_TONES.items():
            small[vowel + tone] = normalize("NFC", vowel + mark)
        for shape in VIQR_SHAPED.get(vowel, ""):
            shaped = normalize("NFC", vowel + VIQR_SHAPES[shape])
            small[vowel + shape] = shaped
            for tone, mark in VIQR_TONES.items():
                letter = normalize("NFC", shaped + mark)
                small[vowel + shape + tone] = small[vowel + tone + shape] = letter
    return small | {seen.upper(): letter.upper() for seen, letter in small.items()} | {"Dd": "Đ", "dD": "đ"}


VIQR = _viqr()
