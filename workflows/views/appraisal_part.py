"""What pages show of appraisal beside a line: sheets as far as they may be read, opinions of others, posted names.

All of it belongs to the appraising side (queries_remarks.side_of); the proposing unit and the nominee see nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from nominations.appraisals import APPRAISED, Sheets, opinions_of, sheets_by_unit, sheets_of, upheld_objections
from nominations.enums import Consent
from nominations.models import Appraisal, Nomination, OpinionRequest
from nominations.queries import is_nominee
from permissions import access
from permissions.roles import Capability

from ..queries_beside import Beside
from ..queries_meetings import BesideLines
from ..queries_remarks import side_of
from ..services.opinions import ASKED_ABOUT
from .base import today

CONSENT_KINDS = {Consent.AGREE: "good", Consent.OBJECT: "act", Consent.NO_COMMENT: "plain"}


def bench_part(line: Nomination, person: Any, known: Beside) -> dict[str, Any]:
    """Return the parts "Phiếu thẩm định" and "Hiệp y" of the bench for a line in the hands of the person's office.

    `known` is what stands beside() it. Nothing of another's sheet is in it before all are in.
    """
    if not known.side.reads_appraisers:
        return {}
    sheets = sheets_of(
        [line.pk],
        line.holder_unit_id,
        needed={line.pk: line.round.appraisers_needed},
        with_marks=False,
        known=known.sheets,
    )
    return {
        "sheets": sheets_card(sheets[line.pk], line, person),
        "opinions_asked": opinion_cards(known.requests),
        "opinion_ask_url": reverse("workflows:opinion_ask", args=[line.pk]),
    }


def page_part(line: Nomination, person: Any) -> dict[str, Any]:
    """Return the same for the page of a line: the sheets of every unit it has passed, with their marks."""
    if not side_of(line, person, on=today()).reads_appraisers:
        return {}
    at_units = sheets_by_unit(line)
    opinions = opinion_cards(opinions_of([line.pk])[line.pk])
    upheld = upheld_objections([line.pk]).get(line.pk, [])
    holder = line.holder_unit
    may_ask = line.state in ASKED_ABOUT and access.can(person, Capability.APPRAISE, holder, on=today())
    return {
        "sheets_of_units": [sheets_card(sheets, line, person) for sheets in at_units],
        "opinions_asked": opinions,
        "upheld": upheld,
        "opinion_ask_url": reverse("workflows:opinion_ask", args=[line.pk]) if may_ask else "",
        "shows_appraisal": bool(at_units or opinions or upheld or may_ask),
    }


def sheets_card(sheets: Sheets, line: Nomination, person: Any) -> dict[str, Any]:
    """Return what a page prints of the sheets of a line at one unit; what they say only where `person` may read it."""
    on = today()
    at_holder = sheets.unit_id == line.holder_unit_id
    unit = line.holder_unit if at_holder else (sheets.live or sheets.excused)[0].unit
    works_here = access.can(person, Capability.APPRAISE, unit, on=on)
    is_here = works_here and at_holder and line.state in APPRAISED
    own, readable = sheets.of(person), sheets.readable_by(person)
    return {
        "unit": unit,
        "rows": [_row(sheet, person, on, is_read=sheet in readable, may_excuse=is_here) for sheet in sheets.live],
        "excused": [{"name": sheet.appraiser_name, "reason": sheet.excused_reason} for sheet in sheets.excused],
        "needed": sheets.needed,
        "handed_in": len(sheets.handed_in),
        "hindrance": sheets.hindrance if is_here else "",
        "own": own,
        "own_url": reverse("workflows:sheet", args=[line.pk]) if is_here else "",
        "ask_url": f"{reverse('workflows:sheets_ask')}?chon={line.pk}" if is_here else "",
        "compare_url": reverse("workflows:sheet_comparison", args=[line.pk])
        if len(readable) > (own is not None)
        else "",
        "is_open": sheets.is_open,
        "waits": bool(sheets.handed_in) and not sheets.is_open,
    }


def _row(sheet: Appraisal, person: Any, on: date, *, is_read: bool, may_excuse: bool) -> dict[str, Any]:
    is_own = sheet.appraiser_id == person.pk
    if sheet.is_in:
        state, kind = "Đã nộp", "done"
    elif sheet.due_on and sheet.due_on < on:
        state, kind = "Quá hạn", "act"
    else:
        state, kind = ("Đang viết" if sheet.saved_at and is_own else "Chưa nộp"), "look"
    return {
        "name": "Đồng chí" if is_own else sheet.appraiser_name,
        "is_own": is_own,
        "on_behalf_of": sheet.on_behalf_of,
        "state": state,
        "kind": kind,
        "due_on": sheet.due_on,
        "submitted_at": sheet.submitted_at,
        "was_asked": bool(sheet.asked_by_name),
        "advice": sheet.get_advice_display() if is_read and sheet.is_in else "",
        "remark": sheet.remark if is_read and sheet.is_in else "",
        "excuse_url": reverse("workflows:sheet_excuse", args=[sheet.pk])
        if may_excuse and sheet.asked_by_name and not sheet.is_in
        else "",
    }


def opinion_cards(requests: Iterable[OpinionRequest]) -> list[dict[str, Any]]:
    """Return what pages of the appraising side print of requests for an opinion and their answers."""
    return [_opinion_card(request) for request in requests]


def _opinion_card(request: OpinionRequest) -> dict[str, Any]:
    if request.answered_at:
        state, kind = request.get_consent_display(), CONSENT_KINDS[Consent(request.consent)]
    elif request.cancelled_at:
        state, kind = "Đã thôi hỏi", "done"
    elif request.due_on < today():
        state, kind = "Quá hạn, chưa trả lời", "act"
    else:
        state, kind = "Chờ trả lời", "look"
    who = ", ".join(filter(None, [request.answered_by_name, request.answered_by_position]))
    return {
        "pk": request.pk,
        "body": request.body_name,
        "unit": request.unit.name,
        "state": state,
        "kind": kind,
        "due_on": request.due_on,
        "is_waiting": not request.answered_at and not request.cancelled_at,
        "is_late": kind == "act" and not request.answered_at,
        "answer": request.answer,
        "by": who,
        "at": request.answered_at,
        "reason": request.cancelled_reason,
        "url": reverse("workflows:opinion", args=[request.pk]),
    }


def put_opinions(lines: Iterable[Nomination], person: Any, known: BesideLines) -> None:
    """Put on each line of an agenda, as `opinions`, what other bodies answered or still owe, as `upheld` the objections
    to its posted name that were found right, and what put_written() puts. Nobody reads what was said about themselves.
    """
    lines = list(lines)
    put_written(lines, person, known)
    for line in lines:
        is_own = is_nominee(person, line.nominee)
        line.opinions = [] if is_own else opinion_cards(known.opinions.get(line.pk, []))
        line.upheld = [] if is_own else known.upheld.get(line.pk, [])


def put_written(lines: Iterable[Nomination], person: Any, known: BesideLines) -> None:
    """Put on each line of an agenda, as `written`, what members wrote in the poll that sent it to a meeting."""
    for line in lines:
        line.written = [] if is_nominee(person, line.nominee) else known.written.get(line.pk, [])
