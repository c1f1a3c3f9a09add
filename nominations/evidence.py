"""Files of a dossier as facts: keeping, describing, removing, and which types of file a round asks for.

Rights are asked by the callers in `workflows`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .models import Evidence, EvidenceType, Nomination, RequiredEvidence


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


def asked_types(nominations: Iterable[Nomination]) -> dict[int, list[Asked]]:
    """Return for each line, by primary key, the types of file that its round asks for, required ones first.

    A file counts for a line when it is its own or belongs to the whole dossier. A type that is asked for twice, for
    everybody and for this form, is required when one of the two says so. Two queries whatever the number of lines, when
    the nominees are loaded with them.
    """
    lines = list(nominations)
    wanted: dict[int, list[RequiredEvidence]] = {}
    for row in RequiredEvidence.objects.filter(round__in={line.round_id for line in lines}).select_related("type"):
        wanted.setdefault(row.round_id, []).append(row)
    counted: dict[tuple[int, int | None, int], int] = {}
    kept = Evidence.objects.filter(dossier__in={line.dossier_id for line in lines}, removed_at=None, type__isnull=False)
    for key in kept.values_list("dossier", "nomination", "type"):
        counted[key] = counted.get(key, 0) + 1
    return {line.pk: _asked(line, wanted.get(line.round_id, []), counted) for line in lines}


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


def missing_types(nominations: Iterable[Nomination]) -> dict[int, list[tuple[EvidenceType, bool]]]:
    """Return for each line, by primary key, the types of file that are asked for and not there, each with whether it
    is required; see asked_types().
    """
    return {
        pk: [(one.type, one.is_required) for one in asked if one.is_missing]
        for pk, asked in asked_types(nominations).items()
    }
