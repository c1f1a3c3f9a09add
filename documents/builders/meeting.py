"""Papers around a committee's meeting. Votes enter as counts: who voted how is not even read."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from documents.contexts import (
    Absentee,
    CommitteeMinutesContext,
    Heading,
    Line,
    Lines,
    OfficeSubmissionContext,
    Recused,
    Share,
    Signature,
    Speaker,
    TallyContext,
    UpwardSubmissionContext,
    Vote,
)
from documents.enums import DocumentType
from meetings.enums import AttendanceStatus, MajorityBase, Outcome, Section
from meetings.models import AgendaLine, Meeting
from meetings.rules import quorum_needed, votes_needed
from nominations.models import Round
from organizations.models import AwardingAuthority, Signer, UnitFacts
from organizations.queries import signers_on, version_on
from vietnamese.dates import VIETNAM, local_day, short_date
from vietnamese.text import lower_first

from .common import (
    cell_vote,
    committee_name,
    is_party,
    layout_standard,
    nominated_line,
    occasion,
    superior_facts,
    symbol_of,
    typed_number,
)

BASE_LABELS = {
    MajorityBase.SERVING: "số ủy viên đương nhiệm",
    MajorityBase.SERVING_LESS_RECUSED: "số ủy viên đương nhiệm, trừ người không biểu quyết vì liên quan",
}
OFFICE_HEADS = (("Văn phòng", "Chánh Văn phòng"), ("Ban", "Trưởng Ban"))


class _Meeting:
    """What the papers of one meeting share, read once."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.day = local_day(meeting.starts_at)
        self.facts: UnitFacts = version_on(meeting.unit, self.day)
        self.superior = superior_facts(meeting.unit, self.day)
        self.attendances = list(meeting.attendances.all())
        self.rows = list(
            meeting.lines.select_related("nomination__nominee", "nomination__dossier", "nomination__round__authority")
            .prefetch_related("recusals")
            .order_by("position", "id")
        )
        self.rounds = _distinct(row.nomination.round for row in self.rows)

    @property
    def serving(self) -> int:
        """Return how many members serve: frozen when voting opens, until then those listed."""
        return self.meeting.serving if self.meeting.serving is not None else len(self.attendances)

    @property
    def present(self) -> list:
        """Return the attendances of those who came."""
        return [row for row in self.attendances if row.status == AttendanceStatus.PRESENT]

    def section(self, section: Section) -> list[AgendaLine]:
        """Return the rows of a section of the agenda."""
        return [row for row in self.rows if row.section == section]

    def heading(self, number: str, dated: date | None) -> Heading:
        """Return the heading of a paper of the committee: it carries the committee's name, not the standing one's."""
        return Heading(
            superior=self.superior.name if self.superior else "",
            issuer=committee_name(self.facts),
            number=number,
            place=self.facts.place or self.facts.name,
            dated=dated,
            year=self.day.year,
            is_party=is_party(self.facts),
        )

    @property
    def office(self) -> str:
        """Return who appraised."""
        return self.facts.office_name or committee_name(self.facts)


def _distinct(rounds: Iterable[Round]) -> list[Round]:
    return list({round.pk: round for round in rounds}.values())


def _titles(rounds: Iterable[Round]) -> str:
    return "”, “".join(round.title for round in rounds)


def _occasions(rounds: list[Round]) -> str:
    return occasion(rounds[0].title) if len(rounds) == 1 else "khen thưởng"


def _bases(rounds: Iterable[Round]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(basis.text for round in rounds for basis in round.bases.all()))


def office_submission_context(meeting: Meeting) -> OfficeSubmissionContext:
    """Return the office's submission with both lists. Its number and day belong to the office's register: left blank."""
    read = _Meeting(meeting)
    short, symbol = _office_names(read.office, symbol_of(read.facts))
    return OfficeSubmissionContext(
        heading=Heading(
            superior=committee_name(read.facts),
            issuer=short,
            number=typed_number("", DocumentType.TO_TRINH, symbol),
            place=read.facts.place or read.facts.name,
            year=read.day.year,
            is_party=is_party(read.facts),
        ),
        subject=f"về việc xét {_occasions(read.rounds)}",
        basis=_bases(read.rounds),
        office=read.office,
        addressee=meeting.committee_name,
        round_title=_titles(read.rounds),
        recommended=Lines(_cell_line(row) for row in read.section(Section.RECOMMENDED)),
        not_recommended=Lines(_declined(row) for row in read.section(Section.NOT_RECOMMENDED)),
        dossier_count=len({row.nomination.dossier_id for row in read.rows}),
        copies_to=(f"{meeting.committee_name} (để trình)", f"Lưu {read.office}"),
        signature=_office_signature(read, short),
        standard=layout_standard(),
    )


