"""What else happens on a move: dates of the line, awards, the end of a round. No effect writes a state of a nomination."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from meetings.enums import MeetingState, Section
from meetings.services import find_recusals
from nominations.enums import FINAL, RoundState
from nominations.models import Award, Dossier, Evidence, Nomination, NominationReach, Round
from nominations.queries import evidence_of
from nominations.rules import form_of_address, printed_unit
from vietnamese.dates import short_date

from .enums import Action, RemarkPart
from .guards import Move, remarks_given, rules_say
from .models import LineClaim, Remark, TransitionRecord

CARRIED_MOMENTS = ("due_at", "submitted_at", "state_since", "step_due_at")


def remember_arrival(move: Move) -> None:
    """The unit that now holds the line can see it from now on."""
    unit = move.nomination.holder_unit
    if unit is not None:
        NominationReach.objects.get_or_create(nomination=move.nomination, unit=unit, defaults={"first_at": move.at})


def note_submission(move: Move) -> None:
    """The line carries when it was submitted last, and owes nothing any more; the history keeps what was sent."""
    _update(move.nomination, submitted_at=move.at, due_at=None, returned_by_unit=None)
    move.data.update({f"sent_{key}": text for key, (_, text) in submitted_texts(move.nomination).items()})
    move.data["sent_files"] = file_marks(evidence_of(move.nomination))


def submitted_texts(nomination: Nomination) -> dict[str, tuple[str, str]]:
    """Return key -> (what it is called, the words) of everything that a cell writes about a nominee and its meeting."""
    nominee, P = nomination.nominee, RemarkPart
    words = {
        P.NAME: nominee.full_name, P.POSITION: nominee.position, P.UNIT: nominee.unit_text, P.MODEL: nomination.model_name,
        P.ACHIEVEMENT: nomination.achievement, P.CITATION: nomination.citation,
    }  # fmt: skip
    return {part.value: (part.label, text) for part, text in words.items()} | {
        "form": ("Hình thức", nomination.get_form_display()),
        "votes": ("Kết quả biểu quyết", votes_text(nomination)),
        "meeting": ("Cuộc họp", meeting_text(nomination.dossier)),
        "opinions": ("Ý kiến tại cuộc họp", nomination.dossier.opinions),
    }


def votes_text(nomination: Nomination) -> str:
    """Return the votes of the cell on a line as people say them; "" before they are recorded."""
    if nomination.votes_in_favor is None:
        return ""
    return (
        f"{nomination.votes_in_favor} tán thành, {nomination.votes_against or 0} không tán thành, "
        f"{nomination.votes_invalid or 0} không hợp lệ"
    )


def meeting_text(dossier: Dossier) -> str:
    """Return when, where and with how many the cell met, in one line; "" before anything is recorded."""
    chair = ", ".join(filter(None, [dossier.chair_name, dossier.chair_position]))
    present = f"{dossier.members_present}/{dossier.members_total}" if dossier.members_present is not None else ""
    said = (
        ("ngày", short_date(dossier.met_on) if dossier.met_on else ""), ("tại", dossier.met_place), ("chủ trì:", chair),
        ("ghi biên bản:", dossier.clerk_name), ("đảng viên dự họp:", present),
    )  # fmt: skip
    return "; ".join(f"{word} {value}" for word, value in said if value)


def file_marks(files: Iterable[Evidence]) -> list[dict[str, str]]:
    """Return what the history keeps of files: the name that the cell gave, and the hash that proves the content."""
    return [{"name": file.caption, "sha256": file.sha256} for file in files]


def note_return(move: Move) -> None:
    """The line knows by when it is expected back, and where it goes then; remarks alone make the reason."""
    move.note = move.note or reason_from(remarks_given(move))
    _update(
        move.nomination, due_at=move.data["due_at"], returned_by_unit=move.data["from_unit"], appraisal_note=move.note
    )


def reason_from(remarks: Mapping[str, str]) -> str:
    """Return the reason that remarks on parts of a line say together, one line for each part."""
    return "\n".join(f"{RemarkPart(part).label}: {text}" for part, text in remarks.items())


def keep_remarks(move: Move, record: TransitionRecord) -> None:
    """What was asked part by part stands beside the parts until the cell has answered."""
    Remark.objects.bulk_create(
        Remark(record=record, nomination=move.nomination, field=part, text=text)
        for part, text in remarks_given(move).items()
    )


def note_rules(move: Move) -> None:
    """The history keeps what each rule said on the day of the act."""
    move.data["rules"] = [finding.as_kept for finding in rules_say(move)]


def what_it_carries(nomination: Nomination) -> dict[str, Any]:
    """Return what an appraiser's act may overwrite, as the record of the act keeps it; only what is there."""
    carried = {
        "appraisal_note": nomination.appraisal_note,
        "returned_by_unit": nomination.returned_by_unit_id,
        "awaits_outside_answer": nomination.awaits_outside_answer,
        **{name: moment.isoformat() for name in CARRIED_MOMENTS if (moment := getattr(nomination, name))},
    }
    return {name: value for name, value in carried.items() if value}


