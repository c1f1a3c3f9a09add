"""What is told of the time of a step: to whom, and that it was told. Called by the timers of flows.DeadlineFlow.

Nothing is told where no line of the round waits in that step at that unit with that due date any more.
"""

from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from history.services import record
from nominations.enums import STEP_OF, Step
from nominations.enums import NominationState as S
from nominations.models import Nomination
from notices.enums import Event
from notices.services import tell
from organizations.models import Unit
from permissions.access import who_can
from permissions.models import RoleAssignment
from permissions.roles import Capability, Role
from vietnamese.dates import local_day, moment_text

from .enums import Scope, Through
from .models import DeadlineProcess
from .routing import next_office
from .transitions import moves_from

THROUGH = {S.RECOMMENDED: Through.MEETING, S.NOT_RECOMMENDED: Through.MEETING, S.APPROVED: Through.DECISION}
"""By which way a state is left in the usual course; the others by a button."""


def states_of(step: str) -> list[str]:
    """Return the states in which the time of a step runs."""
    return [state for state, its_step in STEP_OF.items() if its_step == step]


def asked(state: S, *, is_outside: bool = False) -> Capability:
    """Return the capability that is asked for in a state: that of the first row by which the usual course leaves it."""
    way = Through.ANSWER if is_outside else THROUGH.get(state, Through.BUTTON)
    rows = [row for row in moves_from(state) if row.through is way]
    own = [row for row in rows if row.scope is Scope.HOLDER or state == S.RETURNED]
    return own[0].capability


def waiting(process: DeadlineProcess) -> QuerySet[Nomination]:
    """Return the lines whose time the process watches and which still wait."""
    return Nomination.objects.filter(
        round_id=process.round_id,
        holder_unit_id=process.unit_id,
        state__in=states_of(process.step),
        step_due_at=process.due_at,
    )


def holders_of(process: DeadlineProcess, at: datetime) -> list[User]:
    """Return the people of the holding unit who can act on what waits."""
    groups = waiting(process).order_by().values_list("state", "awaits_outside_answer").distinct()
    capabilities = {asked(S(state), is_outside=state == S.FORWARDED and outside) for state, outside in groups}
    people: dict[int, User] = {}
    for capability in sorted(capabilities):
        people |= {user.pk: user for user in who_can(capability, process.unit, on=local_day(at))}
    return list(people.values())


def superiors_of(process: DeadlineProcess, at: datetime) -> list[tuple[Unit, list[User]]]:
    """Return who is told when the time is long over: the chair of the unit, and the appraisers of the office above it."""
    day = local_day(at)
    chairs = RoleAssignment.objects.on(day).filter(unit=process.unit, role=Role.CHAIR, user__is_active=True)
    told = [(process.unit, [assignment.user for assignment in chairs.select_related("user")])]
    above = next_office(process.unit, day)
    if above is not None:
        told.append((above, list(who_can(Capability.APPRAISE, above, on=day))))
    return [(unit, people) for unit, people in told if people]


def remind(process: DeadlineProcess, *, at: datetime) -> int:
    """Tell the holders that the time is nearly over; return how many lines wait. Past the due moment it is too late."""
    count = waiting(process).count()
    if count and at < process.due_at:
        _tell(Event.STEP_DUE_SOON, process, holders_of(process, at), process.unit, count, at)
        _note("Nhắc sắp đến hạn", process, count, at)
    return count


def overdue(process: DeadlineProcess, *, at: datetime) -> int:
    """Tell the holders that the time is over; return how many lines wait."""
    count = waiting(process).count()
    if count:
        _tell(Event.STEP_OVERDUE, process, holders_of(process, at), process.unit, count, at)
        _note("Báo quá hạn", process, count, at)
    return count


def escalate(process: DeadlineProcess, *, at: datetime) -> int:
    """Tell the chair of the unit and the office above it; return how many lines wait."""
    count = waiting(process).count()
    if count:
        for unit, people in superiors_of(process, at):
            _tell(Event.STEP_ESCALATED, process, people, unit, count, at)
        _note("Báo cấp trên việc quá hạn", process, count, at)
    return count


def page_of(process: DeadlineProcess) -> str:
    """Return the address where the lines stand: a cell's own work, else the list of what is late."""
    if process.step == Step.COMPLETION:
        return reverse("workflows:home")
    asks = {"xem": "tat-ca", "dot": process.round_id, "don_vi": process.unit_id, "buoc": process.step}
    return f"{reverse('workflows:waiting_lines')}?{urlencode(asks)}"


def _tell(event: Event, process: DeadlineProcess, people: list[User], unit: Unit, count: int, at: datetime) -> None:
    tell(
        event,
        users=people,
        unit=unit,
        at=at,
        url=page_of(process),
        facts={
            "dot": process.round.title,
            "don_vi": str(process.unit),
            "han": moment_text(process.due_at),
            "so_dong": str(count),
            "noi_dung": Step(process.step).label,
        },
        round=process.round,
    )


def _note(verb: str, process: DeadlineProcess, count: int, at: datetime) -> None:
    record(
        verb=f"{verb}: {Step(process.step).label}",
        subject=process.round,
        actor=None,
        at=at,
        unit_name=process.unit.name,
        note=f"{count} dòng, hạn {moment_text(process.due_at)}",
        data={"unit": process.unit_id, "step": process.step, "count": count},
    )
