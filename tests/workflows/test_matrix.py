"""States x actions x people: the allowed set is written out here; everything else must refuse.

People stand in every relation to the line: own unit, sibling, parent, neighbour, ended role, not yet begun, inactive,
superuser, anonymous.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from tests.factories import NOW, nomination_at, role, user
from workflows.engine import offers, perform
from workflows.enums import Action as A
from workflows.exceptions import GuardFailed, IllegalTransition

BY_BUTTON = {
    (S.DRAFT, A.SUBMIT): {"secretary"},
    (S.DRAFT, A.WITHDRAW): {"secretary"},
    (S.SUBMITTED, A.WITHDRAW): {"secretary"},
    (S.SUBMITTED, A.RECEIVE): {"appraiser"},
    (S.UNDER_APPRAISAL, A.RECOMMEND): {"appraiser"},
    (S.UNDER_APPRAISAL, A.SEND_BACK): {"appraiser"},
    (S.UNDER_APPRAISAL, A.DECLINE): {"appraiser"},
    (S.RETURNED, A.SUBMIT): {"secretary"},
    (S.RETURNED, A.WITHDRAW): {"secretary"},
    (S.NOT_RECOMMENDED, A.RECOMMEND): {"member", "chair"},
    (S.RECOMMENDED, A.SEND_BACK): {"chair", "clerk"},
    (S.FORWARDED, A.RECEIVE): {"province_appraiser"},
    (S.APPROVED, A.REOPEN): {"chair", "clerk"},
}
"""Acts with a button of their own, and who may press it. (The chair of the test is also a member.)"""

NEEDING_PAPERS = {
    (S.NOT_RECOMMENDED, A.REJECT): {"chair", "clerk"},
    (S.RECOMMENDED, A.APPROVE): {"chair", "clerk"},
    (S.RECOMMENDED, A.REJECT): {"chair", "clerk"},
    (S.RECOMMENDED, A.POSTPONE): {"chair", "clerk"},
    (S.APPROVED, A.ISSUE): {"clerk"},
}
"""Acts that these people may do, but only through a meeting, a decision or an answer: alone the facts refuse them."""

JUST_DONE = {
    (S.UNDER_APPRAISAL, A.TAKE_BACK): {"appraiser"},
    (S.RETURNED, A.TAKE_BACK): {"appraiser"},
    (S.RECOMMENDED, A.TAKE_BACK): {"appraiser"},
    (S.NOT_RECOMMENDED, A.TAKE_BACK): {"appraiser"},
}
"""Acts that were done a moment ago in these tests, so that who did them may take them back; no button says so."""

ONLY_CORRECTED = {
    (S.APPROVED, A.CORRECT): {"chair", "clerk"},
    (S.REJECTED, A.CORRECT): {"chair", "clerk"},
}
"""Released results that only a recorded correction changes."""

OUTSIDE = {(S.FORWARDED, A.ANSWER_GRANTED): {"clerk"}, (S.FORWARDED, A.ANSWER_REFUSED): {"clerk"}}
"""A line forwarded beyond this system waits for the clerk of the unit that forwarded it."""


@pytest.fixture
def people(w):
    """Everybody who might press a button, by name."""
    ended, future, inactive = (user(n) for n in ("het-vai-tro", "chua-den-ngay", "ngung-dung"))
    for unit, which in (
        (w.commune, "appraiser"),
        (w.cell, "cell_officer"),
        (w.commune, "member"),
        (w.commune, "records_clerk"),
    ):
        role(ended, which, unit, ends_on=NOW.date() - timedelta(days=1))
        role(future, which, unit, starts_on=NOW.date() + timedelta(days=1))
        role(inactive, which, unit)
    inactive.is_active = False
    inactive.save()
    superuser = user("sieu-quan-tri", is_superuser=True)
    return {
        "secretary": w.secretary,
        "sibling_secretary": w.sibling_secretary,
        "other_secretary": w.other_secretary,
        "appraiser": w.appraiser,
        "other_appraiser": w.other_appraiser,
        "province_appraiser": w.province_appraiser,
        "province_clerk": w.province_clerk,
        "province_member": w.province_members[0],
        "member": w.members[2],
        "chair": w.chair,
        "clerk": w.clerk,
        "inspector": w.inspector,
        "administrator": w.administrator,
        "ended": ended,
        "future": future,
        "inactive": inactive,
        "superuser": superuser,
        "anonymous": AnonymousUser(),
    }


def attempt(nomination, action, actor):
    """Try an act and take it back; return what became of it."""
    data = {"due_at": NOW + timedelta(days=5)}
    try:
        with transaction.atomic():
            perform(
                action,
                nomination=nomination,
                actor=actor,
                at=NOW,
                note="Lý do.",
                data=data,
                separation_reason="Chỉ có một người.",
            )
            transaction.set_rollback(True)
    except NotPermitted:
        return "who"
    except IllegalTransition:
        return "when"
    except GuardFailed:
        return "facts"
    finally:
        nomination.refresh_from_db()
    return "done"


@pytest.mark.parametrize(("state", "outside"), [*((state, False) for state in S), (S.FORWARDED, True)])
def test_only_those_may_who_are_written_down(w, people, state, outside):
    nomination = nomination_at(w, state, outside=outside)
    buttons, papers = ({}, OUTSIDE) if outside else (BY_BUTTON | JUST_DONE, NEEDING_PAPERS | ONLY_CORRECTED)
    for action in A:
        for name, actor in people.items():
            result = attempt(nomination, action, actor)
            where = f"{state} {action} {name}"
            if name in buttons.get((state, action), ()):
                assert result == "done", where
            elif name in papers.get((state, action), ()):
                assert result == "facts", where
            else:
                assert result in ("who", "when"), f"{where}: {result}"


@pytest.mark.parametrize("state", list(S))
def test_buttons_are_offered_to_those_who_may_press_them(w, people, state):
    nomination = nomination_at(w, state)
    for name, actor in people.items():
        offered = {offer.transition.action for offer in offers(nomination, actor, at=NOW)}
        assert offered == {action for (s, action), names in BY_BUTTON.items() if s == state and name in names}, name
