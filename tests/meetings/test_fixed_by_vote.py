"""What a running vote fixes, and what a report keeps from those it is about."""

from datetime import timedelta

import pytest
from django.urls import reverse

from history.models import Entry
from meetings.models import Meeting
from tests.factories import NOW, a_meeting, nomination_at
from workflows.services import meetings


def test_the_day_stands_once_members_vote_and_changes_are_written_down(w):
    nomination_at(w, "recommended")
    meeting = a_meeting(w)
    details = {"starts_at": NOW + timedelta(days=1), "chair_name": "Đoàn Thị Hồng Vân", "place": "Hội trường xã"}
    meetings.save_meeting_details(meeting, actor=w.clerk, at=NOW, **details)
    kept = Meeting.objects.get(pk=meeting.pk)
    assert kept.starts_at == NOW
    assert (kept.chair_name, kept.place) == ("Đoàn Thị Hồng Vân", "Hội trường xã")
    written = Entry.objects.filter(verb="Sửa thông tin phiên họp").latest("id").data
    assert written == {"chair_name": ["Võ Minh Khánh", "Đoàn Thị Hồng Vân"], "place": ["", "Hội trường xã"]}


def test_the_page_of_a_running_vote_does_not_ask_for_the_day(w, client):
    nomination_at(w, "recommended")
    meeting = a_meeting(w)
    client.force_login(w.clerk, "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("workflows:meeting_details", args=[meeting.pk])).content.decode()
    assert 'name="day"' not in page and "Đang biểu quyết nên không sửa ngày giờ" in page


@pytest.mark.parametrize("is_about", [True, False])
def test_a_nominee_does_not_read_what_was_said_of_the_lines(w, client, is_about):
    nomination_at(w, "recommended", user=w.members[2] if is_about else None)
    meeting = a_meeting(w)
    client.force_login(w.members[2], "django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse("documents:meeting_paper", args=[meeting.pk, "appraisal_summary"]))
    assert answer.status_code == (403 if is_about else 200)