def _office_names(office: str, body_symbol: str) -> tuple[str, str]:
    """Return the office's name without the body's, and its symbol: "Văn phòng", "VPĐU"."""
    short = office
    for body in (" Đảng ủy", " Huyện ủy", " Thành ủy", " Tỉnh ủy"):
        short = short.partition(body)[0]
    initials = "".join(word[0] for word in short.split()).upper()
    return short, initials if short.endswith("Đảng") else f"{initials}{body_symbol}"


def _office_signature(read: _Meeting, short: str) -> Signature:
    """Return the head of the office, who signs directly; the name is left for the office when nobody is listed."""
    position = next((title for start, title in OFFICE_HEADS if short.startswith(start)), "")
    wanted = position.casefold()
    for signer in signers_on(read.meeting.unit, read.day):
        if wanted and wanted in signer.position.casefold():
            return Signature(position=signer.position, name=signer.full_name)
    return Signature(position=position)


def _cell_line(row: AgendaLine) -> Line:
    vote = cell_vote(row.nomination, row.nomination.dossier.members_present)
    return nominated_line(row.nomination, name=row.name, vote=vote)


def _declined(row: AgendaLine) -> Line:
    return nominated_line(row.nomination, name=row.name, note=row.nomination.appraisal_note)


def committee_minutes_context(meeting: Meeting) -> CommitteeMinutesContext:
    """Return the minutes of a closed meeting; its hour of ending is left for a pen."""
    read = _Meeting(meeting)
    forwarded = _distinct(row.nomination.round for row in read.rows if row.outcome == Outcome.FORWARDED)
    return CommitteeMinutesContext(
        heading=read.heading(
            typed_number(meeting.minutes_number, DocumentType.BIEN_BAN, symbol_of(read.facts)), read.day
        ),
        subject=_minutes_subject(meeting),
        presenter=read.office,
        opinions=meeting.opinions,
        forwarded_to=", ".join(dict.fromkeys(round.authority.name for round in forwarded)),
        **_meeting_facts(read),
    )


def tally_context(meeting: Meeting) -> TallyContext:
    """Return the tally of a closed meeting; its number belongs to the register on paper and is left blank."""
    read = _Meeting(meeting)
    day = short_date(read.day, always_pad=layout_standard().pads_months)
    return TallyContext(
        heading=read.heading(typed_number("", DocumentType.BIEN_BAN, symbol_of(read.facts)), read.day),
        subject=f"biểu quyết khen thưởng tại phiên họp {meeting.committee_name}, ngày {day}",
        **_meeting_facts(read),
    )


def _minutes_subject(meeting: Meeting) -> str:
    title = lower_first(meeting.title.strip())
    if title.startswith(("họp", "phiên họp")):
        return title if "khen thưởng" in title else f"{title} xét khen thưởng"
    return f"họp {meeting.committee_name}, nội dung: {title}"


def _meeting_facts(read: _Meeting) -> dict[str, Any]:
    meeting, terms = read.meeting, read.meeting.terms()
    present = {row.user_id for row in read.present}
    base_label = BASE_LABELS[MajorityBase(terms.base)]
    fixed_base = terms.base == MajorityBase.SERVING
    return {
        "committee": meeting.committee_name,
        "met_on": read.day,
        "starts_at": meeting.starts_at.astimezone(VIETNAM).time(),
        "location": meeting.place,
        "serving": read.serving,
        "attending": tuple(Speaker(name=row.name, position=row.position) for row in read.present),
        "absent": tuple(
            Absentee(name=row.name, has_reason=row.status == AttendanceStatus.EXCUSED, reason=row.reason)
            for row in read.attendances
            if row.user_id not in present
        ),
        "quorum": Share(
            share=terms.quorum, needed=quorum_needed(read.serving, terms), base_label=BASE_LABELS[MajorityBase.SERVING]
        ),
        "majority": Share(
            share=terms.majority,
            needed=votes_needed(read.serving, 0, terms) if fixed_base else None,
            base_label=base_label,
            is_strict=True,
        ),
        "method": _method(read.section(Section.RECOMMENDED)),
        "chair": Speaker(name=meeting.chair_name, position=meeting.chair_position),
        "clerk": Speaker(name=meeting.clerk_name),
        "lines": Lines(_voted(row, read, fixed_base=fixed_base) for row in read.section(Section.RECOMMENDED)),
        "recusals": tuple(
            Recused(member=recusal.name, line=row.name, reason=recusal.get_ground_display())
            for row in read.section(Section.RECOMMENDED)
            for recusal in row.recusals.all()
            if recusal.user_id in present
        ),
        "not_recommended": Lines(_declined(row) for row in read.section(Section.NOT_RECOMMENDED)),
        "standard": layout_standard(),
    }


