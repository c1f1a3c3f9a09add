"""Records of ceremonies, their papers and bonuses for the scene."""

from datetime import timedelta
from uuid import uuid4

from ceremonies.issuing import make_paper, order_papers
from ceremonies.models import BaseWage, BonusRate
from ceremonies.services.ceremonies import create_ceremony
from ceremonies.services.payments import PaymentOrder, freeze_payments, set_rounding
from documents.models import Decision
from tests.factories import NOW, World


def records(w: World, at: dict) -> dict:
    """Make the records and return their ids by the names that the table uses; `at` holds those that are there already."""
    act = {"actor": w.clerk, "at": NOW}
    made = create_ceremony(
        unit=w.commune,
        decisions=[Decision.objects.get(pk=at["numbered"])],
        name="Lễ trao",
        starts_at=NOW + timedelta(days=15),
        place="Hội trường",
        submission_key=uuid4(),
        **act,
    )
    rounding = set_rounding(w.commune, rounding="up_10000", source="", starts_on=NOW.date(), **act)
    order = PaymentOrder("Chi tiền thưởng", NOW.date())
    return {
        "ceremony": made.pk,
        "ceremony_place": made.places.get().pk,
        "payment_list": freeze_payments(made, order, submission_key=uuid4(), **act).pk,
        "base_wage": BaseWage.objects.first().pk,
        "bonus_rate": BonusRate.objects.first().pk,
        "rounding_rule": rounding.pk,
        "ceremony_paper": make_paper(made, "script", **act).pk,
        "paper_order": order_papers(made, ["attendance"], **act).pk,
    }
