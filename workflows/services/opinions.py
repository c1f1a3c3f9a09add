"""Asking other bodies about a line (hiệp y): units of this system by account, outside bodies by a link.

Only the sha256 of a link's secret is kept, so that neither the database nor a backup opens the page. An answer does not
bind the office and a missing one does not stop it; both stand beside the line.
"""

import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.urls import reverse

from history.services import record
from nominations.enums import FINAL, Consent, NominationState
from nominations.models import Nomination, OpinionRequest
from nominations.queries import is_nominee
from nominations.rules import called
from notices.enums import Event
from notices.services import tell
from organizations.models import Unit
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text, short_date
from vietnamese.text import nfc, one_line

from ..conflicts import kept_from_judging
from ..exceptions import GuardFailed, IllegalTransition

ANSWERING = (Capability.APPRAISE, Capability.NOMINATE, Capability.INSPECT)
"""Any of these at the asked unit lets somebody answer for it."""
ASKED_ABOUT = frozenset(
    {
        NominationState.SUBMITTED,
        NominationState.FORWARDED,
        NominationState.UNDER_APPRAISAL,
        NominationState.RECOMMENDED,
        NominationState.NOT_RECOMMENDED,
    }
)
"""The states in which the unit that holds a line still makes up its mind."""
LINK_LIVES_ON = timedelta(days=30)
"""How long after its due date a link still opens."""
SECRET_BYTES = 32


@dataclass(frozen=True)
class Outsider:
    """Whoever answers through a link: a name for the record, no account."""

    full_name: str
    pk: None = None


@transaction.atomic
def ask_opinion(
    nomination: Nomination,
    *,
    question: str,
    due_on: date,
    actor: Any,
    at: datetime,
    asked_unit: Unit | None = None,
    body_name: str = "",
    email: str = "",
    submission_key: uuid.UUID | None = None,
) -> tuple[OpinionRequest, str]:
    """Ask a unit of this system, or an outside body by name, about a line; returns the request and the link's secret.

    The secret is "" for a unit of the system, and when the same `submission_key` comes again: it is known once only.
    Raises NotPermitted, IllegalTransition, and GuardFailed for a body that cannot be asked like this.
    """
    if submission_key and (found := OpinionRequest.objects.filter(submission_key=submission_key).first()):
        access.check(actor, Capability.APPRAISE, found.unit, on=local_day(at))
        return found, ""
    line = _locked(nomination)
    unit = line.holder_unit
    holding = access.check(actor, Capability.APPRAISE, unit, on=local_day(at))
    if line.state not in ASKED_ABOUT or line.awaits_outside_answer:
        raise IllegalTransition(
            f"Dòng này đang ở trạng thái “{line.get_state_display()}” nên không xin ý kiến thêm được nữa."
        )
    name = asked_unit.name if asked_unit else one_line(body_name)
    reasons = _why_not(line, asked_unit, name, question, due_on, local_day(at))
    if barred := kept_from_judging(line, actor, at=at, holding=holding):
        reasons.append(barred)
    if reasons:
        raise GuardFailed(*reasons)
    secret = "" if asked_unit else secrets.token_urlsafe(SECRET_BYTES)
    made = OpinionRequest.objects.create(
        nomination=line,
        unit=unit,
        asked_unit=asked_unit,
        body_name=name,
        email=email,
        question=nfc(question).strip(),
        due_on=due_on,
        asked_by=actor,
        asked_by_name=actor.full_name,
        asked_at=at,
        secret_sha256=fingerprint(secret) if secret else None,
        submission_key=submission_key or uuid.uuid4(),
    )
    note = f"{name}, hạn {short_date(due_on)}"
    record(verb="Xin ý kiến hiệp y", subject=line, actor=actor, at=at, note=note, unit_name=unit.name)
    if asked_unit:
        facts = {
            "ten": called(line.nominee),
            "don_vi": name,
            "dot": line.round.title,
            "han": short_date(due_on),
            "nguoi": actor.full_name,
        }
        tell(
            Event.OPINION_ASKED, unit=unit, at=at, by=actor, facts=facts,
            users=[user for user in answerers(asked_unit, on=local_day(at)) if not is_nominee(user, line.nominee)],
            url=reverse("workflows:opinion", args=[made.pk]), round=line.round,
        )  # fmt: skip
    return made, secret


