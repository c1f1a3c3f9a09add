"""Many lines at once: a review table, one opinion, a result for each line."""

import re

import pytest

from nominations.enums import NominationState as S
from nominations.models import Nomination
from tests.factories import nomination_at
from tests.pages.office import QUEUE, REVIEW, colleague_of, count_queries, page_text, submitted
from workflows.engine import perform
from workflows.enums import Action


@pytest.fixture
def bench(client, w):
    """A client signed in as the commune's appraiser."""
    client.force_login(w.appraiser)
    return client


def review(lines, opinion="recommend", **more):
    """Return what the review table sends with every line ticked."""
    typed = {
        "chon": [n.pk for n in lines],
        "dong": [n.pk for n in lines],
        "opinion": opinion,
        "note": "",
        "due_day": "",
        "due_hour": "",
    }
    return typed | {f"ban-{n.pk}": n.version for n in lines} | more


def test_the_review_table_names_every_line_with_its_findings(bench, w):
    people, [group] = submitted(w, 2), submitted(w, 1, kind="collective", is_party_organization=False)
    response = bench.get(REVIEW, {"chon": [n.pk for n in (*people, group)]})
    text = page_text(response)
    assert "3 dòng: 1 tập thể, 2 cá nhân" in text and "Tập thể không phải tổ chức đảng" in text
    assert all(n.nominee.full_name in text for n in (*people, group))
    assert response.content.decode().count("checked") == 3
    assert set(Nomination.objects.values_list("state", flat=True)) == {S.SUBMITTED}


def test_each_line_gets_its_own_result(bench, w):
    first, second, third = submitted(w, 3)
    typed = review([first, second, third], note="Đủ điều kiện.")
    perform(Action.RECEIVE, nomination=second, actor=colleague_of(w), at=w.at)
    text = page_text(bench.post(REVIEW, typed))
    assert "Đã ghi 2/3 dòng" in text and "Phạm Thị Nhung đã xử lý dòng này" in text
    assert "Lý do đồng chí đã viết" in text
    states = [Nomination.objects.get(pk=n.pk).state for n in (first, second, third)]
    assert states == [S.RECOMMENDED, S.UNDER_APPRAISAL, S.RECOMMENDED]


def test_lines_that_somebody_finished_meanwhile_are_named_and_the_reason_is_kept(bench, w):
    first, second = submitted(w, 2)
    typed, colleague = review([first, second], "decline", note="Chưa rõ kết quả."), colleague_of(w)
    for action in (Action.RECEIVE, Action.RECOMMEND):
        perform(action, nomination=first, actor=colleague, at=w.at)
    text = page_text(bench.post(REVIEW, typed))
    assert (
        "Đã ghi 1/2 dòng" in text
        and f"{first.nominee.full_name} ({first.code}) Đồng chí Phạm Thị Nhung đã xử lý" in text
    )
    text = page_text(bench.post(REVIEW, typed))
    assert "Đã ghi 0/2 dòng" in text and "Chưa rõ kết quả." in text
    assert [Nomination.objects.get(pk=n.pk).state for n in (first, second)] == [S.RECOMMENDED, S.NOT_RECOMMENDED]


def test_only_ticked_lines_are_decided(bench, w):
    first, second = submitted(w, 2)
    bench.post(REVIEW, review([first, second], chon=[first.pk]))
    assert [Nomination.objects.get(pk=n.pk).state for n in (first, second)] == [S.RECOMMENDED, S.SUBMITTED]


def test_many_are_sent_back_with_one_reason_and_day(bench, w):
    lines = submitted(w, 2)
    bench.post(REVIEW, review(lines, "send_back", note="Thiếu ảnh minh chứng.", due_day="30/12/2099", due_hour="17"))
    assert {(n.state, n.appraisal_note) for n in Nomination.objects.all()} == {(S.RETURNED, "Thiếu ảnh minh chứng.")}


def test_many_are_received_without_an_opinion(bench, w):
    lines = submitted(w, 2)
    received = nomination_at(w, S.UNDER_APPRAISAL)
    text = page_text(bench.post(REVIEW, review([*lines, received], "receive")))
    assert "Đã ghi 2/3 dòng" in text and "đã được tiếp nhận từ trước" in text
    assert set(Nomination.objects.values_list("state", flat=True)) == {S.UNDER_APPRAISAL}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"opinion": ""}, "Chưa chọn ý kiến"),
        ({"opinion": "decline"}, "Chưa ghi lý do"),
        ({"chon": []}, "Chưa đánh dấu dòng nào"),
    ],
)
def test_a_refused_review_keeps_ticks_and_text(bench, w, typed, said):
    first, second = submitted(w, 2)
    response = bench.post(
        REVIEW, review([first, second], note="" if "opinion" in typed else "Giữ lại.", chon=[second.pk]) | typed
    )
    assert response.status_code == 422 and said in page_text(response)
    assert first.nominee.full_name in page_text(response)
    if "chon" not in typed:
        assert re.findall(r'name="chon" value="(\d+)" checked', response.content.decode()) == [str(second.pk)]


def test_a_review_of_nothing_goes_back_to_the_queue(bench, w):
    assert bench.get(REVIEW).url == QUEUE
    assert "Chưa chọn dòng nào còn chờ thẩm định" in page_text(bench.get(REVIEW, follow=True))


def test_a_review_knows_no_lines_of_other_offices(client, w):
    [n] = submitted(w, 1)
    client.force_login(w.other_appraiser)
    assert client.get(REVIEW, {"chon": n.pk}).status_code == 302
    assert client.post(REVIEW, review([n])).status_code == 302
    n.refresh_from_db()
    assert n.state == S.SUBMITTED


def test_the_review_asks_the_same_number_of_questions_for_any_length(bench, w, django_assert_max_num_queries):
    lines = submitted(w, 3)
    one, three = (
        count_queries(
            django_assert_max_num_queries, bench, f"{REVIEW}?" + "&".join(f"chon={n.pk}" for n in lines[:count])
        )
        for count in (1, 3)
    )
    assert one == three
