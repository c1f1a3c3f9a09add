"""PDFs of many numbered papers, made by the worker: sixty of them would keep whoever pressed the button waiting.

The run is begun in the transaction that takes the numbers. A paper that is opened before its turn is made then and there,
and the worker finds it kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import NumberedPaper, PaperState, StoredDocument
from meetings.models import Meeting
from runs.enums import RunState
from runs.models import Run, RunItem
from runs.queries import LIVE, is_left_alone, progress
from runs.services import ResultMissing, result_file, start_run

from ..enums import PAPERS_RUN
from .papers import Signature, Subject, issue_paper, number_papers


@dataclass(frozen=True)
class Making:
    """How far the PDFs of the newest run are. `problems` are pairs of a number and why its PDF could not be made."""

    run: Run
    done: int
    total: int
    has_begun: bool
    is_slow: bool
    problems: Sequence[tuple[str, str]] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        """Return whether PDFs are still being made."""
        return self.run.state in LIVE

    @property
    def has_news(self) -> bool:
        """Return whether people must be told: PDFs that all could be made are simply there."""
        return self.is_live or self.has_failed or bool(self.problems)

    @property
    def has_failed(self) -> bool:
        """Return whether the run ended before its end; `run.error` says why."""
        return self.run.state == RunState.FAILED


@transaction.atomic
def number_and_make(
    meeting: Meeting, wanted: Sequence, *, signature: Signature, actor: Any, at: datetime
) -> list[NumberedPaper]:
    """Number several papers of a meeting and ask the worker for their PDFs: all of it or nothing.

    Raises what number_papers() raises.
    """
    made = number_papers(meeting, wanted, signature=signature, actor=actor, at=at)
    start_run(
        kind=PAPERS_RUN,
        title=f"Bản PDF của {len(made)} văn bản, {meeting.title}"[:250],
        payload={"meeting": meeting.pk, "papers": [paper.pk for paper in made]},
        weights=[1] * len(made),
        actor=actor,
        at=at,
    )
    return made


def make_one(run: Run, item: RunItem, *, at: datetime) -> dict[str, Any]:
    """Make the PDF of one paper of a run, unless it is there or its number was voided; a refusal holds no other up."""
    paper = NumberedPaper.objects.select_related("addressee", "authority").get(pk=run.payload["papers"][item.position])
    is_wanted = paper.state == PaperState.NUMBERED
    return {"paper": paper.pk, "problem": issue_paper(paper, actor=run.created_by, at=at) if is_wanted else ""}


def runs_of(meeting: Meeting):
    """Return the runs that make PDFs of a meeting's papers."""
    return Run.objects.filter(kind=PAPERS_RUN, payload__meeting=meeting.pk)


def making(subject: Subject, *, at: datetime) -> Making | None:
    """Return how far the PDFs of the papers that were numbered together are; None where the worker was never asked."""
    run = runs_of(subject).order_by("-pk").first() if isinstance(subject, Meeting) else None
    if run is None:
        return None
    far = progress(run)
    has_begun = run.state != RunState.WAITING
    return Making(run, far["done"], far["total"], has_begun, is_left_alone(run, at=at), _problems(run))


def _problems(run: Run) -> list[tuple[str, str]]:
    """Return which papers of a finished run still have no PDF, and why."""
    if run.state != RunState.DONE:
        return []
    try:
        told = json.loads(result_file(run).read_text())
    except ResultMissing:  # opening a paper makes it all the same
        return []
    why = {each["paper"]: each["problem"] for each in told if each["problem"]}
    if not why:
        return []
    there = StoredDocument.objects.filter(numbered__in=why, is_final=True).values("numbered")
    rows = NumberedPaper.objects.filter(pk__in=why, state=PaperState.NUMBERED).exclude(pk__in=there).order_by("pk")
    return [(paper.number_text, why[paper.pk]) for paper in rows]
