"""Words beside an open vote on the pages: where a member writes them, who reads them and when; what a secret ballot says."""

import re
from datetime import timedelta

import pytest

from meetings.enums import MeetingMode, Secrecy
from meetings.models import Ballot
from tests import factories as f
from workflows.services import meetings
from workflows.services.rulebook import add_voting_rule

from .committee import cast, open_vote, prepared, roll, signed_in, url, words

pytestmark = pytest.mark.django_db
SAID = "Đề nghị bổ sung số liệu quý III."


def sent(meeting, *entries, **more):
    """Return what the form sends: (choice, opinion) in the order of the agenda."""
    found = {}
    for line, (choice, opinion) in zip(meeting.lines.all(), entries, strict=True):
        found |= {f"opinion-{line.pk}": opinion} | ({f"line-{line.pk}": choice} if choice else {})
    return found | more


def boxes(page):
    """Return the words that stand in the boxes for opinions, in their order."""
    return re.findall(r'<textarea name="opinion-\d+"[^>]*>([^<]*)</textarea>', page.content.decode())


def vote(meeting, member, *entries):
    """Send votes with opinions as a member does, from the review page."""
    page = signed_in(member).post(url("ballot_review", meeting.pk), sent(meeting, *entries) | {"xac-nhan": "1"})
    assert page.status_code == 302


def test_an_opinion_goes_through_the_review_and_stands_beside_the_vote_that_was_sent(w):
    meeting, member = open_vote(w, 2), w.members[1]
    client, typed = signed_in(member), sent(meeting, ("against", f" {SAID}\r\nXin cảm ơn. "), ("", ""), rest="in_favor")
    assert boxes(client.get(url("ballot", meeting.pk))) == ["", ""]
    review = client.post(url("ballot_review", meeting.pk), typed)
    assert f"{SAID} Xin cảm ơn." in words(review) and "biên bản ghi ý kiến kèm họ tên" in words(review)
    hidden = dict(re.findall(r'name="(opinion-\d+)" value="([^"]*)"', review.content.decode()))
    assert list(hidden.values()) == [f"{SAID}\nXin cảm ơn.", ""]
    assert boxes(client.post(url("ballot", meeting.pk), typed | hidden)) == [f"{SAID}\nXin cảm ơn.", ""]
    assert not Ballot.objects.exists()
    done = client.post(url("ballot_review", meeting.pk), typed | hidden | {"xac-nhan": "1"}, follow=True)
    assert f"Ý kiến đồng chí ghi ở dòng 1: {SAID} Xin cảm ơn." in words(done)
    changing = client.get(url("ballot", meeting.pk), {"sua": meeting.lines.first().pk})
    assert boxes(changing) == [f"{SAID}\nXin cảm ơn.", ""]
    assert SAID not in words(signed_in(w.members[2]).get(url("ballot", meeting.pk)))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (("against", "ý" * 1001), "Ý kiến dài 1.001 chữ cái, nhiều nhất là 1.000"),
        (("", SAID), "đã ghi ý kiến nhưng chưa chọn ô nào"),
    ],
)
def test_an_opinion_that_cannot_be_sent_is_refused_beside_it_and_everything_typed_is_kept(w, entry, said):
    meeting = open_vote(w, 2)
    line = meeting.lines.first()
    page = signed_in(w.members[1]).post(
        url("ballot_review", meeting.pk), sent(meeting, entry, ("abstain", "Giữ lại"), rest="later")
    )
    assert page.status_code == 422
    assert f"Dòng 1, {line.name}: {said}" in words(page)
    assert boxes(page) == [entry[1], "Giữ lại"]
    html = page.content.decode()
    assert f'href="#id_opinion-{line.pk}"' in html and f'id="id_opinion-{line.pk}_error"' in html
    assert 'value="abstain" checked' in html and 'data-warn-unsaved="changed"' in html
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_words_for_a_line_that_is_voted_on_no_more_are_given_back(w, is_confirmed):
    meeting = open_vote(w, 2)
    first = meeting.lines.first()
    meetings.postpone_line(first, True, actor=w.clerk, at=w.at)
    typed = sent(meeting, ("against", SAID), ("in_favor", "")) | ({"xac-nhan": "1"} if is_confirmed else {})
    page = signed_in(w.members[1]).post(url("ballot_review", meeting.pk), typed)
    assert page.status_code == (422 if is_confirmed else 200)
    assert f"ý kiến đồng chí đã ghi chưa được gửi: “{SAID}”" in words(page)


def test_a_meeting_closed_in_the_meantime_gives_the_words_back(w):
    meeting = open_vote(w, 1)
    f.vote_all(w, meeting)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    page = signed_in(w.members[1]).post(
        url("ballot_review", meeting.pk), sent(meeting, ("against", SAID)) | {"xac-nhan": "1"}
    )
    assert page.status_code == 409
    assert f"Không tán thành. Ý kiến: {SAID}" in words(page)


