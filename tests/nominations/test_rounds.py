"""Rounds and who may know of what."""

from datetime import timedelta

import pytest

from nominations.enums import NominationState as S
from nominations.enums import RoundState
from nominations.models import Nomination, Round
from nominations.queries import deadline_for, is_nominee, visible_to
from nominations.services import RoundRefused, change_round, close_round, extend_round
from tests.factories import NOW, a_round, dossier, line, nomination_at, user
from workflows.services.drafts import copy_line


def test_a_level_that_may_not_give_a_form_is_refused(w):
    with pytest.raises(RoundRefused, match="không có thẩm quyền tặng Bằng khen"):
        a_round(w.commune, w.commune.authority, "bang_khen")


def test_the_same_form_sent_twice_opens_one_round(w):
    first = Round.objects.first()
    assert a_round(w.commune, w.commune.authority, submission_key=first.submission_key) == first


def test_extension_moves_the_deadline_of_one_unit_only(w):
    later = NOW + timedelta(days=12)
    extend_round(w.round, unit=w.cell, deadline=later, reason="Bí thư ốm", actor=w.appraiser, at=NOW)
    assert deadline_for(w.round, w.cell.pk) == later
    assert deadline_for(w.round, w.sibling.pk) == w.round.deadline


def test_a_new_deadline_lies_ahead_and_an_old_one_may_stay(w):
    facts = {
        "title": "Đợt mới",
        "kind": "thematic",
        "authority": w.commune.authority,
        "period_label": "năm 2026",
        "bases": [],
        "forms": [("collective", "giay_khen"), ("individual", "giay_khen")],
        "actor": w.appraiser,
    }
    with pytest.raises(RoundRefused, match="hãy đóng đợt"):
        change_round(w.round, deadline=NOW - timedelta(hours=1), at=NOW, **facts)
    late = NOW + timedelta(days=60)
    assert change_round(w.round, deadline=w.round.deadline, at=late, **facts).title == "Đợt mới"


@pytest.mark.parametrize(("days", "reason"), [(5, "x"), (12, " ")])
def test_an_extension_needs_a_later_day_and_a_reason(w, days, reason):
    with pytest.raises(RoundRefused):
        extend_round(
            w.round, unit=w.cell, deadline=NOW + timedelta(days=days), reason=reason, actor=w.appraiser, at=NOW
        )


def test_a_closed_round_is_decided_when_its_lines_have_ended(w):
    nomination = nomination_at(w, S.APPROVED)
    draft = line(w, nomination.dossier)
    close_round(w.round, actor=w.appraiser, at=NOW)
    from tests.factories import STEPS

    STEPS["number"](w, nomination)
    w.round.refresh_from_db()
    assert w.round.state == RoundState.DECIDED
    assert draft.state == S.DRAFT


def test_drafts_are_known_to_their_cell_and_the_inspector_only(w):
    draft = line(w)
    for who, knows in (
        (w.secretary, True),
        (w.inspector, True),
        (w.sibling_secretary, False),
        (w.appraiser, False),
        (w.chair, False),
        (w.other_secretary, False),
        (w.administrator, False),
    ):
        assert visible_to(who, on=NOW.date()).filter(pk=draft.pk).exists() is knows, who


def test_what_has_reached_an_office_stays_known_to_it(w):
    returned = nomination_at(w, S.RETURNED)
    for who, knows in (
        (w.secretary, True),
        (w.appraiser, True),
        (w.clerk, True),
        (w.sibling_secretary, False),
        (w.other_appraiser, False),
        (w.province_appraiser, False),
    ):
        assert visible_to(who, on=NOW.date()).filter(pk=returned.pk).exists() is knows, who


def test_a_forwarded_line_is_known_above_and_below(w):
    forwarded = nomination_at(w, S.FORWARDED)
    for who in (w.secretary, w.appraiser, w.province_appraiser, w.province_members[0]):
        assert visible_to(who, on=NOW.date()).filter(pk=forwarded.pk).exists()


def test_a_person_is_recognised_by_link_or_by_name_and_birth_year(w):
    nominee = line(w, full_name="Phạm Quang Sơn", birth_year=1983).nominee
    same = user("a", "Phạm Quang Sơn", birth_year=1983)
    other_year = user("b", "Phạm Quang Sơn", birth_year=1984)
    unknown_year = user("c", "Phạm Quang Sơn")
    other_tone = user("d", "Phạm Quang Sớn", birth_year=1983)
    assert [is_nominee(u, nominee) for u in (same, other_year, unknown_year, other_tone)] == [True, False, False, False]
    nominee.user = unknown_year
    assert [is_nominee(u, nominee) for u in (same, unknown_year)] == [False, True]


def test_a_rejected_line_is_copied_into_a_later_round(w):
    rejected = nomination_at(w, S.REJECTED)
    later = a_round(w.commune, w.commune.authority, title="Đợt sau")
    target = dossier(w, later)
    copy = copy_line(rejected, dossier=target, actor=w.secretary, at=NOW)
    assert (copy.state, copy.copied_from, copy.nominee.full_name) == (S.DRAFT, rejected, rejected.nominee.full_name)
    assert copy.votes_in_favor is None
    assert Nomination.objects.get(pk=rejected.pk).state == S.REJECTED


def test_names_are_stored_in_nfc(w):
    assert line(w, full_name="Nguye\u0302\u0303n Va\u0306n A\u0301nh").nominee.full_name == "Nguyễn Văn Ánh"
