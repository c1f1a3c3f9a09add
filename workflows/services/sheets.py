"""Appraisal sheets: asked for, written, handed in, opened again, excused. Nobody sees another's before all are in.

What is kept in the general record says who did what, never what a sheet says: the record can be read earlier than the
sheet (nominations.appraisals.Sheets.readable_by).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from history.services import record
from nominations.appraisals import APPRAISED, criteria_for
from nominations.enums import Advice, Mark
from nominations.models import Appraisal, AppraisalMark, Nomination
from nominations.rules import called
from notices.enums import Event
from notices.services import tell
from organizations.models import Unit
from permissions import access
from permissions.models import RoleAssignment
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text, short_date
from vietnamese.text import nfc, one_line

from ..conflicts import kept_from_judging
from ..exceptions import GuardFailed, IllegalTransition, StalePage

REPLACED = "Người viết mở lại phiếu để sửa"
"""Why the words of a sheet that was in count no more."""


ASKING = "Đề nghị viết phiếu thẩm định"
"""What the record of a line says of whoever asked for a sheet on it."""


@dataclass(frozen=True)
class Asked:
    """What became of asking one colleague about one line; without `refusal` the sheet is asked for."""

    nomination: Nomination
    person: Any
    refusal: str = ""


@dataclass(frozen=True)
class Judged:
    """What an appraiser says of one criterion."""

    criterion: str
    mark: str = ""
    remark: str = ""


@transaction.atomic
def ask_for_sheets(
    nominations: Iterable[Nomination],
    *,
    unit: Unit,
    appraisers: Iterable[Any],
    due_on: date | None,
    actor: Any,
    at: datetime,
) -> list[Asked]:
    """Ask colleagues of the office for a sheet on each of these lines; one result for each line and colleague.

    What cannot be asked is left out with the reason, the rest is asked. Who asks may ask themselves, too. Raises
    NotPermitted, and GuardFailed without a line, without a colleague, or with a day that is over.
    """
    day = local_day(at)
    access.check(actor, Capability.APPRAISE, unit, on=day)
    people = list(appraisers)
    lines = list(
        Nomination.objects.select_for_update(of=("self",))
        .select_related("nominee", "round", "proposing_unit", "holder_unit")
        .filter(pk__in=[line.pk for line in nominations])
        .order_by("pk")
    )
    if not lines or not people:
        raise GuardFailed("Hãy chọn ít nhất một dòng và một đồng chí để đề nghị viết phiếu thẩm định.")
    if due_on and due_on < day:
        raise GuardFailed("Hạn nộp phiếu đã qua. Hãy ghi ngày từ hôm nay trở đi.")
    there = {(s.nomination_id, s.appraiser_id): s for s in _live_sheets(lines, unit)}
    able = {
        person.pk: held[0] for person in people if (held := access.holdings(person, Capability.APPRAISE, unit, on=day))
    }
    found = []
    for line in lines:
        for person in people:
            refusal = _why_not_asked(line, person, unit, able, there.get((line.pk, person.pk)), at)
            if not refusal:
                _ask(line, person, able[person.pk], there.get((line.pk, person.pk)), due_on, actor, at)
            found.append(Asked(line, person, refusal))
    _tell_asked(found, people, unit, due_on, actor, at)
    return found


def _live_sheets(lines: Iterable[Nomination], unit: Unit):
    return Appraisal.objects.filter(nomination__in=lines, unit=unit, excused_at=None)


def _why_not_asked(line: Nomination, person: Any, unit: Unit, able: dict, sheet: Appraisal | None, at: datetime) -> str:
    if hindrance := _why_closed(line, unit):
        return hindrance
    if person.pk not in able:
        return f"Đồng chí {person.full_name} không giữ vai trò thẩm định ở {unit.office}."
    if barred := kept_from_judging(line, person, at=at, holding=able[person.pk]):
        return f"Đồng chí {person.full_name} không thẩm định dòng này: {barred}"
    if sheet and sheet.is_in:
        return f"Đồng chí {person.full_name} đã nộp phiếu."
    if sheet and sheet.asked_by_name:
        return f"Đồng chí {person.full_name} đã được đề nghị trước đó."
    return ""


def _why_closed(line: Nomination, unit: Unit) -> str:
    if line.holder_unit_id == unit.pk and line.state in APPRAISED and not line.awaits_outside_answer:
        return ""
    return (
        f"Dòng này đang ở trạng thái “{line.get_state_display()}” nên không còn nhận phiếu thẩm định của {unit.office}."
    )


def _ask(
    line: Nomination, person: Any, holding: RoleAssignment, sheet: Appraisal | None, due_on: date | None, actor: Any,
    at: datetime,
) -> None:  # fmt: skip
    if sheet is None:
        sheet = _new_sheet(line, person, holding, at)
    sheet.asked_by_name, sheet.asked_at, sheet.due_on = actor.full_name, at, due_on
    sheet.save()
    until = f", hạn {short_date(due_on)}" if due_on else ""
    note = f"Đồng chí {person.full_name}{until}"
    record(verb=ASKING, subject=line, actor=actor, at=at, note=note, unit_name=sheet.unit.name)


def _new_sheet(line: Nomination, person: Any, holding: RoleAssignment, at: datetime) -> Appraisal:
    return Appraisal(
        nomination=line,
        unit=holding.unit,
        appraiser=person,
        appraiser_name=person.full_name,
        position_title=holding.printed_position,
        on_behalf_of=holding.on_behalf_of,
        asked_at=at,
    )


def _tell_asked(found: list[Asked], people: list, unit: Unit, due_on: date | None, actor: Any, at: datetime) -> None:
    """One message for each colleague, however many lines there are."""
    for person in people:
        lines = [row.nomination for row in found if row.person.pk == person.pk and not row.refusal]
        if not lines:
            continue
        facts = {"nguoi": actor.full_name, "han": short_date(due_on) if due_on else ""}
        if len(lines) == 1:
            url, facts["ten"] = reverse("workflows:sheet", args=[lines[0].pk]), called(lines[0].nominee)
        else:
            url, facts["so_dong"] = reverse("workflows:sheets"), str(len(lines))
        rounds = {line.round_id: line.round for line in lines}
        only = next(iter(rounds.values())) if len(rounds) == 1 else None
        if only:
            facts["dot"] = only.title
        tell(
            Event.APPRAISAL_ASKED, users=[person], unit=unit, at=at, url=url, round=only, by=actor,
            facts={name: text for name, text in facts.items() if text},
        )  # fmt: skip


@transaction.atomic
def save_sheet(
    nomination: Nomination,
    *,
    judged: Iterable[Judged],
    advice: str,
    remark: str,
    actor: Any,
    at: datetime,
    hand_in: bool = False,
    expected_version: int | None = None,
) -> Appraisal:
    """Keep what an appraiser has written on a line so far, begun by themselves or asked for; with `hand_in` for good.

    Raises NotPermitted; IllegalTransition when the line has left the office or the sheet is in, StalePage when it was
    saved on another page meanwhile (`expected_version` is 0 for a sheet that was not begun); GuardFailed when somebody
    may not judge this line, or what is handed in is not complete.
    """
    line, holding = _locked_line(nomination, actor, at)
    sheet = _live_sheets([line], holding.unit).select_for_update().filter(appraiser=actor).first()
    if sheet and sheet.is_in:
        raise IllegalTransition(
            f"Phiếu này đã nộp {moment_text(sheet.submitted_at)}. Muốn sửa, hãy bấm “Mở lại phiếu” rồi ghi lại."
        )
    if expected_version and sheet is None:
        raise StalePage(
            "Đồng chí vừa được thôi yêu cầu viết phiếu này. Những gì đã gõ còn trong các ô; nếu vẫn muốn cho ý kiến, "
            "hãy bấm lưu lần nữa để lập phiếu mới."
        )
    if expected_version is not None and expected_version != (sheet.version if sheet else 0):
        raise StalePage(
            "Phiếu của đồng chí vừa được lưu ở một trang khác. Những gì đồng chí vừa gõ còn trong các ô; "
            "hãy so với bản đã lưu rồi lưu lại nếu vẫn muốn thay."
        )
    rows = [Judged(one_line(row.criterion), row.mark, one_line(row.remark)) for row in judged]
    if hand_in and (reasons := what_is_missing(rows, advice, remark)):
        raise GuardFailed(*reasons)
    if sheet is None:
        sheet = _new_sheet(line, actor, holding, at)
    else:
        sheet.version += 1
    sheet.advice, sheet.remark, sheet.saved_at = advice, nfc(remark).strip(), at
    sheet.position_title, sheet.on_behalf_of = holding.printed_position, holding.on_behalf_of
    sheet.submitted_at = at if hand_in else None
    sheet.save()
    _write_marks(sheet, rows)
    if hand_in:
        record(verb="Nộp phiếu thẩm định", subject=line, actor=actor, at=at, unit_name=holding.unit.name)
    nomination.__dict__.update(line.__dict__)
    return sheet


def what_is_missing(judged: Iterable[Judged], advice: str, remark: str) -> list[str]:
    """Return what a sheet still lacks before it can be handed in, as sentences."""
    reasons = []
    unmarked = sum(1 for row in judged if not row.mark)
    if unmarked:
        reasons.append(f"Còn {unmarked} tiêu chí chưa đánh giá. Nếu chưa đủ căn cứ, hãy chọn “{Mark.UNSURE.label}”.")
    if not advice:
        reasons.append("Chưa chọn kết luận của phiếu.")
    elif advice != Advice.RECOMMEND and not remark.strip():
        reasons.append(f"Hãy ghi nhận xét: kết luận “{Advice(advice).label}” cần nói rõ vì sao.")
    return reasons


def _write_marks(sheet: Appraisal, rows: list[Judged]) -> None:
    sheet.marks.all().delete()
    AppraisalMark.objects.bulk_create(
        AppraisalMark(appraisal=sheet, position=i, criterion=row.criterion, mark=row.mark, remark=row.remark)
        for i, row in enumerate(rows, start=1)
    )


def _locked_line(nomination: Nomination, actor: Any, at: datetime) -> tuple[Nomination, RoleAssignment]:
    """Return the line under its lock and the role in which the actor judges it here."""
    line = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("nominee", "round", "proposing_unit", "holder_unit__kind")
        .get(pk=nomination.pk)
    )
    access.forget(actor)
    holding = access.check(actor, Capability.APPRAISE, line.holder_unit, on=local_day(at))
    if hindrance := _why_closed(line, holding.unit):
        raise IllegalTransition(hindrance)
    if barred := kept_from_judging(line, actor, at=at, holding=holding):
        raise GuardFailed(barred)
    return line, holding


@transaction.atomic
def reopen_sheet(nomination: Nomination, *, actor: Any, at: datetime) -> Appraisal:
    """Let an author change a sheet that is in, as long as nobody has decided on the line; until then it is not in.

    What was handed in stays as a row of its own (Sheets.replaced): others may have read it, and its author theirs.
    Raises NotPermitted, IllegalTransition, GuardFailed.
    """
    line, holding = _locked_line(nomination, actor, at)
    sheet = _live_sheets([line], holding.unit).select_for_update().filter(appraiser=actor).first()
    if sheet is None or not sheet.is_in:
        raise IllegalTransition("Đồng chí chưa nộp phiếu của dòng này, nên không có gì để mở lại.")
    _keep_words(sheet, at)
    sheet.submitted_at = None
    sheet.version += 1
    sheet.save(update_fields=["submitted_at", "version"])
    record(verb="Mở lại phiếu thẩm định", subject=line, actor=actor, at=at, unit_name=holding.unit.name)
    return sheet


def _keep_words(sheet: Appraisal, at: datetime) -> None:
    marks = list(sheet.marks.all())
    kept = Appraisal.objects.get(pk=sheet.pk)
    kept.pk, kept._state.adding = None, True
    kept.excused_at, kept.excused_reason = at, REPLACED
    kept.save()
    for mark in marks:
        mark.pk, mark._state.adding, mark.appraisal = None, True, kept
    AppraisalMark.objects.bulk_create(marks)


@transaction.atomic
def excuse_sheet(sheet: Appraisal, *, reason: str, actor: Any, at: datetime) -> Appraisal:
    """Wait no longer for a sheet that was asked for, with the reason; the row stays. Raises NotPermitted,
    IllegalTransition for one that is in or excused already, GuardFailed without a reason.
    """
    sheet = (
        Appraisal.objects.select_for_update(of=("self",)).select_related("unit", "nomination__nominee").get(pk=sheet.pk)
    )
    access.check(actor, Capability.APPRAISE, sheet.unit, on=local_day(at))
    who = f"Đồng chí {sheet.appraiser_name}"
    if sheet.is_in:
        raise IllegalTransition(f"{who} đã nộp phiếu {moment_text(sheet.submitted_at)}, nên không thôi yêu cầu nữa.")
    if sheet.excused_at:
        raise IllegalTransition(f"{who} đã được thôi yêu cầu {moment_text(sheet.excused_at)}.")
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do thôi yêu cầu, ví dụ: đi công tác đến hết tháng.")
    sheet.excused_at, sheet.excused_reason = at, reason.strip()
    sheet.save(update_fields=["excused_at", "excused_reason"])
    record(
        verb="Thôi yêu cầu phiếu thẩm định", subject=sheet.nomination, actor=actor, at=at,
        note=f"{who}: {one_line(reason)}", unit_name=sheet.unit.name,
    )  # fmt: skip
    return sheet


def rows_of(nomination: Nomination, sheet: Appraisal | None) -> list[tuple[str, str, AppraisalMark | None]]:
    """Return (criterion, source, what the author has said of it) for the sheet of one person.

    A sheet that is in shows the words that were judged; an open one the criteria as the round has them today.
    """
    said = {mark.criterion: mark for mark in sheet.marks.all()} if sheet else {}
    if sheet and sheet.is_in:
        return [(mark.criterion, "", mark) for mark in said.values()]
    return [(row.text, row.source, said.get(row.text)) for row in criteria_for(nomination)]
