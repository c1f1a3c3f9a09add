"""Names typed all in capitals or all in small letters: the form they probably have. Pure.

A proposal, never a correction: a person sees it beside what was typed and takes it or not. Names of collectives need
knowledge of the place that no list has ("ẤP TÂN BÌNH 1"), so that words outside the list are taken for proper names.
"""

import re

from .syllables import is_syllable
from .text import nfc, one_line, search_key

COMMON = """
chi bộ|đảng bộ|đảng bộ bộ phận|chi bộ cơ sở|đảng ủy|chi ủy|ban thường vụ|ban chấp hành|đảng viên|cấp ủy
Tổ Đảng|Ban Tổ chức|Ban Tuyên giáo|Ban Dân vận|Ban Xây dựng Đảng|Ủy ban Kiểm tra|Văn phòng|Trung tâm Chính trị
Ủy ban nhân dân|Hội đồng nhân dân|Ủy ban Mặt trận Tổ quốc Việt Nam|Mặt trận Tổ quốc Việt Nam|Mặt trận Tổ quốc
Ủy ban Mặt trận Tổ quốc|Hội Liên hiệp Phụ nữ Việt Nam|Hội Liên hiệp Phụ nữ|Hội Phụ nữ|Hội Nông dân Việt Nam
Hội Nông dân|Hội Cựu chiến binh Việt Nam|Hội Cựu chiến binh|Hội Người cao tuổi|Hội Chữ thập đỏ|Hội Khuyến học
Hội Đông y|Hội Cựu thanh niên xung phong|Đoàn Thanh niên Cộng sản Hồ Chí Minh|Đoàn Thanh niên|Chi đoàn|Chi hội
Chi hội Phụ nữ|Chi hội Nông dân|Chi hội Cựu chiến binh|Công đoàn|Công đoàn cơ sở|Liên đoàn Lao động
Trường Mầm non|Trường Mẫu giáo|Trường Tiểu học|Trường Trung học cơ sở|Trường Trung học phổ thông|Trường THCS
Trường THPT|Trường Tiểu học và Trung học cơ sở|Trường Cao đẳng|Trường Đại học|Trường|Trạm Y tế|Bệnh viện
Trung tâm Y tế|Trung tâm Văn hóa - Thể thao|Trung tâm Phục vụ hành chính công|Trung tâm|Công an|Ban Chỉ huy Quân sự
Quân sự|Bộ đội Biên phòng|Đồn Biên phòng|Hợp tác xã|Quỹ tín dụng nhân dân|Công ty|Công ty cổ phần
Công ty trách nhiệm hữu hạn|Công ty TNHH|Doanh nghiệp tư nhân|Ngân hàng|Bưu điện|Phòng Kinh tế|Phòng Văn hóa - Xã hội
Phòng Kinh tế, Hạ tầng và Đô thị|Phòng|Ban Quản lý|Ban Quản lý dự án|Ban|Tổ|Tổ dân phố|Tổ tự quản|Đội|Nhóm
Câu lạc bộ|Gia đình|Tập thể|Cán bộ|cán bộ, công chức|cán bộ và nhân dân|nhân dân|dân quân|thanh niên|phụ nữ|nông dân
người cao tuổi|khối|cơ quan|cơ quan Đảng|cơ quan chính quyền|chính quyền|hưu trí|trường học|y tế|đoàn thể|chợ
giáo dục|kinh tế|văn hóa|xã hội|an ninh|trật tự|ấp|thôn|xóm|khóm|khu|khu phố|khu dân cư|buôn|bon|bản|làng|phum|sóc|xã
phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh|đặc khu|số|liên|và|các|của|trực thuộc|thuộc|tại|nhiệm kỳ|năm|tuyến|lực lượng
Việt Nam|Đảng|Nhà nước|Hồ Chí Minh
"""
"""Phrases in the letters they are written with in the middle of a name."""

STARTS = """
chi bộ|đảng bộ|đảng ủy|tổ đảng|ban|ủy ban|hội|hội đồng|đoàn thanh niên|chi đoàn|chi hội|công đoàn|liên đoàn|trường|trạm|bệnh viện
trung tâm|công an|quân sự|bộ đội|đồn|hợp tác xã|quỹ|công ty|doanh nghiệp|ngân hàng|bưu điện|phòng|văn phòng|tổ dân phố
tổ tự quản|tổ|đội|nhóm|câu lạc bộ|gia đình|tập thể|cán bộ|nhân dân|mặt trận|ấp|thôn|xóm|khóm|khu phố|khu dân cư|buôn|làng|xã
phường|thị trấn|huyện|tỉnh|cơ quan|khối|ubnd|hđnd|ubmttq|thcs|thpt
"""
"""How the name of a collective begins."""

