"""Everything that stands beside one line at the bench, in one query: steps, comments, exceptions, receipts, who looks on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nominations.models import Nomination, Receipt, RuleOverride

from .models import Comment, LineView, SavedView, SeparationRule, TransitionRecord
from .queries import Conflict, conflicts_among, history_of, separation_rules
from .queries_queue import VIEW_FRESH, saved_views
from .queries_remarks import Side, comments_for, side_of
from .together import asked_together


@dataclass(frozen=True)
class Beside:
    """What stands beside a line, as one person may read it; `records` newest first, `comments` oldest first."""

    side: Side
    records: list[TransitionRecord]
    comments: list[Comment]
    overrides: list[RuleOverride]
    receipts: list[Receipt]
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
    """Return what stands beside the line, and the filters that the person keeps for `page`; one query, two at most."""
    side = side_of(line, user, on=on)
    found = asked_together(
        records=history_of(line),
        comments=comments_for(line, side),
        overrides=RuleOverride.objects.filter(nomination=line),
        receipts=Receipt.objects.filter(dossier=line.dossier_id),
        views=LineView.objects.filter(nomination=line),
        saved=saved_views(user, page),
        rules=separation_rules(line, user, on=on),
    )
    return Beside(
        side,
        sorted(found["records"], key=lambda record: -record.sequence),
        sorted(found["comments"], key=lambda comment: (comment.written_at, comment.pk)),
        sorted(found["overrides"], key=_by_number),
        sorted(found["receipts"], key=_by_number, reverse=True),
        found["views"],
        sorted(found["saved"], key=_by_number),
        found["rules"],
    )


def _by_number(row: Any) -> int:
    return row.pk
