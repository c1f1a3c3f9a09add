"""Posting names for objections before the vote: post, record an objection, answer it, and why a vote has to wait."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from history.services import record
from nominations.appraisals import waiting_to_be_posted, why_vote_waits
from nominations.enums import FINAL, NominationState
from nominations.models import Nomination, Objection, PostedLine, Posting, Round
from nominations.queries import is_nominee
from nominations.rules import called
from notices.enums import Event
from notices.services import tell
from organizations.models import Holiday, Unit
from organizations.rules import add_working_days
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text, short_date
from vietnamese.text import nfc, one_line

from ..exceptions import GuardFailed, IllegalTransition


def last_day(starts_on: date, working_days: int) -> date:
    """Return the earliest last day of a posting that begins on `starts_on`, which is counted when it is worked."""
    holidays = dict(Holiday.objects.filter(day__gte=starts_on).values_list("day", "is_working"))
    first = add_working_days(starts_on, 0, holidays)
    return add_working_days(first, max(working_days, 1) - 1, holidays)


@transaction.atomic
def post_names(
    round: Round,
    *,
    unit: Unit,
    starts_on: date,
    ends_on: date | None,
    actor: Any,
    at: datetime,
    place: str = "",
    contact: str = "",
    nominations: Iterable[Nomination] | None = None,
    submission_key: uuid.UUID | None = None,
) -> Posting:
    """Post the names of the round's lines that the unit has under appraisal or recommended and has not posted yet.

    `nominations` narrows them; `ends_on` is the earliest possible day unless given. A second call with the same
    `submission_key` returns the posting that is there. Raises NotPermitted, and GuardFailed when nothing waits to be
    posted, the first day is over, or the time is shorter than the round asks for.
    """
    access.check(actor, Capability.MANAGE_ROUNDS, unit, on=local_day(at))
    Unit.objects.select_for_update().get(pk=unit.pk)  # two who post at once would post the same names twice
    if submission_key and (found := Posting.objects.filter(submission_key=submission_key, unit=unit).first()):
        return found
    lines = waiting_to_be_posted(unit.pk, round.pk)
    if nominations is not None:
        lines = lines.filter(pk__in=[line.pk for line in nominations])
    lines = list(lines)
    if not lines:
        raise GuardFailed(
            "Không có tên nào chờ niêm yết: các dòng đang thẩm định hoặc đã đề nghị đều đã được niêm yết."
        )
    if starts_on < local_day(at):
        raise GuardFailed("Ngày đầu niêm yết đã qua. Hãy ghi ngày từ hôm nay trở đi.")
    earliest = last_day(starts_on, round.posting_days)
    if ends_on and ends_on < earliest:
        raise GuardFailed(
            f"Đợt này niêm yết ít nhất {round.posting_days} ngày làm việc, nên ngày cuối sớm nhất là {short_date(earliest)}."
        )
    posting = Posting.objects.create(
        unit=unit,
        round=round,
        starts_on=starts_on,
        ends_on=ends_on or earliest,
        place=place,
        contact=contact,
        created_at=at,
        created_by_name=actor.full_name,
        submission_key=submission_key or uuid.uuid4(),
    )
    PostedLine.objects.bulk_create(
        PostedLine(posting=posting, nomination=line, position=i, name=called(line.nominee))
        for i, line in enumerate(lines, start=1)
    )
    note = f"{len(lines)} tên, từ {short_date(posting.starts_on)} đến hết {short_date(posting.ends_on)}"
    record(verb="Niêm yết tên", subject=posting, actor=actor, at=at, note=note, unit_name=unit.name)
    return posting


@transaction.atomic
def record_objection(
    line: PostedLine,
    *,
    channel: str,
    text: str,
    received_on: date,
    actor: Any,
    at: datetime,
    from_name: str = "",
    contact: str = "",
    submission_key: uuid.UUID | None = None,
) -> Objection:
    """Record what somebody objects to a posted name; the vote on the line waits for the answer.

    Also after the last day, as long as the line is not decided. A second call with the same `submission_key` returns
    the objection that is there. Raises NotPermitted, IllegalTransition, GuardFailed.
    """
    line = _locked_line(line, actor, at)
    if submission_key and (found := Objection.objects.filter(submission_key=submission_key, line=line).first()):
        return found
    posting = line.posting
    if line.nomination.state in FINAL:
        raise IllegalTransition(
            f"{line.name} đã có kết quả “{line.nomination.get_state_display()}”, nên không ghi thêm ý kiến ở đây."
        )
    reasons = []
    if not text.strip():
        reasons.append("Hãy ghi nội dung ý kiến, đúng như người nêu đã nói hoặc viết.")
    if not channel.strip():
        reasons.append("Hãy ghi nhận bằng cách nào, ví dụ: đơn, điện thoại, trực tiếp.")
    if not posting.starts_on <= received_on <= local_day(at):
        reasons.append(f"Ngày nhận phải từ ngày niêm yết ({short_date(posting.starts_on)}) đến hôm nay.")
    if reasons:
        raise GuardFailed(*reasons)
    made = Objection.objects.create(
        line=line,
        from_name=from_name,
        contact=contact,
        channel=channel,
        text=nfc(text).strip(),
        received_on=received_on,
        recorded_by_name=actor.full_name,
        recorded_at=at,
        submission_key=submission_key or uuid.uuid4(),
    )
    record(
        verb="Ghi ý kiến về tên niêm yết", subject=made, actor=actor, at=at, unit_name=posting.unit.name,
        note=f"{line.name}, nhận ngày {short_date(received_on)}",
    )  # fmt: skip
    people = [
        user
        for user in access.who_can(Capability.APPRAISE, posting.unit, on=local_day(at))
        if not is_nominee(user, line.nomination.nominee)
    ]
    tell(
        Event.OBJECTION_RECORDED, users=people, unit=posting.unit, at=at, by=actor, round=posting.round,
        url=reverse("workflows:posting", args=[posting.pk]), facts={"ten": line.name, "dot": posting.round.title},
    )  # fmt: skip
    return made


@transaction.atomic
def answer_objection(objection: Objection, *, is_upheld: bool, answer: str, actor: Any, at: datetime) -> Objection:
    """Say whether an objection is right and what was found out, once. Nothing happens to the line by itself.

    Raises NotPermitted, IllegalTransition when it was answered before, GuardFailed without a text.
    """
    line = _locked_line(objection.line, actor, at)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.answered_at:
        raise IllegalTransition(
            f"Đồng chí {objection.answered_by_name} đã trả lời ý kiến này {moment_text(objection.answered_at)}."
        )
    if not answer.strip():
        raise GuardFailed("Hãy ghi kết quả xem xét: đã xác minh thế nào, kết luận ra sao.")
    objection.is_upheld, objection.answer = is_upheld, nfc(answer).strip()
    objection.answered_by_name, objection.answered_at = actor.full_name, at
    objection.save(update_fields=["is_upheld", "answer", "answered_by_name", "answered_at"])
    said = "ý kiến đúng" if is_upheld else "ý kiến không đúng"
    record(
        verb="Trả lời ý kiến về tên niêm yết", subject=objection, actor=actor, at=at, unit_name=line.posting.unit.name,
        note=f"{line.name}: {said}",
    )  # fmt: skip
    return objection


def _locked_line(line: PostedLine, actor: Any, at: datetime) -> PostedLine:
    """Return the posted name under the lock of its nomination. Raises NotPermitted, also for the nominee themselves."""
    Nomination.objects.select_for_update().get(pk=line.nomination_id)
    line = PostedLine.objects.select_related("posting__unit", "posting__round", "nomination__nominee").get(pk=line.pk)
    access.check(actor, Capability.MANAGE_ROUNDS, line.posting.unit, on=local_day(at))
    if is_nominee(actor, line.nomination.nominee):
        raise NotPermitted("Ý kiến này nêu về chính đồng chí, nên đồng chí khác phải ghi và trả lời.")
    return line


def why_vote_cannot_open(nomination_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """Return nomination -> why it cannot be voted on yet, for the lines of rounds that post names. Three queries.

    Lines that the office did not recommend are not voted on, so they need no posting.
    """
    return why_vote_waits(nomination_ids, on=on, states=[NominationState.RECOMMENDED])


def named(text: str) -> str:
    """Return who objected as pages print it: anonymous ones say so."""
    return one_line(text) or "Không ghi tên"
