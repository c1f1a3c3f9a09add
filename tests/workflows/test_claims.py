"""Taking lines in hand: one holder, ended by hand, by an act or by idleness, taken over only on the record."""

from datetime import timedelta

import pytest

from history.models import Entry
from meetings.services import declare_relative
from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from tests.factories import nomination_at
from tests.pages.office import colleague_of
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import ClaimHeld, GuardFailed, IllegalTransition
from workflows.models import LineClaim
from workflows.queries_queue import CLAIM_IDLE, claim_on, claims_on
from workflows.services.claims import claim, keep_claim, release, release_idle


def holder(n, at):
    """Return who has the line in hand at a moment, read anew."""
    found = claims_on([n.pk], at=at).get(n.pk)
    return found and found.user


def test_a_line_has_one_holder_and_claiming_again_is_the_same_as_once(w):
    n, other = nomination_at(w, S.SUBMITTED), colleague_of(w)
    claim(n, actor=w.appraiser, at=w.at)
    claim(n, actor=w.appraiser, at=w.at + timedelta(minutes=1))
    with pytest.raises(ClaimHeld, match="Trần Văn Đức đang xử lý dòng này"):
        claim(n, actor=other, at=w.at)
    with pytest.raises(ClaimHeld):
        release(n, actor=other, at=w.at)
    assert holder(n, w.at) == w.appraiser and LineClaim.objects.get().claimed_at == w.at
    release(n, actor=w.appraiser, at=w.at)
    release(n, actor=w.appraiser, at=w.at)
    assert holder(n, w.at) is None


def test_a_claim_is_taken_over_from_the_person_that_was_seen_and_that_is_recorded(w):
    n, other = nomination_at(w, S.UNDER_APPRAISAL), colleague_of(w)
    claim(n, actor=w.appraiser, at=w.at)
    with pytest.raises(ClaimHeld):
        claim(n, actor=other, at=w.at, instead_of=other.pk)
    claim(n, actor=other, at=w.at, instead_of=w.appraiser.pk)
    assert holder(n, w.at) == other
    entry = Entry.objects.get(verb="nhận xử lý thay")
    assert (entry.actor_name, entry.subject_id, entry.unit_name) == ("Phạm Thị Nhung", n.pk, w.commune.name)
    assert "Thay đồng chí Trần Văn Đức" in entry.note
    with pytest.raises(ClaimHeld, match="Phạm Thị Nhung"):
        claim(n, actor=w.appraiser, at=w.at)


def test_an_idle_claim_counts_as_none_and_goes(w):
    n, other = nomination_at(w, S.SUBMITTED), colleague_of(w)
    claim(n, actor=w.appraiser, at=w.at)
    last, over = w.at + CLAIM_IDLE, w.at + CLAIM_IDLE + timedelta(seconds=1)
    assert holder(n, last) == w.appraiser and holder(n, over) is None
    assert release_idle(last) == 0 and release_idle(over) == 1
    claim(n, actor=w.appraiser, at=w.at)
    claim(n, actor=other, at=over)
    assert holder(n, over) == other and not Entry.objects.filter(verb="nhận xử lý thay").exists()


def test_opening_the_line_keeps_ones_own_claim_alive_and_no_other(w):
    n, other = nomination_at(w, S.SUBMITTED), colleague_of(w)
    made, later = claim(n, actor=w.appraiser, at=w.at), w.at + timedelta(minutes=20)
    for who, seen in ((other, w.at), (w.appraiser, later)):
        n.refresh_from_db()
        keep_claim(n, user=who, at=later)
        made.refresh_from_db()
        assert made.active_at == seen
    n.refresh_from_db()
    assert claim_on(n, at=later + CLAIM_IDLE) is not None


@pytest.mark.parametrize("action", [Action.RECOMMEND, Action.SEND_BACK, Action.DECLINE])
def test_an_opinion_of_anybody_releases_the_claim(w, action):
    n, other = nomination_at(w, S.UNDER_APPRAISAL), colleague_of(w)
    claim(n, actor=w.appraiser, at=w.at)
    due = {"due_at": w.at + timedelta(days=3)} if action == Action.SEND_BACK else None
    perform(action, nomination=n, actor=other, at=w.at, note="Đã xem.", data=due)
    assert holder(n, w.at) is None and not LineClaim.objects.exists()


def test_receiving_keeps_the_claim_and_withdrawing_ends_it(w):
    first, second = nomination_at(w, S.SUBMITTED), nomination_at(w, S.SUBMITTED)
    for n in (first, second):
        claim(n, actor=w.appraiser, at=w.at)
    perform(Action.RECEIVE, nomination=first, actor=w.appraiser, at=w.at)
    perform(Action.WITHDRAW, nomination=second, actor=w.secretary, at=w.at)
    assert holder(first, w.at) == w.appraiser and holder(second, w.at) is None


@pytest.mark.parametrize("state", [S.DRAFT, S.RETURNED, S.RECOMMENDED, S.ISSUED])
def test_only_lines_that_wait_for_an_office_are_taken_in_hand(w, state):
    n = nomination_at(w, state)
    with pytest.raises(IllegalTransition, match="không còn chờ thẩm định"):
        claim(n, actor=w.appraiser, at=w.at)


def test_only_appraisers_of_the_office_claim_and_nobody_their_own_line(w):
    n, own = nomination_at(w, S.SUBMITTED), nomination_at(w, S.SUBMITTED, user=w.appraiser)
    for who in (w.other_appraiser, w.secretary, w.clerk):
        with pytest.raises(NotPermitted):
            claim(n, actor=who, at=w.at)
    with pytest.raises(GuardFailed, match="người được đề nghị"):
        claim(own, actor=w.appraiser, at=w.at)
    declare_relative(user=w.appraiser, full_name=n.nominee.full_name, relation="em ruột", at=w.at)
    with pytest.raises(GuardFailed, match="người thân"):
        claim(n, actor=w.appraiser, at=w.at)
    assert not LineClaim.objects.exists()