def take_back(move: Move) -> None:
    """The line carries again what it carried before the act; nobody keeps a view of it that the act had opened.

    What was asked part by part goes from the line into the record, because nobody has to answer it any more.
    """
    nomination, last = move.nomination, move.last
    before = last.data.get("before", {})
    moments = {name: datetime.fromisoformat(before[name]) if name in before else None for name in CARRIED_MOMENTS}
    moments.pop("state_since")
    _update(
        nomination,
        appraisal_note=before.get("appraisal_note", ""),
        returned_by_unit_id=before.get("returned_by_unit"),
        awaits_outside_answer=before.get("awaits_outside_answer", False),
        **moments,
    )
    if last.action in (Action.RECOMMEND, Action.DECLINE):
        opened = NominationReach.objects.filter(nomination=nomination, unit=move.data["from_unit"], first_at=last.at)
        opened.exclude(unit=nomination.holder_unit).delete()
    asked = Remark.objects.filter(record=last)
    move.data["takes_back"] = last.sequence
    move.data["asked"] = [f"{RemarkPart(remark.field).label}: {remark.text}" for remark in asked]
    asked.delete()


def grant_voted_form(move: Move) -> None:
    """The line carries the form that the committee voted on, where it is another one than was proposed."""
    line = move.data["agenda_line"]
    granted = line.voted_form if line.voted_form != move.nomination.form else ""
    if granted != move.nomination.awarded_form:
        _update(move.nomination, awarded_form=granted)


def forget_granted_form(move: Move) -> None:
    """A line that is no longer approved has been granted nothing."""
    _update(move.nomination, awarded_form="")


def unfinish_round(move: Move) -> None:
    """A round in which a line is alive again has not been decided to the end."""
    Round.objects.filter(pk=move.nomination.round_id, state=RoundState.DECIDED).update(state=RoundState.CLOSED)


def release_claim(move: Move) -> None:
    """A line that leaves the office is in nobody's hand there any more."""
    LineClaim.objects.filter(nomination=move.nomination).delete()


def note_opinion(move: Move) -> None:
    """The appraiser's opinion stands beside the line for the committee."""
    _update(move.nomination, appraisal_note=move.note)


def leave_agenda(move: Move) -> None:
    """A line sent back is taken off agendas that are still being prepared."""
    move.nomination.agenda_lines.filter(is_live=True, meeting__state="preparing").delete()


def enter_agenda(move: Move) -> None:
    """A line that a member wants to be voted on stands among the recommended ones of the agenda that holds it."""
    line = (
        move.nomination.agenda_lines.filter(is_live=True).select_related("meeting__unit", "nomination__nominee").first()
    )
    if line is None:
        return
    line.section = Section.RECOMMENDED
    line.save(update_fields=["section"])
    if line.meeting.state == MeetingState.VOTING:
        find_recusals(line.meeting, [line])


def note_where_forwarded(move: Move) -> None:
    """A line forwarded to an authority outside this system waits with the forwarding clerk for the answer."""
    outside = move.data["from_unit"].pk == move.nomination.holder_unit_id
    _update(move.nomination, awaits_outside_answer=outside)


def note_raised(move: Move) -> None:
    """A line proposed to a higher authority counts as submitted, can be read where it comes from, and may wait outside."""
    raiser, nomination = move.nomination.raised_from.holder_unit, move.nomination
    _update(nomination, submitted_at=move.at, awaits_outside_answer=nomination.holder_unit_id == raiser.pk)
    for unit in {raiser, nomination.holder_unit}:
        NominationReach.objects.get_or_create(nomination=nomination, unit=unit, defaults={"first_at": move.at})


def note_answered(move: Move) -> None:
    """The superior has answered."""
    _update(move.nomination, awaits_outside_answer=False)


def register_award(move: Move) -> None:
    """The award of a numbered decision is written, with the strings that are printed."""
    line = move.data["decision_line"]
    decision = line.decision
    line.award = Award.objects.create(
        nomination=move.nomination,
        form=decision.form,
        recipient_kind=line.recipient_kind,
        address=line.address,
        recipient_name=line.name,
        unit_text=line.unit_text,
        citation=line.citation,
        is_posthumous=line.is_posthumous,
        authority_name=decision.decider_name,
        authority_nature=decision.unit.kind.nature,
        decision_number=decision.number_text,
        decided_on=decision.signed_on,
        register_number=line.register.value if line.register else None,
        created_at=move.at,
    )
    line.save(update_fields=["award"])


def register_outside_award(move: Move) -> None:
    """The award that a superior gave is written, without anything to print."""
    nomination, answer = move.nomination, move.data["answer"]
    nominee = nomination.nominee
    Award.objects.create(
        nomination=nomination,
        form=nomination.granted_form,
        recipient_kind=nominee.kind,
        address=form_of_address(nominee),
        recipient_name=nominee.full_name,
        unit_text=printed_unit(nominee),
        citation=nomination.citation,
        is_posthumous=nominee.is_deceased,
        authority_name=answer.authority_name,
        authority_nature=nomination.round.authority.nature,
        decision_number=answer.number_text,
        decided_on=answer.answered_on,
        created_at=move.at,
    )


def finish_round(move: Move) -> None:
    """A closed round whose lines have all reached their end is decided."""
    if move.nomination.round.state != RoundState.CLOSED:
        return
    unfinished = Nomination.objects.filter(round_id=move.nomination.round_id).exclude(state__in=FINAL)
    if not unfinished.exclude(Q(state="draft") | Q(pk=move.nomination.pk)).exists():
        Round.objects.filter(pk=move.nomination.round_id, state=RoundState.CLOSED).update(state=RoundState.DECIDED)


def _update(nomination: Nomination, **fields) -> None:
    for name, value in fields.items():
        setattr(nomination, name, value)
    Nomination.objects.filter(pk=nomination.pk).update(**fields)
