"""What is done to the rolls; every act asks for the right and writes the history."""

from .entries import change_entry, fingerprint, put_on_roll, take_off_roll, where_else
from .facts import COLLECTIVE_FACTS, PERSON_FACTS, clean_facts
from .people import merge_people, say_not_the_same
from .records import record_discipline, record_rating, strike_discipline

__all__ = [
    "COLLECTIVE_FACTS",
    "PERSON_FACTS",
    "change_entry",
    "clean_facts",
    "fingerprint",
    "merge_people",
    "put_on_roll",
    "record_discipline",
    "record_rating",
    "say_not_the_same",
    "strike_discipline",
    "take_off_roll",
    "where_else",
]
