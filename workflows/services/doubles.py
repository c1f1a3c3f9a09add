"""Nobody is proposed twice for one form in one round: the sentence that says where the first line is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from nominations.doubles import second_line, second_sentence
from nominations.models import Nominee

from ..exceptions import GuardFailed

KEY_FIELDS = (
    "kind",
    "full_name",
    "birth_date",
    "person",
    "collective",
    "unit",
    "person_id",
    "collective_id",
    "unit_id",
)


@contextmanager
def refused_twice(*, round_id: int, form: str, nominee: dict, but: int | None = None) -> Iterator[None]:
    """Raise GuardFailed when the nominee has a line for the form in the round, before or while it is written.

    `but` is the line that is changed. The database refuses the second of two that are written at the same moment.
    """
    key = Nominee(**{name: nominee[name] for name in KEY_FIELDS if name in nominee}).subject_key
    _refuse(round_id, form, key, but)
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "subject" not in str(error):
            raise
        _refuse(round_id, form, key, but)
        raise


def _refuse(round_id: int, form: str, key: str, but: int | None) -> None:
    if first := second_line(round_id, form, key, but=but):
        raise GuardFailed(second_sentence(first))
