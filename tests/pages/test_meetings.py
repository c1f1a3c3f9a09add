"""The chair's and the clerk's pages: preparing, leading and closing a meeting; what others may see of it."""

import re
import uuid

import pytest

from meetings.enums import MeetingState
from meetings.models import Meeting
from nominations.enums import NominationState as S
from permissions.roles import Role
from tests import factories as f
from workflows.services import meetings

from .committee import open_vote, prepared, roll, signed_in, url, words

pytestmark = pytest.mark.django_db

DETAILS = {
    "title": "Phiên họp xét khen thưởng", "day": "12/5/2026", "hour": "14 giờ 30", "place": "Phòng họp số 1",
    "mode": "room", "secrecy": "open",
    "chair_name": "Võ Minh Khánh", "chair_position": "Bí thư", "clerk_name": "Đỗ Thị Hằng",
}  # fmt: skip
WITH_LINE = ("meeting_line_remove", "meeting_line_postpone", "ballot_recuse", "line_put_on")
OF_MEETING = (
    "meeting", "meeting_details", "meeting_attendance", "meeting_order", "meeting_open", "meeting_hands", "meeting_put_off",
    "meeting_close", "meeting_discard", "ballot", "ballot_review", "meeting_gather",
)  # fmt: skip


# Who sees what


@pytest.mark.parametrize("who", ["other_appraiser", "other_secretary", "secretary", "province_clerk", "administrator"])
def test_people_of_other_units_learn_nothing_of_a_meeting(w, who):
    meeting = open_vote(w, 1)
    client, line = signed_in(getattr(w, who)), meeting.lines.get()
    addresses = [url(name, meeting.pk) for name in OF_MEETING] + [url(name, meeting.pk, line.pk) for name in WITH_LINE]
    for address in addresses:
        answers = {client.post(address).status_code, client.get(address).status_code}
        assert answers == {404} or answers == {404, 405}, address


@pytest.mark.parametrize("who", ["appraiser", "inspector"])
def test_those_who_only_look_find_no_acts_and_may_do_none(w, who):
    meeting = open_vote(w, 1, declined=1)
    client, line = signed_in(getattr(w, who)), meeting.lines.first()
    page = client.get(url("meeting", meeting.pk))
    assert line.name in words(page)
    assert "<form" not in page.content.decode().split("</header>")[1]
    for name in ("meeting_details", "meeting_attendance", "meeting_hands", "meeting_put_off", "meeting_close"):
        assert client.get(url(name, meeting.pk)).status_code == 403, name
        assert client.post(url(name, meeting.pk)).status_code == 403, name
    assert client.post(url("meeting_line_postpone", meeting.pk, line.pk)).status_code == 403
    assert client.get(url("meeting_new")).status_code == 403


def test_the_line_of_another_meeting_is_not_reached_through_this_one(w):
    first = open_vote(w, 1)
    second = prepared(w, 1)
    address = url("meeting_line_remove", first.pk, second.lines.get().pk)
    assert signed_in(w.clerk).post(address).status_code == 404


