"""Two records that are one person, and two people of one name: a user decides."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from history.services import record
from permissions.exceptions import NotPermitted
from vietnamese.dates import local_day

from ..exceptions import RollRefused
from ..models import NotTheSame, Person, RollEntry
from ..queries import may_keep_records_of
from ..registry import AFTER_MERGING
from .facts import PERSON_FACTS


@transaction.atomic
def merge_people(kept: Person, merged: Person, *, actor: Any, at: datetime) -> Person:
    """Write down that two records are one person: everything that points to `merged` points to `kept` from now on.

    Facts that `kept` lacks are taken over; names that were printed stay as printed. The merged record remains, so
    that its card number and spelling are still recognised. Raises RollRefused for two different card numbers or birth
    dates, and NotPermitted for who does not keep a roll of both.
    """
    day = local_day(at)
    both = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk])}
    if len(both) < 2 or any(person.merged_into_id for person in both.values()):
        raise RollRefused("Hai bản ghi này đã được nhập làm một. Không cần làm gì thêm.")
    kept, merged = both[kept.pk], both[merged.pk]
    if NotTheSame.objects.filter(first_id=min(both), second_id=max(both)).exists():
        raise RollRefused("Đã có người ghi đây là hai người khác nhau. Hãy hỏi lại hai đơn vị trước khi nhập làm một.")
    if not all(may_keep_records_of(actor, person, on=day) for person in (kept, merged)):
        raise NotPermitted(
            "Hai người ở hai danh sách mà đồng chí không cùng giữ. Hãy đề nghị cơ quan tham mưu của cấp trên nhập làm một."
        )
    for word, called in (("card_number", "số thẻ đảng viên"), ("birth_date", "ngày sinh")):
        ours, theirs = getattr(kept, word), getattr(merged, word)
        if ours and theirs and ours != theirs:
            raise RollRefused(
                f"Hai người có {called} khác nhau nên không phải là một. Nếu ghi nhầm, hãy sửa {called} trước."
            )
    moved = _move_everything(kept, merged, day)
    merged.merged_into = kept
    merged.save()
    Person.objects.filter(merged_into=merged).update(merged_into=kept)
    for pair in NotTheSame.objects.filter(Q(first=merged) | Q(second=merged)).select_related("first", "second"):
        keep_apart(kept, pair.second if pair.first_id == merged.pk else pair.first, actor, at)
    for word in PERSON_FACTS:
        if getattr(merged, word) and not getattr(kept, word):
            setattr(kept, word, getattr(merged, word))
    kept.save()
    try:
        with transaction.atomic():
            for act in AFTER_MERGING:
                act(kept)
    except IntegrityError:
        raise RollRefused(
            "Cả hai đang được đề nghị cùng hình thức trong một đợt. Hãy rút một đề nghị trước, rồi nhập hai bản ghi làm một."
        ) from None
    record(
        verb="Nhập hai bản ghi của một người", subject=kept, actor=actor, at=at,
        note=f"{merged.full_name}, bản ghi {merged.pk}", data={"merged": merged.pk, "moved": moved},
    )  # fmt: skip
    return kept


def _move_everything(kept: Person, merged: Person, day: date) -> dict[str, list[int]]:
    """Let every record about `merged`, of whatever room, be about `kept`; return what was moved, by model.

    Where `kept` has such a record already (an entry on the same roll, a rating of the same year), theirs stays with
    the merged record.
    """
    moved: dict[str, list[int]] = {}
    for relation in Person._meta.related_objects:
        if relation.related_model in (Person, NotTheSame):
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: merged})
        for row in rows:
            setattr(row, relation.field.attname, kept.pk)
            try:
                with transaction.atomic():
                    type(row)._default_manager.filter(pk=row.pk).update(**{relation.field.name: kept})
            except IntegrityError:
                continue
            moved.setdefault(row._meta.label, []).append(row.pk)
    RollEntry.objects.filter(person=merged, ends_on=None).exclude(starts_on__gt=day).update(
        ends_on=day, ended_because="Nhập hai bản ghi của một người"
    )
    return moved


@transaction.atomic
def say_not_the_same(one: Person, other: Person, *, actor: Any, at: datetime) -> None:
    """Write down that two records are two people; nobody is asked about them again."""
    if not any(may_keep_records_of(actor, person, on=local_day(at)) for person in (one, other)):
        raise NotPermitted("Đồng chí không giữ danh sách của hai người này.")
    keep_apart(one, other, actor, at)


def keep_apart(one: Person, other: Person, actor: Any, at: datetime) -> None:
    """Keep an answer once it was given."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    _, is_made = NotTheSame.objects.get_or_create(
        first=first, second=second, defaults={"said_by": actor, "said_at": at}
    )
    if is_made:
        record(verb="Ghi là hai người khác nhau", subject=first, actor=actor, at=at, note=str(second))
