"""The first page after sign-in: what waits for me, which rounds are open, where my lines are.

Each role adds its part; a person with several roles sees all of them.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from certificates.enums import SlipState
from certificates.queries.hub import proofs_waiting
from certificates.queries.register import slips_waiting
from certificates.registry import REFUSE
from certificates.services.slips import one_hand
from meetings.enums import MeetingState
from meetings.queries import meetings_waiting_for
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.overrides import requests_before
from nominations.rules import called
from organizations.models import Unit
from organizations.queries import parents_on
from permissions.access import assignments, capabilities_of
from permissions.roles import Capability
from vietnamese.dates import clock, days_between, remaining_words, short_date
from vietnamese.templatetags.vietnamese import day

from .. import desk
from ..desk import Call
from ..queries_appraisal import Owed, opinions_open, postings_owed, sheets_owed
from ..services.opinions import ANSWERING
from ..services.proofs import APPROVERS
from ..tracker import Where, badge_kind, badge_text, last_steps, locate
from .base import now, today

WORKING = (
    Capability.NOMINATE,
    Capability.APPRAISE,
    Capability.VOTE,
    Capability.CONDUCT_MEETING,
    Capability.NUMBER_DECISIONS,
)
"""Capabilities for which something can wait; others read or set up."""

DUE_OF_POLL = "Hạn gửi phiếu"
SOON = 3
"""Days before a due date from which it is printed as urgent."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the person: what, why, until when, and the button that leads to it."""

    badge: str
    title: str
    url: str
    act: str
    badge_kind: str = "look"
    kicker: str = ""
    text: str | SafeString = ""
    quote: str = ""
    quote_by: str | SafeString = ""
    due_label: str = ""
    due_at: datetime | None = None
    due_words: str = ""
    more_url: str = ""
    more_label: str = ""


def home(request: HttpRequest) -> HttpResponse:
    """Return the first page."""
    at, on = now(), today()
    held = assignments(request.user, on)
    units = {capability: _units(held, capability) for capability in Capability}
    own = units[Capability.NOMINATE]
    parents = parents_on(on) if own else {}
    calls = desk.calls_for(own, at=at, parents=parents) if own else []
    returned, lines = (desk.returned_lines(own), desk.lines_of_the_year(own, at=at)) if own else ([], [])
    last = last_steps([*returned, *lines]) if own else {}
    waiting = [
        *_cell_work(returned, last, calls, at), *_ballots(request, units, at), *_exceptions(units, on), *_appraisal(units[Capability.APPRAISE], at),
        *_asked(request, units), *_postings(request, units),
        *_meetings(units, at), *_decisions(units), *_proofs(request, units), *_slips(request, units, at), *_closing(units),
    ]  # fmt: skip
    steps = desk.latest_steps(request.user, on=on)
    return render(request, "workflows/home.html", {
        "at": at, "waiting": waiting, "calls": [_call_row(call, at) for call in calls], "proposes": bool(own), "can_start": any(not call.dossiers and call.deadline >= at for call in calls), "key": uuid.uuid4(),
        "shows_units": len(own) > 1, "lines": _line_rows(lines, locate(lines, last, parents, at=at)), "is_more": len(lines) == desk.SHOWN,
        "steps": [_step(record) for record in steps], "inspects": bool(units[Capability.INSPECT]),
        "administered": [(unit, [_gap(gap) for gap in desk.gaps(unit, on=on)]) for unit in units[Capability.ADMINISTER]],
        "has_roles": bool(held), "has_work": any(units[capability] for capability in WORKING), "unit_names": ", ".join(unit.name for unit in own[:3]),
    })  # fmt: skip


def _units(held: list, capability: Capability) -> list[Unit]:
    found = {a.unit_id: a.unit for a in held if capability in capabilities_of(a)}
    return sorted(found.values(), key=lambda unit: unit.sort_key)


def _address(name: str, *args: int) -> str:
    return reverse(name, args=args)


def _cell_work(returned: list[Nomination], last: dict, calls: list[Call], at: datetime) -> Iterator[Waiting]:
    for line in returned:
        step = last[line.pk]
        yield Waiting(
            badge=badge_text(line), badge_kind="act", kicker=line.nominee.get_kind_display(), title=called(line.nominee),
            text=f"Mô hình “{line.model_name}”" if line.model_name else line.round.title,
            quote=step.note,
            quote_by=format_html("Đồng chí {}, {}, {}", step.done_by, step.unit_name, day(step.at)),
            due_label="Bổ sung trước", due_at=line.due_at, due_words=_due_words(line.due_at, at),
            url=reverse("workflows:edit_line", args=[line.pk]), act="Bổ sung",
            more_url=reverse("workflows:dossier_check", args=[line.dossier_id]), more_label="Kiểm tra và trình lại",
        )  # fmt: skip
    for call, dossier in desk.unsent_dossiers(calls):
        count = f"{dossier.draft_count} dòng chưa trình" if dossier.draft_count else "chưa có dòng nào"
        yield Waiting(
            badge="Dự thảo", kicker=f"Hồ sơ {dossier.code}", title=call.round.title, text=f"{call.unit.name}: {count}.",
            due_label="Hạn trình", due_at=call.deadline, due_words=_due_words(call.deadline, at),
            url=reverse("workflows:dossier", args=[dossier.pk]), act="Làm tiếp hồ sơ",
        )  # fmt: skip


