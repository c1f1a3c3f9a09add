"""Thousands of nominations written in bulk, each as the one door would have left it: the table of moves says how.

The only place besides the engine that writes states. Every line has its holder, the units that it has reached, its
viewflow process with the open task, and a history that replays to its state.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from certificates.benchmarks import FAMILY, GIVEN, MIDDLE
from nominations.enums import FINAL
from nominations.enums import NominationState as S
from nominations.models import Evidence, Nomination, NominationReach, Nominee, Round
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from permissions.roles import Capability, Role
from vietnamese.text import search_key, sort_key

from ..enums import Action, HandTo
from ..flows import NODE_OF_STATE, NominationFlow
from ..models import NominationProcess, TransitionRecord
from ..transitions import Transition, find
from .crowd import CITATION, OPEN_ROUNDS, ROUNDS, Crowd
from .rows import write_rows

SEED = 2026
BATCH = 500
MOST_RUNNING = 500
AGENDA = 40
"""How many lines stand on each agenda that is measured."""

OPEN_SHARES = {
    S.DRAFT: 6,
    S.SUBMITTED: 34,
    S.UNDER_APPRAISAL: 26,
    S.RETURNED: 6,
    S.NOT_RECOMMENDED: 3,
    S.RECOMMENDED: 12,
    S.APPROVED: 4,
    S.ISSUED: 4,
    S.REJECTED: 2,
    S.WITHDRAWN: 3,
}
"""Of a hundred lines of a running round, how many are where; before the superior nobody waits in this committee."""
OLD_SHARES = {S.ISSUED: 76, S.REJECTED: 16, S.WITHDRAWN: 8}

UP = (Action.SUBMIT, Action.RECEIVE)
PATHS: dict[S, tuple[Action, ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: UP[:1],
    S.WITHDRAWN: (Action.SUBMIT, Action.WITHDRAW),
    S.UNDER_APPRAISAL: UP,
    S.RETURNED: (*UP, Action.SEND_BACK),
    S.NOT_RECOMMENDED: (*UP, Action.DECLINE),
    S.RECOMMENDED: (*UP, Action.RECOMMEND),
    S.APPROVED: (*UP, Action.RECOMMEND, Action.APPROVE),
    S.REJECTED: (*UP, Action.RECOMMEND, Action.REJECT),
    S.ISSUED: (*UP, Action.RECOMMEND, Action.APPROVE, Action.ISSUE),
}
"""By which acts a line gets to a state."""

OPINIONS = frozenset({Action.RECOMMEND, Action.DECLINE, Action.SEND_BACK})
ROLES = {Capability.NOMINATE: Role.CELL_OFFICER, Capability.APPRAISE: Role.APPRAISER}
MODELS = (
    "Tuyến đường ánh sáng an ninh",
    "Tổ thu gom rác thải nhựa",
    "Nuôi heo đất giúp học sinh nghèo",
    "Hàng rào cây xanh",
    "",
)
NOTE = "Đã đối chiếu báo cáo với sổ theo dõi của chi bộ; số liệu khớp."


@dataclass(frozen=True)
class Line:
    """One line to be written: its rows that exist already, the moves it has made, and when."""

    nomination: Nomination
    cell: int
    moves: tuple[Transition, ...]
    moments: tuple[datetime, ...]


class Filling:
    """Writes the lines of one round after the other; call fill() once in an empty crowd."""

    def __init__(self, crowd: Crowd, *, waiting: int | None = None, agenda: int = AGENDA):
        """`waiting` is how many lines the office has left to look at; None leaves it to the shares. `agenda` is how many
        lines the meeting votes on.
        """
        self.crowd = crowd
        self.agenda = agenda
        self.waiting = waiting
        self.chance = random.Random(SEED)
        self.units = ContentType.objects.get_for_model(Unit)
        self.moves = {state: self._moves(path) for state, path in PATHS.items()}

    def fill(self, count: int) -> list[Nomination]:
        """Write `count` nominations, half of them in the running rounds. Returns those of the agenda to be voted on."""
        agenda: list[Nomination] = []
        for place, round in enumerate(self.crowd.rounds):
            is_open = place >= ROUNDS - OPEN_ROUNDS
            states = self._states(_share(count, place), is_open, len(agenda))
            lines = self._lines(round, states)
            if is_open:
                agenda += [line.nomination for line in lines if line.nomination.state == S.RECOMMENDED][
                    : self.agenda - len(agenda)
                ]
            self._trail(lines)
            self._reaches(lines)
            self._tasks(lines)
            self._files(lines)
        return agenda

    def _moves(self, path: tuple[Action, ...]) -> tuple[Transition, ...]:
        """Return the rows of the table along a path, asked of a line of the committee's own round."""
        round, state, holder, rows = self.crowd.rounds[0], S.DRAFT, self.crowd.cells[0], []
        for action in path:
            row = find(
                action, Nomination(state=state, round=round, holder_unit=holder, proposing_unit=self.crowd.cells[0])
            )
            rows.append(row)
            state, holder = row.target, self._holder(row, holder, self.crowd.cells[0])
        return tuple(rows)

    def _holder(self, row: Transition, before: Unit | None, cell: Unit) -> Unit | None:
        return {HandTo.SAME: before, HandTo.PROPOSER: cell, HandTo.OFFICE: self.crowd.commune, HandTo.NOBODY: None}[
            row.hand_to
        ]

    def _states(self, count: int, is_open: bool, already: int) -> list[S]:
        """Return the states of a round's lines; the first running round has the lines of the agenda in any case."""
        shares = OPEN_SHARES if is_open else OLD_SHARES
        certain = [S.RECOMMENDED] * min(self.agenda, count * 4 // 5) if is_open and not already else []
        states = certain + self.chance.choices(list(shares), list(shares.values()), k=count - len(certain))
        return [self._if_wanted(state) for state in states]

    def _if_wanted(self, state: S) -> S:
        """Return the state, or that of a line with its certificate when enough lines wait for the office already."""
        if self.waiting is None or state not in (S.SUBMITTED, S.UNDER_APPRAISAL):
            return state
        self.waiting -= 1
        return state if self.waiting >= 0 else S.ISSUED

    def _lines(self, round: Round, states: list[S]) -> list[Line]:
        nominees = Nominee.objects.bulk_create([self._nominee(i) for i in range(len(states))], BATCH)
        made = [
            self._line(round, i, state, nominee)
            for i, (state, nominee) in enumerate(zip(states, nominees, strict=True))
        ]
        Nomination.objects.bulk_create([line.nomination for line in made], BATCH)
        return made

    def _nominee(self, place: int) -> Nominee:
        cell = self.crowd.cells[place % len(self.crowd.cells)]
        if place % 4 == 0:
            name = f"Tổ tự quản số {place // 4 + 1}, {cell.name}"
            return Nominee(
                kind=RecipientKind.COLLECTIVE,
                full_name=name,
                unit_text=cell.name,
                name_key=search_key(name),
                is_party_organization=True,
            )
        name = " ".join(map(self.chance.choice, (FAMILY, MIDDLE, GIVEN, GIVEN)))
        return Nominee(
            kind=RecipientKind.INDIVIDUAL,
            full_name=name,
            unit_text=cell.name,
            position="Đảng viên",
            is_party_member=True,
            birth_year=self.chance.randint(1955, 2003),
            name_key=search_key(name),
        )

    def _line(self, round: Round, place: int, state: S, nominee: Nominee) -> Line:
        cell_place = place % len(self.crowd.cells)
        cell, moves = self.crowd.cells[cell_place], self.moves[state]
        moments = self._moments(round, len(moves) + 1)
        when = dict(zip((row.action for row in moves), moments[1:], strict=True))
        model = self.chance.choice(MODELS)
        code = f"{round.code}-{place + 1:04d}"
        holder: Unit | None = cell
        for row in moves:
            holder = self._holder(row, holder, cell)
        return Line(
            Nomination(
                code=code,
                dossier=self.crowd.dossiers[round.pk, cell.pk],
                round=round,
                nominee=nominee,
                proposing_unit=cell,
                proposing_unit_name=cell.name,
                form=AwardForm.GIAY_KHEN,
                model_name=model,
                citation=CITATION,
                achievement="Vận động 86 hộ tham gia, tiết kiệm 41.350.000 đồng; thăm hỏi, hỗ trợ 23 lượt hộ gặp khó khăn.",
                votes_in_favor=20,
                votes_against=1,
                votes_invalid=0,
                state=state,
                state_since=moments[-1],
                holder_unit=holder,
                returned_by_unit=self.crowd.commune if state == S.RETURNED else None,
                submitted_at=when.get(Action.SUBMIT),
                due_at=self.crowd.at + timedelta(days=5) if state == S.RETURNED else None,
                appraisal_note=NOTE if len(moves) > len(UP) else "",
                created_at=moments[0],
                version=len(moves) + 1,
                search_key=search_key(f"{nominee.full_name} {cell.name} {model} {code}")[:600],
                sort_key=sort_key(nominee.full_name, given_name_first=nominee.is_individual)[:500],
            ),
            cell_place,
            moves,
            moments,
        )

    def _moments(self, round: Round, count: int) -> tuple[datetime, ...]:
        """Return rising moments inside the round's time, the last one before now."""
        start = round.created_at + timedelta(minutes=self.chance.randint(0, 30 * 24 * 60))
        pause = timedelta(minutes=self.chance.randint(600, 6000))
        return tuple(start + i * pause for i in range(count))

    def _trail(self, lines: list[Line]) -> None:
        write_rows(TransitionRecord, (record for line in lines for record in self._records(line)))

    def _records(self, line: Line) -> Iterator[dict[str, Any]]:
        """Yield the history of a line: that its draft was made, and every move after it."""
        cell = self.crowd.cells[line.cell]
        yield self._record(line, 1, Action.CREATE, Action.CREATE.label, "", S.DRAFT, cell, None)
        source, holder = S.DRAFT, cell
        for place, row in enumerate(line.moves, start=2):
            holder = self._holder(row, holder, cell)
            yield self._record(line, place, row.action, row.text, source, row.target, holder, row)
            source = row.target

    def _record(
        self,
        line: Line,
        sequence: int,
        action: Action,
        label: str,
        source: str,
        target: S,
        holder: Unit | None,
        row: Transition | None,
    ) -> dict[str, Any]:
        actor, role, unit = self._actor(line, row)
        return {
            "nomination": line.nomination.pk,
            "sequence": sequence,
            "at": line.moments[sequence - 1],
            "actor": actor.pk,
            "actor_name": actor.full_name,
            "role": role.value,
            "role_label": role.label,
            "position_title": "",
            "unit": unit.pk,
            "unit_name": unit.name,
            "action": action.value,
            "label": label,
            "source": str(source),
            "target": target.value,
            "note": NOTE if action in OPINIONS else "",
            "on_behalf_of": "",
            "holder_name": holder.name if holder else "",
            "data": "{}",
        }

    def _actor(self, line: Line, row: Transition | None) -> tuple[Any, Role, Unit]:
        """Return who made a move, in which role and unit; without a move who made the draft."""
        role = ROLES.get(row.capability, Role.RECORDS_CLERK) if row else Role.CELL_OFFICER
        if role == Role.CELL_OFFICER:
            return self.crowd.secretaries[line.cell], role, self.crowd.cells[line.cell]
        return (self.crowd.appraiser if role == Role.APPRAISER else self.crowd.clerk), role, self.crowd.commune

    def _reaches(self, lines: list[Line]) -> None:
        NominationReach.objects.bulk_create(
            (
                NominationReach(nomination=line.nomination, unit=self.crowd.commune, first_at=line.moments[1])
                for line in lines
                if line.moves
            ),
            BATCH,
        )

    def _tasks(self, lines: list[Line]) -> None:
        """Write each line's viewflow process with its start and what is asked now, or its end.

        The tasks between, which are done, are left out: nothing reads them again, and the history tells them.
        """
        processes = Process.objects.bulk_create((self._process(line) for line in lines), BATCH)
        both = list(zip(processes, lines, strict=True))
        write_rows(
            NominationProcess, ({"process_ptr": process.pk, "nomination": line.nomination.pk} for process, line in both)
        )
        write_rows(Task, (task for process, line in both for task in self._ends(process, line)))

    def _process(self, line: Line) -> Process:
        is_done = line.nomination.state in FINAL
        return Process(
            flow_class=NominationFlow,
            status=PROCESS.DONE if is_done else PROCESS.NEW,
            created=line.moments[0],
            finished=line.moments[-1] if is_done else None,
        )

    def _ends(self, process: Process, line: Line) -> Iterator[dict[str, Any]]:
        nomination, first, last = line.nomination, line.moments[0], line.moments[-1]
        nothing = {"owner_permission": None, "owner_permission_content_type": None, "owner_permission_obj_pk": None}
        yield self._task(process, "start", first, status=STATUS.DONE, started=first, finished=first, **nothing)
        if nomination.state in FINAL:
            yield self._task(process, "end", last, status=STATUS.DONE, started=last, finished=last, **nothing)
            return
        name = NODE_OF_STATE[nomination.state]
        yield self._task(
            process,
            name,
            last,
            status=STATUS.NEW,
            started=None,
            finished=None,
            owner_permission_content_type=self.units.pk,
            owner_permission=NominationFlow.instance.node(name)._owner_permission,
            owner_permission_obj_pk=str(nomination.holder_unit_id),
        )

    def _task(self, process: Process, name: str, created: datetime, **fields) -> dict[str, Any]:
        node = NominationFlow.instance.node(name)
        reference = Task._meta.get_field("flow_task").get_prep_value(node)
        return {
            "process": process.pk,
            "flow_task": reference,
            "flow_task_type": node.task_type,
            "created": created,
            "token": "start",
            "data": "{}",
            **fields,
        }

    def _files(self, lines: list[Line]) -> None:
        """Write one file for two lines of three; the rows alone, no page of the benchmark opens one."""
        Evidence.objects.bulk_create(
            (
                Evidence(
                    dossier_id=line.nomination.dossier_id,
                    nomination=line.nomination,
                    caption="Báo cáo thành tích",
                    original_name="bao-cao.pdf",
                    file=f"evidence/{line.nomination.pk}",
                    mime="application/pdf",
                    size=312_000,
                    sha256=f"{line.nomination.pk:064x}",
                    uploaded_by=self.crowd.secretaries[line.cell],
                    uploaded_at=line.moments[0],
                )
                for line in lines
                if line.nomination.pk % 3
            ),
            BATCH,
        )


def _share(count: int, place: int) -> int:
    """Return how many of `count` lines belong to a round: the running ones a quarter each, the old ones the rest.

    A running round never has more than MOST_RUNNING: however long an archive is, a year's round is what its cells propose.
    """
    running, old = min(count // 4, MOST_RUNNING), ROUNDS - OPEN_ROUNDS
    if place >= old:
        return running
    rest = count - OPEN_ROUNDS * running
    return rest // old + (place < rest % old)
