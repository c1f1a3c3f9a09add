"""Finding nominations by words without accents, however many there are. The index is made by migration 0005."""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from vietnamese.text import search_key

from .models import Nomination

MOST_WORDS = 12
SQLITE = "SELECT rowid FROM nominations_words WHERE nominations_words MATCH %s"
POSTGRESQL = "SELECT id FROM nominations_nomination WHERE to_tsvector('simple', search_key) @@ to_tsquery('simple', %s)"


def words_of(text: str) -> list[str]:
    """Return the words to look for: without accents, in small letters, letters and digits only, at most MOST_WORDS."""
    return search_key(text).split()[:MOST_WORDS]


def matching(lines: QuerySet[Nomination], text: str) -> QuerySet[Nomination]:
    """Narrow `lines` to those with a word beginning with each word of `text` in name, proposing unit, model or code.

    "chi bo ap tan binh" finds "Chi bộ ấp Tân Bình 1". A text without any letter or digit narrows nothing.
    """
    words = words_of(text)
    if not words:
        return lines
    if connection.vendor == "postgresql":
        return lines.filter(pk__in=RawSQL(POSTGRESQL, [" & ".join(f"'{word}':*" for word in words)]))
    return lines.filter(pk__in=RawSQL(SQLITE, [" ".join(f'"{word}"*' for word in words)]))
