"""Telling of correction slips: who may approve one that waits, and who asked for it when it is settled."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse

from certificates.enums import SlipState
from certificates.models import CorrectionSlip
from certificates.registry import hear_of_slips
from certificates.services.slips import others_to_settle
from notices.enums import Event
from notices.services import stop_waiting, tell
from vietnamese.text import lower_first


@hear_of_slips
def tell_of_slip(slip: CorrectionSlip, actor: Any, at: datetime) -> None:
    """Tell whom a slip concerns. The certificate goes by its number: whose name is wrong is read on the page."""
    issued, page = slip.certificate, reverse("certificates:slip", args=[slip.pk])
    facts = {
        "ten": f"{issued.get_form_display()} số {issued.register_text}",
        "dot": issued.decision.round.title,
        "nguoi": actor.full_name,
    }
    if slip.state == SlipState.ASKED:
        event, people = Event.SLIP_ASKED, others_to_settle(slip, at)
    else:
        stop_waiting(Event.SLIP_ASKED, url=page, at=at)
        event, people = Event.SLIP_SETTLED, get_user_model().objects.filter(pk=slip.asked_by_id)
        facts["noi_dung"] = lower_first(slip.get_state_display())
    tell(event, users=people, unit=issued.unit, round=issued.decision.round, at=at, by=actor, url=page, facts=facts)
