"""The chair's and the clerk's pages while a meeting votes and when it is counted."""

import re

import pytest
from django.urls import reverse

from meetings.enums import MeetingState
from meetings.models import Ballot
from nominations.enums import NominationState as S
from nominations.models import Nomination
from tests import factories as f
from workflows.services import meetings

from .committee import cast, open_vote, roll, signed_in, url, words

pytestmark = pytest.mark.django_db


def hands(meeting, *counts, **more):
    """Return what the table of hands sends: for each line three numbers as text, or None for a line left empty."""
    sent = {"rest": "later"} | more
    for line, count in zip(meeting.lines.all(), counts, strict=False):
        sent |= {
            f"{name}-{line.pk}": number
            for name, number in zip(("in_favor", "against", "abstain"), count or ("", "", ""), strict=True)
        }
    return sent


def test_the_chair_sees_who_has_finished_and_what_is_stuck(w):
    meeting, client = open_vote(w, 2), signed_in(w.clerk)
    cast(w, meeting, w.members[1], {1: "in_favor", 2: "against"})
    line = meeting.lines.first()
    meetings.enter_hands(line, in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at)
    meetings.save_attendance(
        meeting, statuses={a.pk: ("present" if i < 3 else "excused", "ốm") for i, a in enumerate(meeting.attendances.all())},
        actor=w.clerk, at=w.at,
    )  # fmt: skip
    text = words(client.get(url("meeting", meeting.pk)))
    assert "1/3 đồng chí đã biểu quyết xong" in text
    assert "Đồng chí Võ Minh Khánh, Ủy viên Ban Thường vụ Còn 1 dòng" in text
    assert "Chưa đủ số người dự họp. Có mặt 3/5, cần ít nhất 4" in text
    assert f"Dòng 1, {line.name}: số phiếu đã ghi không khớp" in text
    assert "Vắng: đồng chí Bùi Thanh Bình (vắng có lý do: ốm)" in text


def test_hands_of_all_lines_are_entered_on_one_page(w):
    meeting, client = open_vote(w, 3), signed_in(w.clerk)
    page = client.get(url("meeting_hands", meeting.pk))
    assert words(page).count("Cần đủ 5 lượt") == 3
    client.post(url("meeting_hands", meeting.pk), hands(meeting, ("3", "1", "1"), ("5", "", ""), None))
    assert list(meeting.lines.values_list("hands_in_favor", flat=True)) == [3, 5, None]
    client.post(url("meeting_hands", meeting.pk), hands(meeting, ("3", "1", "1"), None, None, rest="in_favor"))
    assert list(meeting.lines.values_list("hands_in_favor", flat=True)) == [3, 5, 5]


def test_hands_that_do_not_add_up_are_refused_beside_the_line_and_kept(w):
    meeting, client = open_vote(w, 2), signed_in(w.clerk)
    page = client.post(url("meeting_hands", meeting.pk), hands(meeting, ("3", "1", "0"), ("4", "0", "1")))
    assert page.status_code == 422
    assert f"Dòng 1, {meeting.lines.first().name}: Tổng các ô là 4, nhưng có 5 ủy viên" in words(page)
    assert f'name="in_favor-{meeting.lines.last().pk}" value="4"' in page.content.decode()
    assert not any(line.by_hands for line in meeting.lines.all())
    again = client.post(url("meeting_hands", meeting.pk), hands(meeting, ("ba", "1", "0"), None))
    assert again.status_code == 422
    assert 'value="ba"' in again.content.decode()


def test_one_line_is_entered_without_touching_the_others(w):
    meeting, client = open_vote(w, 2), signed_in(w.clerk)
    first, second = meeting.lines.all()
    meetings.enter_hands(second, in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at)
    address = f"{url('meeting_hands', meeting.pk)}?dong={first.pk}"
    assert second.name not in words(client.get(address))
    client.post(address, hands(meeting, ("2", "2", "1")))
    assert list(meeting.lines.values_list("hands_in_favor", flat=True)) == [2, 5]


def test_marking_a_voter_absent_is_asked_once_more(w):
    meeting, client = open_vote(w, 1), signed_in(w.clerk)
    f.vote_all(w, meeting)
    sent = roll(meeting, "present", "present", "present", "present", "excused")
    asked = client.post(url("meeting_attendance", meeting.pk), sent)
    assert "Đồng chí Phạm Quang Sơn" in words(asked)
    assert "Phiếu đã gửi của các đồng chí này bị bỏ" in words(asked)
    assert Ballot.objects.count() == 5
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', asked.content.decode()))
    hidden.pop("csrfmiddlewaretoken", None)
    client.post(url("meeting_attendance", meeting.pk), hidden)
    assert Ballot.objects.count() == 4
    assert meeting.attendances.last().status == "excused"


