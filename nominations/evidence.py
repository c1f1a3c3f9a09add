"""Files of a dossier as facts: keeping, describing, removing, and which types of file a round asks for.

Rights are asked by the callers in `workflows`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum

from history.services import record

from .models import Dossier, Evidence, EvidenceType, Nomination, RequiredEvidence
from .rules import called
from .uploads import Accepted, UploadRefused

LARGEST_DOSSIER = 200 * 1024 * 1024
"""Bytes of all files of a dossier together."""


class AlreadyThere(UploadRefused):
    """The same file is in the dossier already; `existing` is where, `reason` says so."""

    def __init__(self, existing: Evidence, name: str):
        super().__init__(
            f"Tệp {name} đã có {place_of(existing)} với tên “{existing.caption}” nên không lưu thêm lần nữa."
        )
        self.existing = existing


def place_of(evidence: Evidence) -> str:
    """Return where a file is, to stand in a sentence: "ở dòng Đồng chí Lê Thị Bích Liên", "ở phần Cả hồ sơ"."""
    if evidence.nomination is None:
        return "ở phần Cả hồ sơ"
    return f"ở dòng {called(evidence.nomination.nominee)}"


@transaction.atomic
def add_evidence(
    dossier: Dossier,
    *,
    nomination: Nomination | None,
    accepted: Accepted,
    actor: Any,
    at: datetime,
    caption: str = "",
    type: EvidenceType | None = None,
    paper: str = "",
) -> Evidence:
    """Keep a file that uploads.inspect accepted. A second one of the same content is not kept anywhere in the dossier.

    Raises AlreadyThere, or UploadRefused when the dossier would hold more than 200 MB. A file that lies in its place
    without being a signed paper becomes one when it is handed in as such.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    files = dossier.evidence.filter(removed_at=None)
    if same := files.filter(sha256=accepted.sha256).select_related("nomination__nominee").first():
        if not paper or same.paper or same.nomination_id != (nomination.pk if nomination else None):
            raise AlreadyThere(same, accepted.name)
        same.paper, same.uploaded_by, same.uploaded_at = paper, actor, at
        same.save(update_fields=["paper", "uploaded_by", "uploaded_at"])
        return same
    refuse_too_much(dossier, len(accepted.content), name=accepted.name)
    evidence = Evidence(
        dossier=dossier,
        nomination=nomination,
        type=type,
        paper=paper,
        caption=caption or accepted.caption,
        original_name=accepted.name,
        page_count=accepted.page_count,
        mime=accepted.mime,
        size=len(accepted.content),
        sha256=accepted.sha256,
        uploaded_by=actor,
        uploaded_at=at,
    )
    evidence.file.save(accepted.name, ContentFile(accepted.content), save=False)
    if accepted.thumbnail:
        evidence.thumbnail.save(accepted.name, ContentFile(accepted.thumbnail), save=False)
    evidence.save()
    return evidence


def refuse_too_much(dossier: Dossier, size: int, *, name: str) -> None:
    """Raise UploadRefused when the dossier has no room for a file of the size; files on their way are not counted."""
    there = dossier.evidence.filter(removed_at=None).aggregate(all=Sum("size"))["all"] or 0
    if there + size > LARGEST_DOSSIER:
        raise UploadRefused(
            f"Tệp {name} không nhận được vì các tệp của hồ sơ cộng lại sẽ quá 200 MB. Hãy gỡ bớt tệp không cần rồi gửi lại."
        )


def describe_evidence(
    evidence: Evidence,
    *,
    caption: str,
    type: EvidenceType | None,
    nomination: Nomination | None,
    actor: Any,
    at: datetime,
) -> None:
    """Change what a file is called, what it is, and what it is about; an empty caption leaves the old one."""
    before = (evidence.caption, evidence.type_id, evidence.nomination_id)
    evidence.caption, evidence.type, evidence.nomination = caption or evidence.caption, type, nomination
    if (evidence.caption, evidence.type_id, evidence.nomination_id) == before:
        return
    evidence.save(update_fields=["caption", "type", "nomination"])
    record(verb="Sửa thông tin minh chứng", subject=evidence, actor=actor, at=at, note=evidence.caption)


def remove_evidence(evidence: Evidence, *, actor: Any, at: datetime) -> None:
    """Take a file out of the dossier; its row stays for the history."""
    evidence.removed_at = at
    evidence.save(update_fields=["removed_at"])
    record(verb="Gỡ minh chứng", subject=evidence, actor=actor, at=at)


@dataclass(frozen=True)
class Asked:
    """A type of file that the round asks for with a line, and how many such files there are."""

    type: EvidenceType
    is_required: bool
    files: int

    @property
    def is_missing(self) -> bool:
        """Return whether no file of the type is there."""
        return self.files == 0


def asked_types(
    nominations: Iterable[Nomination],
    *,
    wanted: Mapping[int, list[RequiredEvidence]] | None = None,
    files: Iterable[Evidence] | None = None,
) -> dict[int, list[Asked]]:
    """Return for each line, by primary key, the types of file that its round asks for, required ones first.

    A file counts for a line when it is its own or belongs to the whole dossier. A type that is asked for twice, for
    everybody and for this form, is required when one of the two says so. Two queries whatever the number of lines, when
    the nominees are loaded with them; `wanted` (what the rounds ask for, by their ids) and `files` (that the lines and
    their dossiers have) spare one each, and where no round asks for anything the files are not looked for.
    """
    lines = list(nominations)
    if wanted is None:
        wanted = defaultdict(list)
        for row in RequiredEvidence.objects.filter(round__in={line.round_id for line in lines}).select_related("type"):
            wanted[row.round_id].append(row)
    counted = Counter(_filed(lines, files)) if any(wanted.values()) else Counter()
    return {line.pk: _asked(line, wanted.get(line.round_id, []), counted) for line in lines}


def _filed(lines: list[Nomination], files: Iterable[Evidence] | None) -> Iterable[tuple[int, int | None, int | None]]:
    """Return dossier, line and type of each file of these lines and their dossiers."""
    if files is not None:
        return [(file.dossier_id, file.nomination_id, file.type_id) for file in files]
    kept = Evidence.objects.filter(dossier__in={line.dossier_id for line in lines}, removed_at=None, type__isnull=False)
    return kept.values_list("dossier", "nomination", "type")


def _asked(line: Nomination, wanted: list[RequiredEvidence], counted: dict) -> list[Asked]:
    types: dict[int, EvidenceType] = {}
    required: set[int] = set()
    for row in wanted:
        if row.recipient_kind in ("", line.nominee.kind) and row.form in ("", line.form):
            types.setdefault(row.type_id, row.type)
            if row.is_required:
                required.add(row.type_id)
    asked = [
        Asked(
            kind,
            pk in required,
            counted.get((line.dossier_id, line.pk, pk), 0) + counted.get((line.dossier_id, None, pk), 0),
        )
        for pk, kind in types.items()
    ]
    return sorted(asked, key=lambda one: (not one.is_required, one.type.position, one.type.pk))


def missing_types(
    nominations: Iterable[Nomination],
    *,
    wanted: Mapping[int, list[RequiredEvidence]] | None = None,
    files: Iterable[Evidence] | None = None,
) -> dict[int, list[tuple[EvidenceType, bool]]]:
    """Return for each line, by primary key, the types of file that are asked for and not there, each with whether it
    is required; see asked_types().
    """
    return {
        pk: [(one.type, one.is_required) for one in asked if one.is_missing]
        for pk, asked in asked_types(nominations, wanted=wanted, files=files).items()
    }
