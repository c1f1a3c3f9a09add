"""Who does not vote on which line: found by the system, declared by the member. No nomination changes here."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from history.services import record
from vietnamese.dates import local_day

from . import urn
from .enums import AttendanceStatus, MeetingState, RecusalGround, Secrecy
from .models import AgendaLine, Ballot, DeclaredRelative, Meeting, Recusal, SecretVoter
from .queries import conflicts_of, rule_of, ties_of

FOUND = (RecusalGround.NOMINEE, RecusalGround.RELATIVE, RecusalGround.HEAD, RecusalGround.PROPOSER)
"""The grounds that the system finds by itself; the fifth is what a member declares."""


def find_recusals(meeting: Meeting, lines: Iterable[AgendaLine] | None = None) -> None:
    """Write down who should not vote on which line of an open vote, and remove votes that they have cast there.

    What the system found before and finds no longer is taken back; what members declared stays. A secret vote cannot be
    removed alone: all members vote again on its line. Call it in the transaction of the act, with the meeting locked.
    """
    chosen = list(
        lines if lines is not None else meeting.lines.select_related("nomination__nominee", "nomination__round")
    )
    members = list(meeting.attendances.select_related("user"))
    rule = rule_of(meeting)
    ties = ties_of(chosen, members, local_day(meeting.starts_at))
    found = {
        (c.line_id, c.user_id): c
        for c in conflicts_of(chosen, members, ties, heads_are_recused=bool(rule and rule.heads_are_recused))
    }
    known = {(r.line_id, r.user_id): r for r in Recusal.objects.filter(line__in=chosen)}
    for key, recusal in known.items():
        if key not in found and recusal.ground in FOUND:
            recusal.delete()
    for (line_id, user_id), conflict in found.items():
        if (line_id, user_id) not in known:
            Recusal.objects.create(line_id=line_id, user_id=user_id, name=conflict.name, ground=conflict.ground)
            Ballot.objects.filter(line_id=line_id, user_id=user_id).delete()
    if meeting.secrecy == Secrecy.SECRET and (new := found.keys() - known.keys()):
        voted = SecretVoter.objects.filter(line__meeting=meeting).values_list("line_id", "user_id")
        with suppress(urn.UrnLost):  # then everybody votes again anyway, as the close will say
            if urn.empty_lines(meeting, {line_id for line_id, user_id in voted if (line_id, user_id) in new}):
                forget_unanswered(meeting)


def forget_unanswered(meeting: Meeting) -> None:
    """Take out of a poll those of whom nothing is left, because their votes became void or they took a recusal back."""
    if not meeting.is_poll:
        return
    voted = Ballot.objects.filter(line__meeting=meeting).values("user")
    in_urn = SecretVoter.objects.filter(line__meeting=meeting).values("user")
    declared = Recusal.objects.filter(line__meeting=meeting, ground=RecusalGround.DECLARED).values("user")
    silent = meeting.attendances.exclude(user__in=voted).exclude(user__in=in_urn).exclude(user__in=declared)
    silent.update(status=AttendanceStatus.UNKNOWN)


@transaction.atomic
def declare_relative(
    *, user: Any, full_name: str, relation: str, at: datetime, birth_year: int | None = None
) -> DeclaredRelative:
    """Write down a relative of a member; open votes in which the relative is nominated take the member out at once.

    The same name, birth year and relation again returns what is there, so a double click declares once.
    """
    relative = DeclaredRelative(user=user, full_name=full_name, relation=relation, birth_year=birth_year)
    relative.full_clean(exclude=["name_key"])
    get_user_model().objects.select_for_update().get(pk=user.pk)
    same = DeclaredRelative.objects.filter(
        user=user, full_name=relative.full_name, relation=relative.relation, birth_year=birth_year
    ).first()
    if same:
        return same
    relative.save()
    user.__dict__.pop("_relatives", None)
    _refresh_open_votes(user)
    record(verb="Khai báo người thân", subject=relative, actor=user, at=at, on_behalf_of="")
    return relative


@transaction.atomic
def remove_relative(relative: DeclaredRelative, *, at: datetime) -> None:
    """Take a declaration back; the member votes again where only this relative kept them from it."""
    record(verb="Bỏ khai báo người thân", subject=relative, actor=relative.user, at=at, on_behalf_of="")
    user = relative.user
    relative.delete()
    user.__dict__.pop("_relatives", None)
    _refresh_open_votes(user)


def _refresh_open_votes(user: Any) -> None:
    for meeting in (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(state=MeetingState.VOTING, attendances__user=user)
    ):
        find_recusals(meeting)
