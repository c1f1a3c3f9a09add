"""The two lists of the office, their parts with counts, the orders, the filters that are kept, and claims on the page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from history.models import Entry
from nominations.enums import NominationState as S
from nominations.models import Nomination
from tests.factories import dossier, line, nomination_at
from tests.pages.office import QUEUE, colleague_of, opinion, page_text, submitted
from workflows.models import LineClaim, LineView, SavedView
from workflows.services.claims import claim
from workflows.services.lines import submit_dossier

MOST_QUERIES = 15
"""How many questions the page of the queue asks the database in all, with a line open."""


@pytest.fixture
def bench(client, w):
    """A client signed in as the commune's appraiser."""
    client.force_login(w.appraiser)
    return client


def signed_in(who):
    """Return a browser of somebody else."""
    client = Client()
    client.force_login(who)
    return client


def shown(client, **query):
    """Return the primary keys of the list, in its order."""
    return [row["pk"] for row in client.get(QUEUE, query).context["list"].rows]


def line_of(url):
    """Return which line an address of the queue opens; None for no address."""
    return int(url.split("dong=")[1].split("&")[0].split("#")[0]) if url else None


def press(client, name, n, **typed):
    """Press a button of the line's bench and return the page that follows."""
    return page_text(client.post(reverse(f"workflows:{name}", args=[n.pk]), typed, follow=True))


def sent(w, bundle):
    """Hand in a dossier."""
    assert all(r.is_done for r in submit_dossier(bundle, actor=bundle.created_by, at=w.at))


def test_a_claimed_line_stands_in_the_own_list_and_is_shown_to_the_others(bench, w):
    first, second = submitted(w, 2)
    assert "Hàng chờ của đơn vị (2) Việc của tôi (0)" in page_text(bench.get(QUEUE))
    assert "Đồng chí chưa nhận dòng nào" in page_text(bench.get(QUEUE, {"nguoi": "toi"}))
    text = press(bench, "queue_claim", second)
    assert "Đồng chí đã nhận xử lý" in text and f"Mã đề nghị {second.code}" in text
    assert shown(bench, nguoi="toi") == [second.pk] and shown(bench, nguoi="khong") == [first.pk]
    assert "Hàng chờ của đơn vị (2) Việc của tôi (1)" in page_text(bench.get(QUEUE))
    theirs = signed_in(colleague_of(w))
    text = page_text(theirs.get(QUEUE, {"dong": second.pk}))
    assert "Đồng chí Trần Văn Đức đang xử lý dòng này" in text and "Việc của tôi (0)" in text
    assert shown(theirs, nguoi=str(w.appraiser.pk)) == [second.pk]
    assert "Đã trả" in press(bench, "queue_release", second) and not LineClaim.objects.exists()


def test_a_claim_is_taken_over_with_a_press_that_is_recorded(bench, w):
    [n] = submitted(w, 1)
    claim(n, actor=colleague_of(w), at=timezone.now())
    assert "Chưa nhận được" in press(bench, "queue_claim", n)
    assert "Chưa trả được" in press(bench, "queue_release", n)
    holder = LineClaim.objects.get().user_id
    assert "Đồng chí đã nhận xử lý" in press(bench, "queue_claim", n, holder=holder)
    assert LineClaim.objects.get().user == w.appraiser and Entry.objects.filter(verb="nhận xử lý thay").count() == 1


def test_opening_claims_nothing_and_an_opinion_works_on_a_line_of_somebody_else(bench, w):
    [n] = submitted(w, 1)
    bench.get(QUEUE, {"dong": n.pk})
    assert not LineClaim.objects.exists()
    claim(n, actor=colleague_of(w), at=timezone.now())
    assert bench.post(QUEUE, opinion(n)).status_code == 302
    n.refresh_from_db()
    assert n.state == S.RECOMMENDED and not LineClaim.objects.exists()


def test_claims_of_yesterday_count_as_none(bench, w):
    [n] = submitted(w, 1)
    claim(n, actor=colleague_of(w), at=timezone.now() - timedelta(hours=20))
    text = page_text(bench.get(QUEUE))
    assert "Phạm Thị Nhung" not in text and shown(bench, nguoi="khong") == [n.pk]
    assert "Đồng chí đã nhận xử lý" in press(bench, "queue_claim", n)


