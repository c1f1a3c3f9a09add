"""Runs in a process of its own: fills the empty database of a journey and prints the ids that the test needs.

    python -m tests.journeys.office SCENARIO      prints one JSON object

The people and units are those of tests.factories.world(), built as of now, because the server reads the clock.
"""

import json
import sys
from dataclasses import replace
from datetime import timedelta

import django


def main(scenario: str) -> None:
    """Migrate, build the committee, then what the scenario starts from."""
    django.setup()
    from django.utils import timezone

    from tests import factories
    from tests.migrated import migrate

    migrate()
    factories.NOW = timezone.now()
    factories.MEETING_FACTS["met_on"] = timezone.localdate() - timedelta(days=3)
    w = replace(factories.world(), at=factories.NOW)
    facts = {"password": factories.PASSWORD, "today": timezone.localdate().isoformat()}
    print(json.dumps(facts | SCENARIOS[scenario](w)))


def committee(w) -> dict:
    """Only units, people and rounds: the journey does everything itself."""
    return {}


def under_appraisal(w) -> dict:
    """One individual has been received by the office."""
    from tests.factories import nomination_at

    n = nomination_at(w, "under_appraisal", full_name="Lê Thị Bích Liên", birth_year=1975, position="Chi hội trưởng")
    return {"nomination": n.pk, "name": n.nominee.full_name}


def recommended(w) -> dict:
    """Two lines wait for the standing committee."""
    from tests.factories import nomination_at

    made = [nomination_at(w, "recommended", full_name=name) for name in ("Lê Thị Bích Liên", "Phan Văn Lợi")]
    return {"names": [n.nominee.full_name for n in made]}


def drafted(w) -> dict:
    """A cell has written a complete dossier and has yet to send it."""
    from tests.factories import line

    n = line(w, full_name="Lê Thị Bích Liên", birth_year=1975, position="Chi hội trưởng")
    return {"dossier": n.dossier_id, "name": n.nominee.full_name}


def handed_in(w) -> dict:
    """Four lines of one dossier wait for the office."""
    from tests.factories import dossier, line
    from workflows.services import lines

    bundle = dossier(w)
    made = [line(w, bundle, full_name=f"{name} Thị Ánh") for name in ("Lê", "Phan", "Trương", "Đặng")]
    lines.submit_dossier(bundle, actor=w.secretary, at=w.at)
    return {"lines": [n.pk for n in made], "names": [n.nominee.full_name for n in made]}


def voting(w) -> dict:
    """A meeting votes on three lines; nobody has voted yet."""
    from tests.factories import a_meeting, nomination_at

    for name in ("Lê Thị Bích Liên", "Phan Văn Lợi", "Trương Thị Mỹ"):
        nomination_at(w, "recommended", full_name=name)
    return {"meeting": a_meeting(w).pk}


def forty_five(w) -> dict:
    """The cells have sent forty-five lines; a colleague stands in for the appraiser; a member has a relative among them.

    From a third of the votes against on, a line of a written poll goes to a meeting.
    """
    from meetings.models import VotingRule
    from meetings.services import declare_relative
    from permissions.models import RoleAssignment
    from permissions.substitutions import Loan, lend_role
    from tests import factories
    from vietnamese.dates import local_day
    from workflows.services import lines

    bundle = factories.dossier(w)
    for i in range(1, 45):
        factories.line(w, bundle, full_name=f"Lê Văn Dòng {i:02d}")
    factories.line(w, bundle, full_name="Bùi Thị Thảo", birth_year=1990)
    declare_relative(user=w.members[3], full_name="Bùi Thị Thảo", relation="em ruột", at=w.at)
    lines.submit_dossier(bundle, actor=w.secretary, at=w.at)
    VotingRule.objects.create(
        unit=w.commune, starts_on=factories.START, disagreement_numerator=1, disagreement_denominator=3
    )
    held, today = RoleAssignment.objects.get(user=w.appraiser), local_day(w.at)
    substitute = factories.user("pho", "Phan Thị Hạnh")
    loan = Loan(held, substitute, today, today + timedelta(days=5), "Đồng chí Đức đi công tác.")
    lend_role(loan, actor=w.appraiser, at=w.at)
    return {}


def newcomer(w) -> dict:
    """A secretary who has never signed in; the roll of the cell is there, the round asks for a report and wants a photo."""
    from datetime import date

    from nominations.models import EvidenceType
    from rolls.services import put_on_roll

    for name, born in (("Lê Thị Bích Liên", date(1975, 9, 2)), ("Nguyễn Văn Hùng", date(1962, 4, 17))):
        facts = {
            "full_name": name,
            "birth_date": born,
            "sex": "female" if "Thị" in name else "male",
            "is_party_member": True,
        }
        put_on_roll(unit=w.cell, kind="individual", facts=facts, actor=w.secretary, at=w.at, position="Chi hội trưởng Phụ nữ")  # fmt: skip
    w.round.required_evidence.create(type=EvidenceType.objects.get(code="report"), is_required=True)
    w.round.required_evidence.create(type=EvidenceType.objects.get(code="photo"), is_required=False)
    w.secretary.must_change_password = True
    w.secretary.save(update_fields=["must_change_password"])
    return {"title": w.round.title}


def twenty_numbered(w) -> dict:
    """A decision for twenty recipients has its number; nothing was printed yet, the office has no layout of its own."""
    from tests.clerks import numbered

    decision = numbered(w, 20)
    return {
        "decision": decision.pk,
        "number": decision.number_text,
        "names": list(decision.lines.order_by("position").values_list("name", flat=True)),
    }


SCENARIOS = {
    f.__name__: f
    for f in (
        handed_in,
        committee,
        under_appraisal,
        recommended,
        drafted,
        voting,
        newcomer,
        forty_five,
        twenty_numbered,
    )
}

if __name__ == "__main__":
    main(sys.argv[1])