def _due_words(due: datetime | None, at: datetime) -> str:
    if due is None:
        return ""
    return "đã quá hạn" if due < at and days_between(at, due) == 0 else remaining_words(days_between(at, due))


def _ballots(request: HttpRequest, units: dict, at: datetime) -> Iterator[Waiting]:
    if not units[Capability.VOTE]:
        return
    for meeting in meetings_waiting_for(request.user, {unit.pk for unit in units[Capability.VOTE]}):
        yield Waiting(
            badge="Chờ biểu quyết",
            badge_kind="act",
            kicker=meeting.committee_name,
            title=meeting.title,
            text=f"Còn {meeting.remaining} dòng đồng chí chưa biểu quyết.",
            due_label=DUE_OF_POLL if meeting.is_poll else "Phiên họp",
            due_at=meeting.poll_closes_at if meeting.is_poll else meeting.starts_at,
            due_words=_due_words(meeting.poll_closes_at, at) if meeting.is_poll else "",
            url=_address("workflows:ballot", meeting.pk),
            act="Biểu quyết",
        )


def _exceptions(units: dict, on: date) -> Iterator[Waiting]:
    """Yield what units ask to pass over, for those who may allow it."""
    asked = requests_before({unit.pk for unit in units[Capability.OVERRIDE_RULES]}, on=on)
    if asked:
        names = ", ".join(
            f"{called(row.nomination.nominee)} ({row.nomination.proposing_unit_name})" for row in asked[:3]
        )
        yield Waiting(
            badge="Xin ngoại lệ", badge_kind="act", title=f"{len(asked)} yêu cầu xét ngoại lệ chờ trả lời",
            text=f"{names}{f' và {len(asked) - 3} dòng khác' if len(asked) > 3 else ''}.",
            url=reverse("workflows:overrides"), act="Trả lời",
        )  # fmt: skip


def _appraisal(units: list[Unit], at: datetime) -> Iterator[Waiting]:
    for load in desk.appraisal_load(units) if units else []:
        days = load.days(at)
        yield Waiting(
            badge="Chờ thẩm định",
            kicker=load.unit.office,
            title=f"{load.waiting} dòng chờ thẩm định",
            text=f"Trong đó {load.arrived} dòng chưa tiếp nhận. "
            + (f"Dòng lâu nhất đã chờ {days} ngày." if days else "Dòng lâu nhất đến hôm nay."),
            url=_address("workflows:queue"),
            act="Thẩm định",
        )


def _asked(request: HttpRequest, units: dict) -> Iterator[Waiting]:
    """Yield what colleagues and other offices ask: appraisal sheets, and opinions of the person's units."""
    offices = {unit.pk for unit in units[Capability.APPRAISE]}
    sheets = sheets_owed(request.user, offices)
    answering = {unit.pk for capability in ANSWERING for unit in units[capability]}
    opinions, unanswered = opinions_open(answering, offices, on=today())
    kinds = (
        (sheets, "Phiếu thẩm định", "{} phiếu thẩm định chờ đồng chí viết", "workflows:sheets", "Viết phiếu"),
        (opinions, "Xin ý kiến", "{} yêu cầu xin ý kiến chờ đơn vị trả lời", "workflows:opinions", "Trả lời"),
        (
            unanswered,
            "Hiệp y quá hạn",
            "{} yêu cầu hiệp y đã quá hạn mà chưa có trả lời",
            "workflows:opinions",
            "Hỏi lại hoặc thôi hỏi",
        ),
    )
    for owed, badge, title, url, act in kinds:
        if owed.count:
            yield Waiting(
                badge=badge, badge_kind="act" if _is_late(owed) else "look", title=title.format(owed.count),
                text=f"Hạn gần nhất: {short_date(owed.first)}{', đã quá hạn' if _is_late(owed) else ''}." if owed.first else "",
                url=_address(url), act=act,
            )  # fmt: skip


