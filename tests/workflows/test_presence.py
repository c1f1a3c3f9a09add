"""Who has a line open, and whether somebody else has had it open since a moment."""

from datetime import timedelta

from nominations.enums import NominationState as S
from tests.factories import nomination_at
from workflows.models import LineView
from workflows.queries import opened_by_others_since
from workflows.services.presence import note_view


def test_the_last_view_of_each_person_is_kept(w):
    n, later = nomination_at(w, S.UNDER_APPRAISAL), w.at + timedelta(seconds=20)
    for at in (w.at, later):
        note_view(n, w.appraiser, at)
    note_view(n, w.chair, w.at)
    assert set(LineView.objects.values_list("user_name", "seen_at")) == {
        (w.appraiser.full_name, later),
        (w.chair.full_name, w.at),
    }


def test_only_views_of_others_after_the_moment_count(w):
    n, other = nomination_at(w, S.UNDER_APPRAISAL), nomination_at(w, S.UNDER_APPRAISAL)
    later = w.at + timedelta(seconds=5)
    note_view(n, w.chair, w.at)
    note_view(n, w.appraiser, later)
    note_view(other, w.chair, later)
    assert not opened_by_others_since(n, w.appraiser, w.at)
    note_view(n, w.chair, later)
    assert opened_by_others_since(n, w.appraiser, w.at)
    assert not opened_by_others_since(n, w.appraiser, later)
