"""One act with many lines: names and what stands in the way before the press, one result for each line after it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from nominations.models import Nomination
from permissions.roles import Role
from tests.factories import dossier, line, nomination_at, role
from tests.pages.office import QUEUE, REVIEW, by_appraiser, colleague_of, count_queries, page_text, submitted
from workflows.engine import perform
from workflows.enums import Action
from workflows.models import LineClaim, SeparationRule
from workflows.services.claims import claim
from workflows.services.lines import submit_dossier
from workflows.services.presence import note_view

BACK = reverse("workflows:queue_take_back_many")


@pytest.fixture
def bench(client, w):
    """A client signed in as the commune's appraiser."""
    client.force_login(w.appraiser)
    return client


def asked(client, lines, what="", **more):
    """Return the page that asks once more before the act."""
    return client.get(REVIEW, {"chon": [n.pk for n in lines], "viec": what} | more)


def sent(page, **more):
    """Return what the page sends as it stands, with every box that can be ticked as it is."""
    rows = [*page.context["rows"], *page.context["apart"]]
    typed = {
        "viec": page.context["what"] or "", "opinion": page.context["what"] or "recommend", "note": "", "due_day": "30/12/2099", "due_hour": "17:00",
        "dong": [row["pk"] for row in rows], "chon": [row["pk"] for row in rows if row["is_ticked"]],
    }  # fmt: skip
    typed |= {f"ban-{row['pk']}": row["version"] for row in rows}
    return typed | {f"giu-{row['pk']}": row["holder"] for row in rows if row["holder"]} | more


def apart(page):
    """Return primary key -> why a line stands apart."""
    return {row["pk"]: row["obstacle"].reason for row in page.context["apart"]}


def test_exceptions_stand_apart_with_their_reasons_and_the_rest_is_done(bench, w):
    good, taken = submitted(w, 2)
    own = nomination_at(w, S.SUBMITTED, user=w.appraiser)
    bare = nomination_at(w, S.UNDER_APPRAISAL, is_party_member=False)
    w.round.eligibility_rules.update_or_create(
        code="membership", recipient_kind="", form="", defaults={"outcome": "block"}
    )
    claim(taken, actor=colleague_of(w), at=timezone.now())
    page = asked(bench, [good, taken, own, bare], "recommend")
    reasons = apart(page)
    assert "người được đề nghị" in reasons[own.pk] and "Chưa đạt điều kiện" in reasons[bare.pk]
    assert "Phạm Thị Nhung đang xử lý" in reasons[taken.pk]
    text = page_text(page)
    assert all(n.nominee.full_name in text for n in (good, taken, own, bare))
    assert "Đề nghị Ban Thường vụ" in text and "dòng để riêng" in text
    typed = sent(page)
    assert typed["chon"] == [good.pk]
    assert "Đã ghi 1/1 dòng" in page_text(bench.post(REVIEW, typed))
    states = [Nomination.objects.get(pk=n.pk).state for n in (good, taken, own, bare)]
    assert states == [S.RECOMMENDED, S.SUBMITTED, S.SUBMITTED, S.UNDER_APPRAISAL]


def test_a_claimed_line_is_ticked_on_purpose_and_one_claimed_meanwhile_is_left_alone(bench, w):
    first, second = submitted(w, 2)
    other = colleague_of(w)
    claim(first, actor=other, at=timezone.now())
    page = asked(bench, [first, second], "receive")
    typed = sent(page, chon=[first.pk, second.pk])
    claim(second, actor=other, at=timezone.now())
    text = page_text(bench.post(REVIEW, typed))
    assert "Đã ghi 1/2 dòng" in text and "Phạm Thị Nhung vừa nhận xử lý dòng này" in text
    assert [Nomination.objects.get(pk=n.pk).state for n in (first, second)] == [S.UNDER_APPRAISAL, S.SUBMITTED]