def test_the_list_says_what_waits_for_a_member_and_takes_the_same_queries_for_one_and_three(
    w, django_assert_max_num_queries
):
    counts = []
    for size in (1, 2):
        for _ in range(size):
            open_vote(w, 1)
        client = signed_in(w.chair)
        client.get(url("meetings"))
        with django_assert_max_num_queries(15) as captured:
            page = client.get(url("meetings"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert "Còn 3 dòng ở phiên họp đang mở" in words(page)
    assert words(page).count("Biểu quyết 1 dòng còn lại") == 3
    assert "Lập phiên họp mới" in words(page)
    assert signed_in(w.secretary).get(url("meetings")).status_code == 403


def test_a_meeting_takes_few_queries_whatever_its_length(w, django_assert_max_num_queries):
    counts = []
    for count in (1, 3):
        meeting, client, taken = prepared(w, count, declined=1), signed_in(w.clerk), []
        taken.append(_queries(django_assert_max_num_queries, client, url("meeting", meeting.pk)))
        meetings.save_attendance(
            meeting, statuses={a.pk: ("present", "") for a in meeting.attendances.all()}, actor=w.clerk, at=w.at
        )
        meetings.open_voting(meeting, actor=w.clerk, at=w.at)
        f.vote_all(w, meeting)
        taken += [
            _queries(django_assert_max_num_queries, client, url(name, meeting.pk))
            for name in ("meeting", "meeting_hands", "meeting_close")
        ]
        f.finish_meeting(meeting, actor=w.clerk, at=w.at)
        taken.append(_queries(django_assert_max_num_queries, client, url("meeting", meeting.pk)))
        counts.append(taken)
    assert counts[0] == counts[1]


def _queries(django_assert_max_num_queries, client, address):
    client.get(address)
    with django_assert_max_num_queries(15) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# Preparing


def test_a_meeting_is_made_once_however_often_the_form_is_sent(w):
    f.nomination_at(w, S.RECOMMENDED)
    client = signed_in(w.clerk)
    page = client.get(url("meeting_new"))
    assert "1 dòng đang chờ" in words(page)
    assert 'value="Võ Minh Khánh"' in page.content.decode()
    key = re.search(r'name="submission_key" value="([\w-]+)"', page.content.decode())[1]
    sent = DETAILS | {"unit": w.commune.pk, "submission_key": key}
    first, second = (client.post(url("meeting_new"), sent).headers["Location"] for _ in range(2))
    meeting = Meeting.objects.get()
    assert first == second == url("meeting", meeting.pk)
    assert f"{meeting.starts_at:%d/%m/%Y %H:%M}" == "12/05/2026 07:30", "14:30 in Viet Nam"
    assert meeting.lines.count() == 1


@pytest.mark.parametrize(
    ("mode", "typed", "title"),
    [
        ("room", "Phiên họp Ban Thường vụ xét khen thưởng", "Phiên họp Ban Thường vụ xét khen thưởng"),
        ("poll", "Phiên họp Ban Thường vụ xét khen thưởng", "Lấy ý kiến Ban Thường vụ xét khen thưởng"),
        ("poll", "Xét khen thưởng đợt 2", "Xét khen thưởng đợt 2"),
    ],
)
def test_a_poll_is_not_called_a_meeting(w, mode, typed, title):
    sent = DETAILS | {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "mode": mode, "title": typed}
    sent |= {"end_day": "20/5/2026", "end_hour": "17:00"}
    signed_in(w.clerk).post(url("meeting_new"), sent)
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.is_poll) == (title, mode == "poll")


def test_a_refused_new_meeting_keeps_what_was_typed(w):
    sent = DETAILS | {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "day": "31/2/2026", "hour": "25"}
    page = signed_in(w.clerk).post(url("meeting_new"), sent)
    assert page.status_code == 422
    assert "Không có ngày 31/2/2026" in words(page)
    assert "Giờ chưa đúng" in words(page)
    for typed in ("31/2/2026", "Phòng họp số 1", "Phiên họp xét khen thưởng"):
        assert f'value="{typed}"' in page.content.decode()
    assert not Meeting.objects.exists()


def test_another_committee_s_unit_cannot_be_named_in_the_form(w):
    sent = DETAILS | {"unit": w.other_commune.pk, "submission_key": uuid.uuid4()}
    assert signed_in(w.clerk).post(url("meeting_new"), sent).status_code == 422
    assert not Meeting.objects.exists()


def test_the_page_says_what_is_missing_before_voting_opens(w):
    meeting, client = prepared(w, 1, declined=1), signed_in(w.clerk)
    page = client.get(url("meeting", meeting.pk))
    assert "Chưa đạt: Ghi người dự họp Chưa ghi có mặt hay vắng: Võ Minh Khánh" in words(page)
    assert "Có mặt 0/5, cần ít nhất 4" in words(page)
    assert "Chưa rõ kết quả." in words(page)
    client.post(
        url("meeting_attendance", meeting.pk), roll(meeting, "present", "present", "present", "excused", "unexcused")
    )
    page = client.get(url("meeting", meeting.pk))
    assert "Có mặt 3/5, cần ít nhất 4" in words(page)
    assert "Mở biểu quyết được, nhưng phiên họp chỉ đóng được khi đủ số người dự." in words(page)
    assert "Mở biểu quyết" in words(page)


def test_who_was_left_out_is_present_when_the_clerk_says_so(w):
    meeting = prepared(w, 1)
    signed_in(w.clerk).post(url("meeting_attendance", meeting.pk), roll(meeting, "excused", rest="on"))
    assert list(meeting.attendances.values_list("status", flat=True)) == ["excused", *["present"] * 4]


def test_recusals_are_foretold_before_voting_opens(w):
    f.nomination_at(w, S.RECOMMENDED, full_name=w.members[1].full_name, user=w.members[1])
    meeting, client = prepared(w, 0), signed_in(w.clerk)
    foretold = "đồng chí Đoàn Thị Hồng Vân, là người được đề nghị"
    assert f"Không biểu quyết: {foretold}" in words(client.get(url("meeting", meeting.pk)))
    assert foretold in words(client.get(url("meeting_open", meeting.pk)))


def test_voting_opens_after_one_more_look(w):
    meeting, client = prepared(w, 1), signed_in(w.clerk)
    refused = client.post(url("meeting_open", meeting.pk))
    assert refused.status_code == 422
    assert "Chưa ghi có mặt hay vắng" in words(refused)
    client.post(url("meeting_attendance", meeting.pk), roll(meeting, rest="on"))
    assert "Chương trình được chốt" in words(client.get(url("meeting_open", meeting.pk)))
    assert client.post(url("meeting_open", meeting.pk)).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.VOTING
    assert client.post(url("meeting_open", meeting.pk)).status_code == 409


def test_lines_are_removed_gathered_and_put_in_order(w):
    meeting, client = prepared(w, 3), signed_in(w.clerk)
    a, b, c = meeting.lines.all()
    client.post(url("meeting_line_remove", meeting.pk, b.pk))
    assert "1 dòng chờ Ban Thường vụ, chưa ở phiên họp nào" in words(client.get(url("meeting", meeting.pk)))
    client.post(url("meeting_gather", meeting.pk))
    a, c, b = meeting.lines.all()
    version = Meeting.objects.get().version
    client.post(
        url("meeting_order", meeting.pk),
        {"version": version, f"place-{a.pk}": 1, f"place-{c.pk}": 2, f"place-{b.pk}": 1},
    )
    assert [line.pk for line in meeting.lines.all()] == [b.pk, a.pk, c.pk]
    places = {f"place-{line.pk}": line.position for line in meeting.lines.all()}
    client.post(url("meeting_order", meeting.pk), {"version": version + 1, "xuong": b.pk} | places)
    assert [line.pk for line in meeting.lines.all()] == [a.pk, b.pk, c.pk]
    refused = client.post(
        url("meeting_order", meeting.pk), {"version": version + 2, f"place-{a.pk}": "x", f"place-{b.pk}": 7}
    )
    assert refused.status_code == 422
    assert 'value="x"' in refused.content.decode()
    assert 'value="7"' in refused.content.decode()


def test_a_stale_page_keeps_what_was_typed_and_saves_nothing(w):
    meeting, client = prepared(w, 1), signed_in(w.clerk)
    seen = meeting.version
    meetings.save_meeting_details(meeting, actor=w.chair, at=w.at, place="Hội trường lớn")
    for name, sent in (
        ("meeting_details", DETAILS | {"version": seen, "opinions": "Nhất trí cao."}),
        (
            "meeting_attendance",
            roll(meeting, "excused", **{f"reason-{meeting.attendances.first().pk}": "đi học dài hạn"})
            | {"version": seen},
        ),
    ):
        page = client.post(url(name, meeting.pk), sent)
        assert page.status_code == 422, name
        assert "Phiên họp vừa được sửa ở một trang hoặc máy khác" in words(page)
        assert "Nhất trí cao." in page.content.decode() or "đi học dài hạn" in page.content.decode()
    assert Meeting.objects.get().place == "Hội trường lớn"
    assert not meeting.attendances.filter(status="excused").exists()


def test_a_meeting_made_by_mistake_is_taken_back_after_one_more_look(w):
    meeting, client = prepared(w, 1), signed_in(w.clerk)
    assert "trở lại danh sách chờ" in words(client.get(url("meeting_discard", meeting.pk)))
    assert Meeting.objects.exists()
    assert "Đã bỏ phiên họp" in words(client.post(url("meeting_discard", meeting.pk), follow=True))
    assert not Meeting.objects.exists()


def test_a_chair_of_two_committees_says_which_one_meets(w):
    f.role(w.clerk, Role.RECORDS_CLERK, w.province)
    page = signed_in(w.clerk).get(url("meeting_new"))
    assert "Ban Thường vụ của" in words(page)
    sent = DETAILS | {"unit": w.province.pk, "submission_key": uuid.uuid4()}
    signed_in(w.clerk).post(url("meeting_new"), sent)
    assert Meeting.objects.get().unit == w.province
