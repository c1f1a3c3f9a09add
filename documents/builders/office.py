"""Papers of the appraising office: submission and report to the committee, the sheet of one appraiser."""

from collections import Counter
from datetime import date

from documents.contexts import (
    AppraisalSheetContext,
    AppraisalSummaryContext,
    Exempted,
    FormCount,
    Heading,
    Judged,
    Lines,
    ObjectionMade,
    OfficeSubmissionContext,
    OpinionGiven,
    Posted,
    Signature,
)
from documents.enums import DocumentKind
from documents.models import NumberedPaper
from meetings.models import AgendaLine, Meeting
from nominations.appraisals import criteria_for
from nominations.enums import Advice, OverrideState
from nominations.models import Appraisal, Objection, OpinionRequest, Posting, RuleOverride
from organizations.models import Unit, UnitFacts
from organizations.queries import signers_on, version_on
from vietnamese.dates import local_day

from .committee import MeetingFacts, bases_of, called, cell_line, declined, members_wishes
from .common import (
    cell_vote,
    committee_name,
    is_party,
    layout_standard,
    nominated_line,
    occasion,
    symbol_of,
)
from .numbered import day_of, number_line, paper_of, signature_of

OFFICE_HEADS = (("Văn phòng", "Chánh Văn phòng"), ("Ban", "Trưởng Ban"))


def office_submission_context(meeting: Meeting, *, paper: NumberedPaper | None = None) -> OfficeSubmissionContext:
    """Return the office's submission with both lists; without a number of its own it leaves room for one."""
    read = MeetingFacts(meeting)
    kind = DocumentKind.OFFICE_SUBMISSION
    paper = paper or paper_of(kind, meeting=meeting)
    recommended, not_recommended = _both(read)
    return OfficeSubmissionContext(
        heading=_heading(read, kind, paper),
        subject=f"về việc xét {read.occasion}",
        basis=bases_of(read.rounds),
        office=read.office,
        addressee=meeting.committee_name,
        round_title=read.titles,
        recommended=recommended,
        not_recommended=not_recommended,
        exempted_count=len({row.nomination_id for row in _granted([row.nomination_id for row in read.advised])}),
        put_on=members_wishes(read),
        dossier_count=len({row.nomination.dossier_id for row in read.rows}),
        copies_to=(f"{meeting.committee_name} (để trình)", f"Lưu {read.office}"),
        signature=_signature(read, paper),
        standard=read.standard,
    )


def appraisal_summary_context(meeting: Meeting, *, paper: NumberedPaper | None = None) -> AppraisalSummaryContext:
    """Return the office's report on everything it found out about the lines of a meeting."""
    read = MeetingFacts(meeting)
    kind = DocumentKind.APPRAISAL_SUMMARY
    paper = paper or paper_of(kind, meeting=meeting)
    recommended, not_recommended = _both(read)
    ids = [row.nomination_id for row in read.rows]
    advised, granted = {row.nomination_id for row in read.advised}, _granted(ids)
    names = {row.nomination_id: called(row.nomination) for row in read.rows}
    return AppraisalSummaryContext(
        heading=_heading(read, kind, paper),
        subject=f"kết quả thẩm định đề nghị {read.occasion}",
        office=read.office,
        addressee=meeting.committee_name,
        round_title=read.titles,
        recommended=recommended,
        not_recommended=not_recommended,
        exempted_count=len({row.nomination_id for row in granted if row.nomination_id in advised}),
        put_on=members_wishes(read),
        counts=_counts(read.rows, advised),
        dossier_count=len({row.nomination.dossier_id for row in read.rows}),
        sheet_count=Appraisal.objects.filter(
            nomination__in=ids, unit=meeting.unit, submitted_at__isnull=False, excused_at=None
        ).count(),
        exempted=_exempted(granted, names),
        opinions=_opinions(read, ids, names),
        postings=_postings(read, ids),
        objections=_objections(read, ids, names),
        copies_to=(f"{meeting.committee_name} (để báo cáo)", f"Lưu {read.office}"),
        signature=_signature(read, paper),
        standard=read.standard,
    )


def appraisal_sheet_context(appraisal: Appraisal) -> AppraisalSheetContext:
    """Return the sheet of one appraiser. Before it is handed in its judgements are nobody else's to see: left blank."""
    nomination, unit = appraisal.nomination, appraisal.unit
    day = local_day(appraisal.submitted_at or appraisal.asked_at)
    facts = version_on(unit, day)
    marks = list(appraisal.marks.all()) if appraisal.is_in else []
    judged = [Judged(criterion=each.criterion, mark=each.get_mark_display(), remark=each.remark) for each in marks]
    return AppraisalSheetContext(
        heading=_office_heading(facts, "", day if appraisal.is_in else None, day.year),
        subject=f"đề nghị {occasion(nomination.round.title)}",
        code=nomination.code,
        round_title=nomination.round.title,
        line=nominated_line(nomination, vote=cell_vote(nomination, nomination.dossier.members_present)),
        model=nomination.model_name,
        judged=tuple(judged or _unjudged(appraisal)),
        remark=appraisal.remark if appraisal.is_in else "",
        advice=appraisal.get_advice_display() if appraisal.is_in else "",
        advices=tuple(advice.label for advice in Advice),
        appraiser=appraisal.appraiser_name,
        position=appraisal.position_title,
        stands_for=appraisal.on_behalf_of,
        standard=layout_standard(unit, day),
    )


