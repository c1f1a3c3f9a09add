"""The same nominee twice in a round: surely, which is refused, and likely, which somebody looks at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from django.db.models import Q

from organizations.enums import RecipientKind
from rolls.recognition import spelling
from vietnamese.text import search_key

from .models import Nomination
from .quotas import GONE
from .rules import called

ALIKE = 0.88
"""Share of letters in common from which two names are alike; one letter in eight."""

SLIP = 0.7
"""Share of letters in common from which one word may be another one mistyped."""

MOST = 5
"""How many likely doubles are shown."""


def second_line(round_id: int, form: str, subject_key: str, *, but: int | None = None) -> Nomination | None:
    """Return the line of the round that already proposes this very nominee for the form; None without one."""
    if not subject_key:
        return None
    return (
        Nomination.objects.filter(round=round_id, form=form, subject_key=subject_key)
        .exclude(Q(state__in=GONE) | Q(pk=but))
        .select_related("nominee", "dossier")
        .first()
    )


def second_sentence(line: Nomination) -> str:
    """Return where somebody is proposed already and what to do, as a sentence."""
    return (
        f"{called(line.nominee)} đã được đề nghị {line.get_form_display()} trong đợt này: dòng {line.code}, "
        f"hồ sơ {line.dossier.code} của {line.proposing_unit_name}, {line.get_state_display().lower()}. "
        "Mỗi người, mỗi tập thể chỉ có một đề nghị cho một hình thức. Hãy sửa dòng đã có, hoặc rút dòng đó trước."
    )


@dataclass(frozen=True)
class Likely:
    """A line of the round that may be about the same nominee, and why it was found."""

    line: Nomination
    because: str


def likely_doubles(
    round_id: int,
    *,
    kind: str,
    full_name: str,
    birth_date: date | None = None,
    birth_year: int | None = None,
    but: Iterable[int] = (),
) -> list[Likely]:
    """Return lines of the round with the same or nearly the same name, the likeliest first. One query.

    Names of collectives with different numbers are different: ấp 1 is not ấp 2. People born in different years are
    different people.
    """
    key = search_key(full_name)[:300]
    if len(key) < 3:
        return []
    words = key.split()
    rows = (
        Nomination.objects.filter(round=round_id, nominee__kind=kind)
        .filter(
            Q(nominee__name_key=key)
            | Q(nominee__name_key__endswith=f" {words[-1]}")
            | Q(nominee__name_key__startswith=f"{' '.join(words[:2])} ")
        )
        .exclude(Q(state__in=GONE) | Q(pk__in=[pk for pk in but if pk]))
        .select_related("nominee", "dossier")[:200]
    )
    year = birth_date.year if birth_date else birth_year
    found = []
    for row in rows:
        other = row.nominee
        theirs = other.birth_date.year if other.birth_date else other.birth_year
        if kind == RecipientKind.INDIVIDUAL and year and theirs and year != theirs:
            continue
        if because := _why(full_name, key, other, kind):
            found.append((spelling(other.full_name) != spelling(full_name), row.pk, Likely(row, because)))
    return [likely for _, _, likely in sorted(found, key=lambda one: one[:2])[:MOST]]


def _why(full_name: str, key: str, other, kind: str) -> str:
    if other.name_key == key:
        return "cùng tên" if spelling(other.full_name) == spelling(full_name) else "tên chỉ khác dấu"
    numbers = [[word for word in name.split() if word.isdecimal()] for name in (key, other.name_key)]
    if kind == RecipientKind.COLLECTIVE and numbers[0] != numbers[1]:
        return ""
    if _has_another_word(key, other.name_key):
        return ""
    return "tên gần giống" if SequenceMatcher(None, key, other.name_key, autojunk=False).ratio() >= ALIKE else ""


def _has_another_word(key: str, other: str) -> bool:
    """Return whether two names of as many words differ in a word that is no slip of the pen: Tân Đông is not Tân Hưng."""
    words, others = key.split(), other.split()
    if len(words) != len(others):
        return False
    return any(
        SequenceMatcher(None, word, theirs, autojunk=False).ratio() < SLIP
        for word, theirs in zip(words, others, strict=True)
        if word != theirs
    )
