"""How a name is read aloud: proposals for what an announcer stumbles over. Pure.

A proposal is never taken by itself: the office asks the person, or their unit, and then writes it down.
"""

import re
from unicodedata import normalize

from vietnamese.numbers import number_words

ABBREVIATIONS = {
    "BCH": "Ban Chấp hành",
    "BHXH": "Bảo hiểm xã hội",
    "BTV": "Ban Thường vụ",
    "CA": "Công an",
    "CB": "Chi bộ",
    "CCB": "Cựu chiến binh",
    "CLB": "Câu lạc bộ",
    "CTĐ": "Chữ thập đỏ",
    "DQTV": "Dân quân tự vệ",
    "HCM": "Hồ Chí Minh",
    "HĐND": "Hội đồng nhân dân",
    "HTX": "Hợp tác xã",
    "KDC": "Khu dân cư",
    "LHPN": "Liên hiệp Phụ nữ",
    "LLVT": "Lực lượng vũ trang",
    "MN": "Mầm non",
    "MTTQ": "Mặt trận Tổ quốc",
    "NTM": "Nông thôn mới",
    "PCCC": "Phòng cháy chữa cháy",
    "QS": "Quân sự",
    "TDP": "Tổ dân phố",
    "TH": "Tiểu học",
    "THCS": "Trung học cơ sở",
    "THPT": "Trung học phổ thông",
    "TNCS": "Thanh niên Cộng sản",
    "TP": "Thành phố",
    "TX": "Thị xã",
    "UBKT": "Ủy ban Kiểm tra",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBND": "Ủy ban nhân dân",
    "VP": "Văn phòng",
    "XHCN": "Xã hội chủ nghĩa",
}
LETTERS = {
    "A": "a", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e", "F": "ép", "G": "giê", "H": "hát", "I": "i",
    "K": "ca", "L": "e-lờ", "M": "em-mờ", "N": "en-nờ", "O": "o", "P": "pê", "Q": "quy", "R": "e-rờ", "S": "ét-sì",
    "T": "tê", "U": "u", "V": "vê", "X": "ích-xì", "Y": "i dài", "Z": "dét", "W": "vê kép", "J": "gi",
}  # fmt: skip
ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}
COUNTED = {"đội", "tổ", "khu", "khối", "khóa", "quý", "cụm", "khu phố", "ấp", "thôn", "chi bộ"}
"""Words behind which a Roman number is a number and not a letter."""
SOUNDS = (("ñ", "nh"), ("ƀ", "b"), ("č", "ch"), ("ŭ", "u"), ("ĭ", "i"), ("ĕ", "e"), ("ŏ", "o"), ("ö", "ơ"), ("ü", "ư"))
"""Letters of Ê Đê, Gia Rai, Ba Na, M'Nông spelling and the Vietnamese sound that is nearest."""
FIRST_SYLLABLES = {"h": "Hờ", "k": "Ca", "m": "Mờ", "r": "Rờ", "y": "I"}
"""What stands before an apostrophe at the head of a name: H'Hen is read Hờ Hen."""
VOWELS = set("aăâeêioôơuưy")
DATE = re.compile(r"\b(0?[1-9]|[12]\d|3[01])\s?/\s?(0?[1-9]|1[0-2])(?:\s?/\s?(\d{4}))?\b")
PERCENT = re.compile(r"\b(\d{1,3})\s?%")
NUMBER = re.compile(r"\b\d{1,9}\b")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def proposal(name: str, *, is_person: bool) -> str:
    """Return how a name might be read where that differs from how it is written, "" where it does not.

    "Trường THCS 01/5" gives "Trường Trung học cơ sở mồng một tháng năm", "Y Khŭt Ñuôl" gives "I Khut Nhuôl".
    """
    text = normalize("NFC", " ".join(name.split()))
    spoken = _person(text) if is_person else _body(text)
    return spoken if spoken != text else ""


def _body(text: str) -> str:
    text = text.replace("&", " và ").replace("+", " cộng ")
    text = DATE.sub(_day, text)
    text = PERCENT.sub(lambda found: f"{number_words(int(found[1]))} phần trăm", text)
    text = NUMBER.sub(lambda found: number_words(int(found[0])), text)
    words, before = [], ""
    for word in re.split(r"(\s+|[-,.;:\"“”()/])", text):
        words.append(_word(word, before))
        if word.strip():
            before = word.lower()
    return _foreign(" ".join("".join(words).split()))


def _word(word: str, before: str) -> str:
    if word in ABBREVIATIONS:
        return ABBREVIATIONS[word]
    if word in ROMAN and (len(word) > 1 or before in COUNTED):
        return number_words(ROMAN[word])
    letters = [LETTERS.get(letter) for letter in word]
    is_spelled = 1 < len(word) <= 6 and None not in letters and not VOWELS & set(_plain(word))
    return " ".join(map(str, letters)) if is_spelled else word


def _day(found: re.Match) -> str:
    day, month, year = int(found[1]), int(found[2]), found[3]
    first = "mồng " if day <= 10 else ""
    fourth = "tư" if month == 4 else number_words(month)
    return f"{first}{number_words(day)} tháng {fourth}" + (f" năm {number_words(int(year))}" if year else "")


def _person(text: str) -> str:
    words = text.split()
    if len(words) > 1 and words[0] == "Y":
        words[0] = "I"  # the first name of Ê Đê and Gia Rai men
    return _foreign(" ".join(words))


def _foreign(text: str) -> str:
    return WORD.sub(lambda found: _sounds(found[0]), text)


def _sounds(word: str) -> str:
    head, mark, rest = word.replace("’", "'").partition("'")
    if mark:
        if head.lower() in FIRST_SYLLABLES:
            return f"{FIRST_SYLLABLES[head.lower()]} {_sounds(rest)}"
        return _sounds(head) + _sounds(rest).lower()
    spoken = normalize("NFC", word)
    for letter, sound in SOUNDS:
        spoken = spoken.replace(letter, sound).replace(letter.upper(), sound.capitalize())
    return spoken


def _plain(word: str) -> str:
    return "".join(letter for letter in normalize("NFD", word.lower()) if letter.isalpha())
