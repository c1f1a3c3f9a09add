"""A member's pages: the agenda as a queue, the review, taking no part, relatives. Votes stay with the voter."""

import re

import pytest
from django.test.utils import CaptureQueriesContext

from meetings.models import Ballot, DeclaredRelative, Recusal
from nominations.enums import NominationState as S
from permissions.roles import Role
from tests import factories as f
from workflows.models import SeparationRule
from workflows.services import meetings

from .committee import cast, open_vote, prepared, signed_in, url, words

pytestmark = pytest.mark.django_db


def answers(meeting, *choices, **more):
    """Return what the form of the ballot sends: choices in the order of the agenda, "" for a line left empty."""
    lines = meeting.lines.filter(section="recommended")
    return {f"line-{line.pk}": choice for line, choice in zip(lines, choices, strict=False) if choice} | more


def votes_of(user):
    return dict(Ballot.objects.filter(user=user).values_list("line__position", "choice"))


def test_votes_are_cast_after_the_review_names_each_line_and_choice(w):
    meeting, member = open_vote(w, 3), w.members[1]
    client = signed_in(member)
    page = client.get(url("ballot", meeting.pk))
    assert "Còn 3 dòng đồng chí chưa biểu quyết" in words(page)
    review = client.post(url("ballot_review", meeting.pk), answers(meeting, "against", "in_favor", rest="later"))
    first, second, third = meeting.lines.all()
    text = words(review)
    assert re.search(rf"Không tán thành: 1 dòng Dòng 1, {first.name} Tán thành: 1 dòng Dòng 2, {second.name}", text)
    assert re.search(rf"Để lại, biểu quyết sau: 1 dòng Gồm dòng 3, {third.name}", text)
    assert not Ballot.objects.exists(), "nothing is cast before the member confirms"
    done = client.post(
        url("ballot_review", meeting.pk), answers(meeting, "against", "in_favor") | {"xac-nhan": "1"}, follow=True
    )
    assert votes_of(member) == {1: "against", 2: "in_favor"}
    assert "Đã ghi 2 phiếu của đồng chí. Còn 1 dòng chưa biểu quyết." in words(done)


def test_the_lines_left_empty_are_voted_on_together_with_exceptions(w):
    meeting, member = open_vote(w, 3), w.members[1]
    cast(w, meeting, member, {3: "abstain"})
    review = signed_in(member).post(url("ballot_review", meeting.pk), answers(meeting, "against", rest="in_favor"))
    hidden = dict(re.findall(r'name="(line-\d+)" value="(\w+)"', review.content.decode()))
    first, second, _ = meeting.lines.all()
    assert hidden == {f"line-{first.pk}": "against", f"line-{second.pk}": "in_favor"}, (
        "a vote cast before is not overwritten"
    )


def test_going_back_from_the_review_keeps_the_choices(w):
    meeting = open_vote(w, 2)
    page = signed_in(w.members[1]).post(url("ballot", meeting.pk), answers(meeting, "abstain", "against"))
    first, second = meeting.lines.all()
    assert f'name="line-{first.pk}" value="abstain" checked' in page.content.decode()
    assert f'name="line-{second.pk}" value="against" checked' in page.content.decode()
    assert not Ballot.objects.exists()


def test_no_answer_is_chosen_for_the_member(w):
    page = signed_in(w.members[1]).get(url("ballot", open_vote(w, 2).pk)).content.decode()
    assert re.findall(r'name="(\w+)[^"]*" value="(\w+)" checked', page) == [("rest", "later")]


def test_nothing_chosen_is_said(w):
    meeting = open_vote(w, 1)
    page = signed_in(w.members[1]).post(url("ballot_review", meeting.pk), {"rest": "later"})
    assert page.status_code == 422
    assert "Chưa chọn dòng nào" in words(page)
    assert "<title>Lỗi:" in page.content.decode()


def test_a_vote_is_changed_through_the_link_beside_it(w):
    meeting, member = open_vote(w, 2), w.members[1]
    cast(w, meeting, member, {1: "against", 2: "in_favor"})
    client, line = signed_in(member), meeting.lines.first()
    done = client.get(url("ballot", meeting.pk))
    assert "Đồng chí đã biểu quyết xong" in words(done)
    assert f'href="?sua={line.pk}#dong-{line.pk}"' in done.content.decode()
    page = client.get(url("ballot", meeting.pk), {"sua": line.pk}).content.decode()
    assert re.findall(r'name="line-(\d+)" value="(\w+)" checked', page) == [(str(line.pk), "against")]


def test_a_line_left_for_later_in_the_meantime_casts_nothing_and_keeps_the_choices(w):
    meeting, member = open_vote(w, 2), w.members[1]
    first, second = meeting.lines.all()
    meetings.postpone_line(second, True, actor=w.clerk, at=w.at)
    sent = {f"line-{first.pk}": "against", f"line-{second.pk}": "in_favor", "xac-nhan": "1"}
    page = signed_in(member).post(url("ballot_review", meeting.pk), sent)
    assert page.status_code == 422
    assert "Chưa phiếu nào được gửi" in words(page)
    assert f'name="line-{first.pk}" value="against" checked' in page.content.decode()
    assert not Ballot.objects.exists()


