"""Keeping the rolls: who comes on, what is known of them, who goes off.

Every act asks whether the user keeps the roll, and is written into the history.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from history.models import Entry
from history.services import record
from organizations.enums import RecipientKind
from organizations.models import Unit
from vietnamese.dates import local_day, short_date
from vietnamese.text import one_line

from ..exceptions import RollRefused
from ..models import Collective, Person, RollEntry
from ..queries import (
    Recogniser,
    check_keeper,
    find_collective,
    find_person,
    standing_units,
    word_of,
)
from ..recognition import Recognition, same_name
from .facts import COLLECTIVE_FACTS, PERSON_FACTS, check_card, clean_facts, written
from .people import keep_apart


@transaction.atomic
def put_on_roll(
    *,
    unit: Unit,
    kind: str,
    facts: dict[str, Any],
    actor: Any,
    at: datetime,
    position: str = "",
    starts_on: date | None = None,
    same_as: int | None = None,
    is_new: bool = False,
    submission_key: str = "",
) -> RollEntry:
    """Put a person or a collective (a RecipientKind) on the roll of `unit`; who is known already is not made again.

    `facts` are PERSON_FACTS or COLLECTIVE_FACTS, all optional but the name. What is known of a recognised record
    stays; `facts` fill in what was unknown. The same `submission_key` again returns the entry it made the first time.

    Raises RollRefused with `candidates` when it is doubtful who is meant and neither `same_as` (the id of one of the
    candidates) nor `is_new` says it; and without candidates when they stand on the roll already.
    """
    day = local_day(at)
    check_keeper(actor, unit, on=day)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if made := _made_before(submission_key, actor, at):
        return made
    facts = clean_facts(kind, facts, day)
    if kind == RecipientKind.INDIVIDUAL:
        subject = _person_meant(facts, same_as, is_new, actor, at)
    else:
        subject = _collective_meant(facts, unit, same_as, is_new, actor, at)
    open_entry = RollEntry.objects.filter(unit=unit, ends_on=None, **{word_of(subject): subject})
    if open_entry.exists():
        raise RollRefused(f"{subject} đã có trong danh sách của {unit}. Không cần thêm lần nữa.")
    entry = RollEntry.objects.create(
        unit=unit, position=position, starts_on=min(starts_on or day, day), **{word_of(subject): subject}
    )
    record(
        verb="Thêm vào danh sách",
        subject=entry,
        actor=actor,
        at=at,
        unit_name=str(unit),
        data={"submission_key": submission_key, word_of(subject): subject.pk},
    )
    return entry


def _made_before(submission_key: str, actor: Any, at: datetime) -> RollEntry | None:
    if not submission_key:
        return None
    made = Entry.objects.filter(
        subject_type=RollEntry._meta.label,
        actor_id=actor.pk,
        at__gte=at - timedelta(days=1),
        data__submission_key=submission_key,
    ).first()
    return made and RollEntry.objects.filter(pk=made.subject_id).first()


def recognised(facts: dict[str, Any], known_as: int | None = None) -> Recognition:
    """Return who of everybody on record is meant by clean facts of a person."""
    return find_person(
        full_name=facts["full_name"],
        birth_date=facts.get("birth_date"),
        birth_year=facts.get("birth_year"),
        card_number=facts.get("card_number") or "",
        known_as=known_as,
    )


def _person_meant(facts: dict, same_as: int | None, is_new: bool, actor: Any, at: datetime) -> Person:
    found = recognised(facts)
    candidates = list(Person.objects.filter(pk__in=found.doubtful))
    chosen = _chosen(found, same_as, is_new, candidates)
    if chosen is not None:
        return _fill_in(Person.objects.select_for_update().get(pk=chosen), facts, actor, at)
    check_card(facts.get("card_number"), None)
    person = Person.objects.create(created_at=at, created_by=actor, **facts)
    for other in candidates:
        keep_apart(person, other, actor, at)
    return person


def _chosen(found: Recognition, same_as: int | None, is_new: bool, candidates: list) -> int | None:
    """Return the id that is meant, None for somebody new; raise RollRefused when only a user can say it."""
    if found.sure is not None:
        return found.sure
    if same_as is not None and same_as in found.doubtful:
        return same_as
    if found.doubtful and not is_new:
        raise RollRefused("Đã có người, tập thể trùng tên. Hãy xem có phải là một không.", candidates, is_question=True)
    return None


def _collective_meant(facts: dict, unit: Unit, same_as: int | None, is_new: bool, actor: Any, at: datetime):
    found = find_collective(facts["name"], unit)
    candidates = list(Collective.objects.filter(pk__in=found.doubtful))
    chosen = _chosen(found, same_as, is_new, candidates)
    if chosen is not None:
        return _fill_in(Collective.objects.select_for_update().get(pk=chosen), facts, actor, at)
    own = Recogniser.load_collectives(unit).unit_called(facts["name"])
    if own is not None and Collective.objects.filter(unit=own).exists():
        own = None
    return Collective.objects.create(created_at=at, created_by=actor, unit_id=own, **facts)


def _fill_in(subject: Person | Collective, facts: dict, actor: Any, at: datetime):
    """Write down what was unknown of a recognised record; known facts stay as they are."""
    changed = {}
    for word, value in facts.items():
        held = getattr(subject, word)
        if value and not held:
            changed[word] = value
    if "card_number" in changed:
        check_card(changed["card_number"], subject.pk)
    if subject_year := getattr(subject, "birth_year", None):
        born = changed.get("birth_date")
        if born and born.year != subject_year:
            del changed["birth_date"]
    if changed:
        for word, value in changed.items():
            setattr(subject, word, value)
        subject.save()
        record(verb="Bổ sung thông tin", subject=subject, actor=actor, at=at, data={"to": written(changed)})
    return subject


def fingerprint(entry: RollEntry) -> str:
    """Return what an entry looks like now, so that a form can tell whether somebody changed it in the meantime."""
    subject = entry.person or entry.collective
    words = PERSON_FACTS if entry.person else COLLECTIVE_FACTS
    text = repr([entry.position, entry.ends_on, *(getattr(subject, word) for word in words)])
    return sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def change_entry(
    entry: RollEntry, *, facts: dict[str, Any], position: str, actor: Any, at: datetime, expected: str | None = None
) -> RollEntry:
    """Change what is known of somebody on the roll and their position there.

    `expected` is the fingerprint() that the form was made from. Raises RollRefused when the entry was changed since
    or has ended, and with `candidates` when the new facts are surely those of another record.
    """
    day = local_day(at)
    entry = RollEntry.objects.select_for_update(of=("self",)).select_related("unit", "person", "collective").get(
        pk=entry.pk
    )  # fmt: skip
    check_keeper(actor, entry.unit, on=day)
    if not entry.in_force(day):
        raise RollRefused("Dòng này đã ra khỏi danh sách nên không sửa được nữa.")
    if expected is not None and expected != fingerprint(entry):
        raise RollRefused(
            "Có người vừa sửa dòng này. Hãy mở lại trang để xem bản mới, rồi sửa tiếp. Những gì đã gõ vẫn ở dưới."
        )
    subject = entry.person or entry.collective
    kind = RecipientKind.INDIVIDUAL if entry.person else RecipientKind.COLLECTIVE
    facts = clean_facts(kind, facts, day)
    if entry.person:
        _check_nobody_else(subject, facts)
    else:
        _remember_former_name(subject, facts)
    before = {word: getattr(subject, word) for word in facts}
    changed = {word: value for word, value in facts.items() if value != before[word]}
    for word, value in changed.items():
        setattr(subject, word, value)
    subject.save()
    is_moved = entry.position != one_line(position)
    entry.position = position
    entry.save(update_fields=["position"])
    if changed or is_moved:
        data = {"from": written({word: before[word] for word in changed}), "to": written(changed)}
        record(verb="Sửa trong danh sách", subject=entry, actor=actor, at=at, unit_name=str(entry.unit), data=data)
    return entry


def _check_nobody_else(person: Person, facts: dict) -> None:
    check_card(facts.get("card_number"), person.pk)
    sure = recognised(facts, person.pk).sure
    if sure is not None:
        raise RollRefused(
            "Đã có một người khác cùng họ tên và ngày sinh. Hãy xem hai người có phải là một không.",
            list(Person.objects.filter(pk=sure)),
        )


def _remember_former_name(collective: Collective, facts: dict) -> None:
    """Keep the name that is replaced: awards were given under it."""
    known = [line for line in (facts.get("former_names") or "").splitlines() if line.strip()]
    if not same_name(collective.name, [facts["name"], *known]):
        facts["former_names"] = "\n".join([*known, collective.name])


@transaction.atomic
def take_off_roll(entry: RollEntry, *, ends_on: date, reason: str, actor: Any, at: datetime) -> RollEntry:
    """End an entry after `ends_on`, with a reason. Ratings, discipline and awards of the person stay."""
    entry = RollEntry.objects.select_for_update(of=("self",)).select_related("unit", "person", "collective").get(
        pk=entry.pk
    )  # fmt: skip
    check_keeper(actor, entry.unit, on=local_day(at))
    if entry.ends_on:
        raise RollRefused(f"Dòng này đã ra khỏi danh sách sau ngày {short_date(entry.ends_on)}. Không cần làm gì thêm.")
    if not entry.starts_on <= ends_on <= local_day(at):
        raise RollRefused(f"Ngày cuối phải từ {short_date(entry.starts_on)} đến hôm nay. Hãy xem lại ngày.")
    entry.ends_on, entry.ended_because = ends_on, reason
    entry.save(update_fields=["ends_on", "ended_because"])
    record(
        verb="Đưa ra khỏi danh sách",
        subject=entry,
        actor=actor,
        at=at,
        note=reason,
        unit_name=str(entry.unit),
        data={"ends_on": ends_on.isoformat()},
    )
    return entry


def where_else(subject: Person | Collective, unit: Unit, *, on: date) -> list[Unit]:
    """Return the other units on whose roll somebody stands on `on`; who has moved may still stand there."""
    return list(Unit.objects.filter(pk__in=standing_units(subject, on=on) - {unit.pk}))
