"""What the register's tests need: certificates of a numbered decision, entered and with their kept files."""

from certificates.layout.sheets import CertificateRun
from certificates.layout.standard import standard_spec
from certificates.models import FrozenLayout, IssuedCertificate
from certificates.services.layouts import freeze_layout
from certificates.services.register import enter, store_file
from documents.models import Decision
from tests.factories import NOW, World
from vietnamese.dates import long_date

KINDS = ("individual", "collective")
ENGINES = {"test": "1"}


def run_of(decision: Decision, **changes) -> CertificateRun:
    """Return what all sheets of a decision share."""
    facts = {
        "design": "trong_dong",
        "form": decision.form,
        "nature": "party",
        "awarder": decision.decider_name,
        "decision_number": decision.number_text,
        "decision_date": long_date(decision.signed_on),
        "place_and_date": f"{decision.place}, {long_date(decision.signed_on)}",
        "authority_lines": tuple(decision.authority_lines.splitlines()),
        "position": decision.signer_position,
        "signer": decision.signer_name,
    }
    return CertificateRun(**facts | changes)


def layout_of(kind: str, form: str = "giay_khen") -> FrozenLayout:
    """Return a standard design, frozen."""
    return freeze_layout(standard_spec("trong_dong", form=form, kind=kind), None, NOW)


def entered(w: World, decision: Decision, at=NOW, **changes) -> list[IssuedCertificate]:
    """Enter all recipients of a decision as a print run does; return their certificates in reading order."""
    lines = list(decision.lines.select_related("award", "register").order_by("position"))
    layouts = {kind: layout_of(kind, decision.form) for kind in KINDS}
    runs = dict.fromkeys(KINDS, run_of(decision, **changes))
    found = enter(lines, runs=runs, layouts=layouts, actor=w.clerk, at=at)
    return [found[line.pk] for line in lines]


def with_file(issued: IssuedCertificate, content: bytes = b"") -> IssuedCertificate:
    """Keep a file for a certificate that says whose it is."""
    store_file(issued, content or f"%PDF {issued.code}".encode(), engines=ENGINES, at=NOW)
    return issued
