"""A line as the cell's form enters it: who is meant is settled first, then the line is written.

Somebody is linked to the record of the rolls when they were chosen there or are surely recognised. Where it is doubtful
the person is asked, once: the answer, also "none of these", holds until name or birth are changed.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from nominations.models import Dossier, Nomination
from organizations.enums import RecipientKind
from rolls.exceptions import RollRefused
from rolls.models import Collective, Person, RollEntry
from rolls.queries import find_collective, find_person, may_keep
from rolls.recognition import Recognition, same_name
from rolls.services import put_on_roll
from vietnamese.dates import local_day

from ..exceptions import GuardFailed
from .drafts import add_line, save_line

NOBODY_KNOWN = 0
"""The answer "none of these"."""
PERSON_FACTS = ("full_name", "birth_date", "birth_year", "sex", "ethnicity", "is_party_member", "joined_on")


class WhoIsMeant(Exception):
    """It is doubtful who is meant: `candidates` are people or collectives of the rolls, one of whom may be it."""

    def __init__(self, candidates: list):
        super().__init__()
        self.candidates = candidates


@dataclass(frozen=True)
class Said:
    """What the form says beside the words: who was chosen from the roll, the answer to the question, what to keep."""

    chosen: int | None = None
    answer: int | None = None
    keeps_on_roll: bool = False


def enter_line(
    dossier: Dossier,
    *,
    line: Nomination | None = None,
    nominee: dict,
    said: Said,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
    expected_version: int = 0,
    **fields,
) -> Nomination:
    """Add a line to the dossier, or change `line`, with the nominee linked to the rolls.

    Raises WhoIsMeant when the person has to decide; GuardFailed when the nominee is proposed for this form already or
    cannot be put on the roll; otherwise what drafts.add_line() and drafts.save_line() raise.
    """
    if line is None and submission_key and Nomination.objects.filter(submission_key=submission_key).exists():
        return add_line(dossier, actor=actor, at=at, nominee=nominee, submission_key=submission_key, **fields)
    try:
        with transaction.atomic():
            subject = _subject(dossier, nominee, said, line, actor, at, submission_key)
            word = "person" if nominee["kind"] == RecipientKind.INDIVIDUAL else "collective"
            nominee = nominee | {word: subject}
            if line is not None:
                return save_line(line, actor=actor, at=at, expected_version=expected_version, nominee=nominee, **fields)
            return add_line(dossier, actor=actor, at=at, nominee=nominee, submission_key=submission_key, **fields)
    except RollRefused as refusal:
        raise GuardFailed(refusal.reason) from refusal


def recognise(dossier: Dossier, nominee: dict) -> Recognition:
    """Return who of the rolls is meant by what was typed."""
    if nominee["kind"] == RecipientKind.INDIVIDUAL:
        return find_person(
            full_name=nominee["full_name"],
            birth_date=nominee.get("birth_date"),
            birth_year=nominee.get("birth_year"),
        )
    return find_collective(nominee["full_name"], dossier.unit)


def _subject(dossier, nominee: dict, said: Said, line, actor, at, submission_key) -> Person | Collective | None:
    is_person = nominee["kind"] == RecipientKind.INDIVIDUAL
    model = Person if is_person else Collective
    pk = _meant(dossier, nominee, said, line, at)
    if pk is None and said.answer is None and not _is_settled(nominee, line):
        found = recognise(dossier, nominee)
        if found.doubtful:
            raise WhoIsMeant(list(model.objects.filter(pk__in=found.doubtful)))
    subject = model.objects.get(pk=pk) if pk else None
    if said.keeps_on_roll and may_keep(actor, dossier.unit, on=local_day(at)):
        return _kept(dossier, nominee, subject, actor, at, submission_key)
    return subject


def _meant(dossier: Dossier, nominee: dict, said: Said, line: Nomination | None, at: datetime) -> int | None:
    """Return the id of who is surely meant: chosen from the roll, recognised, answered, or linked before."""
    if said.chosen and (chosen := _on_roll(dossier, nominee, said.chosen, at)):
        return chosen
    found = recognise(dossier, nominee)
    if found.sure is not None:
        return found.sure
    if said.answer and said.answer in found.doubtful:
        return said.answer
    if said.answer is None and line is not None and _is_settled(nominee, line):
        return line.nominee.person_id or line.nominee.collective_id
    return None


def _on_roll(dossier: Dossier, nominee: dict, chosen: int, at: datetime) -> int | None:
    """Return the id of who was chosen, if they stand on the unit's roll and the name was not changed to another's."""
    word = "person" if nominee["kind"] == RecipientKind.INDIVIDUAL else "collective"
    entry = (
        RollEntry.objects.on(local_day(at)).filter(unit=dossier.unit_id, **{word: chosen}).select_related(word).first()
    )
    if entry is None or not same_name(nominee["full_name"], [getattr(entry, word).shown_name]):
        return None
    return chosen


def _is_settled(nominee: dict, line: Nomination | None) -> bool:
    """Return whether name and birth are those that the line was saved with, so that nobody is asked again."""
    if line is None:
        return False
    words = ("full_name", "birth_date", "birth_year") if line.nominee.is_individual else ("full_name",)
    return all(getattr(line.nominee, word) == nominee.get(word) for word in words)


def _kept(dossier, nominee: dict, subject, actor, at, submission_key) -> Person | Collective:
    """Put the nominee on the unit's roll, where they are not there yet, and return the record."""
    is_person = nominee["kind"] == RecipientKind.INDIVIDUAL
    word = "person" if is_person else "collective"
    if subject is not None and RollEntry.objects.filter(unit=dossier.unit_id, ends_on=None, **{word: subject}).exists():
        return subject
    if is_person:
        facts = {name: nominee[name] for name in PERSON_FACTS if name in nominee}
    else:
        facts = {"name": nominee["full_name"], "is_party_organization": nominee.get("is_party_organization", False)}
    entry = put_on_roll(
        unit=dossier.unit,
        kind=nominee["kind"],
        facts=facts,
        actor=actor,
        at=at,
        position=nominee.get("position", ""),
        same_as=subject.pk if subject else None,
        is_new=subject is None,
        submission_key=f"line:{submission_key}" if submission_key else "",
    )
    return getattr(entry, word)
