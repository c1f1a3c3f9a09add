"""What is on record about nominees: ratings and earlier awards, read for a whole dossier at once."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from documents.contexts import About, Given, Rated
from nominations.enums import AwardState
from nominations.models import Award, EarlierAward, Nomination, Nominee
from rolls.models import YearlyRating

YEARS = 5
"""How many of the newest ratings papers print."""
SUMMARY = 200
"""The most letters of an achievement in short."""
SENTENCE_END = re.compile(r"[.!?;](?=\s|$)")


def abouts(nominations: Iterable[Nomination]) -> dict[int, About]:
    """Return what is known of each nominee by the nomination's primary key. Three queries whatever their number.

    The past is that of the person or collective on record; a name alone is nobody's past.
    """
    lines = list(nominations)
    ratings, awards = _ratings(lines), _awards(lines)
    return {
        line.pk: About(
            born_on=line.nominee.birth_date,
            birth_year=line.nominee.birth_year,
            sex=line.nominee.get_sex_display(),
            ethnicity=line.nominee.ethnicity,
            joined_on=line.nominee.joined_on,
            ratings=tuple(ratings[_key(line.nominee)][:YEARS]),
            awards=tuple(sorted(awards[_key(line.nominee)], key=lambda given: -given.year)),
            summary=summary_of(line),
        )
        for line in lines
    }


def _key(nominee: Nominee) -> tuple[int | None, int | None]:
    return nominee.person_id, nominee.collective_id


def _known(lines: list[Nomination]) -> tuple[set[int], set[int]]:
    people = {line.nominee.person_id for line in lines} - {None}
    collectives = {line.nominee.collective_id for line in lines} - {None}
    return people, collectives


def _ratings(lines: list[Nomination]) -> dict:
    people, collectives = _known(lines)
    found = defaultdict(list)
    rows = YearlyRating.objects.filter(Q(person__in=people) | Q(collective__in=collectives)).order_by("-year")
    for row in rows:
        found[row.person_id, row.collective_id].append(Rated(year=row.year, rating=row.get_rating_display()))
    return found


def _awards(lines: list[Nomination]) -> dict:
    people, collectives = _known(lines)
    found = defaultdict(list)
    given = Award.objects.filter(
        Q(nomination__nominee__person__in=people) | Q(nomination__nominee__collective__in=collectives),
        state=AwardState.IN_FORCE,
    ).select_related("nomination__nominee")
    for row in given:
        found[_key(row.nomination.nominee)].append(
            Given(
                form=row.get_form_display(),
                year=row.decided_on.year,
                authority=row.authority_name,
                number=row.decision_number,
                decided_on=row.decided_on,
            )
        )
    earlier = EarlierAward.objects.filter(Q(person__in=people) | Q(collective__in=collectives), struck_at=None)
    for row in earlier:
        found[row.person_id, row.collective_id].append(
            Given(
                form=row.get_form_display(),
                year=row.year,
                authority=row.authority_name,
                number=row.decision_number,
                decided_on=row.decided_on,
            )
        )
    return found


def summary_of(nomination: Nomination) -> str:
    """Return the achievement in short: the model and the first sentences, at most SUMMARY letters of them."""
    text = " ".join((nomination.achievement or nomination.citation).split())
    model = f"Mô hình “{nomination.model_name}”. " if nomination.model_name else ""
    if len(text) <= SUMMARY:
        return f"{model}{text}".strip()
    ends = [found.end() for found in SENTENCE_END.finditer(text) if found.end() <= SUMMARY]
    short = text[: ends[-1]].rstrip(" ;") if ends else f"{text[:SUMMARY].rpartition(' ')[0].rstrip(' ,;:')}…"
    return f"{model}{short}".strip()
