"""What stands beside the lines of a committee's agenda, in one query however many they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from meetings.models import Ballot, Meeting
from meetings.queries.opinions import poll_opinions
from nominations.enums import NominationState
from nominations.grounds import Conditions, conditions_from
from nominations.models import (
    EligibilityRule,
    EvidenceType,
    Nomination,
    Objection,
    OpinionRequest,
    Quota,
    RequiredEvidence,
    RuleOverride,
)
from nominations.together import asked_together
from organizations.models import Unit

from .enums import Action
from .models import TransitionRecord


class PutOn(NamedTuple):
    """Who had a line put to the vote that the office had not recommended, and why ("" where nothing was said)."""

    name: str
    reason: str


@dataclass(frozen=True)
class BesideLines:
    """What the rules ask of the lines of an agenda, who put them there, and for a member what others said of them; by
    nomination id.
    """

    conditions: Conditions
    overrides: list[RuleOverride]
    put_on: dict[int, PutOn]
    """See put_on_agenda_by()."""
    opinions: dict[int, list[OpinionRequest]] = field(default_factory=dict)
    """What other bodies answered or still owe, oldest first; requests that were taken back are not among them."""
    upheld: dict[int, list[Objection]] = field(default_factory=dict)
    """The objections to posted names that were found right, oldest first."""
    written: dict[int, list[Ballot]] = field(default_factory=dict)
    """What members wrote in a poll that sent the line to a meeting, oldest first (meetings.queries.opinions)."""
    own: dict[int, str] = field(default_factory=dict)
    """Line of the agenda -> the member's own open vote."""
    own_words: dict[int, str] = field(default_factory=dict)
    """Line of the agenda -> what the member wrote beside it."""


def put_on_agenda_by(nomination_ids: Iterable[int]) -> dict[int, PutOn]:
    """Return nomination id -> the member who had it put to the vote although the office had not recommended it.

    Only the last opinion counts: a line that the office recommended later is not in the answer. One query.
    """
    return _put_on(_said_of(nomination_ids))


def _said_of(nomination_ids: Iterable[int]) -> QuerySet[TransitionRecord]:
    opinions = TransitionRecord.objects.filter(action__in=(Action.RECOMMEND, Action.DECLINE))
    return opinions.filter(nomination__in=list(nomination_ids)).only(
        "nomination", "sequence", "source", "actor_name", "note"
    )


def _put_on(opinions: Iterable[TransitionRecord]) -> dict[int, PutOn]:
    said = sorted(opinions, key=lambda record: (record.nomination_id, record.sequence))
    last = {record.nomination_id: record for record in said}
    return {
        pk: PutOn(record.actor_name, record.note)
        for pk, record in last.items()
        if record.source == NominationState.NOT_RECOMMENDED
    }


def beside_lines(nominations: Iterable[Nomination]) -> BesideLines:
    """Return what the rules ask of these lines and who put them on the agenda. One query."""
    return _beside(asked_together(**_asked(list(nominations))))


def beside_ballot(meeting: Meeting, nominations: Iterable[Nomination], member: Any) -> BesideLines:
    """Return what a member reads beside the lines of a meeting, and their own votes where the vote is open. One query."""
    lines = list(nominations)
    pks = [line.pk for line in lines]
    asked = _asked(lines) | {
        "opinions": OpinionRequest.objects.filter(nomination__in=pks, cancelled_at=None).annotate(
            asking=F("unit__name")
        ),
        "upheld": Objection.objects.filter(line__nomination__in=pks, is_upheld=True).annotate(
            nomination_id=F("line__nomination")
        ),
    }
    if not meeting.is_secret:
        asked["own"] = Ballot.objects.filter(line__meeting=meeting, user=member)
    return _beside(asked_together(**asked))


def _asked(lines: list[Nomination]) -> dict[str, Any]:
    rounds, pks = {line.round_id for line in lines}, [line.pk for line in lines]
    return {
        "overrides": RuleOverride.objects.filter(nomination__in=pks),
        "said": _said_of(pks),
        "eligibility": EligibilityRule.objects.filter(round__in=rounds),
        "quotas": Quota.objects.filter(round__in=rounds),
        "wanted": RequiredEvidence.objects.filter(round__in=rounds).annotate(
            type_name=F("type__name"), type_position=F("type__position")
        ),
        "written": poll_opinions(pks),
    }


def _beside(found: dict[str, list[Any]]) -> BesideLines:
    for row in found["wanted"]:
        row.type = EvidenceType(pk=row.type_id, name=row.type_name, position=row.type_position)
    for request in found.get("opinions", []):
        request.unit = Unit(pk=request.unit_id, name=request.asking)
    return BesideLines(
        conditions_from(found["eligibility"], found["quotas"], found["wanted"]),
        found["overrides"],
        _put_on(found["said"]),
        _by_nomination(found.get("opinions", [])),
        _by_nomination(found.get("upheld", [])),
        _by_nomination(found["written"]),
        {ballot.line_id: ballot.choice for ballot in found.get("own", [])},
        {ballot.line_id: ballot.opinion for ballot in found.get("own", [])},
    )


def _by_nomination(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.pk):
        found[row.nomination_id].append(row)
    return dict(found)