def _voted(row: AgendaLine, read: _Meeting, *, fixed_base: bool) -> Line:
    count = row.count()
    vote = None
    if count is not None:
        vote = Vote(
            in_favor=count.in_favor,
            against=count.against,
            abstain=count.abstain,
            not_voting=count.not_voted,
            recused=count.recused,
            base=read.serving - (0 if fixed_base else count.recused),
        )
    return nominated_line(
        row.nomination, name=row.name, vote=vote, outcome=Outcome(row.outcome) if row.outcome else None
    )


def _method(rows: list[AgendaLine]) -> str:
    ways = {row.by_hands for row in rows if not row.is_postponed}
    if ways == {True}:
        return "biểu quyết giơ tay"
    return "biểu quyết giơ tay và biểu quyết công khai trên máy" if True in ways else "biểu quyết công khai trên máy"


def upward_authorities(meeting: Meeting) -> list[AwardingAuthority]:
    """Return the authorities to which the meeting forwards lines; each gets a submission of its own."""
    return list(
        AwardingAuthority.objects.filter(
            rounds__nominations__agenda_lines__meeting=meeting,
            rounds__nominations__agenda_lines__outcome=Outcome.FORWARDED,
        )
        .distinct()
        .order_by("name")
    )


def upward_submission_context(
    meeting: Meeting,
    *,
    authority: AwardingAuthority | None = None,
    signer: Signer | None = None,
    number: str = "",
    dated: date | None = None,
) -> UpwardSubmissionContext:
    """Return the submission of the lines that the meeting forwards to `authority`.

    `authority` may be left out when there is one only; otherwise ValueError asks for it in Vietnamese. Number and day are left blank
    unless given. Without `signer` the first who may sign for the unit on the day of the meeting is named.
    """
    read = _Meeting(meeting)
    rows = [row for row in read.rows if row.outcome == Outcome.FORWARDED]
    authorities = {row.nomination.round.authority_id: row.nomination.round.authority for row in rows}
    if authority is None:
        if len(authorities) != 1:
            raise ValueError(
                f"Phiên họp trình lên {len(authorities)} cơ quan. Mỗi cơ quan có một tờ trình riêng; đồng chí chọn cơ quan."
            )
        authority = next(iter(authorities.values()))
    rows = [row for row in rows if row.nomination.round.authority_id == authority.pk]
    rounds = _distinct(row.nomination.round for row in rows)
    fixed_base = meeting.terms().base == MajorityBase.SERVING
    lines = Lines(_voted(row, read, fixed_base=fixed_base) for row in rows)
    chosen = signer or signers_on(meeting.unit, read.day).first()
    return UpwardSubmissionContext(
        heading=read.heading(typed_number(number, DocumentType.TO_TRINH, symbol_of(read.facts)), dated),
        subject=f"về việc đề nghị tặng {', '.join(lines.awards)} {_for_whom(rounds)}",
        basis=_bases(rounds),
        committee=meeting.committee_name,
        addressee=authority.name,
        round_title=_titles(rounds),
        lines=lines,
        met_on=read.day,
        serving=read.serving,
        copies_to=(f"{authority.name} (để trình)", f"Lưu {read.office}"),
        signature=Signature(authority=tuple(chosen.lines()), position=chosen.position, name=chosen.full_name)
        if chosen
        else Signature(authority=("T/M Ban Thường vụ",)),
        standard=layout_standard(),
    )


def _for_whom(rounds: list[Round]) -> str:
    titles = "”, “".join(round.title for round in rounds)
    return f"trong đợt “{titles}”"
