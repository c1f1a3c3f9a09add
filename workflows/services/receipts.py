"""Handing in with a receipt, and holding a receipt against what is stored today."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.files import File
from django.db import transaction

from documents.catalogue import kinds_about
from documents.issuing import PaperRefused, issue
from documents.models import StoredDocument
from nominations.models import Dossier, Evidence, Nomination, Receipt
from nominations.queries import deadline_for
from nominations.rules import called, printed_unit

from .lines import Result, submit_dossier

CHUNK = 1 << 20


@dataclass(frozen=True)
class HandedIn:
    """What became of each line, and the receipt if any went."""

    results: list[Result]
    receipt: Receipt | None


@transaction.atomic
def hand_in(
    dossier: Dossier,
    *,
    actor: Any,
    at: datetime,
    versions: dict[int, int] | None = None,
    separation_reason: str = "",
) -> HandedIn:
    """Submit the lines of a dossier as services.lines.submit_dossier() does and write one receipt for all that went.

    Lines and receipt are written together: there is no submitted line without a receipt, and none is written when
    nothing went. A line that is refused stays, the others go.
    """
    locked = Dossier.objects.select_for_update().get(pk=dossier.pk)
    results = submit_dossier(locked, actor=actor, at=at, versions=versions, separation_reason=separation_reason)
    gone = [result.nomination.pk for result in results if result.is_done]
    return HandedIn(results, _write(locked, gone, actor, at) if gone else None)


def _write(dossier: Dossier, gone: list[int], actor: Any, at: datetime) -> Receipt:
    sequence = dossier.receipts.count() + 1
    content = _content(dossier, gone, actor, at)
    return Receipt.objects.create(
        code=f"BN-{dossier.code}-{sequence}",
        dossier=dossier,
        sequence=sequence,
        handed_in_at=at,
        handed_in_by=actor,
        handed_in_by_name=actor.full_name,
        content=content,
        sha256=digest_of(content),
    )


def digest_of(content: dict) -> str:
    """Return the SHA-256 of `content` as canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _content(dossier: Dossier, gone: list[int], actor: Any, at: datetime) -> dict:
    lines = list(dossier.nominations.filter(pk__in=gone).select_related("nominee", "holder_unit__kind").order_by("id"))
    codes = {line.pk: line.code for line in lines}
    files = dossier.evidence.filter(removed_at=None).order_by("id")
    return {
        "dossier": dossier.code, "unit": dossier.unit_name, "round": dossier.round.title, "at": at.isoformat(),
        "by": actor.full_name, "office": lines[0].holder_unit.office, "deadline": deadline_for(dossier.round, dossier.unit_id).isoformat(),
        "lines": [_line(line) for line in lines],
        "files": [_file(file, codes) for file in files if file.nomination_id is None or file.nomination_id in codes],
        "papers": [
            {"document": paper.pk, "kind": paper.kind, "title": paper.get_kind_display(), "size": paper.size, "sha256": paper.sha256}
            for paper in _papers(dossier, actor, at)
        ],
    }  # fmt: skip


def _line(line: Nomination) -> dict:
    votes = "" if line.votes_in_favor is None else f"{line.votes_in_favor} phiếu tán thành"
    return {
        "nomination": line.pk, "code": line.code, "called": called(line.nominee), "form": line.get_form_display(),
        "votes": votes, "written": written(line),
    }  # fmt: skip


def written(line: Nomination) -> dict[str, str]:
    """Return what the cell has written in a line, as label and value."""
    nominee = line.nominee
    born = nominee.birth_date.isoformat() if nominee.birth_date else str(nominee.birth_year or "")
    votes = [line.votes_in_favor, line.votes_against, line.votes_invalid]
    return {
        "Tên": nominee.full_name, "Đối tượng": nominee.get_kind_display(), "Dòng dưới tên": printed_unit(nominee),
        "Chức vụ": nominee.position, "Ngày sinh": born, "Hình thức": line.get_form_display(), "Mô hình": line.model_name,
        "Thành tích": line.achievement, "Lời khen": line.citation,
        "Phiếu tán thành, không tán thành, không hợp lệ": ", ".join("" if vote is None else str(vote) for vote in votes),
    }  # fmt: skip


def _file(file: Evidence, codes: dict[int, str]) -> dict:
    return {
        "evidence": file.pk, "caption": file.caption, "name": file.original_name, "line": codes.get(file.nomination_id, ""),
        "paper": file.paper, "size": file.size, "sha256": file.sha256,
    }  # fmt: skip


def _papers(dossier: Dossier, actor: Any, at: datetime) -> list[StoredDocument]:
    """Return the dossier's papers as they count now; none while a line is still with the cell.

    A paper that cannot be made (a font is missing on the server) keeps nobody from handing in.
    """
    fresh = Dossier.objects.select_related("unit__kind", "round__authority").get(pk=dossier.pk)
    found = []
    for row in kinds_about("dossier"):
        if not row.is_settled(fresh):
            continue
        try:
            found.append(issue(row.kind, fresh, actor=actor, at=at))
        except PaperRefused:
            continue
    return found


class State(StrEnum):
    """What became of something since it was handed in."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"  # taken out of the dossier by the cell later on; the bytes are still there and the same
    MISSING = "missing"


@dataclass(frozen=True)
class Checked:
    """One line, file or paper of a receipt as it is today."""

    name: str
    state: State


@dataclass(frozen=True)
class Comparison:
    """A receipt held against what is stored. `is_intact`: the receipt itself still has the hash it was given."""

    is_intact: bool
    lines: dict[str, Checked]
    files: dict[int, Checked]
    papers: dict[int, Checked]

    @property
    def differing(self) -> list[str]:
        """Return the names of files and papers whose bytes are not those that were handed in."""
        wrong = (State.CHANGED, State.MISSING)
        return [each.name for each in (*self.papers.values(), *self.files.values()) if each.state in wrong]


def compare(receipt: Receipt) -> Comparison:
    """Read every stored file of the receipt again and compute its hash anew."""
    kept = receipt.content
    evidence = Evidence.objects.in_bulk([file["evidence"] for file in kept["files"]])
    documents = StoredDocument.objects.in_bulk([paper["document"] for paper in kept["papers"]])
    today = {
        line.pk: line
        for line in Nomination.objects.filter(pk__in=[each["nomination"] for each in kept["lines"]]).select_related(
            "nominee"
        )
    }
    return Comparison(
        is_intact=digest_of(kept) == receipt.sha256,
        lines={each["code"]: Checked(each["called"], _line_state(today.get(each["nomination"]), each)) for each in kept["lines"]},
        files={each["evidence"]: Checked(each["caption"], _file_state(evidence.get(each["evidence"]), each)) for each in kept["files"]},
        papers={each["document"]: Checked(each["title"], _state(documents.get(each["document"]), each)) for each in kept["papers"]},
    )  # fmt: skip


def _line_state(line: Nomination | None, kept: dict) -> State:
    if line is None:
        return State.MISSING
    return State.SAME if written(line) == kept["written"] else State.CHANGED


def _file_state(file: Evidence | None, kept: dict) -> State:
    state = _state(file, kept)
    return State.REMOVED if state is State.SAME and file.removed_at else state


def _state(row: Evidence | StoredDocument | None, kept: dict) -> State:
    if row is None:
        return State.MISSING
    try:
        with row.file.open("rb") as file:
            digest = _digest(file)
    except FileNotFoundError:
        return State.MISSING
    return State.SAME if digest == kept["sha256"] else State.CHANGED


def _digest(file: File) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks(CHUNK):
        found.update(chunk)
    return found.hexdigest()
