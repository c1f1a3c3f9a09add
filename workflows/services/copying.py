"""Last round's dossier as a draft of this one: words are copied as they are, votes and files are not."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from nominations.models import Dossier, Nomination, Nominee, Round
from nominations.quotas import GONE
from permissions.exceptions import NotPermitted

from ..exceptions import GuardFailed
from .drafts import copy_line, start_dossier
from .entering import recognise

NAMESPACE = uuid.UUID("6f2d6c1e-8c0b-4d53-9b1a-5f0c7f3f5a11")
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d{2}(?![\d.,]*\d)")


@dataclass
class Copied:
    """The new dossier, its lines, and the lines that stayed behind because their nominee stands in the round already."""

    dossier: Dossier
    lines: list[Nomination] = field(default_factory=list)
    left_out: list[Nomination] = field(default_factory=list)


@transaction.atomic
def copy_dossier(
    source: Dossier, *, round: Round, lines: Iterable[int], actor: Any, at: datetime, submission_key: uuid.UUID
) -> Copied:
    """Start a dossier of the same unit in `round` with copies of the chosen lines of `source` as drafts.

    Nothing in the words is changed, years neither; nominees who are surely recognised are linked to the rolls. The same
    `submission_key` again returns what exists. Raises NotPermitted, or GuardFailed when nothing was chosen or the round
    is closed.
    """
    if source.round_id == round.pk:
        raise GuardFailed("Hồ sơ này ở chính đợt này. Hãy chọn hồ sơ của một đợt trước.")
    wanted = set(lines)
    chosen = [line for line in source.nominations.select_related("nominee").order_by("id") if line.pk in wanted]
    if not chosen:
        raise GuardFailed("Chưa chọn dòng nào để chép. Hãy đánh dấu ít nhất một dòng.")
    made = start_dossier(round=round, unit=source.unit, actor=actor, at=at, submission_key=submission_key)
    if made.round_id != round.pk or made.unit_id != source.unit_id:
        raise NotPermitted("Mã biểu mẫu thuộc về hồ sơ khác. Hãy tải lại trang rồi chọn lại.")
    if made.copied_from_id is None:
        made.copied_from = source
        made.save(update_fields=["copied_from"])
    result = Copied(made)
    for line in chosen:
        _link(line.nominee, made)
        if _stands_in(round, line, made):
            result.left_out.append(line)
            continue
        key = uuid.uuid5(NAMESPACE, f"{submission_key}:{line.pk}")
        result.lines.append(copy_line(line, dossier=made, actor=actor, at=at, submission_key=key))
    return result


def _link(nominee: Nominee, dossier: Dossier) -> None:
    """Set on the nominee, in memory only, the record of the rolls that is surely meant."""
    if nominee.person_id or nominee.collective_id:
        return
    facts = {name: getattr(nominee, name) for name in ("kind", "full_name", "birth_date", "birth_year")}
    sure = recognise(dossier, facts).sure
    if nominee.is_individual:
        nominee.person_id = sure
    else:
        nominee.collective_id = sure


def _stands_in(round: Round, line: Nomination, made: Dossier) -> bool:
    key = line.nominee.subject_key
    if not key:
        return False
    rows = Nomination.objects.filter(round=round, form=line.form, subject_key=key).exclude(state__in=GONE)
    return rows.exclude(dossier=made, copied_from=line).exists()


def years_to_check(line: Nomination) -> list[str]:
    """Return the years that the words of a copied line name and that the period of its round does not, in order."""
    round = line.round
    period = set(YEAR.findall(round.period_label))
    if round.period_from and round.period_to:
        period |= {str(year) for year in range(round.period_from.year, round.period_to.year + 1)}
    named = YEAR.findall(f"{line.model_name} {line.achievement} {line.citation}")
    return [year for year in dict.fromkeys(named) if year not in period]
