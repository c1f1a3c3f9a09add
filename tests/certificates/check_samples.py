"""Issued certificates for the tests of the check page and of signatures."""

from certificates.layout.sheets import CertificateRun
from certificates.layout.standard import standard_spec
from certificates.models import CertificateAct, IssuedCertificate
from certificates.services import acts
from certificates.services.layouts import freeze_layout
from certificates.services.register import enter
from documents.models import Decision
from tests.clerks import numbered
from tests.factories import World


def issued(w: World, count: int = 2, decision: Decision | None = None) -> list[IssuedCertificate]:
    """Return the certificates of a numbered decision as they stand in the register, in its order."""
    decision = decision or numbered(w, count)
    lines = list(decision.lines.select_related("award", "register").order_by("position"))
    spec = standard_spec("trong_dong", form=decision.form)
    run = CertificateRun.sample(form=decision.form, decision_number=decision.number_text, spec=spec)
    kinds = {line.recipient_kind for line in lines}
    frozen = freeze_layout(spec, None, w.at)
    made = enter(lines, runs=dict.fromkeys(kinds, run), layouts=dict.fromkeys(kinds, frozen), actor=w.clerk, at=w.at)
    return [made[line.pk] for line in lines]


def revoke(w: World, certificate: IssuedCertificate) -> CertificateAct:
    """Revoke a certificate; the money has not come back."""
    return acts.revoke(
        certificate, reason="false_declaration", note="Có kết luận kiểm tra.", paper_number="99-QĐ/ĐU", paper_on=w.at.date(),
        is_object_returned=True, is_money_returned=False, actor=w.clerk, at=w.at,
    )  # fmt: skip