def test_after_the_close_chair_and_clerk_read_who_wrote_what_and_a_member_their_own_words(w):
    meeting = open_vote(w, 2)
    for member in w.members:
        own = SAID if member == w.members[3] else ""
        vote(meeting, member, ("in_favor", own), ("in_favor", "Đồng ý <b>hẳn</b>" if own else ""))
    before = {user: words(signed_in(user).get(url("meeting", meeting.pk))) for user in (w.clerk, w.chair, w.members[1])}
    assert not any(SAID in text for text in before.values())
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    for user in (w.clerk, w.chair, w.members[3]):
        page = signed_in(user).get(url("meeting", meeting.pk))
        assert f"Ý kiến ghi trên phiếu Đồng chí {w.members[3].full_name}: {SAID}" in words(page)
        assert "Đồng ý &lt;b&gt;hẳn" in page.content.decode()
    for user in (w.members[1], w.appraiser):
        assert SAID not in words(signed_in(user).get(url("meeting", meeting.pk)))


def test_the_meeting_on_a_disagreement_shows_the_opinions_of_the_poll_to_those_who_decide_there(w):
    add_voting_rule(
        kind=None, unit=w.commune, starts_on=f.START, actor=None, at=w.at, source="Quy chế 01-QC/ĐU",
        disagreement_numerator=1, disagreement_denominator=3,
    )  # fmt: skip
    poll = prepared(w, 1)
    end = w.at + timedelta(days=3)
    meetings.save_meeting_details(poll, actor=w.clerk, at=w.at, mode=MeetingMode.POLL, poll_closes_at=end)
    meetings.open_voting(poll, actor=w.clerk, at=w.at)
    line = poll.lines.get()
    for i, member in enumerate(w.members):
        meetings.cast_ballots(
            poll, choices={line.pk: "in_favor" if i > 1 else "against"}, actor=member, at=w.at,
            opinions={line.pk: SAID if i == 1 else ""},
        )  # fmt: skip
    f.finish_meeting(poll, actor=w.clerk, at=w.at)
    meeting = prepared(w, 0)
    shown = f"khi lấy ý kiến lần trước Đồng chí {w.members[1].full_name}: {SAID}"
    for is_open in (False, True):
        if is_open:
            signed_in(w.clerk).post(url("meeting_attendance", meeting.pk), roll(meeting, *["present"] * 5))
            meetings.open_voting(meeting, actor=w.clerk, at=w.at)
        for user, name in ((w.clerk, "meeting"), (w.members[3], "meeting"), (w.members[3], "ballot")):
            assert shown in words(signed_in(user).get(url(name, meeting.pk))), (is_open, user, name)
        assert SAID not in words(signed_in(w.appraiser).get(url("meeting", meeting.pk)))


def test_pages_with_opinions_take_as_many_queries_for_one_line_as_for_three(w, django_assert_max_num_queries):
    counts = []
    for count in (1, 3):
        meeting = open_vote(w, count)
        pages = [(w.members[1], "ballot"), (w.clerk, "meeting")]
        for member in w.members:
            vote(meeting, member, *[("in_favor", SAID)] * count)
        found = []
        for user, name in (*pages, (w.clerk, "closed")):
            if name == "closed":
                meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
            client, address = signed_in(user), url("ballot" if name == "ballot" else "meeting", meeting.pk)
            client.get(address)
            with django_assert_max_num_queries(15) as captured:
                client.get(address, {"sua": "tat-ca"})
            found.append(len(captured))
        counts.append(found)
        meetings.put_off_meeting(meeting, reason="thử", actor=w.clerk, at=w.at)
    assert counts[0] == counts[1]


def test_a_secret_ballot_says_what_cannot_be_taken_back_before_during_and_after(w):
    meeting, member = prepared(w, 2), w.members[1]
    meetings.save_meeting_details(meeting, actor=w.clerk, at=w.at, secrecy=Secrecy.SECRET)
    signed_in(w.clerk).post(url("meeting_attendance", meeting.pk), roll(meeting, *["present"] * 5, version=2))
    meeting = meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    client, line = signed_in(member), meeting.lines.first()
    page = client.get(url("ballot", meeting.pk))
    assert boxes(page) == []
    assert "gửi rồi thì không xem lại, không sửa, không rút được" in words(page)
    assert (
        "phiếu kín đã gửi thì không rút ra được" in words(client.get(url("ballot_recuse", meeting.pk, line.pk))).lower()
    )
    chosen = {f"line-{each.pk}": "against" for each in meeting.lines.all()} | {"xac-nhan": "1"}
    done = words(client.post(url("ballot_review", meeting.pk), chosen, follow=True))
    assert "Đã gửi 2 phiếu kín vào hòm phiếu. Đồng chí đã bỏ phiếu xong." in done
    assert f"Phiếu kín đã ở trong hòm phiếu: dòng 1, {line.name}; dòng 2," in done
    assert "Không tán thành" not in done
    for other in w.members[2:]:
        cast(w, meeting, other, {1: "in_favor", 2: "in_favor"})
    closing = words(signed_in(w.chair).get(url("meeting_close", meeting.pk)))
    assert "đóng rồi thì các đồng chí dưới đây không gửi phiếu được nữa" in closing
    assert "Còn 2 dòng đồng chí chưa gửi phiếu. Đóng rồi thì không gửi được nữa." in closing
    assert "đồng chí chưa gửi phiếu. Đóng rồi" not in words(signed_in(w.clerk).get(url("meeting_close", meeting.pk)))
    meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    again = words(signed_in(w.chair).get(url("meeting_put_off", meeting.pk)))
    assert "Bỏ kết quả, bỏ phiếu lại từ đầu" in again and "kết quả đã đếm, phiếu kín đã gửi, số phiếu giấy" in again