def _why_not(line: Nomination, asked: Unit | None, name: str, question: str, due_on: date, day: date) -> list[str]:
    reasons = []
    if not name:
        reasons.append("Hãy chọn một đơn vị trong hệ thống, hoặc ghi tên cơ quan được hỏi.")
    if not question.strip():
        reasons.append("Hãy ghi nội dung xin ý kiến: cơ quan được hỏi cần biết phải trả lời điều gì.")
    if due_on < day:
        reasons.append("Hạn trả lời đã qua. Hãy ghi ngày từ hôm nay trở đi.")
    if asked and asked.pk == line.holder_unit_id:
        reasons.append("Đây là đơn vị của đồng chí. Muốn hỏi đồng nghiệp, hãy đề nghị viết phiếu thẩm định.")
    elif asked and not answerers(asked, on=day):
        reasons.append(
            f"Ở {asked.name} chưa có ai trả lời được trong hệ thống. Hãy chọn gửi đường dẫn và ghi tên {asked.name}."
        )
    waiting = line.opinion_requests.filter(answered_at=None, cancelled_at=None)
    if name.casefold() in {row.body_name.casefold() for row in waiting}:
        reasons.append(f"{name} đang được hỏi về dòng này và chưa trả lời. Muốn hỏi lại, hãy thôi hỏi lần trước đã.")
    return reasons


def answerers(unit: Unit, *, on: date) -> list[Any]:
    """Return who may answer for a unit."""
    found = {user.pk: user for capability in ANSWERING for user in access.who_can(capability, unit, on=on)}
    return list(found.values())


def answering_units(user: Any, *, on: date) -> set[int]:
    """Return the units for which somebody may answer."""
    return set().union(*(access.units_where(user, capability, on=on) for capability in ANSWERING))


def answering_as(request: OpinionRequest, user: Any, *, on: date) -> RoleAssignment:
    """Return the role in which somebody answers for the asked unit.

    Raises NotPermitted: hidden for people of other units, with a sentence for the nominee.
    """
    held = (
        [a for capability in ANSWERING for a in access.holdings(user, capability, request.asked_unit, on=on)]
        if request.asked_unit
        else []
    )
    if not held:
        raise NotPermitted("Yêu cầu này không gửi tới đơn vị của đồng chí.", hidden=True)
    if is_nominee(user, request.nomination.nominee):
        raise NotPermitted(
            "Đồng chí là người được đề nghị ở dòng này nên không trả lời thay đơn vị được. Hãy nhờ đồng chí khác."
        )
    return access.act_through(user, held[0])


@transaction.atomic
def answer_by_account(request: OpinionRequest, *, consent: str, text: str, actor: Any, at: datetime) -> OpinionRequest:
    """Answer for the asked unit, once. Raises NotPermitted, IllegalTransition, GuardFailed."""
    request = _locked_request(request.pk)
    holding = answering_as(request, actor, on=local_day(at))
    return _answer(request, consent, text, actor.full_name, holding.printed_position, actor, at)


@transaction.atomic
def answer_by_link(
    request: OpinionRequest, *, consent: str, text: str, name: str, position: str, at: datetime
) -> OpinionRequest:
    """Answer as whoever holds the link, once. Raises IllegalTransition (answered, cancelled, expired), GuardFailed."""
    request = _locked_request(request.pk)
    if not one_line(name):
        raise GuardFailed("Hãy ghi họ và tên người trả lời.")
    return _answer(request, consent, text, one_line(name), one_line(position), None, at)


