"""Texts with blanks, and when a letter goes out. Pure.

A blank is written {ten}; a part in square brackets is left out when a blank in it is empty, so that a sentence still
reads without the fact. Nothing else has a meaning: a text of an office can neither reach into objects nor run anything.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from vietnamese.dates import VIETNAM, local_day
from vietnamese.text import nfc, one_line, search_key

PLACEHOLDERS: dict[str, str] = {
    "ten": "tên của dòng, của người hoặc của phiên họp",
    "dot": "tên đợt khen thưởng",
    "don_vi": "tên đơn vị",
    "han": "hạn phải làm xong",
    "so_dong": "số dòng",
    "noi_dung": "bước hoặc vai trò được nói đến",
    "nguoi": "họ tên người làm",
    "trang": "địa chỉ trang cần mở",
}
"""Every blank that a text may have, with what stands in it."""

LONGEST_FACT = 200
LONGEST_SUBJECT = 200
WAIT = timedelta(seconds=60)
"""How long a letter waits at least, so that an undone act takes it back."""
DIGEST_HOUR = time(7, 30)
"""When the one letter a day goes out, in Viet Nam."""
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""How long to wait after the first, second, third and fourth attempt; after the fifth the letter has failed."""

TOKEN = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]|\{([a-z_]+)\}")
BRACES = re.compile(r"\{[^{}]*\}|[{}]")
SPACE_BEFORE_MARK = re.compile(r" +([.,;:!?])")
PRIVATE = re.compile(
    r"\b(ky luat|ki luat|khien trach|canh cao|cach chuc|khai tru|bo phieu|phieu kin|so phieu|tan thanh|khong dong y"
    r"|xep loai|xep muc|hoan thanh (xuat sac |tot )?(chuc trach |nhiem vu)|cham diem|ty le phieu)\b"
)
"""Discipline, votes and ratings, as search_key() writes them."""


def render(text: str, facts: Mapping[str, str]) -> str:
    """Return `text` with the facts in its blanks; a fact is put in as it is and never read as a text again."""

    def put_in(found: re.Match) -> str:
        part, name = found.groups()
        if name is not None:
            return facts.get(name, "")
        blanks = [inner[1:-1] for inner in BRACES.findall(part)]
        return TOKEN.sub(put_in, part) if all(facts.get(blank) for blank in blanks) else ""

    lines = (SPACE_BEFORE_MARK.sub(r"\1", " ".join(line.split())) for line in TOKEN.sub(put_in, text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def blanks_in(text: str) -> set[str]:
    """Return the blanks that a text has."""
    return {name for blank in BRACES.findall(text) if (name := blank[1:-1]) in PLACEHOLDERS}


def hindrances(text: str, blanks: Collection[str] = PLACEHOLDERS) -> list[str]:
    """Return what is wrong with a text that somebody has written, one sentence each; nothing for a good one.

    `blanks` are those that are ever filled in it: any other would stay empty in every message.
    """
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS if name in blanks)
    found = []
    for blank in BRACES.findall(text):
        if len(blank) == 1:
            found.append(f"Có dấu “{blank}” đứng một mình. Chỗ điền được viết trong hai dấu ngoặc nhọn, ví dụ {{ten}}.")
        elif blank[1:-1] not in PLACEHOLDERS:
            found.append(f"Không có chỗ điền “{blank}”. Các chỗ điền dùng được: {known}.")
        elif blank[1:-1] not in blanks:
            found.append(
                f"Tin về việc này không có gì để điền vào “{blank}” nên chỗ đó luôn trống. Các chỗ điền dùng được: {known}."
            )
    depth = 0
    for mark in re.findall(r"[\[\]]", text):
        depth += 1 if mark == "[" else -1
        if depth not in (0, 1):
            found.append("Dấu ngoặc vuông phải đi từng đôi và không lồng vào nhau.")
            break
    else:
        if depth:
            found.append("Có dấu “[” chưa được đóng bằng “]”.")
    return list(dict.fromkeys(found))


def is_private(text: str) -> bool:
    """Return whether a free text speaks of discipline, votes or ratings, which stay inside the system."""
    return bool(PRIVATE.search(search_key(text)))


def clean_facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts as texts may carry them: one short line each, and no free text about what is private.

    Raises ValueError for a blank that does not exist and TypeError for anything but text: a record, a list of votes
    or a nominee cannot be passed by mistake.
    """
    clean = {}
    for name, fact in facts.items():
        if name not in PLACEHOLDERS or name == "trang":
            raise ValueError(f"no text has a blank for {name!r}")
        if not isinstance(fact, str):
            raise TypeError(f"the fact {name!r} must be text, not {type(fact).__name__}")
        clean[name] = shorten(fact, LONGEST_FACT)
    if is_private(clean.get("noi_dung", "")):
        clean["noi_dung"] = ""
    return clean


def shorten(text: str, most: int) -> str:
    """Return one line of at most `most` characters, cut at a word where one ends."""
    line = one_line(nfc(text))
    if len(line) <= most:
        return line
    head = line[: most - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head) + "…"


def is_own_page(url: str) -> bool:
    """Return whether `url` is a page of this system, or nothing."""
    return not url or (url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable())


def next_digest(after: datetime) -> tuple[date, datetime]:
    """Return the day and the moment of the first daily letter that goes out after `after`."""
    day = local_day(after)
    while (moment := datetime.combine(day, DIGEST_HOUR, VIETNAM)) <= after:
        day += timedelta(days=1)
    return day, moment