def _postings(request: HttpRequest, units: dict) -> Iterator[Waiting]:
    """Yield the rounds whose names cannot be voted on yet: objections to answer first, then names to post."""
    for work in postings_owed({unit.pk for unit in units[Capability.MANAGE_ROUNDS]}, request.user):
        said = f"{work.objections} ý kiến về tên niêm yết chưa trả lời" if work.objections else ""
        names = f"{work.unposted} tên đã đề nghị chờ niêm yết" if work.unposted else ""
        first = f"Ý kiến đầu tiên nhận ngày {short_date(work.first)}." if work.first else ""
        more = f"Còn {names}." if said and names else ""
        yield Waiting(
            badge="Ý kiến niêm yết" if said else "Niêm yết", badge_kind="act" if said else "look", kicker=work.title,
            title=said or names, text=" ".join(filter(None, [first, more, "Chưa xong thì chưa biểu quyết được các dòng này."])),
            url=_address("workflows:round_postings", work.round_id), act="Mở trang niêm yết",
        )  # fmt: skip


def _is_late(owed: Owed) -> bool:
    return owed.first is not None and owed.first < today()


MEETING_ACTS = {
    MeetingState.PREPARING: "Chuẩn bị tiếp",
    MeetingState.VOTING: "Mở phiên họp",
    MeetingState.CLOSED: "Công bố kết quả",
}


def _meetings(units: dict, at: datetime) -> Iterator[Waiting]:
    for meeting in (
        desk.meetings_at_work(units[Capability.CONDUCT_MEETING]) if units[Capability.CONDUCT_MEETING] else []
    ):
        is_at_work = meeting.state != MeetingState.PREPARING
        is_asked = meeting.is_poll and meeting.state == MeetingState.VOTING
        yield Waiting(
            badge=meeting.get_state_display(), badge_kind="act" if is_at_work else "look", kicker=meeting.committee_name,
            title=meeting.title, text=f"{meeting.line_count} dòng trong chương trình.", due_label=DUE_OF_POLL if is_asked else "Bắt đầu lấy ý kiến" if meeting.is_poll else "Phiên họp",
            due_at=meeting.poll_closes_at if is_asked else meeting.starts_at,
            due_words=_due_words(meeting.poll_closes_at, at) if is_asked else _until(meeting.starts_at, at),
            url=_address("workflows:meeting", meeting.pk), act=MEETING_ACTS[meeting.state],
        )  # fmt: skip


def _until(starts_at: datetime, at: datetime) -> str:
    """Return how far ahead a meeting lies; a meeting is no deadline, so it never runs out."""
    days = days_between(at, starts_at)
    return "" if starts_at < at else f"còn {days} ngày" if days else "hôm nay"


def _decisions(units: dict) -> Iterator[Waiting]:
    for decision in (
        desk.draft_decisions(units[Capability.NUMBER_DECISIONS]) if units[Capability.NUMBER_DECISIONS] else []
    ):
        yield Waiting(
            badge="Dự thảo quyết định",
            kicker=decision.issuing_name,
            title=decision.round.title,
            text=f"{decision.line_count} dòng, {decision.get_form_display()}. In trình ký, ký xong thì ghi số.",
            url=_address("workflows:decision", decision.pk),
            act="Mở dự thảo",
        )


def _proofs(request: HttpRequest, units: dict) -> Iterator[Waiting]:
    """Yield the proofs of certificates that somebody else handed in."""
    where = {unit.pk: unit for right in APPROVERS for unit in units[right]}
    for proof in proofs_waiting(list(where.values())) if where else ():
        if proof.asked_by_id != request.user.pk:
            yield Waiting(
                badge="Tờ in thử", badge_kind="act", kicker=str(proof.decision),
                title=f"Xem tờ in thử, {proof.get_recipient_kind_display().lower()}",
                text=f"Tờ của {proof.line.name}. Đồng chí {proof.asked_by_name} đề nghị đọc kỹ trước khi in hàng loạt.",
                url=_address("workflows:proof", proof.decision_id, proof.pk), act="Mở tờ in thử",
            )  # fmt: skip


def _slips(request: HttpRequest, units: dict, at: datetime) -> Iterator[Waiting]:
    """Yield the correction slips that the person may settle, and for the clerk those that are approved."""
    where = {unit.pk: unit for right in APPROVERS for unit in units[right]}
    clerks = {unit.pk for unit in units[Capability.NUMBER_DECISIONS]}
    against: dict[int, str] = {}
    for slip in slips_waiting(where) if where else ():
        certificate, is_asked = slip.certificate, slip.state == SlipState.ASKED
        said = f"Đồng chí {slip.asked_by_name} lập {short_date(slip.asked_at)}."
        if is_asked and slip.asked_by_id == request.user.pk:
            certificate.unit = where[certificate.unit_id]
            if certificate.unit_id not in against:
                against[certificate.unit_id] = one_hand(slip, request.user, at)
            if against[certificate.unit_id] == REFUSE:
                continue
            with_reason = ", ghi lý do một người làm hai việc" if against[certificate.unit_id] else ""
            said = f"Phiếu của đồng chí, lập {short_date(slip.asked_at)}. Đồng chí được tự duyệt{with_reason}; ghi nhầm thì không duyệt."
        elif not is_asked and certificate.unit_id not in clerks:
            continue
        yield Waiting(
            badge="Đính chính", badge_kind="act", kicker=f"{certificate.get_form_display()} số {certificate.register_text}",
            title=f"{'Duyệt phiếu' if is_asked else 'Cấp đổi theo phiếu'} đính chính: {certificate.recipient_name}",
            text=f"{said} Căn cứ: {slip.grounds}", url=_address("certificates:slip", slip.pk), act="Mở phiếu",
        )  # fmt: skip


