"""What people have said beside a line, as pages of both sides print it: requests, answers, comments, and the history."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from nominations.models import Nomination

from ..effects import reason_from
from ..enums import Action, RemarkPart
from ..forms.remarks import CommentForm
from ..models import Audience, Comment, Remark, TransitionRecord
from ..queries_remarks import Side, comments_for, remarks_of, side_of
from .base import today

ONLY_APPRAISERS = "Chỉ bên thẩm định đọc"
FOR_EVERYBODY = "Mọi người liên quan đọc"
BACK_TO_FORM = "sua"
"""Says that an answer was given beside the form of the line, where the page then stays."""


@dataclass(frozen=True)
class Talk:
    """Everything said beside a line that one person may read."""

    line: Nomination
    side: Side
    remarks: dict[int, list[Remark]]
    comments: list[Comment]

    def asked_in(self, record: TransitionRecord | None) -> list[Remark]:
        """Return what a return asked part by part."""
        return self.remarks.get(record.pk, []) if record is not None else []

    @property
    def comment_cards(self) -> list[dict]:
        """Return the comments as the page prints them, oldest first."""
        return [
            {
                "author": comment.author_name,
                "unit": comment.unit_name,
                "at": comment.written_at,
                "text": comment.text,
                "is_inner": comment.audience == Audience.APPRAISERS,
                "audience": ONLY_APPRAISERS if comment.audience == Audience.APPRAISERS else FOR_EVERYBODY,
            }
            for comment in self.comments
        ]

    def comment_form(self, data: Any = None) -> CommentForm | None:
        """Return the form for a comment, or None for somebody who only reads."""
        if not self.side.audiences:
            return None
        return CommentForm(data, audiences=self.side.audiences, initial={"submission_key": uuid.uuid4()})


def talk_of(line: Nomination, person: Any, history: Iterable[TransitionRecord] = ()) -> Talk:
    """Return what is said beside a line as far as the person may read it; three queries at most.

    Nothing was asked of a line whose history knows no return.
    """
    side = side_of(line, person, on=today())
    was_returned = any(record.action == Action.SEND_BACK for record in history)
    return Talk(line, side, remarks_of(line) if was_returned else {}, list(comments_for(line, side)))


def note_with_requests(record: TransitionRecord, remarks: list[Remark]) -> str:
    """Return the reason of a step with what it asked part by part, each part once."""
    asked = reason_from({remark.field: remark.text for remark in remarks})
    return record.note if record.note == asked else "\n".join(filter(None, [record.note, asked]))


def own_reason(record: TransitionRecord | None, remarks: list[Remark]) -> str:
    """Return the reason of a return where it says more than the requests that stand beside it."""
    if record is None or record.note == reason_from({remark.field: remark.text for remark in remarks}):
        return ""
    return record.note


def woven(steps: Iterable[dict], talk: Talk) -> list[dict]:
    """Return the history newest first: the steps as given (newest first), with answers and comments where they belong."""
    said = [*reversed(list(steps)), *_answers(talk), *_comments(talk)]
    return sorted(said, key=lambda entry: entry["at"])[::-1]


def _answers(talk: Talk) -> list[dict]:
    """Return one entry for the answers of one person to one return."""
    entries = []
    for remarks in talk.remarks.values():
        given = [remark for remark in remarks if remark.answered_at]
        for who, rows in groupby(sorted(given, key=_answered_by), key=_answered_by):
            answers = list(rows)
            entries.append(
                {
                    "title": "Trả lời yêu cầu bổ sung",
                    "by": f"Đồng chí {who}, {talk.line.proposing_unit_name}",
                    "at": max(_answered_at(remark) for remark in answers),
                    "note": reason_from({remark.field: remark.answer for remark in answers}),
                }
            )
    return sorted(entries, key=lambda entry: entry["at"])


def _answered_by(remark: Remark) -> str:
    return remark.answered_by_name


def _answered_at(remark: Remark) -> datetime:
    assert remark.answered_at is not None  # only answered ones come here
    return remark.answered_at


def _comments(talk: Talk) -> list[dict]:
    return [
        {
            "title": "Ý kiến trao đổi" + (" (chỉ bên thẩm định đọc)" if card["is_inner"] else ""),
            "by": f"Đồng chí {card['author']}, {card['unit']}",
            "at": card["at"],
            "note": card["text"],
        }
        for card in talk.comment_cards
    ]


PLACES = {
    RemarkPart.NAME: "full_name", RemarkPart.POSITION: "position", RemarkPart.UNIT: "unit_text", RemarkPart.MODEL: "model_name",
    RemarkPart.ACHIEVEMENT: "achievement", RemarkPart.CITATION: "citation",
}  # fmt: skip
"""Part -> the field of the form of a line in which it is corrected; the others have pages of their own."""


def cards(line: Nomination, remarks: Iterable[Remark], *, may_answer: bool = False, back: str = "") -> list[dict]:
    """Return what was asked as the page prints it; with `may_answer` each has its answer box, which leads back to `back`."""
    return [card(line, remark, may_answer=may_answer, back=back) for remark in remarks]


def card(line: Nomination, remark: Remark, *, may_answer: bool, back: str, typed: str | None = None) -> dict:
    """Return one request as the page prints it; `typed` stands in the box instead of the stored answer."""
    return {
        "pk": remark.pk,
        "part": remark.field,
        "label": RemarkPart(remark.field).label,
        "text": remark.text,
        "answer": remark.answer if typed is None else typed,
        "was": remark.answer,
        "by": remark.answered_by_name,
        "at": remark.answered_at,
        "url": reverse("workflows:answer_remark", args=[line.pk, remark.pk]) if may_answer else "",
        "back": back,
        "repair_url": _repair_url(line, RemarkPart(remark.field), is_on_form=back == BACK_TO_FORM),
    }


def _repair_url(line: Nomination, part: RemarkPart, *, is_on_form: bool) -> str:
    if part == RemarkPart.MEETING:
        return reverse("workflows:dossier_meeting", args=[line.dossier_id])
    if part == RemarkPart.EVIDENCE:
        return reverse("workflows:dossier_evidence", args=[line.dossier_id]) + f"?dong={line.pk}"
    return ("" if is_on_form else reverse("workflows:edit_line", args=[line.pk])) + f"#id_{PLACES[part]}"


def asked_beside(remarks: Iterable[Remark]) -> dict[str, list[str]]:
    """Return part -> what is asked about it, for printing beside the part."""
    found: dict[str, list[str]] = {}
    for remark in remarks:
        found.setdefault(remark.field, []).append(remark.text)
    return found


def mark_fields(form: Any, remarks: Iterable[Remark]) -> None:
    """Write what is asked about a part of the line into the hint of its field, where it is also read aloud."""
    for part, texts in asked_beside(remarks).items():
        name = PLACES.get(RemarkPart(part))
        if name in form.fields:
            field = form.fields[name]
            asked = format_html_join(
                "", '<span class="asked__beside">Cần bổ sung: {}</span>', ((text,) for text in texts)
            )
            field.help_text = format_html("{}{}", field.help_text, asked)