def test_many_are_claimed_and_given_back(bench, w):
    first, second, third = submitted(w, 3)
    claim(third, actor=colleague_of(w), at=timezone.now())
    page = asked(bench, [first, second, third], "claim")
    assert "nhận thay, hãy mở riêng" in apart(page)[third.pk]
    assert "Đã nhận 2/2 dòng" in page_text(bench.post(REVIEW, sent(page)))
    assert LineClaim.objects.filter(user=w.appraiser).count() == 2
    page = asked(bench, [first, third], "release")
    assert "chưa nhận xử lý dòng này" in apart(page)[third.pk]
    assert "Đã trả về hàng chờ 1/1 dòng" in page_text(bench.post(REVIEW, sent(page)))
    assert set(LineClaim.objects.values_list("nomination", flat=True)) == {second.pk, third.pk}


def test_received_lines_stand_apart_from_receiving(bench, w):
    received, [arrived] = nomination_at(w, S.UNDER_APPRAISAL), submitted(w, 1)
    page = asked(bench, [received, arrived], "receive")
    assert list(apart(page)) == [received.pk] and "tiếp nhận từ trước" in apart(page)[received.pk]
    bench.post(REVIEW, sent(page))
    assert set(Nomination.objects.values_list("state", flat=True)) == {S.UNDER_APPRAISAL}


def test_missing_sheets_stand_in_the_way_of_an_opinion_but_not_of_a_return(bench, w):
    w.round.appraisers_needed = 2
    w.round.save()
    lines = submitted(w, 2)
    assert "cần 2 phiếu thẩm định" in apart(asked(bench, lines, "decline"))[lines[0].pk]
    assert apart(asked(bench, lines, "send_back")) == {}


def test_one_person_doing_both_acts_gives_a_reason_or_is_refused(bench, w):
    role(w.appraiser, Role.CELL_OFFICER, w.cell)
    own = line(w, by_appraiser(w), by=w.appraiser)
    submit_dossier(own.dossier, actor=w.appraiser, at=w.at)
    [other] = submitted(w, 1)
    page = asked(bench, [own, other], "recommend")
    assert "Có dòng đồng chí đã làm việc “Trình cấp trên”" in page_text(page)
    text = page_text(bench.post(REVIEW, sent(page)))
    assert "Đã ghi 1/2 dòng" in text
    again = asked(bench, [Nomination.objects.get(pk=own.pk)], "recommend")
    assert "Đã ghi 1/1" in page_text(bench.post(REVIEW, sent(again, separation="Văn phòng có một người.")))
    SeparationRule.objects.create(
        first_action="submit", second_action="receive", mode="refuse", unit=w.commune, starts_on="2025-07-01"
    )
    late = line(w, by_appraiser(w), by=w.appraiser)
    submit_dossier(late.dossier, actor=w.appraiser, at=w.at)
    assert "phải do người khác làm" in apart(asked(bench, [late], "recommend"))[late.pk]


def test_what_failed_is_looked_at_again_with_everything_typed(bench, w):
    first, second = submitted(w, 2)
    typed = sent(asked(bench, [first, second], "decline"), note="Chưa rõ kết quả.")
    perform(Action.RECEIVE, nomination=second, actor=colleague_of(w), at=w.at)
    page = bench.post(REVIEW, typed)
    assert "Đã ghi 1/2 dòng" in page_text(page) and "Xem lại 1 dòng chưa xong" in page_text(page)
    kept = dict(page.context["kept"])
    again = bench.post(REVIEW, kept | {"lai": "1", "chon": page.context["again"], "dong": page.context["again"]})
    assert again.status_code == 200 and "Chưa rõ kết quả." in again.content.decode()
    assert [row["pk"] for row in again.context["rows"]] == [second.pk]
    second.refresh_from_db()
    assert second.state == S.UNDER_APPRAISAL
    assert "Đã ghi 1/1 dòng" in page_text(bench.post(REVIEW, sent(again, note="Chưa rõ kết quả.")))
    second.refresh_from_db()
    assert (second.state, second.appraisal_note) == (S.NOT_RECOMMENDED, "Chưa rõ kết quả.")


