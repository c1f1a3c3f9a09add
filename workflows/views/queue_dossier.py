"""What the bench shows of one line: facts, files, findings, earlier awards, history; as plain values for the template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nominations.enums import Verdict
from nominations.models import Nomination
from nominations.queries import examined
from nominations.rules import Finding, called, printed_unit
from vietnamese.dates import days_between, short_date

from ..enums import Action
from ..forms.remarks import CommentForm
from ..models import TransitionRecord
from ..queries_beside import Beside
from ..queries_remarks import by_record
from ..tracker import words_then
from .cards import file_card
from .judged import alike_to, checks_of, hindrance_of, past_card, with_overrides
from .talk import Talk, cards, note_with_requests, own_reason, woven
from .versions import comparison_of

MEETING_WORDS = {Verdict.BLOCK: "Chưa đạt", Verdict.LOOK: "Cần xem"}
OPINION_ACTS = {Action.RECOMMEND, Action.DECLINE, Action.SEND_BACK, Action.FORWARD}


@dataclass(frozen=True)
class DossierPage:
    """Everything that the dossier beside the decision prints."""

    name: str
    days: int
    facts: list[dict]
    meeting: list[dict]
    files: list[dict]
    checks: list[dict]
    passed: list[dict]
    troubles: list[dict]
    awards: list[dict]
    alike: list[dict]
    hindrance: str
    history: list[dict]
    opinion: TransitionRecord | None
    reason: str
    remarks: list[dict]
    comparison: dict | None
    comments: list[dict]
    comment_form: CommentForm | None


def dossier_of(line: Nomination, person: Any, *, at: datetime, chosen: Any, known: Beside) -> DossierPage:
    """Return what the bench shows of a line to somebody of its office; `chosen` is the query of the address.

    The line was read with_judged_facts(); `known` is what stands beside() it.
    """
    records, overrides, files = known.records, known.overrides, known.files
    talk = Talk(line, known.side, by_record(known.remarks), known.comments)
    opinion = next((r for r in records if r.action in OPINION_ACTS), None)
    asked = talk.asked_in(opinion)
    found, grounds, _ = examined(
        [line],
        at=at,
        kinds=[line.nominee.kind],
        files=files,
        overrides=overrides,
        counted={line.pk: vars(line)},
        conditions=known.conditions,
    )
    findings = found[line.pk]
    return DossierPage(
        name=called(line.nominee),
        days=days_between(line.submitted_at or line.created_at, at),
        facts=line_facts(line),
        meeting=meeting_facts(line),
        files=[file_card(e, "" if e.nomination_id else "Chung cho cả hồ sơ") for e in files],
        checks=checks_of((f for f in findings if f.verdict != Verdict.PASS), line, person),
        passed=checks_of((f for f in findings if f.verdict == Verdict.PASS), line, person),
        hindrance=hindrance_of(findings),
        troubles=troubles_of(findings),
        awards=[past_card(award) for award in grounds.awards[line.pk]],
        alike=alike_to(line),
        history=with_overrides(woven([_entry(i, r, line, talk) for i, r in enumerate(records)], talk), overrides),
        opinion=opinion,
        reason=own_reason(opinion, asked),
        remarks=cards(line, asked),
        comparison=comparison_of(line, records, chosen=chosen, is_mine=False, files=files),
        comments=talk.comment_cards,
        comment_form=talk.comment_form(),
    )


def line_facts(line: Nomination) -> list[dict]:
    """Return who is proposed for what, as label and value."""
    nominee = line.nominee
    rows = [("Hình thức đề nghị", f"{line.get_form_display()}, {nominee.get_kind_display().lower()}")]
    if line.proposing_unit_name != nominee.full_name:
        rows.append(("Đơn vị đề nghị", line.proposing_unit_name))
    rows.append(("Đợt", line.round.title))
    if nominee.is_individual:
        member = "Đảng viên" if nominee.is_party_member else "Không phải đảng viên"
        born = f"sinh năm {nominee.birth_year}" if nominee.birth_year else "chưa ghi năm sinh"
        rows.insert(0, ("Chức vụ, đơn vị", printed_unit(nominee)))
        rows.insert(1, ("Nhân thân", f"{member}, {born}" + (", đã mất (truy tặng)" if nominee.is_deceased else "")))
    elif nominee.unit_text and nominee.unit_text != line.proposing_unit_name:
        rows.insert(0, ("Thuộc", nominee.unit_text))
    return [{"label": label, "value": value} for label, value in rows]


def meeting_facts(line: Nomination) -> list[dict]:
    """Return the cell's meeting and its votes on this line, as label and value."""
    dossier = line.dossier
    if line.votes_in_favor is None:
        votes = "Chưa ghi số phiếu"
    else:
        votes = (
            f"{line.votes_in_favor} tán thành, {line.votes_against or 0} không tán thành, "
            f"{line.votes_invalid or 0} không hợp lệ hoặc không ý kiến"
        )
    present = f"{dossier.members_present}/{dossier.members_total} đảng viên" if dossier.members_total else ""
    held = f"{short_date(dossier.met_on)}, {dossier.get_ballot_display().lower()}" if dossier.met_on else "Chưa ghi"
    chair = ", ".join(filter(None, [dossier.chair_name, dossier.chair_position]))
    rows = [("Kết quả dòng này", votes), ("Họp ngày", held), ("Dự họp", present), ("Chủ trì", chair)]
    if dossier.opinions:
        rows.append(("Ý kiến tại cuộc họp", dossier.opinions))
    return [{"label": label, "value": value} for label, value in rows]


def troubles_of(findings: Iterable[Finding]) -> list[dict]:
    """Return the findings that are no plain pass, in short: the word and the rule."""
    return [
        {"result": f.verdict.value, "word": MEETING_WORDS[f.verdict], "rule": f.rule}
        for f in findings
        if f.verdict in MEETING_WORDS
    ]


def _entry(place: int, record: TransitionRecord, line: Nomination, talk: Talk) -> dict:
    who = ", ".join(filter(None, [record.done_by, record.position_title or record.role_label, record.unit_name]))
    note = note_with_requests(record, talk.asked_in(record))
    if due := record.data.get("due_at"):
        note = f"{note}\nHạn bổ sung: {short_date(datetime.fromisoformat(due))}" if note else ""
    if separation := record.data.get("separation"):
        note = "\n".join(filter(None, [note, f"Một người làm cả hai việc, lý do: {separation['reason']}"]))
    note = "\n".join(filter(None, [note, *words_then(record, line)]))
    return {"title": record.label, "by": f"Đồng chí {who}", "at": record.at, "note": note, "is_now": place == 0}
