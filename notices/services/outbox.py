"""What the office does with letters that wait: read, change, stop, send now, try again. Every act is recorded."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment
from vietnamese.dates import local_day

from ..enums import MailState
from ..exceptions import MailRefused
from ..models import Mail
from ..queries import OUTBOX_CAPABILITIES

BEING_SENT = "Thư này đang được gửi nên không đổi được nữa. Hãy tải lại trang sau một phút để xem kết quả."
CHANGED = "Thư này vừa được người khác sửa hoặc vừa được gửi. Hãy xem lại thư hiện nay; điều đồng chí ghi còn ở dưới."
STATE_WORDS = {
    MailState.SENT: "Thư này đã gửi nên không đổi được nữa.",
    MailState.STOPPED: "Thư này đã bị chặn. Muốn gửi, hãy bấm “Gửi lại”.",
    MailState.FAILED: "Thư này gửi không được. Hãy xem lại địa chỉ rồi bấm “Gửi lại”.",
    MailState.WAITING: "Thư này đang chờ gửi.",
}


@transaction.atomic
def change_mail(
    mail: Mail, *, subject: str, body: str, to_address: str, actor: Any, at: datetime, expected_version: int
) -> Mail:
    """Change a letter that has not gone out. Raises MailRefused, also where somebody else was faster."""
    held, mail = _take(mail, actor, at, MailState.WAITING, MailState.FAILED)
    if mail.version != expected_version:
        raise MailRefused(CHANGED)
    before = {"subject": mail.subject, "body": mail.body, "to_address": mail.to_address}
    mail.subject, mail.body, mail.to_address = subject, body, to_address
    mail.changed_by_name = actor.full_name
    mail.owner = ""  # no longer one of those that were tried together
    _keep(mail, "subject", "body", "to_address", "changed_by_name", "owner")
    _record("Sửa thư đi", mail, held, actor, at, before=before)
    return mail


@transaction.atomic
def stop_mail(mail: Mail, *, actor: Any, at: datetime) -> Mail:
    """Keep a letter from going out. Raises MailRefused when it has gone or is being sent."""
    held, mail = _take(mail, actor, at, MailState.WAITING, MailState.FAILED)
    mail.state, mail.stopped_by_name = MailState.STOPPED, actor.full_name
    _keep(mail, "state", "stopped_by_name")
    _record("Chặn thư đi", mail, held, actor, at)
    return mail


@transaction.atomic
def send_now(mail: Mail, *, actor: Any, at: datetime) -> Mail:
    """Let a waiting letter go with the next turn of the worker, by itself."""
    held, mail = _take(mail, actor, at, MailState.WAITING)
    mail.not_before, mail.digest_on = at, None
    _keep(mail, "not_before", "digest_on")
    _record("Gửi thư ngay", mail, held, actor, at)
    return mail


@transaction.atomic
def send_again(mail: Mail, *, actor: Any, at: datetime) -> Mail:
    """Let a letter that failed or was stopped wait again, with as many attempts as a new one."""
    held, mail = _take(mail, actor, at, MailState.FAILED, MailState.STOPPED)
    _renew(mail, at)
    _record("Gửi lại thư", mail, held, actor, at)
    return mail


@transaction.atomic
def send_failed_again(units: Iterable[int], *, actor: Any, at: datetime) -> int:
    """Let all letters of these units that failed wait again, for example after the mail server was away. Returns how many."""
    failed = Mail.objects.select_for_update(of=("self",)).select_related("unit").filter(
        unit__in=list(units), state=MailState.FAILED
    )  # fmt: skip
    count = 0
    for mail in failed:
        held = _may(mail, actor, at)
        _renew(mail, at)
        _record("Gửi lại thư", mail, held, actor, at)
        count += 1
    return count


def _renew(mail: Mail, at: datetime) -> None:
    mail.state, mail.attempts, mail.error, mail.owner = MailState.WAITING, 0, "", ""
    mail.not_before, mail.digest_on, mail.lease_until, mail.stopped_by_name = at, None, None, ""
    _keep(mail, "state", "attempts", "error", "owner", "not_before", "digest_on", "lease_until", "stopped_by_name")


def _may(mail: Mail, actor: Any, at: datetime) -> RoleAssignment:
    for capability in OUTBOX_CAPABILITIES:
        if held := access.holdings(actor, capability, mail.unit, on=local_day(at)):
            return held[0]
    raise NotPermitted("Thư này thuộc văn phòng của đơn vị khác.", hidden=True)


def _take(mail: Mail, actor: Any, at: datetime, *states: MailState) -> tuple[RoleAssignment, Mail]:
    """Lock the letter for a change by somebody who may, in one of these states and not in the worker's hands."""
    locked = Mail.objects.select_for_update(of=("self",)).select_related("unit", "user").get(pk=mail.pk)
    held = _may(locked, actor, at)
    if locked.state not in states:
        raise MailRefused(STATE_WORDS[MailState(locked.state)])
    if locked.state == MailState.WAITING and locked.lease_until and locked.lease_until > at:
        raise MailRefused(BEING_SENT)
    return held, locked


def _keep(mail: Mail, *fields: str) -> None:
    mail.version += 1
    mail.save(update_fields=[*fields, "version"])


def _record(verb: str, mail: Mail, held: RoleAssignment, actor: Any, at: datetime, **data: Any) -> None:
    record(
        verb=verb,
        subject=mail,
        actor=actor,
        at=at,
        role_label=held.get_role_display(),
        unit_name=mail.unit.name,
        on_behalf_of=held.on_behalf_of,
        data=data,
    )