def test_a_press_too_many_is_taken_back_with_everything_typed(bench, w):
    first, second, read = submitted(w, 3)
    claim(first, actor=w.appraiser, at=timezone.now())
    page = bench.post(REVIEW, sent(asked(bench, [first, second, read], "decline"), note="Chưa rõ kết quả."))
    assert "Rút lại cả 3 dòng" in page_text(page)
    assert "cho 3 dòng" in page_text(bench.get(QUEUE))
    note_view(read, w.members[0], timezone.now())
    page = bench.post(BACK)
    assert "Đã rút lại 2/3 dòng" in page_text(page) and "Đã có người khác mở dòng này" in page_text(page)
    states = [n.state for n in Nomination.objects.filter(pk__in=[first.pk, second.pk, read.pk]).order_by("pk")]
    assert states == [S.UNDER_APPRAISAL, S.UNDER_APPRAISAL, S.NOT_RECOMMENDED]
    assert LineClaim.objects.get().nomination_id == first.pk
    again = bench.post(
        REVIEW, dict(page.context["kept"]) | {"lai": "1", "chon": page.context["again"], "dong": page.context["again"]}
    )
    assert [row["pk"] for row in again.context["rows"]] == [first.pk, second.pk] and "Chưa rõ kết quả." in again.text
    assert "Không còn việc nào để rút lại" in page_text(bench.post(BACK, follow=True))


def test_many_lines_stand_after_half_a_minute_and_claims_are_not_taken_back(bench, w):
    lines = submitted(w, 2)
    bench.post(REVIEW, sent(asked(bench, lines, "claim")))
    assert "Không còn việc nào" in page_text(bench.post(BACK, follow=True))
    bench.post(REVIEW, sent(asked(bench, lines, "recommend")))
    with time_machine.travel(timezone.now() + timedelta(seconds=31), tick=False):
        assert "Đã rút lại 0/2 dòng" in page_text(bench.post(BACK))
        assert "cho 2 dòng" not in page_text(bench.get(QUEUE))
    assert {n.state for n in Nomination.objects.filter(pk__in=[n.pk for n in lines])} == {S.RECOMMENDED}


@pytest.mark.parametrize(("what", "said"), [("decline", "Chưa ghi lý do"), ("send_back", "Chưa ghi")])
def test_a_refused_page_keeps_the_act_and_the_ticks(bench, w, what, said):
    first, second = submitted(w, 2)
    page = asked(bench, [first, second], what)
    answer = bench.post(REVIEW, sent(page, chon=[second.pk], due_day="30/12/2099"))
    assert answer.status_code == 422 and said in page_text(answer)
    assert [row["pk"] for row in answer.context["rows"] if row["is_ticked"]] == [second.pk]
    assert str(answer.context["what"]) == what


def test_all_that_the_filter_leaves_across_dossiers_or_one_whole_dossier(bench, w):
    first, second = submitted(w, 2)
    other = line(w, dossier(w, unit=w.sibling, by=w.sibling_secretary), by=w.sibling_secretary)
    submit_dossier(other.dossier, actor=w.sibling_secretary, at=w.at)
    assert f"{REVIEW}?tatca=1" in bench.get(QUEUE).content.decode()

    def rows(**query):
        return [row["pk"] for row in bench.get(REVIEW, query).context["rows"]]

    assert rows(tatca="1") == [first.pk, second.pk, other.pk]
    assert rows(tatca="1", donvi=w.sibling.pk) == [other.pk]
    assert rows(hoso=first.dossier_id) == [first.pk, second.pk]
    assert f"?hoso={first.dossier_id}" in bench.get(QUEUE, {"dong": first.pk}).content.decode()
    assert bench.get(REVIEW, {"hoso": "x"}).status_code == 302


def test_somebody_elses_dossier_is_not_known(client, w):
    [n] = submitted(w, 1)
    client.force_login(w.other_appraiser)
    assert client.get(REVIEW, {"hoso": n.dossier_id, "viec": "claim"}).status_code == 302
    assert client.post(reverse("workflows:queue_claim", args=[n.pk])).status_code == 404
    assert client.post(reverse("workflows:queue_looking", args=[n.pk])).status_code == 404


@pytest.mark.parametrize("what", ["recommend", "claim"])
def test_the_page_asks_as_often_for_three_lines_as_for_one(bench, w, what, django_assert_max_num_queries):
    lines = submitted(w, 3)
    one, three = (
        count_queries(
            django_assert_max_num_queries,
            bench,
            f"{REVIEW}?viec={what}&" + "&".join(f"chon={n.pk}" for n in lines[:count]),
        )
        for count in (1, 3)
    )
    assert one == three