def test_who_has_the_line_open_is_shown_for_a_minute(bench, w):
    [n] = submitted(w, 1)
    other = colleague_of(w)
    assert "đang mở dòng này" not in page_text(bench.get(QUEUE))
    theirs, report = signed_in(other), reverse("workflows:queue_looking", args=[n.pk])
    said = theirs.post(report).json()
    assert said == {"said": "Đồng chí Trần Văn Đức đang mở dòng này.", "waits": True}
    assert "Đồng chí Phạm Thị Nhung đang mở dòng này." in page_text(bench.get(QUEUE))
    LineView.objects.filter(user=other).update(seen_at=timezone.now() - timedelta(seconds=61))
    assert "Phạm Thị Nhung" not in page_text(bench.get(QUEUE))
    bench.post(QUEUE, opinion(n))
    assert theirs.post(report).json() == {"said": "", "waits": False}


def test_the_parts_count_what_they_show(bench, w):
    received, arrived = nomination_at(w, S.UNDER_APPRAISAL), [
        *submitted(w, 1, full_name="Đặng Thị Ánh"), *submitted(w, 1, full_name="Đặng Văn Ánh")
    ]  # fmt: skip
    now = timezone.now()
    Nomination.objects.filter(pk=received.pk).update(step_due_at=now - timedelta(days=1))
    Nomination.objects.filter(pk=arrived[0].pk).update(step_due_at=now + timedelta(days=1))
    claim(received, actor=w.appraiser, at=now)
    page = bench.get(QUEUE)
    parts = {label: count for label, count, _, _ in page.context["bench"].parts}
    assert parts == {"Tất cả": 3, "Chờ tiếp nhận": 2, "Đang thẩm định": 1, "Quá hạn": 1, "Chưa ai nhận": 2}
    for label, count, url, _ in page.context["bench"].parts:
        assert len(bench.get(url).context["list"].rows) == count, label
    searched = bench.get(QUEUE, {"tim": "dang anh"}).context["bench"]
    assert {label: count for label, count, _, _ in searched.parts} == {
        "Tất cả": 2,
        "Chờ tiếp nhận": 2,
        "Chưa ai nhận": 2,
    }
    assert [count for _, count, _, _ in searched.lists] == [2, 0] and searched.count == 2
    assert "quá hạn" in page_text(page)


def test_the_search_of_the_queue_knows_beginnings_of_words_of_the_unit_too(bench, w):
    [n] = submitted(w, 1, full_name="Đặng Thị Ánh")
    other = line(w, dossier(w, unit=w.sibling, by=w.sibling_secretary), by=w.sibling_secretary, full_name="Lê Quang Ý")
    sent(w, other.dossier)
    assert shown(bench, tim="chi bo ap tan binh 1") == [n.pk]
    assert set(shown(bench, tim="tan binh")) == {n.pk, other.pk} and shown(bench, tim="quang y") == [other.pk]
    assert shown(bench, tim="uang") == []
    assert shown(bench, tim="x" * 200) == [], "what is too long to look for finds nothing, not everything"


def test_the_orders_and_the_way_through_them(bench, w):
    names = ("Trần Văn Bình", "Nguyễn Thị Ánh", "Lê Văn Đạt", "Phạm Thị Cúc")
    lines = {}
    for i, name in enumerate(names):
        unit, by = ((w.sibling, w.sibling_secretary), (w.cell, w.secretary))[i % 2]
        n = line(w, dossier(w, unit=unit, by=by), by=by, full_name=name)
        sent(w, n.dossier)
        Nomination.objects.filter(pk=n.pk).update(
            submitted_at=w.at + timedelta(minutes=10 - i), step_due_at=[None, w.at, None, w.at - timedelta(days=1)][i]
        )
        lines[name.split()[-1]] = Nomination.objects.get(pk=n.pk)
    pks = {name: n.pk for name, n in lines.items()}
    wanted = {
        "": ["Cúc", "Đạt", "Ánh", "Bình"], "ten": ["Ánh", "Bình", "Cúc", "Đạt"],
        "donvi": ["Cúc", "Ánh", "Đạt", "Bình"], "han": ["Cúc", "Ánh", "Đạt", "Bình"],
    }  # fmt: skip
    for order, expected in wanted.items():
        assert shown(bench, xep=order) == [pks[name] for name in expected], order
        for i, name in enumerate(expected):
            found = bench.get(QUEUE, {"xep": order, "dong": pks[name]}).context["list"]
            beside = [pks[expected[j]] if 0 <= j < 4 else None for j in (i - 1, i + 1)]
            assert [line_of(found.before), line_of(found.after)] == beside and found.place == i + 1, (order, name)
    answer = bench.post(f"{QUEUE}?xep=han", opinion(lines["Ánh"]))
    assert answer.url == f"{QUEUE}?dong={pks['Đạt']}&xep=han#ho-so"
    assert bench.post(f"{QUEUE}?xep=ten", opinion(lines["Đạt"])).url == f"{QUEUE}?dong={pks['Bình']}&xep=ten#ho-so"