def test_a_meeting_closed_in_the_meantime_shows_what_was_chosen(w):
    meeting = open_vote(w, 1)
    f.vote_all(w, meeting)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    line = meeting.lines.get()
    page = signed_in(w.members[1]).post(
        url("ballot_review", meeting.pk), {f"line-{line.pk}": "against", "xac-nhan": "1"}
    )
    assert page.status_code == 409
    assert "đồng chí Đỗ Thị Hằng đóng" in words(page)
    assert f"{line.name} Không tán thành" in words(page)


def test_a_made_up_choice_or_line_is_not_cast(w):
    meeting, member = open_vote(w, 1), w.members[1]
    client, line = signed_in(member), meeting.lines.get()
    assert (
        client.post(url("ballot_review", meeting.pk), {f"line-{line.pk}": "twice", "xac-nhan": "1"}).status_code == 422
    )
    assert (
        client.post(url("ballot_review", meeting.pk), {"line-999999": "in_favor", "xac-nhan": "1"}).status_code == 422
    )
    assert not Ballot.objects.exists()


def pages_of(meeting, w):
    """Return every page that anybody sees of a meeting that votes, without what changes from request to request."""
    found = {}
    for user, names in (
        (w.members[2], ("meetings", "meeting", "ballot")),
        (w.clerk, ("meeting", "meeting_hands", "meeting_close", "meeting_attendance")),
        (w.chair, ("meeting", "meeting_close", "ballot")),
        (w.appraiser, ("meeting",)),
        (w.inspector, ("meeting",)),
    ):
        client = signed_in(user)
        for name in names:
            page = client.get(url(name) if name == "meetings" else url(name, meeting.pk))
            assert page.status_code == 200, (user, name)
            found[user.username, name] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return found


def test_nobody_learns_from_any_page_how_another_voted_before_the_close(w):
    """Every page is the same to the letter however the others vote and whatever they write: no count, no mark, no order."""
    meeting = open_vote(w, 3, declined=1)
    seen = []
    for choice in ("in_favor", "against", "abstain"):
        for member in (w.members[1], w.members[3], w.members[4]):
            cast(w, meeting, member, {1: choice, 2: choice, 3: choice})
        Ballot.objects.exclude(user=w.members[2]).update(opinion=choice if choice != "abstain" else "")
        seen.append(pages_of(meeting, w))
        # What is certain whatever the missing votes say is told to the chair alone, where the meeting is closed.
        certain = seen[-1].pop((w.chair.username, "meeting_close"))
        assert "Đã đủ phiếu để biết kết quả: 3/3 dòng" in certain
    assert seen[0] == seen[1] == seen[2]


def test_after_the_close_there_are_counts_and_one_s_own_vote(w):
    meeting = open_vote(w, 1)
    for member, choice in zip(w.members, ("in_favor", "in_favor", "in_favor", "against", "abstain"), strict=True):
        cast(w, meeting, member, {1: choice})
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    own, clerks = (words(signed_in(user).get(url("meeting", meeting.pk))) for user in (w.members[3], w.clerk))
    for text in (own, clerks):
        assert "Tán thành 3/5. 5/5 ủy viên tham gia biểu quyết; cần ít nhất 3 phiếu tán thành." in text
        assert "Không tán thành 1, không có ý kiến 1, không biểu quyết 0" in text
    assert "Phiếu của đồng chí: không tán thành" in own
    assert "Phiếu của đồng chí" not in clerks
    assert signed_in(w.members[3]).get(url("ballot", meeting.pk)).headers["Location"] == url("meeting", meeting.pk)


def test_a_recused_line_is_shown_with_its_reason_and_without_answers(w):
    meeting = open_vote(w, 1, full_name=w.members[1].full_name, user=w.members[1])
    page = signed_in(w.members[1]).get(url("ballot", meeting.pk))
    assert "Đồng chí không biểu quyết dòng này vì là người được đề nghị" in words(page)
    assert f'name="line-{meeting.lines.get().pk}"' not in page.content.decode()


def test_a_member_declares_not_to_vote_and_takes_it_back(w):
    meeting, member = open_vote(w, 1), w.members[1]
    line, client = meeting.lines.get(), signed_in(member)
    cast(w, meeting, member, {1: "in_favor"})
    address = url("ballot_recuse", meeting.pk, line.pk)
    assert "Việc này được ghi vào biên bản" in words(client.get(address))
    assert Recusal.objects.count() == 0, "asking is not doing"
    client.post(address)
    assert (Recusal.objects.count(), Ballot.objects.count()) == (1, 0)
    assert "Tôi biểu quyết dòng này" in words(client.get(address))
    client.post(address, {"bo": "1"})
    assert Recusal.objects.count() == 0


def test_a_member_who_is_not_there_reads_but_does_not_vote(w):
    meeting = open_vote(w, 1, present=4)
    page = signed_in(w.members[4]).get(url("ballot", meeting.pk))
    assert "Đồng chí chưa được ghi có mặt" in words(page)
    assert meeting.lines.get().name in words(page)
    assert "<form action" not in page.content.decode().split("</header>")[1]


