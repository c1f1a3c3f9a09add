"""Records of printers, calibration, blanks and proofs for the scene."""

from decimal import Decimal

from certificates.printing import PrintSettings
from certificates.services.blanks import add_kind
from certificates.services.printers import add_printer
from documents.models import Decision
from tests.factories import World
from workflows.services import proofs


def records(w: World, at: dict) -> dict:
    """Make the records and return their ids by the names that the table uses; `at` holds those that are there already."""
    about = {"unit": w.commune, "actor": w.clerk, "at": w.at}
    blank = add_kind(name="Phôi A4", width_mm=Decimal(297), height_mm=Decimal(210), carries="text", **about)
    decision = Decision.objects.get(pk=at["numbered"])
    [part] = proofs.parts_of(decision, PrintSettings())
    proof = proofs.hand_in(decision, part, actor=w.clerk, at=w.at)
    return {"printer": add_printer(name="Canon", **about).pk, "blank": blank.pk, "proof": proof.pk}
