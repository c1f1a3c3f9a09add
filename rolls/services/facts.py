"""What is known of a person or a collective, in the form in which it is stored."""

from datetime import date
from typing import Any

from organizations.enums import RecipientKind
from vietnamese.dates import short_date
from vietnamese.text import one_line

from ..exceptions import RollRefused
from ..models import Person
from ..recognition import card_digits

PERSON_FACTS = (
    "full_name",
    "birth_date",
    "birth_year",
    "sex",
    "ethnicity",
    "is_party_member",
    "joined_on",
    "card_number",
)
COLLECTIVE_FACTS = ("name", "former_names", "is_party_organization")
CARD_DIGITS = (12, 8)
"""Lengths of a Party card number: cards under Hướng dẫn 38-HD/BTCTW, and those given out before."""
YOUNGEST = 14
"""Years of age below which nobody has joined; the Charter says 18, in wartime some were younger."""


def clean_facts(kind: str, facts: dict[str, Any], day: date) -> dict[str, Any]:
    """Return the known facts of a person or a collective in the form in which they are stored.

    Raises RollRefused for a missing name, a card number that is none, and dates that cannot be.
    """
    words = PERSON_FACTS if kind == RecipientKind.INDIVIDUAL else COLLECTIVE_FACTS
    clean = {word: facts[word] for word in words if word in facts}
    clean[words[0]] = one_line(clean.get(words[0]) or "")
    if not clean[words[0]]:
        raise RollRefused("Chưa ghi tên. Hãy ghi họ và tên của người, hoặc tên tập thể.")
    if clean.get("card_number"):
        clean["card_number"] = card_digits(clean["card_number"])
        if not (clean["card_number"].isdecimal() and len(clean["card_number"]) in CARD_DIGITS):
            raise RollRefused("Số thẻ đảng viên gồm 12 chữ số (thẻ cũ 8 chữ số). Hãy xem lại số thẻ, hoặc để trống.")
    born, joined = clean.get("birth_date"), clean.get("joined_on")
    if born:
        clean["birth_year"] = born.year
    if (born and born > day) or (joined and joined > day):
        raise RollRefused("Ngày sinh và ngày vào Đảng không thể ở sau hôm nay. Hãy xem lại ngày.")
    if joined and clean.get("birth_year") and joined.year - clean["birth_year"] < YOUNGEST:
        raise RollRefused(
            f"Ngày vào Đảng {short_date(joined)} chưa hợp với năm sinh {clean['birth_year']}. Hãy xem lại hai ngày."
        )
    return clean


def written(facts: dict) -> dict:
    """Return facts as the history keeps them."""
    return {word: value.isoformat() if isinstance(value, date) else value for word, value in facts.items()}


def check_card(card_number: str | None, pk: int | None) -> None:
    """Raise RollRefused when a card number belongs to somebody other than the record `pk`."""
    if not card_number:
        return
    holder = Person.objects.filter(card_number=card_number, merged_into=None).exclude(pk=pk).first()
    if holder is not None:
        raise RollRefused(
            f"Số thẻ {card_number} đã ghi cho {holder.full_name}. Hãy xem lại số thẻ của hai người.", [holder]
        )
