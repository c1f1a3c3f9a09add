"""Everything that stands beside one line at the bench, or beside the lines of a dossier that is to be submitted: one query."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from certificates.models import LayoutVersion
from meetings.models import DeclaredRelative
from meetings.queries import know_declared
from nominations.enums import NominationState
from nominations.grounds import Conditions, conditions_from
from nominations.models import (
    Appraisal,
    Dossier,
    EligibilityRule,
    Evidence,
    EvidenceType,
    Nomination,
    NominationReach,
    OpinionRequest,
    Quota,
    Receipt,
    RequiredEvidence,
    RoundExtension,
    RuleOverride,
)
from nominations.queries import deadline_among
from nominations.together import asked_together
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability

from .models import Comment, LineView, Remark, SavedView, SeparationRule, TransitionRecord
from .queries import Conflict, conflicts_among, history_of, separation_rules
from .queries_office import files_of, in_reading_order
from .queries_queue import VIEW_FRESH, saved_views
from .queries_remarks import Side, comments_for, current_remarks, side_of


@dataclass(frozen=True)
class Beside:
    """What stands beside a line, as one person may read it; `records` newest first, the others in the order of pages.

    `readable` are the lines of the dossier that have reached a unit where the person reads. The sheets came without
    their marks.
    """

    side: Side
    records: list[TransitionRecord]
    comments: list[Comment]
    remarks: list[Remark]
    overrides: list[RuleOverride]
    files: list[Evidence]
    receipts: list[Receipt]
    readable: set[int]
    sheets: list[Appraisal]
    requests: list[OpinionRequest]
    conditions: Conditions
    views: list[LineView]
    saved: list[SavedView]
    rules: list[SeparationRule]

    def looking(self, user: Any, *, at: datetime) -> list[str]:
        """Return the names of the others who have the line open now, who was seen last in front."""
        seen = [v for v in self.views if v.user_id != user.pk and v.seen_at >= at - VIEW_FRESH]
        return [view.user_name for view in sorted(seen, key=lambda view: view.seen_at, reverse=True)]

    def conflicts(self) -> dict[str, Conflict]:
        """Return act -> its conflict with what the person did on this line before, as separation_conflicts() does."""
        return conflicts_among(self.rules)


def beside(line: Nomination, user: Any, *, page: str, on: date) -> Beside:
    """Return what stands beside the line, and the filters that the person keeps for `page`; one query, two at most.

    Whom the person has declared as relatives is read along, for the guards that ask it of this user instance.
    """
    side = side_of(line, user, on=on)
    own_units = access.units_where(user, Capability.VIEW, on=on)
    found = asked_together(
        records=history_of(line),
        comments=comments_for(line, side),
        remarks=Remark.objects.filter(nomination=line),
        overrides=RuleOverride.objects.filter(nomination=line),
        files=_described(files_of(line)),
        receipts=Receipt.objects.filter(dossier=line.dossier_id),
        readable=NominationReach.objects.filter(
            nomination__in=Nomination.objects.filter(dossier=line.dossier_id).order_by().values("pk"),
            unit__in=own_units,
        ),
        sheets=Appraisal.objects.filter(nomination=line, unit=line.holder_unit_id),
        requests=OpinionRequest.objects.filter(nomination=line).annotate(asking=F("unit__name")),
        **_conditions(line.round_id),
        views=LineView.objects.filter(nomination=line),
        saved=saved_views(user, page),
        rules=separation_rules(line, user, on=on),
        relatives=DeclaredRelative.objects.filter(user=user),
    )
    _with_types(found["files"], found["wanted"])
    for request in found["requests"]:
        request.unit = Unit(pk=request.unit_id, name=request.asking)
    know_declared(user, sorted(found["relatives"], key=_number))
    return Beside(
        side,
        sorted(found["records"], key=lambda record: -record.sequence),
        sorted(found["comments"], key=lambda comment: (comment.written_at, comment.pk)),
        sorted(found["remarks"], key=_number),
        sorted(found["overrides"], key=_number),
        in_reading_order(found["files"]),
        sorted(found["receipts"], key=_number, reverse=True),
        {reach.nomination_id for reach in found["readable"]},
        found["sheets"],
        sorted(found["requests"], key=_number),
        conditions_from(found["eligibility"], found["quotas"], found["wanted"]),
        found["views"],
        sorted(found["saved"], key=_number),
        found["rules"],
    )


@dataclass(frozen=True)
class BesideDossier:
    """What stands beside the lines that a cell holds, all of one dossier."""

    files: list[Evidence]
    """Those of the dossier and of its lines, in the order in which they came."""
    overrides: list[RuleOverride]
    conditions: Conditions
    asked: dict[int, list[Remark]]
    """Nomination id -> what the last return asks, for lines that are with the cell because of it."""
    layouts: list[LayoutVersion]
    """The newest version of each layout that the deciding unit uses, with its `form`, `recipient_kind` and `spec`."""
    deadline: datetime
    """The deadline of the round for the dossier's unit."""


def beside_dossier(dossier: Dossier) -> BesideDossier:
    """Return what stands beside the lines of a dossier, whose round was loaded with its authority. One query."""
    round, newer = dossier.round, LayoutVersion.objects.filter(layout=OuterRef("layout"), number__gt=OuterRef("number"))
    layouts = LayoutVersion.objects.filter(layout__unit=round.authority.unit_id, layout__is_in_use=True)
    found = asked_together(
        files=_described(dossier.evidence.filter(removed_at=None)),
        overrides=RuleOverride.objects.filter(nomination__dossier=dossier),
        **_conditions(dossier.round_id),
        remarks=current_remarks().filter(nomination__dossier=dossier, nomination__state=NominationState.RETURNED),
        layouts=layouts.exclude(Exists(newer)).annotate(
            form=F("layout__form"), recipient_kind=F("layout__recipient_kind"), spec=F("frozen__spec")
        ),
        extensions=RoundExtension.objects.filter(round=round, unit=dossier.unit_id),
    )
    _with_types(found["files"], found["wanted"])
    asked: dict[int, list[Remark]] = defaultdict(list)
    for remark in sorted(found["remarks"], key=_number):
        asked[remark.nomination_id].append(remark)
    return BesideDossier(
        sorted(found["files"], key=_number),
        sorted(found["overrides"], key=_number),
        conditions_from(found["eligibility"], found["quotas"], found["wanted"]),
        dict(asked),
        found["layouts"],
        deadline_among(round, found["extensions"]),
    )


def _described(files: QuerySet[Evidence]) -> QuerySet[Evidence]:
    return files.annotate(type_name=F("type__name"), sender=F("uploaded_by__full_name"))


def _conditions(round_id: int) -> dict[str, QuerySet]:
    return {
        "eligibility": EligibilityRule.objects.filter(round=round_id),
        "quotas": Quota.objects.filter(round=round_id),
        "wanted": RequiredEvidence.objects.filter(round=round_id).annotate(
            type_name=F("type__name"), type_position=F("type__position")
        ),
    }


def _with_types(files: list[Evidence], wanted: list[RequiredEvidence]) -> None:
    """Put on files their type and sender, and on what a round asks for its type."""
    for file in files:
        file.type = EvidenceType(pk=file.type_id, name=file.type_name) if file.type_id else None
        file.uploaded_by = User(pk=file.uploaded_by_id, full_name=file.sender)
    for row in wanted:
        row.type = EvidenceType(pk=row.type_id, name=row.type_name, position=row.type_position)


def _number(row: Any) -> int:
    return row.pk