def _unjudged(appraisal: Appraisal) -> list[Judged]:
    """Return the criteria that hold for the line, without marks."""
    return [Judged(criterion=each.text) for each in criteria_for(appraisal.nomination)]


def _both(read: MeetingFacts) -> tuple[Lines, Lines]:
    """Return what the office recommends and what it does not; a member who wants a vote does not change its opinion."""
    return Lines(cell_line(row) for row in read.advised), Lines(declined(row) for row in read.advised_against)


def _counts(rows: list[AgendaLine], advised: set[int]) -> tuple[FormCount, ...]:
    found: dict[str, Counter] = {}
    for row in rows:
        counter = found.setdefault(row.nomination.get_form_display(), Counter())
        counter["individuals" if row.nomination.nominee.is_individual else "collectives"] += 1
        counter["recommended" if row.nomination_id in advised else "not_recommended"] += 1
    keys = ("collectives", "individuals", "recommended", "not_recommended")
    return tuple(FormCount(award=award, **{key: counter[key] for key in keys}) for award, counter in found.items())


def _granted(ids: list[int]) -> list[RuleOverride]:
    return list(RuleOverride.objects.filter(nomination__in=ids, state=OverrideState.GRANTED).order_by("id"))


def _exempted(rows: list[RuleOverride], names: dict[int, str]) -> tuple[Exempted, ...]:
    return tuple(
        Exempted(line=names[row.nomination_id], rule=row.rule, fact=row.fact, reason=row.reason, by=row.decided_by_name)
        for row in rows
    )


def _opinions(read: MeetingFacts, ids: list[int], names: dict[int, str]) -> tuple[OpinionGiven, ...]:
    rows = OpinionRequest.objects.filter(nomination__in=ids, unit=read.meeting.unit, cancelled_at=None).order_by("id")
    return tuple(
        OpinionGiven(
            body=row.body_name,
            line=names[row.nomination_id],
            consent=row.get_consent_display() if row.consent else "",
            answer=row.answer,
            answered_on=local_day(row.answered_at) if row.answered_at else None,
            due_on=row.due_on,
        )
        for row in rows
    )


def _postings(read: MeetingFacts, ids: list[int]) -> tuple[Posted, ...]:
    rows = (
        Posting.objects.filter(unit=read.meeting.unit, lines__nomination__in=ids).distinct().prefetch_related("lines")
    )
    wanted = set(ids)
    return tuple(
        Posted(
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            count=sum(1 for line in row.lines.all() if line.nomination_id in wanted),
            place=row.place,
        )
        for row in sorted(rows, key=lambda row: (row.starts_on, row.pk))
    )


def _objections(read: MeetingFacts, ids: list[int], names: dict[int, str]) -> tuple[ObjectionMade, ...]:
    rows = Objection.objects.filter(line__nomination__in=ids, line__posting__unit=read.meeting.unit)
    return tuple(
        ObjectionMade(line=names[row.line.nomination_id], text=row.text, is_upheld=row.is_upheld, answer=row.answer)
        for row in rows.select_related("line").order_by("id")
    )


def _heading(read: MeetingFacts, kind: DocumentKind, paper: NumberedPaper | None) -> Heading:
    _, symbol = office_names(read.office, read.symbol)
    return _office_heading(read.facts, number_line(kind, paper, symbol), day_of(paper), read.day.year)


def _office_heading(facts: UnitFacts, number: str, dated, year: int) -> Heading:
    """Return the heading of a paper of the office: the committee above, the office below."""
    short, _ = office_names(facts.office_name or committee_name(facts), symbol_of(facts))
    return Heading(
        superior=committee_name(facts),
        issuer=short,
        number=number,
        place=facts.place or facts.name,
        dated=dated,
        year=year,
        is_party=is_party(facts),
    )


def office_symbol(unit: Unit, day: date) -> str:
    """Return the symbol of the papers that the unit's office issues itself: "VPĐU"."""
    facts = version_on(unit, day)
    return office_names(facts.office_name or committee_name(facts), symbol_of(facts))[1]


def office_names(office: str, body_symbol: str) -> tuple[str, str]:
    """Return the office's name without the body's, and its symbol: "Văn phòng", "VPĐU"."""
    short = office
    for body in (" Đảng ủy", " Huyện ủy", " Thành ủy", " Tỉnh ủy"):
        short = short.partition(body)[0]
    initials = "".join(word[0] for word in short.split()).upper()
    return short, initials if short.endswith("Đảng") else f"{initials}{body_symbol}"


def _signature(read: MeetingFacts, paper: NumberedPaper | None) -> Signature:
    """Return the head of the office, who signs directly; the name is left for the office when nobody is listed."""
    short, _ = office_names(read.office, read.symbol)
    position = next((title for start, title in OFFICE_HEADS if short.startswith(start)), "")
    usual = Signature(position=position)
    if paper is None or (paper.signer_id is None and not paper.signer_name):
        wanted = position.casefold()
        for signer in signers_on(read.meeting.unit, read.day):
            if wanted and wanted in signer.position.casefold():
                usual = Signature(position=signer.position, name=signer.full_name)
                break
    return signature_of(paper, read.meeting.unit, read.day, usual)