ABBREVIATIONS = """
UBND HĐND UBMTTQ MTTQ UBKT BCH BTV BCĐ ĐU CB ĐB LHPN CCB HND TNCS HCM THCS THPT TH MN TNHH MTV HTX CLB GDNN GDTX QLDA
ANTT CAND QĐND VNPT TP TT
"""
ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
PIECES = re.compile(r"[^\W\d_]+|[\W\d_]+")


def _words(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase as they are compared: in small letters, ủy and uỷ the same."""
    return tuple(_fold(word) for word in phrase.split())


def _fold(word: str) -> str:
    return nfc(word).lower().replace("uỷ", "ủy").replace("oà", "òa").replace("oá", "óa").rstrip(",")


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.replace("\n", "|").split("|") if phrase.strip()]


KNOWN = {_words(phrase): phrase.replace(",", "").split() for phrase in _phrases(COMMON)}
LONGEST = max(map(len, KNOWN))
BEGINNINGS = {_words(phrase) for phrase in _phrases(STARTS)}
SHORT = frozenset(ABBREVIATIONS.split())
RARE_FAMILIES = frozenset({"ban", "hội", "tổ", "trường", "đội", "khối", "xã", "phòng", "quỹ", "đồn", "sóc"})
"""Beginnings of one word that may also be a person's first word, when the name is two to four plain words."""


def is_collective(text: str) -> bool:
    """Return whether the name reads as that of a collective: it begins like one, or has a number."""
    words = _words(one_line(text))
    if any(any(c.isdigit() for c in word) for word in words):
        return True
    begins = [words[:length] for length in range(1, 5) if words[:length] in BEGINNINGS]
    if not begins:
        return False
    only_short = begins[-1] in {(word,) for word in RARE_FAMILIES}
    return not only_short or len(words) > 3 or any(words[:n] in KNOWN for n in range(2, LONGEST + 1))


def proposed_name(text: str) -> str | None:
    """Return the form a name probably has, or None when the name is fine as it is.

    A name is looked at when all its letters are capitals ("NGUYỄN VĂN AN"), when none is, or, for a person, when words
    lost their capitals in an old encoding ("Trần Thị ái"). Digits, Roman numerals and abbreviations stay; an apostrophe
    or a hyphen begins a new capital (H'Bia, Y-Moan).
    """
    name = one_line(text)
    letters = [c for c in name if c.isalpha()]
    if not letters or name in SHORT:
        return None
    whole = name == name.upper() or name == name.lower()
    if is_collective(name):
        proposal = _collective(name) if whole else None
    else:
        proposal = _person(name) if whole or _lost_capitals(name) else None
    return proposal if proposal != name else None


def _lost_capitals(name: str) -> bool:
    """Return whether a person's name has a mixed word (NGUYễN) or a small word among capitals (Trần Thị ái)."""
    words = name.split()
    if any(re.search(r"[^\W\d_]{2}", w) and w[1:] != w[1:].lower() and w != w.upper() and w.isalpha() for w in words):
        return True
    small = [word for word in words if word[0].islower()]
    return bool(small) and len(words) <= 7 and all(is_syllable(w) for w in small) and len(small) < len(words)


def _person(name: str) -> str:
    return " ".join(_capital(word) for word in name.split())


def _capital(word: str) -> str:
    """Return the word with a capital at its start and after an apostrophe or hyphen, the rest small."""
    return "".join(piece[0].upper() + piece[1:].lower() for piece in PIECES.findall(word))


def _collective(name: str) -> str:
    words, done, place = name.split(), [], 0
    folded = [_fold(word) for word in words]
    shouted = name == name.upper()
    while place < len(words):
        length = next((n for n in range(LONGEST, 0, -1) if tuple(folded[place : place + n]) in KNOWN), 0)
        if length:
            known = KNOWN[tuple(folded[place : place + length])]
            done += [_as_known(word, form) for word, form in zip(words[place:], known, strict=False)]
        else:
            done.append(_proper(words[place], shouted=shouted))
        place += max(length, 1)
    text = " ".join(done)
    return text[0].upper() + text[1:]


def _as_known(word: str, form: str) -> str:
    """Return the typed word in the case of the known form: the writer's choice of uỷ or ủy stays."""
    if form == form.upper() and len(form) > 1:
        return word.upper()
    return word.capitalize() if form[0].isupper() else word.lower()


def _proper(word: str, *, shouted: bool) -> str:
    bare = word.strip("().,;-–/").upper()
    if shouted and (bare in SHORT or ROMAN.fullmatch(bare) or not any(vowel in search_key(bare) for vowel in "aeiouy")):
        return word
    return _capital(word)
