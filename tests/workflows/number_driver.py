"""Runs in a process of its own: several clerks record numbers at one moment in a real database.

python -m tests.workflows.number_driver SCENARIO      prints the results and the numbers as one JSON line
"""

import json
import sys

import django

from tests.races.driver import PRESSERS, race, told


class PowerCut(Exception):
    """Something fails after the number was taken."""


def main(scenario: str) -> None:
    """Prepare, race once, print."""
    django.setup()
    from tests.clerks import approved_lines, draft
    from tests.factories import role, user, world
    from tests.migrated import migrate

    migrate()
    w = world()
    clerks = [user(f"van-thu{i}") for i in range(PRESSERS)]
    for clerk in clerks:
        role(clerk, "records_clerk", w.commune)
    if scenario == "one_draft":
        drafts = [draft(w, 2)] * PRESSERS
    else:
        drafts = [draft(w, nominations=[line]) for line in approved_lines(w, PRESSERS)]
    fails = {i for i in range(PRESSERS) if scenario == "every_second_fails" and i % 2}
    results = race(lambda i: press(w, drafts[i], clerks[i], fails=i in fails))
    print(json.dumps({"results": results, **taken(w.commune)}))


def press(w, draft, clerk, *, fails: bool) -> str:
    """Record the number of one draft; with `fails` everything breaks just before the end."""
    from django.db import transaction

    from workflows.services.decisions import number_decision

    def act():
        with transaction.atomic():
            number_decision(draft, signer=w.signer, signed_on=w.at.date(), actor=clerk, at=w.at)
            if fails:
                raise PowerCut

    try:
        return told(act)
    except PowerCut:
        return "rolled back"


def taken(unit) -> dict:
    """Return the numbers that exist and where the counters stand."""
    from documents.models import Number, NumberSeries

    kinds = ("quyet_dinh", "register")
    numbers = [
        sorted(Number.objects.filter(series__document_type=kind).values_list("value", flat=True)) for kind in kinds
    ]
    following = [NumberSeries.objects.get(unit=unit, document_type=kind).next_number for kind in kinds]
    return {"numbers": numbers[0], "registers": numbers[1], "next": following}


if __name__ == "__main__":
    main(sys.argv[1])
