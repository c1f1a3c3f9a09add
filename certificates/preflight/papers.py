"""What the sheets rest on: the number of the decision, the frozen words, register numbers, discipline since the vote."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from documents.models import Decision, DecisionLine, DecisionState, NumberState
from rolls.models import DisciplinaryAction
from vietnamese.dates import local_day, short_date

from ..printing.jobs import Job
from ..printing.settings import PrintSettings
from ..rules import ABOUT_HOW, BLOCK, LOOK, PASS, Check
from .naming import all_named, several


def checks(job: Job) -> list[Check]:
    """Return what is to be said about the papers behind the sheets."""
    return [_number(job.decision, job.settings), _frozen(job.lines), _registers(job.lines), *_discipline(job)]


def _number(decision: Decision, settings: PrintSettings) -> Check:
    """The number is the one that was taken and is not voided; the day on the sheet is that of the signature, or later."""
    rule = "Số, ngày quyết định"
    number = decision.number
    if decision.state != DecisionState.NUMBERED or not decision.signed_on:
        return Check(BLOCK, rule, "Quyết định chưa ký, chưa ghi số. Đồng chí ghi số sau khi văn bản đã ký.")
    if number is None or number.state == NumberState.VOIDED or number.text != decision.number_text:
        return Check(BLOCK, rule, "Số trên quyết định không khớp sổ số văn bản. Đồng chí gọi người quản trị.")
    dated = settings.dated_on or decision.signed_on
    fact = f"Số {decision.number_text}, ngày {short_date(decision.signed_on)}"
    if dated < decision.signed_on:
        return Check(
            BLOCK,
            rule,
            f"{fact}; ngày ghi trên giấy ({short_date(dated)}) trước ngày ký. Đồng chí sửa ngày ghi trên giấy.",
            about=ABOUT_HOW,
        )
    if dated != decision.signed_on:
        return Check(
            LOOK, rule, f"{fact}; giấy ghi ngày {short_date(dated)}, khác ngày ký quyết định.", about=ABOUT_HOW
        )
    return Check(PASS, rule, f"{fact}, khớp sổ số văn bản và ngày ghi trên giấy.")


def _frozen(lines: Sequence[DecisionLine]) -> Check:
    """What is printed is what was registered when the decision got its number."""
    rule = "Tên và lời khen"
    changed = [
        line
        for line in lines
        if line.award is None
        or (line.name, line.unit_text, line.citation, line.address)
        != (line.award.recipient_name, line.award.unit_text, line.award.citation, line.award.address)
    ]
    if changed:
        fact = f"{all_named(changed)} khác với khi ghi số quyết định. Đồng chí gọi người quản trị."
        return Check(BLOCK, rule, fact, changed[0])
    return Check(PASS, rule, f"{len(lines)}/{len(lines)} dòng đúng như khi ghi số quyết định.")


def _registers(lines: Sequence[DecisionLine]) -> Check:
    rule = "Số vào sổ khen thưởng"
    missing = [line.name for line in lines if line.register is None]
    if missing:
        return Check(BLOCK, rule, f"{several(missing)} chưa có số vào sổ. Đồng chí gọi người quản trị.")
    values = [line.register.value for line in lines]
    doubled = sorted({value for value in values if values.count(value) > 1}) if len(set(values)) != len(values) else []
    if doubled:
        return Check(
            BLOCK, rule, f"Số {', '.join(map(str, doubled))} dùng cho nhiều người. Đồng chí gọi người quản trị."
        )
    if len(values) == 1:
        return Check(PASS, rule, f"Số {values[0]}.")
    return Check(PASS, rule, f"Từ {min(values)} đến {max(values)}, không trùng.")


def _discipline(job: Job) -> list[Check]:
    """Whoever was disciplined, or whose discipline became known, after the committee voted: people must decide that.

    Without a meeting the day of the signature counts. Only the day is told; the file of the person says the rest.
    """
    rule = "Kỷ luật sau ngày họp"
    voted_at = job.decision.meeting.starts_at if job.decision.meeting else None
    voted_on = local_day(voted_at) if voted_at else job.decision.signed_on
    found = _disciplined(job.lines, voted_on, voted_at)
    if not found:
        return [Check(PASS, rule, "Không có kỷ luật nào ghi sau ngày họp.")]
    return [
        Check(
            LOOK,
            rule,
            f"{line.name} (dòng {line.position}) có kỷ luật ngày {short_date(action.decided_on)}, "
            f"ghi vào hệ thống ngày {short_date(local_day(action.recorded_at))}, sau ngày họp {short_date(voted_on)}. "
            "Đồng chí báo đồng chí chủ trì trước khi in.",
            line,
        )
        for line, action in found
    ]


def _disciplined(
    lines: Sequence[DecisionLine], voted_on, voted_at: datetime | None
) -> list[tuple[DecisionLine, DisciplinaryAction]]:
    nominees = {line: line.nomination.nominee for line in lines}
    people = {nominee.person_id for nominee in nominees.values()} - {None}
    collectives = {nominee.collective_id for nominee in nominees.values()} - {None}
    since = Q(decided_on__gte=voted_on)
    if voted_at:
        since |= Q(recorded_at__gt=voted_at)
    actions = DisciplinaryAction.objects.filter(
        Q(person__in=people) | Q(collective__in=collectives), since, struck_at=None
    ).order_by("decided_on", "id")
    of_person = {action.person_id: action for action in actions if action.person_id}
    of_collective = {action.collective_id: action for action in actions if action.collective_id}
    hits = ((line, of_person.get(n.person_id) or of_collective.get(n.collective_id)) for line, n in nominees.items())
    return [(line, action) for line, action in hits if action is not None]