def test_the_agenda_is_readable_before_voting_opens(w):
    meeting = prepared(w, 1, declined=1)
    page = signed_in(w.members[1]).get(url("ballot", meeting.pk))
    assert "Biểu quyết chưa mở" in words(page)
    assert "Chưa rõ kết quả." in words(page)
    assert 'type="radio"' not in page.content.decode()


def test_a_member_puts_a_declined_line_on_the_agenda(w):
    meeting = open_vote(w, 1, declined=1)
    line, client = meeting.lines.get(section="not_recommended"), signed_in(w.members[1])
    address = url("line_put_on", meeting.pk, line.pk)
    assert "Chưa rõ kết quả." in words(client.get(address))
    page = client.post(address, follow=True)
    line.refresh_from_db()
    assert line.section == "recommended"
    assert "cơ quan thẩm định không đề nghị; đồng chí Đoàn Thị Hồng Vân đưa vào chương trình" in words(page)
    assert client.post(address).status_code == 409


def test_a_member_who_submitted_the_line_says_why_they_put_it_on_too(w):
    member = w.members[1]
    f.role(member, Role.CELL_OFFICER, w.cell)
    w.secretary = member
    meeting = open_vote(w, 0, declined=1)
    assert SeparationRule.objects.filter(first_action="submit", second_action="recommend").exists()
    client, address = signed_in(member), url("line_put_on", meeting.pk, meeting.lines.get().pk)
    refused = client.post(address)
    assert refused.status_code == 422
    assert "Lý do đồng chí làm cả hai việc" in words(refused)
    assert client.post(address, {"separation_reason": "Chi bộ chỉ có một cán bộ."}).status_code == 302
    assert meeting.lines.get().nomination.state == S.RECOMMENDED


@pytest.mark.parametrize("who", ["clerk", "appraiser", "inspector"])
def test_only_members_have_a_ballot(w, who):
    meeting = open_vote(w, 1)
    client = signed_in(getattr(w, who))
    assert client.get(url("ballot", meeting.pk)).status_code == 403
    assert (
        client.post(url("ballot_review", meeting.pk), answers(meeting, "in_favor") | {"xac-nhan": "1"}).status_code
        == 403
    )
    assert client.get(url("ballot_recuse", meeting.pk, meeting.lines.get().pk)).status_code == 403


def test_somebody_who_votes_and_conducts_finds_both_ways(w):
    meeting, client = open_vote(w, 1), signed_in(w.chair)
    assert url("meeting", meeting.pk) in client.get(url("ballot", meeting.pk)).content.decode()
    led = client.get(url("meeting", meeting.pk)).content.decode()
    assert url("ballot", meeting.pk) in led
    assert url("meeting_close", meeting.pk) in led


def test_the_ballot_takes_few_queries_whatever_its_length(w, django_assert_max_num_queries):
    counts = []
    for count in (1, 3):
        meeting = open_vote(w, count)
        cast(w, meeting, w.members[2], {1: "in_favor"})
        client = signed_in(w.members[1])
        client.get(url("ballot", meeting.pk))
        with django_assert_max_num_queries(15) as captured:
            client.get(url("ballot", meeting.pk))
        counts.append(len(captured))
        meetings.put_off_meeting(meeting, reason="thử", actor=w.clerk, at=w.at)
    assert counts[0] == counts[1]


def test_sending_votes_takes_few_queries_whatever_their_number(w):
    from django.db import connection

    counts = []
    for count in (1, 3):
        meeting = open_vote(w, count)
        client = signed_in(w.members[1])
        with CaptureQueriesContext(connection) as captured:
            client.post(url("ballot_review", meeting.pk), answers(meeting, *["in_favor"] * 9) | {"xac-nhan": "1"})
        counts.append(len(captured))
        meetings.put_off_meeting(meeting, reason="thử", actor=w.clerk, at=w.at)
    assert counts[0] == counts[1]


def test_relatives_are_declared_and_taken_back_by_the_member_alone(w):
    client = signed_in(w.members[1])
    assert "Chưa khai báo ai" in words(client.get(url("relatives")))
    refused = client.post(url("relatives"), {"full_name": "Đoàn Văn Nhân", "relation": "", "birth_year": "85"})
    assert refused.status_code == 422
    assert "Đoàn Văn Nhân" in refused.content.decode()
    assert "Năm sinh chưa đúng" in words(refused)
    client.post(url("relatives"), {"full_name": "Đoàn Văn Nhân", "relation": "em ruột", "birth_year": "1985"})
    relative = DeclaredRelative.objects.get()
    other = signed_in(w.members[2])
    assert "Đoàn Văn Nhân" not in words(other.get(url("relatives")))
    other.post(url("relative_remove", relative.pk))
    assert DeclaredRelative.objects.exists(), "nobody removes another member's declaration"
    client.post(url("relative_remove", relative.pk))
    assert not DeclaredRelative.objects.exists()
    assert signed_in(w.secretary).get(url("relatives")).status_code == 403
