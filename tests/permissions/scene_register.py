"""Records of the register of issued certificates and the acts on them for the scene."""

from certificates.services import acts
from certificates.services.slips import ask_slip
from documents.models import Decision
from tests.certificates.issuing import entered, with_file
from tests.clerks import approved_lines, draft, number
from tests.factories import NOW, World


def records(w: World, at: dict) -> dict:
    """Make the records and return their ids by the names that the table uses; `at` holds those that are there already."""
    made = number(w, draft(w, nominations=approved_lines(w, 3, collective="Chi bộ ấp Tân Bình 7")))
    first, second, third = entered(w, Decision.objects.get(pk=made.pk))
    done = acts.reprint(with_file(first), reason="Kẹt giấy.", actor=w.clerk, at=NOW)
    acts.revoke(
        second, reason="false_papers", note="Giấy tờ giả.", paper_number="31-QĐ/ĐU", paper_on=NOW.date(),
        is_object_returned=False, is_money_returned=False, actor=w.clerk, at=NOW,
    )  # fmt: skip
    slip = ask_slip(third, after={"address": "Ông"}, grounds="Đơn.", actor=w.clerk, at=NOW)
    return {"certificate": first.pk, "certificate_act": done.pk, "revoked_certificate": second.pk, "slip": slip.pk}