def test_the_list_opens_at_the_page_of_the_line_in_any_order(bench, w):
    lines = submitted(w, 27)
    last = bench.get(QUEUE, {"xep": "ten", "dong": lines[0].pk}).context["list"]
    order = shown(bench, xep="ten") + shown(bench, xep="ten", trang="2")
    assert sorted(order) == sorted(n.pk for n in lines)
    assert last.place == order.index(lines[0].pk) + 1
    second = bench.get(QUEUE, {"xep": "ten", "dong": order[25]}).context["list"]
    assert (second.page.number, second.place) == (2, 26)
    assert f"dong={order[24]}&" in second.before and f"dong={order[26]}&" in second.after


def test_filters_are_kept_under_a_name_opened_and_removed(bench, w):
    [n] = submitted(w, 1)
    keep = reverse("workflows:queue_keep")
    query = f"donvi={w.cell.pk}&quahan=1&la=x&dong=7"
    text = page_text(bench.post(keep, {"name": "Ấp 1 quá hạn", "query": query}, follow=True))
    assert "Đã lưu bộ lọc “Ấp 1 quá hạn”." in text
    view = SavedView.objects.get()
    assert view.query == f"donvi={w.cell.pk}&quahan=1" and view.user == w.appraiser
    assert f'href="{QUEUE}?{view.query.replace("&", "&amp;")}"' in bench.get(QUEUE, {"dong": n.pk}).content.decode()
    assert "bộ lọc tên này" in page_text(bench.post(keep, {"name": "Ấp 1 quá hạn", "query": query}, follow=True))
    assert "Chưa ghi tên bộ lọc" in page_text(bench.post(keep, {"name": " ", "query": query}, follow=True))
    assert "không có gì để lưu" in page_text(bench.post(keep, {"name": "Trống", "query": "la=x"}, follow=True))
    theirs = signed_in(colleague_of(w))
    theirs.post(reverse("workflows:queue_drop", args=[view.pk]))
    assert "Ấp 1 quá hạn" not in page_text(theirs.get(QUEUE)) and SavedView.objects.count() == 1
    assert "Đã xóa bộ lọc" in page_text(bench.post(reverse("workflows:queue_drop", args=[view.pk]), follow=True))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("kind", ["individual", "collective"])
def test_the_page_asks_fifteen_questions_at_most(bench, w, kind):
    w.round.quotas.create(unit=w.cell, recipient_kind=kind, limit=1)
    submitted(w, 3, kind=kind)
    SavedView.objects.create(user=w.appraiser, page="tham-dinh", name="Của tôi", query="nguoi=toi")
    asked = []
    for query in ({}, {"nguoi": "khong", "xep": "ten"}, {"tim": "chi bo", "donvi": w.cell.pk}):
        with CaptureQueriesContext(connection) as captured:
            assert bench.get(QUEUE, query).status_code == 200
        asked.append(len(captured))
    assert max(asked) <= MOST_QUERIES, asked


def test_the_form_that_keeps_a_filter_stands_below_a_filter_only(bench, w):
    submitted(w, 1)
    assert "Lưu bộ lọc" not in page_text(bench.get(QUEUE))
    html = bench.get(QUEUE, {"donvi": w.cell.pk}).content.decode()
    assert "Lưu bộ lọc" in html and f'name="query" value="donvi={w.cell.pk}"' in html


def test_the_own_options_switch_the_keys_on(bench, w):
    submitted(w, 1)
    options = reverse("accounts:options")
    assert "data-keys" not in bench.get(QUEUE).content.decode()
    bench.post(options, {"uses_keys": "on", "is_staff": "on"})
    w.appraiser.refresh_from_db()
    assert w.appraiser.uses_keys and not w.appraiser.is_staff
    html = bench.get(QUEUE).content.decode()
    assert "data-keys" in html and "Không phím nào tự ghi ý kiến" in html
    bench.post(options, {})
    assert "data-keys" not in bench.get(QUEUE).content.decode()