def _answer(
    request: OpinionRequest, consent: str, text: str, name: str, position: str, actor: Any, at: datetime
) -> OpinionRequest:
    if closed := why_closed(request, on=local_day(at)):
        raise IllegalTransition(closed)
    if consent not in Consent.values:
        raise GuardFailed("Chưa chọn ý kiến: nhất trí, không nhất trí hay không có ý kiến.")
    if consent == Consent.OBJECT and not text.strip():
        raise GuardFailed("Không nhất trí thì cần ghi lý do, để cơ quan thẩm định xem xét.")
    request.consent, request.answer = consent, nfc(text).strip()
    request.answered_by_name, request.answered_by_position, request.answered_at = name, position, at
    request.save(update_fields=["consent", "answer", "answered_by_name", "answered_by_position", "answered_at"])
    line = request.nomination
    record(
        verb="Trả lời hiệp y", subject=line, actor=actor or Outsider(name), at=at, unit_name=request.body_name,
        note=f"{request.body_name}: {name}" + ("" if actor else ", trả lời bằng đường dẫn"),
    )  # fmt: skip
    facts = {"ten": called(line.nominee), "don_vi": request.body_name, "dot": line.round.title}
    tell(
        Event.OPINION_ANSWERED, users=[request.asked_by], unit=request.unit, at=at, by=actor, round=line.round,
        url=reverse("workflows:opinion", args=[request.pk]), facts=facts,
    )  # fmt: skip
    return request


def why_closed(request: OpinionRequest, *, on: date) -> str:
    """Return why a request takes no answer any more, or ""."""
    if request.answered_at:
        return f"{request.answered_by_name} đã trả lời {moment_text(request.answered_at)}. Mỗi lần hỏi chỉ trả lời một lần."
    if request.cancelled_at:
        return f"{request.unit.office} đã thôi hỏi {moment_text(request.cancelled_at)}, nên không cần trả lời nữa."
    if request.nomination.state in FINAL:
        return "Đề nghị này đã có kết quả, nên không cần trả lời nữa."
    if request.secret_sha256 and on > request.due_on + LINK_LIVES_ON:
        return f"Đường dẫn đã hết hạn: hạn trả lời là {short_date(request.due_on)}. Hãy gọi {request.unit.office} nếu vẫn muốn trả lời."
    return ""


@transaction.atomic
def cancel_opinion(request: OpinionRequest, *, reason: str, actor: Any, at: datetime) -> OpinionRequest:
    """Ask no longer, with the reason; a link opens a page that says so. Raises NotPermitted, IllegalTransition, GuardFailed."""
    request = _own_open(request, actor, at)
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do thôi hỏi.")
    request.cancelled_at, request.cancelled_reason = at, reason.strip()
    request.save(update_fields=["cancelled_at", "cancelled_reason"])
    record(
        verb="Thôi hỏi hiệp y", subject=request.nomination, actor=actor, at=at, unit_name=request.unit.name,
        note=f"{request.body_name}: {one_line(reason)}",
    )  # fmt: skip
    return request


@transaction.atomic
def renew_link(request: OpinionRequest, *, actor: Any, at: datetime) -> tuple[OpinionRequest, str]:
    """Give an outside body a new link, because the first was lost; the old one opens nothing any more.

    Raises NotPermitted, IllegalTransition (answered, cancelled, a unit that answers by account).
    """
    request = _own_open(request, actor, at)
    if request.asked_unit_id:
        raise IllegalTransition("Đơn vị này trả lời bằng tài khoản nên không có đường dẫn.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    request.secret_sha256 = fingerprint(secret)
    request.save(update_fields=["secret_sha256"])
    record(
        verb="Cấp lại đường dẫn hiệp y", subject=request.nomination, actor=actor, at=at, note=request.body_name,
        unit_name=request.unit.name,
    )  # fmt: skip
    return request, secret


def _own_open(request: OpinionRequest, actor: Any, at: datetime) -> OpinionRequest:
    request = _locked_request(request.pk)
    access.check(actor, Capability.APPRAISE, request.unit, on=local_day(at))
    if request.answered_at or request.cancelled_at:
        raise IllegalTransition(why_closed(request, on=local_day(at)))
    return request


def fingerprint(secret: str) -> str:
    """Return what is kept of a link's secret."""
    return sha256(secret.encode()).hexdigest()


def request_behind(secret: str) -> OpinionRequest | None:
    """Return the request that a link opens, also an answered, cancelled or expired one; None for a wrong secret."""
    return _reading().filter(secret_sha256=fingerprint(secret)).first()


def _reading():
    return OpinionRequest.objects.select_related(
        "nomination__nominee", "nomination__round", "unit__kind", "asked_unit__kind", "asked_by"
    )


def _locked_request(pk: int) -> OpinionRequest:
    return _reading().select_for_update(of=("self",)).get(pk=pk)


def _locked(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("nominee", "round", "holder_unit__kind", "proposing_unit")
        .get(pk=nomination.pk)
    )
