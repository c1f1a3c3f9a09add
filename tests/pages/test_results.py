"""Pages of results: releasing, counting anew, another form, a higher authority, corrections."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from meetings.enums import MeetingState, Outcome
from nominations.enums import NominationState as S
from nominations.models import Nomination, Round
from organizations.models import AwardRight
from tests import factories as f
from tests.meetings.room import waiting
from tests.pages.committee import signed_in, url, words
from workflows.services import meetings


def counted(w, choice="in_favor", **nominee):
    waiting(w, **nominee)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting, choice)
    return meetings.close_meeting(meeting, actor=w.clerk, at=w.at)


def test_the_chair_releases_with_a_conclusion(w):
    meeting = counted(w)
    chair = signed_in(w.chair)
    page = words(chair.get(url("meeting", meeting.pk)))
    assert "Kết quả đang giữ trong phòng họp" in page
    assert "5/5 ủy viên tham gia biểu quyết; cần ít nhất 3 phiếu tán thành" in page
    line = meeting.lines.get()
    assert f"Được duyệt: 1 dòng Dòng 1, {line.name}: 5/5 tán thành." in words(
        chair.get(url("meeting_release", meeting.pk))
    )
    answer = chair.post(url("meeting_release", meeting.pk), {"conclusion": "Nhất trí khen."}, follow=True)
    assert "Đã công bố kết quả" in words(answer)
    assert "Nhất trí khen." in words(answer)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.RELEASED
    assert chair.get(url("meeting_release", meeting.pk)).status_code == 409


def test_a_release_that_a_line_refuses_keeps_what_was_typed(w):
    waiting(w, full_name=w.chair.full_name, user=w.chair)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting, members=w.members[1:])
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    chair = signed_in(w.chair)
    assert "Đồng chí không công bố được phiên này" in words(chair.get(url("meeting_release", meeting.pk)))
    answer = chair.post(url("meeting_release", meeting.pk), {"conclusion": "Giữ câu này."})
    assert answer.status_code == 422
    assert "Dòng 1" in words(answer)
    assert "Giữ câu này." in words(answer)


def test_a_count_is_opened_again_with_a_reason(w):
    meeting = counted(w)
    clerk = signed_in(w.clerk)
    assert clerk.post(url("meeting_reopen", meeting.pk), {"reason": ""}).status_code == 422
    clerk.post(url("meeting_reopen", meeting.pk), {"reason": "Bấm nhầm."})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.VOTING


def test_another_form_is_put_to_the_vote_and_an_old_ballot_page_is_refused(w):
    AwardRight.objects.create(
        kind=w.commune.kind,
        form="bang_khen",
        recipient_kind="individual",
        clause="Điều thử",
        starts_on=date(2025, 7, 1),
    )
    waiting(w)
    line = f.a_meeting(w).lines.get()
    clerk, member = signed_in(w.clerk), signed_in(w.members[1])
    address = url("meeting_line_form", line.meeting_id, line.pk)
    refused = clerk.post(address, {"form": "bang_khen", "note": ""})
    assert refused.status_code == 422
    assert "hãy ghi lý do" in words(refused)
    clerk.post(address, {"form": "bang_khen", "note": "Nổi bật."})
    assert "bằng khen (đề nghị Giấy khen)" in words(member.get(url("ballot", line.meeting_id)))
    vote = {f"line-{line.pk}": "in_favor", "xac-nhan": "1"}
    old = member.post(url("ballot_review", line.meeting_id), vote | {f"form-{line.pk}": "giay_khen"})
    assert old.status_code == 422
    assert "hình thức đưa ra biểu quyết vừa đổi thành Bằng khen" in words(old)
    assert not line.ballots.exists()
    member.post(url("ballot_review", line.meeting_id), vote | {f"form-{line.pk}": "bang_khen"})
    assert line.ballots.count() == 1


def test_without_another_form_the_page_leads_to_the_higher_authority(w):
    waiting(w)
    line = f.a_meeting(w).lines.get()
    page = words(signed_in(w.clerk).get(url("meeting_line_form", line.meeting_id, line.pk)))
    assert "Không có hình thức khác để chọn" in page
    assert "Trình cấp trên khen" in page


def test_a_line_is_proposed_higher_and_both_pages_lead_to_each_other(w):
    Round.objects.filter(pk=w.upper_round.pk).update(deadline=timezone.now() + timedelta(days=9))
    waiting(w)
    line = f.a_meeting(w).lines.get()
    clerk = signed_in(w.clerk)
    clerk.post(url("meeting_line_raise", line.meeting_id, line.pk), {"to": f"{w.upper_round.pk}:bang_khen"})
    assert "Nếu được duyệt, cũng trình cấp trên khen: Bằng khen" in words(clerk.get(url("meeting", line.meeting_id)))
    f.vote_all(w, line.meeting)
    f.finish_meeting(line.meeting, actor=w.clerk, at=w.at)
    made = Nomination.objects.get(raised_from=line.nomination)
    cell = signed_in(w.secretary)
    assert url("nomination", made.pk) in cell.get(url("nomination", line.nomination_id)).content.decode()
    assert url("nomination", line.nomination_id) in cell.get(url("nomination", made.pk)).content.decode()


@pytest.mark.parametrize("missing", ["reason", "authority", "paper_number", "after"])
def test_an_incomplete_correction_comes_back_as_typed(w, missing):
    meeting = meetings.release_meeting(counted(w), actor=w.chair, at=w.at)
    line = meeting.lines.get()
    typed = {
        "after": "rejected", "reason": "Ghi nhầm phiếu.", "authority": "Ban Thường vụ", "paper_number": "Thông báo 15",
        "paper_on": "04/5/2026",
    }  # fmt: skip
    answer = signed_in(w.chair).post(url("meeting_line_correct", meeting.pk, line.pk), typed | {missing: ""})
    assert answer.status_code == 422
    for name in {"reason", "authority", "paper_number"} - {missing}:
        assert typed[name] in answer.content.decode()
    assert Nomination.objects.get().state == S.APPROVED


def test_a_correction_stands_beside_the_released_result(w):
    meeting = meetings.release_meeting(counted(w), actor=w.chair, at=w.at)
    line = meeting.lines.get()
    meetings.correct_result(
        line, after=Outcome.REJECTED, reason="Ghi nhầm phiếu.", authority="Ban Thường vụ", paper_number="Thông báo 15",
        paper_on=w.at.date(), actor=w.chair, at=w.at,
    )  # fmt: skip
    said = "Đính chính: từ “Được duyệt” thành “Không được duyệt”, theo Thông báo 15"
    for user, address in (
        (w.secretary, url("nomination", line.nomination_id)),
        (w.appraiser, url("meeting", meeting.pk)),
        (w.chair, url("meeting_line_correct", meeting.pk, line.pk)),
    ):
        assert said in words(signed_in(user).get(address)), address
