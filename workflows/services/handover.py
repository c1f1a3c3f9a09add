"""Handing the open work of a leaver to somebody else: one transaction, recorded, one result for each thing.

What the receiver may not do stays where it is, and the result says so. Roles are given and ended only where they were
ticked. Text that was typed and never saved is personal and is left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from history.models import Entry
from history.services import record
from nominations.models import Appraisal, OpinionRequest
from nominations.queries import is_nominee
from nominations.rules import called
from notices.enums import Event
from notices.services import tell
from organizations.models import Unit
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment
from permissions.roles import Capability
from permissions.services import AssignmentRefused, end_role, give_role
from permissions.substitutions import LoanRefused, end_substitution
from vietnamese.dates import local_day, short_date

from ..conflicts import kept_from_judging
from ..exceptions import GuardFailed
from ..models import LineClaim
from ..queries_handover import OpenWork, Reach, open_work, reach_over

VERB = "Bàn giao việc"


@dataclass(frozen=True)
class Chosen:
    """What is handed over: whole kinds of work, and single roles and substitutions by their ids."""

    claims: bool = True
    sheets: bool = True
    opinions: bool = True
    give_roles: frozenset[int] = frozenset()
    end_roles: frozenset[int] = frozenset()
    end_loans: frozenset[int] = frozenset()
    last_day: date | None = None
    """The last day on which ended roles are held; without it the day of the act."""
    position_title: str = ""
    """The position of the receiver in the roles that they are given; without it that of the leaver."""
    decided_by: str = ""


@dataclass(frozen=True)
class Done:
    """What became of one thing."""

    about: str
    fact: str
    is_done: bool = True


@transaction.atomic
def hand_over(person: User, *, to: User, chosen: Chosen, actor: Any, at: datetime) -> Entry:
    """Hand over what was chosen; returns the entry of the history, whose data hold one result for each thing.

    Raises NotPermitted for somebody who neither administers nor runs the office of the person, and GuardFailed when the
    receiver is the leaver, or has no account in use.
    """
    people = {
        user.pk: user for user in User.objects.select_for_update().filter(pk__in=[person.pk, to.pk]).order_by("pk")
    }
    person, to, on = people[person.pk], people[to.pk], local_day(at)
    actor.acting_for = ""
    reach = reach_over(actor, person, on=on)
    if reach is None:
        raise NotPermitted("Chỉ người quản trị, cơ quan của đơn vị và chính đồng chí đó bàn giao việc của đồng chí đó.")
    if to.pk == person.pk:
        raise GuardFailed("Người nhận phải là đồng chí khác. Hãy chọn lại người nhận.")
    if not to.is_active:
        raise GuardFailed(f"Tài khoản của đồng chí {to.full_name} đã ngừng. Hãy chọn người khác.")
    handing = _Handing(person, to, chosen, reach, actor, at)
    work = open_work(person, reach.units, at=at)
    done = [*handing.roles(work), *handing.loans(work), *handing.work(work), *handing.cells(work)]
    return _write_down(handing, done, work)


class _Handing:
    """One hand-over under way."""

    def __init__(self, person: User, to: User, chosen: Chosen, reach: Reach, actor: Any, at: datetime):
        self.person, self.to, self.chosen, self.reach, self.actor, self.at = person, to, chosen, reach, actor, at
        self.on = local_day(at)

    def roles(self, work: OpenWork) -> list[Done]:
        """Give the ticked roles first, so that no unit is without its only administrator in between; then end."""
        done = []
        for held in work.roles:
            if held.pk in self.chosen.give_roles:
                done.append(self._on_role(held, f"Giao vai trò {_role_text(held)}", self._give))
        for held in work.roles:
            if held.pk in self.chosen.end_roles:
                done.append(self._on_role(held, f"Thôi vai trò {_role_text(held)}", self._end))
        access.forget(self.to)
        return done

    def _on_role(self, held: RoleAssignment, about: str, act: Callable[[RoleAssignment], str]) -> Done:
        if held.unit_id not in self.reach.administered:
            return Done(about, "Chưa làm: chỉ người quản trị giao và thôi vai trò.", is_done=False)
        try:
            with transaction.atomic():
                return Done(about, act(held))
        except AssignmentRefused as refusal:
            return Done(about, str(refusal), is_done=False)

    def _give(self, held: RoleAssignment) -> str:
        give_role(
            user=self.to,
            role=held.role,
            unit=held.unit,
            starts_on=max(self.on, held.starts_on),
            ends_on=held.ends_on,
            position_title=self.chosen.position_title or held.position_title,
            decided_by=self.chosen.decided_by,
            actor=self.actor,
            at=self.at,
        )
        return f"Đồng chí {self.to.full_name} giữ vai trò này từ hôm nay."

    def _end(self, held: RoleAssignment) -> str:
        last = self.chosen.last_day or self.on
        end_role(held, ends_on=last, actor=self.actor, at=self.at, ended_by=self.chosen.decided_by)
        return f"Đồng chí {self.person.full_name} thôi vai trò này hết ngày {short_date(last)}."

    def loans(self, work: OpenWork) -> list[Done]:
        """End the ticked substitutions; one that ended with its role is ended all the same."""
        done = []
        for loan in work.loans:
            if loan.pk in self.chosen.end_loans:
                about = f"Ủy quyền: {loan}, {_role_text(loan.assignment)}"
                try:
                    end_substitution(loan, actor=self.actor, at=self.at, reason=VERB)
                except (LoanRefused, NotPermitted) as refusal:
                    done.append(Done(about, str(refusal), is_done=False))
                else:
                    done.append(Done(about, "Đã chấm dứt."))
        return done

    def work(self, work: OpenWork) -> list[Done]:
        """Move claims, sheets and questions that the receiver may go on with."""
        chosen = self.chosen
        return [
            *(self._claim(claim) for claim in work.claims if chosen.claims),
            *(self._sheet(sheet) for sheet in work.sheets if chosen.sheets),
            *(self._opinion(asked) for asked in work.opinions if chosen.opinions),
        ]

    def _holding(self, unit: Unit) -> RoleAssignment | None:
        return next(iter(access.holdings(self.to, Capability.APPRAISE, unit, on=self.on)), None)

    def _unable(self, unit: Unit) -> str:
        return f"Để lại: đồng chí {self.to.full_name} không giữ vai trò thẩm định ở {unit.office}."

    def _claim(self, claim: LineClaim) -> Done:
        line = claim.nomination
        about = f"Dòng đang xử lý: {called(line.nominee)}"
        holding = self._holding(line.holder_unit)
        if holding is None:
            return Done(about, self._unable(line.holder_unit), is_done=False)
        if kept_from_judging(line, self.to, at=self.at, holding=holding):
            why = "là người được đề nghị" if is_nominee(self.to, line.nominee) else "không được xét dòng này"
            return Done(about, f"Để lại: đồng chí {self.to.full_name} {why}.", is_done=False)
        taken = {"user": self.to, "user_name": self.to.full_name, "claimed_at": self.at, "active_at": self.at}
        if not LineClaim.objects.filter(pk=claim.pk, user=self.person).update(**taken):
            return Done(about, "Để lại: dòng này vừa được xử lý hoặc vừa có người khác nhận.", is_done=False)
        return Done(about, f"Đồng chí {self.to.full_name} xử lý tiếp.")

    def _sheet(self, sheet: Appraisal) -> Done:
        line, about = sheet.nomination, f"Phiếu thẩm định: {called(sheet.nomination.nominee)}"
        holding = self._holding(sheet.unit)
        if holding is None:
            return Done(about, self._unable(sheet.unit), is_done=False)
        if barred := kept_from_judging(line, self.to, at=self.at, holding=holding):
            return Done(
                about, f"Để lại: đồng chí {self.to.full_name} không thẩm định được dòng này. {barred}", is_done=False
            )
        excused = {"excused_at": self.at, "excused_reason": f"Bàn giao cho đồng chí {self.to.full_name}"}
        open_still = Appraisal.objects.filter(pk=sheet.pk, submitted_at=None, excused_at=None)
        if not open_still.update(**excused):
            return Done(about, "Để lại: phiếu này vừa được nộp hoặc vừa được thôi yêu cầu.", is_done=False)
        there = Appraisal.objects.filter(nomination=line, unit=sheet.unit, appraiser=self.to, excused_at=None)
        if there.exists():
            return Done(about, f"Đồng chí {self.to.full_name} đã có phiếu của dòng này; phiếu cũ được thôi yêu cầu.")
        Appraisal.objects.create(
            nomination=line,
            unit=sheet.unit,
            appraiser=self.to,
            appraiser_name=self.to.full_name,
            position_title=holding.printed_position,
            on_behalf_of=holding.on_behalf_of,
            asked_by_name=sheet.asked_by_name,
            asked_at=self.at,
            due_on=sheet.due_on,
        )
        return Done(
            about, f"Đồng chí {self.to.full_name} viết phiếu mới; nội dung viết dở của phiếu cũ không chuyển theo."
        )

    def _opinion(self, asked: OpinionRequest) -> Done:
        about = f"Xin ý kiến {asked.body_name}: {called(asked.nomination.nominee)}"
        if self._holding(asked.unit) is None:
            return Done(about, self._unable(asked.unit), is_done=False)
        asked.asked_by = self.to
        asked.save(update_fields=["asked_by"])
        return Done(about, f"Đồng chí {self.to.full_name} theo dõi và nhận trả lời.")

    def cells(self, work: OpenWork) -> list[Done]:
        """Say of dossiers that only the leaver could go on with whether the receiver can now."""
        done = []
        for cell in work.cells:
            able = access.can(self.to, Capability.NOMINATE, cell.unit, on=self.on)
            fact = (
                f"Đồng chí {self.to.full_name} làm tiếp được."
                if able
                else "Chưa ai làm tiếp được. Hãy giao vai trò Cán bộ chi bộ cho người nhận."
            )
            done.append(Done(f"Hồ sơ chưa trình của {cell.unit.name} ({cell.dossiers})", fact, is_done=able))
        return done


def _role_text(held: RoleAssignment) -> str:
    return f"{held.get_role_display()}, {held.unit.name}"


def _write_down(handing: _Handing, done: list[Done], work: OpenWork) -> Entry:
    person, to, actor, at = handing.person, handing.to, handing.actor, handing.at
    count = sum(result.is_done for result in done)
    data = {"to": to.pk, "results": [[result.about, result.fact, result.is_done] for result in done]}
    unit = next((held.unit for held in work.roles), None) or _unit_of(work)
    name = str(unit) if unit else ""
    note = f"Cho đồng chí {to.full_name}: {count}/{len(done)} việc."
    entry = record(verb=VERB, subject=person, actor=actor, at=at, note=note, unit_name=name, on_behalf_of="", data=data)
    note = f"Của đồng chí {person.full_name}: {count}/{len(done)} việc."
    record(verb="Nhận bàn giao việc", subject=to, actor=actor, at=at, note=note, unit_name=name, on_behalf_of="")
    if unit is not None and count:
        tell(
            Event.HANDED_OVER,
            users=[to],
            unit=unit,
            at=at,
            url=reverse("workflows:home"),
            facts={"ten": person.full_name, "don_vi": name, "so_dong": str(count)},
            by=actor,
        )
    return entry


def _unit_of(work: OpenWork) -> Unit | None:
    first = next((claim.nomination.holder_unit for claim in work.claims), None)
    return first or next((item.unit for item in (*work.sheets, *work.opinions)), None)
