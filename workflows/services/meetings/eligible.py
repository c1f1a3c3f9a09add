"""Lines that are not eligible today: they come to the vote only with a recorded reason, of an office or of a member."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from meetings.enums import Section
from meetings.models import Meeting
from nominations.models import Nomination
from nominations.queries import findings_of
from nominations.rules import Finding

from ...guards import hindering
from ...queries_meetings import PutOn, put_on_agenda_by

RELATED = ("nominee", "dossier", "round__authority")


class Hindrance(NamedTuple):
    """A rule of eligibility that keeps a line from the vote, and what can be done about it."""

    finding: Finding
    sentence: str


def hindrances(nominations: Iterable[Nomination], *, at: datetime) -> dict[int, list[Hindrance]]:
    """Return nomination id -> why the line may not be voted on yet; lines that may are not in the answer.

    Facts change after the office has recommended a line: a discipline, an award, a rating. Then an exception with its
    reason is needed (services.overrides), or a member who has answered for the line with a reason of their own.
    """
    lines = list(nominations)
    return standing(lines, {pk: hindering(found) for pk, found in findings_of(lines, at=at).items()})


def standing(
    lines: Iterable[Nomination], blocked: dict[int, list[Finding]], *, put_on: Mapping[int, PutOn] | None = None
) -> dict[int, list[Hindrance]]:
    """Return the same where the rules have been asked already: `blocked` holds what they say (guards.hindering()).

    `put_on` is put_on_agenda_by() the lines, where it has been read.
    """
    blocked = {line.pk: found for line in lines if (found := blocked.get(line.pk))}
    if not blocked:
        return {}
    put_on = put_on_agenda_by(blocked) if put_on is None else put_on
    answered = {pk for pk, member in put_on.items() if member.reason}
    found = {
        pk: [Hindrance(each, _sentence(each)) for each in findings if pk not in answered or not each.can_be_overridden]
        for pk, findings in blocked.items()
    }
    return {pk: rows for pk, rows in found.items() if rows}


def why_lines_wait(meeting: Meeting, at: datetime) -> list[str]:
    """Return a sentence for each line of an agenda that would be voted on although it is not eligible."""
    related = (f"nomination__{name}" for name in RELATED)
    lines = list(meeting.lines.filter(section=Section.RECOMMENDED, is_postponed=False).select_related(*related))
    found = hindrances((line.nomination for line in lines), at=at)
    return [
        f"Dòng {line.position}, {line.name}: chưa đạt điều kiện xét. {each.sentence}"
        for line in lines
        for each in found.get(line.nomination_id, ())
    ]


def _sentence(finding: Finding) -> str:
    if not finding.can_be_overridden:
        return f"{finding.sentence} Không ai được cho phép ngoại lệ ở điều kiện này; hãy để dòng lại."
    return (
        f"{finding.sentence} Đồng chí chủ trì hoặc cơ quan thẩm định cho phép ngoại lệ, có ghi lý do, thì biểu quyết được; "
        "nếu không, hãy để dòng lại."
    )
