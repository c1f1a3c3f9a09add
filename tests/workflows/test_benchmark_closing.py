"""The benchmark of the close: it measures what offices do, and lines share what is read of them."""

import pytest

from certificates.benchmarks import BenchmarkRefused
from meetings.enums import MeetingState
from tests.factories import NOW
from workflows.benchmarks.closing import figures, fill, measure


def measured(lines):
    crowd, meeting = fill(lines, 3, at=NOW)
    found = figures(crowd, meeting, at=NOW)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.RELEASED
    assert set(meeting.lines.values_list("outcome", flat=True)) == {"approved", "rejected"}
    return found


def test_the_figures_are_those_of_a_released_meeting(db):
    found = measured(40)
    assert found["seconds"] == pytest.approx(found["close_seconds"] + found["release_seconds"], abs=0.02)
    assert 0 < found["viewflow_share"] < 1
    assert found["queries_per_line"] < 16


@pytest.mark.parametrize(
    "options", [{"lines": "0", "members": "5"}, {"lines": "x", "members": "5"}, {"lines": "5", "members": "2"}]
)
def test_bad_numbers_are_refused_with_a_sentence(options):
    with pytest.raises(BenchmarkRefused, match="phải là số từ"):
        list(measure(options | {"at": NOW}))
