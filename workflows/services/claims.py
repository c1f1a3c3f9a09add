"""Taking a waiting line in hand, and giving it back.

A claim protects against double work, not against acts: it says "somebody is reading this, take another one". Whoever may
appraise the line may still act on it while somebody else holds the claim, because an office must not stand still when a
colleague is at the telephone; pages say whose claim it is before the press, and many lines at once leave it out unless
it is ticked on purpose. A claim ends when its holder gives it back, when the line leaves the office by any act, or when
the holder has neither opened the line nor acted on it for CLAIM_IDLE (30 minutes): from then on every reading takes it
for none, and the row itself goes with the next claim or the worker's next turn.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from nominations.models import Nomination
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text

from ..conflicts import kept_from_judging
from ..exceptions import ClaimHeld, GuardFailed, IllegalTransition
from ..models import LineClaim
from ..queries_queue import CLAIM_IDLE, WAITING, claim_on


@transaction.atomic
def claim(nomination: Nomination, *, actor: Any, at: datetime, instead_of: int | None = None) -> LineClaim:
    """Take the line in hand; again is the same as once. Opening a line does not claim it.

    `instead_of` is the id of the user whose claim the person saw and takes over, which is recorded. Raises NotPermitted,
    IllegalTransition when the line does not wait for an office any more, GuardFailed for somebody who may not judge it, ClaimHeld
    when somebody else, or somebody else than `instead_of`, has it in hand.
    """
    line = _locked(nomination)
    holding = access.check(actor, Capability.APPRAISE, line.holder_unit, on=local_day(at))
    if barred := kept_from_judging(line, actor, at=at, holding=holding):
        raise GuardFailed(barred)
    LineClaim.objects.filter(nomination=line, active_at__lt=at - CLAIM_IDLE).delete()
    held = LineClaim.objects.filter(nomination=line).first()
    if held is None:
        return LineClaim.objects.create(
            nomination=line, user=actor, user_name=actor.full_name, claimed_at=at, active_at=at
        )
    if held.user_id != actor.pk:
        if held.user_id != instead_of:
            raise ClaimHeld(_held_by(held))
        record(
            verb="nhận xử lý thay",
            subject=line,
            actor=actor,
            at=at,
            role_label=holding.get_role_display(),
            unit_name=holding.unit.name,
            on_behalf_of=holding.on_behalf_of,
            note=f"Thay đồng chí {held.user_name}, đã nhận {moment_text(held.claimed_at)}.",
        )
        held.user, held.user_name, held.claimed_at = actor, actor.full_name, at
    held.active_at = at
    held.save()
    return held


@transaction.atomic
def release(nomination: Nomination, *, actor: Any, at: datetime) -> None:
    """Give the line back to the unit's queue; without a claim nothing happens.

    Raises NotPermitted, IllegalTransition when the line does not wait for an office any more, ClaimHeld when it is
    somebody else who has it in hand.
    """
    line = _locked(nomination)
    access.check(actor, Capability.APPRAISE, line.holder_unit, on=local_day(at))
    held = LineClaim.objects.filter(nomination=line).first()
    if held is None:
        return
    if held.user_id != actor.pk and held.active_at >= at - CLAIM_IDLE:
        raise ClaimHeld(_held_by(held))
    held.delete()


def keep_claim(line: Nomination, *, user: Any, at: datetime) -> None:
    """Note that the person has the line open, where the claim is theirs; costs a query only then."""
    claim = claim_on(line, at=at)
    if claim is not None and claim.user_id == user.pk:
        LineClaim.objects.filter(pk=claim.pk, user=user).update(active_at=at)


def release_idle(at: datetime) -> int:
    """Remove the claims that have ended by themselves; return how many. The worker does this in its turn."""
    removed, _ = LineClaim.objects.filter(active_at__lt=at - CLAIM_IDLE).delete()
    return removed


def _locked(nomination: Nomination) -> Nomination:
    line = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("holder_unit__kind", "nominee", "round", "proposing_unit")
        .filter(WAITING, pk=nomination.pk)
        .first()
    )
    if line is None:
        raise IllegalTransition("Dòng này không còn chờ thẩm định nên không cần nhận xử lý nữa. Hãy tải lại danh sách.")
    return line


def _held_by(claim: LineClaim) -> str:
    return f"Đồng chí {claim.user_name} đang xử lý dòng này, đã nhận {moment_text(claim.claimed_at)}."