def _closing(units: dict) -> Iterator[Waiting]:
    """Yield what is counted for committees: lines for the next meeting, for a decision, for an answer."""
    every = {
        u.pk: u for c in (Capability.CONDUCT_MEETING, Capability.NUMBER_DECISIONS, Capability.VOTE) for u in units[c]
    }
    if not every:
        return
    work = desk.committee_work(every.values())
    search = reverse("workflows:nominations")
    kinds = (
        (Capability.CONDUCT_MEETING, work.recommended, "Chờ họp", "{} dòng chờ đưa vào phiên họp", "Xem các phiên họp", _address("workflows:meetings")),
        (Capability.NUMBER_DECISIONS, work.approved, "Chờ quyết định", "{} dòng đã duyệt, chờ quyết định", "Dự thảo quyết định", _address("workflows:decisions")),
        (Capability.NUMBER_DECISIONS, work.answers, "Chờ cấp trên", "{} dòng chờ cấp trên trả lời", "Ghi trả lời", _address("workflows:answers")),
        (Capability.VOTE, work.not_recommended, "Không đề nghị", "{} dòng cơ quan thẩm định không đề nghị", "Xem lý do",
         f"{search}?trang_thai={NominationState.NOT_RECOMMENDED}"),
    )  # fmt: skip
    for capability, counts, badge, title, act, url in kinds:
        for unit in units[capability]:
            if count := counts.get(unit.pk):
                yield Waiting(badge=badge, kicker=unit.decider, title=title.format(count), url=url, act=act)


def _call_row(call: Call, at: datetime) -> dict:
    days = days_between(at, call.deadline)
    return {
        "call": call, "is_over": call.deadline < at, "days": remaining_words(days) if call.deadline >= at else "đã quá hạn",
        "is_soon": days <= SOON, "hour": _hour(call.deadline), "left": _left(call), "forms": ", ".join(sorted({form.get_form_display() for form in call.round.forms.all()})),
        "dossier": call.dossiers[-1] if call.dossiers else None,
    }  # fmt: skip


def _hour(at: datetime) -> str:
    hour, minute = clock(at).split(":")
    return f"{int(hour)} giờ" + (f" {minute}" if minute != "00" else "")


def _left(call: Call) -> dict:
    """Return what the unit may still propose as one strong phrase and one small one."""
    limited = [use for use in call.quotas if use.limit is not None]
    if not limited:
        made = sum(use.proposed for use in call.quotas)
        return {"strong": "Không giới hạn", "small": f"đã lập {made} dòng" if made else ""}
    room = [f"{use.left} {use.label}" for use in limited if use.left]
    room += [f"{use.label} không giới hạn" for use in call.quotas if use.limit is None]
    used = [f"{use.label} {'đã đủ' if not use.left else 'đã lập'} {use.proposed}/{use.limit}" for use in limited]
    return {"strong": ", ".join(room) or "Đã đủ chỉ tiêu", "small": ", ".join(used)}


def _line_rows(lines: list[Nomination], places: list[Where]) -> list[dict]:
    return [
        {
            "line": line,
            "name": called(line.nominee),
            "where": where,
            "badge": badge_text(line),
            "badge_kind": badge_kind(line, is_mine=True),
        }
        for line, where in zip(lines, places, strict=True)
    ]


def _step(record) -> dict:
    return {
        "title": f"{record.label}: {called(record.nomination.nominee)}", "at": record.at, "note": record.note,
        "by": f"Đồng chí {record.done_by}, {record.position_title or record.role_label}, {record.unit_name}",
        "url": reverse("workflows:nomination", args=[record.nomination_id]),
    }  # fmt: skip


def _gap(gap: desk.Gap) -> dict:
    return {
        "result": "block" if gap.stops else "look",
        "word": "Còn thiếu" if gap.stops else "Nên bổ sung",
        "rule": gap.what,
        "fact": gap.fact,
        "act_label": "Khai báo",
        "act_url": _address(gap.page),
    }