def test_a_line_is_left_for_later_and_taken_back(w):
    meeting, client = open_vote(w, 1), signed_in(w.clerk)
    address = url("meeting_line_postpone", meeting.pk, meeting.lines.get().pk)
    assert "Đã để lại phiên sau: dòng 1" in words(client.post(address, follow=True))
    assert meeting.lines.get().is_postponed
    client.post(address, {"bo": "1"})
    assert not meeting.lines.get().is_postponed


def test_a_meeting_without_a_quorum_is_refused_and_nothing_changes(w):
    meeting, client = open_vote(w, 1, present=3), signed_in(w.clerk)
    f.vote_all(w, meeting, members=w.members[:3])
    page = client.get(url("meeting_close", meeting.pk))
    assert "Chưa đóng được Có mặt 3/5, cần ít nhất 4" in words(page)
    assert re.search(r'type="submit" disabled>Đóng phiên', page.content.decode())
    refused = client.post(url("meeting_close", meeting.pk))
    assert refused.status_code == 422
    assert "Phiên họp chưa đóng được và chưa dòng nào có kết quả" in words(refused)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.VOTING
    assert Nomination.objects.get().state == S.RECOMMENDED
    assert client.post(url("meeting_put_off", meeting.pk), {"reason": ""}).status_code == 422
    assert "Đã hoãn phiên họp" in words(
        client.post(url("meeting_put_off", meeting.pk), {"reason": "Không đủ số ủy viên"}, follow=True)
    )


def test_the_close_names_missing_votes_and_gives_results(w):
    meeting, client = open_vote(w, 2, declined=1), signed_in(w.clerk)
    cast(w, meeting, w.members[0], {1: "in_favor"})
    for member in w.members[1:]:
        cast(w, meeting, member, {1: "in_favor", 2: "against"})
    page = words(client.get(url("meeting_close", meeting.pk)))
    assert "Còn phiếu chưa gửi ở 1 dòng" in page
    assert "Đồng chí Võ Minh Khánh: còn 1 dòng." in page
    assert "1 dòng cơ quan thẩm định không đề nghị được ghi không được duyệt" in page
    results = words(client.post(url("meeting_close", meeting.pk), follow=True))
    assert "Được duyệt 1 dòng Không được duyệt 2 dòng" in results
    assert "Tán thành 5/5. 5/5 ủy viên tham gia biểu quyết; cần ít nhất 3 phiếu tán thành." in results
    assert "Không tán thành 4, không có ý kiến 0, không biểu quyết 1" in results
    assert "Kết quả đang giữ trong phòng họp" in results
    assert "Dự thảo quyết định" not in results
    released = words(client.post(url("meeting_release", meeting.pk), follow=True))
    assert "Dự thảo quyết định" in released
    again = client.post(url("meeting_close", meeting.pk))
    assert again.status_code == 409


def test_a_nominated_chair_closes_and_is_told_that_somebody_else_releases(w):
    meeting = open_vote(w, 1, full_name=w.chair.full_name, user=w.chair)
    for member in w.members[1:]:
        cast(w, meeting, member, {1: "in_favor"})
    client = signed_in(w.chair)
    assert client.post(url("meeting_close", meeting.pk)).status_code == 302
    assert "Đồng chí là người được đề nghị ở dòng 1, nên kết quả phải do" in words(
        client.get(url("meeting_release", meeting.pk))
    )
    assert client.post(url("meeting_release", meeting.pk)).status_code == 422
    assert signed_in(w.clerk).post(url("meeting_release", meeting.pk)).status_code == 302


def test_after_the_close_minutes_are_completed_and_papers_are_linked(w):
    meeting, client = open_vote(w, 1), signed_in(w.clerk)
    f.vote_all(w, meeting)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    meeting.refresh_from_db()
    page = client.get(url("meeting", meeting.pk)).content.decode()
    for kind in ("committee_minutes", "tally_minutes", "office_submission"):
        assert reverse("documents:meeting_paper", args=[meeting.pk, kind]) in page
    client.post(
        url("meeting_details", meeting.pk),
        {"version": meeting.version, "opinions": "Nhất trí.", "minutes_number": "15", "met_until": "16h30"},
    )
    said = words(client.get(url("meeting", meeting.pk)))
    assert "Nhất trí." in said and "xong lúc 16:30" in said
    meeting.refresh_from_db()
    typed = {"version": meeting.version, "opinions": "Ý khác.", "met_until": "0:05"}
    refused = client.post(url("meeting_details", meeting.pk), typed)
    assert refused.status_code == 422 and "phải sau giờ đó" in words(refused) and "Ý khác." in words(refused)
    assert client.get(url("meeting_attendance", meeting.pk)).status_code == 409
    assert client.get(url("meeting_hands", meeting.pk)).status_code == 409
