"""The appraiser's bench: what it shows, what a press does, who is told what when two people press."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from nominations.models import Evidence, Nomination
from permissions.roles import Role
from tests.factories import dossier, line, nomination_at, role, unit, user
from tests.pages.office import QUEUE, REVIEW, by_appraiser, colleague_of, count_queries, opinion, page_text, submitted
from workflows.engine import perform
from workflows.enums import Action
from workflows.models import SeparationRule
from workflows.services.lines import submit_dossier


@pytest.fixture
def bench(client, w):
    """A client signed in as the commune's appraiser."""
    client.force_login(w.appraiser)
    return client


# What the queue shows


def test_oldest_line_stands_open_with_its_dossier(bench, w):
    first, second = nomination_at(w, S.SUBMITTED), nomination_at(w, S.SUBMITTED)
    Nomination.objects.filter(pk=first.pk).update(submitted_at=w.at + timedelta(hours=2))
    text = page_text(bench.get(QUEUE))
    assert f"Mã đề nghị {second.code}" in text and f"Mã đề nghị {first.code}" not in text
    assert "2 dòng đang chờ" in text and "Dòng 1 trong 2" in text
    assert "Vận động 86 hộ tiết kiệm 41.350.000 đồng" in text
    assert "20 tán thành, 1 không tán thành, 0 không hợp lệ" in text
    assert "Cần xem: Minh chứng" in text
    assert "Trình cấp trên" in text and "Nguyễn Thị Hạnh" in text


def test_nothing_is_chosen_beforehand_and_the_reason_stands_open(bench, w):
    nomination_at(w, S.SUBMITTED)
    html = bench.get(QUEUE).content.decode()
    radios = re.findall(r'<input type="radio" name="opinion"[^>]*>', html)
    assert len(radios) == 3 and not any("checked" in radio for radio in radios)
    assert '<textarea name="note"' in html


@pytest.mark.parametrize("state", [S.DRAFT, S.RETURNED, S.RECOMMENDED, S.NOT_RECOMMENDED, S.APPROVED, S.WITHDRAWN])
def test_lines_that_wait_elsewhere_are_not_in_the_queue(bench, w, state):
    nomination_at(w, state)
    assert "Không có dòng nào chờ thẩm định" in page_text(bench.get(QUEUE))


def test_a_forwarded_line_waits_in_the_superiors_queue_only(client, w):
    n = nomination_at(w, S.FORWARDED)
    client.force_login(w.appraiser)
    assert n.code not in page_text(client.get(QUEUE))
    client.force_login(w.province_appraiser)
    text = page_text(client.get(QUEUE))
    assert n.code in text and "Cấp dưới trình lên" in text
    client.post(QUEUE, opinion(n))
    n.refresh_from_db()
    assert n.state == S.RECOMMENDED and n.holder_unit == w.province


def test_a_line_forwarded_outside_waits_in_no_queue(bench, w):
    nomination_at(w, S.FORWARDED, outside=True)
    assert "Không có dòng nào chờ thẩm định" in page_text(bench.get(QUEUE))


def test_earlier_awards_of_a_name_in_the_same_unit_are_shown_as_possible(bench, w):
    old = nomination_at(w, S.ISSUED, full_name="Thạch Sa Rươl")
    n = nomination_at(w, S.SUBMITTED, full_name="Thạch Sa Rươl", birth_year=1980)
    text = page_text(bench.get(f"{QUEUE}?dong={n.pk}"))
    assert old.award.decision_number in text and "Có thể là: Thạch Sa Rươl, cùng họ tên và đơn vị" in text


def test_files_of_the_line_and_of_its_dossier_are_listed(bench, w):
    n = nomination_at(w, S.SUBMITTED)
    for nomination, name in ((n, "Ảnh tuyến đường"), (None, "Biên bản họp")):
        Evidence.objects.create(
            dossier=n.dossier,
            nomination=nomination,
            caption=name,
            original_name="a.png",
            mime="image/png",
            size=1200,
            sha256=name,
            uploaded_by=w.secretary,
            uploaded_at=w.at,
        )
    response = bench.get(QUEUE)
    assert "Ảnh tuyến đường" in page_text(response) and "Chung cho cả hồ sơ" in page_text(response)
    assert reverse("nominations:evidence", args=[n.evidence.get().pk]) in response.content.decode()


# Filters


def test_search_needs_no_accents_and_filters_stay_in_the_address(bench, w):
    bundle = dossier(w)
    wanted, other = line(w, bundle, full_name="Đặng Thị Ánh"), line(w, bundle, full_name="Lê Quang Ý")
    submit_dossier(bundle, actor=w.secretary, at=w.at)
    html = bench.get(QUEUE, {"tim": "dang anh"}).content.decode()
    assert "Đặng Thị Ánh" in html and "Lê Quang Ý" not in html
    assert f"dong={wanted.pk}&amp;tim=dang+anh#ho-so" in html
    wanted.refresh_from_db()
    answer_ = bench.post(f"{QUEUE}?tim=dang+anh", opinion(wanted))
    assert answer_.url == f"{QUEUE}?tim=dang+anh"
    assert "Không có dòng nào khớp với bộ lọc" in page_text(bench.get(answer_.url))
    assert other.code in page_text(bench.get(QUEUE))


@pytest.mark.parametrize(
    "query",
    [
        {"dot": "999999"},
        {"donvi": "abc"},
        {"loai": "x"},
        {"dong": "abc"},
        {"dong": "9" * 40},
        {"trang": "77"},
        {"dong": "²"},
    ],
)
def test_a_filter_that_makes_no_sense_narrows_nothing(bench, w, query):
    n = nomination_at(w, S.SUBMITTED)
    response = bench.get(QUEUE, query)
    assert response.status_code == 200 and n.code in page_text(response)


def test_filter_by_kind_unit_and_round(bench, w):
    person = nomination_at(w, S.SUBMITTED)
    group = nomination_at(w, S.SUBMITTED, kind="collective")
    sibling = line(w, dossier(w, unit=w.sibling, by=w.sibling_secretary), by=w.sibling_secretary)
    submit_dossier(sibling.dossier, actor=w.sibling_secretary, at=w.at)

    def shown(**query):
        html = bench.get(QUEUE, query).content.decode()
        return {n.pk for n in (person, group, sibling) if f'value="{n.pk}" form="chon-dong"' in html}

    assert shown(loai="collective") == {group.pk}
    assert shown(donvi=w.sibling.pk) == {sibling.pk}
    assert shown(dot=w.round.pk) == {person.pk, group.pk, sibling.pk}
    assert shown(loai="individual", donvi=w.cell.pk) == {person.pk}


# Opinions


def test_recommending_receives_records_and_opens_the_next_line(bench, w):
    first, second, third = submitted(w, 3)
    response = bench.post(f"{QUEUE}?dong={second.pk}", opinion(second, note="Số liệu khớp sổ theo dõi."))
    assert response.status_code == 302 and response.url == f"{QUEUE}?dong={third.pk}#ho-so"
    second.refresh_from_db()
    assert (second.state, second.appraisal_note) == (S.RECOMMENDED, "Số liệu khớp sổ theo dõi.")
    assert list(second.records.values_list("action", flat=True))[-2:] == [Action.RECEIVE, Action.RECOMMEND]
    assert f"Đã ghi “Đề nghị Ban Thường vụ” cho Đồng chí {second.nominee.full_name}" in page_text(
        bench.get(response.url)
    )
    assert bench.post(QUEUE, opinion(third)).url == f"{QUEUE}?dong={first.pk}#ho-so"
    assert bench.post(QUEUE, opinion(first)).url == QUEUE


def test_progress_counts_lines_with_an_opinion(bench, w):
    lines = submitted(w, 4)
    assert "Đã thẩm định 0/4 dòng" in page_text(bench.get(QUEUE))
    bench.post(QUEUE, opinion(lines[0]))
    bench.post(QUEUE, opinion(lines[1], "send_back", note="Thiếu ảnh."))
    text = page_text(bench.get(QUEUE))
    assert "Đã thẩm định 2/4 dòng" in text and "1 dòng đã trả lại, đang chờ chi bộ bổ sung" in text


def test_sending_back_takes_reason_and_due_moment(bench, w):
    [n] = submitted(w, 1)
    day = timezone.localdate() + timedelta(days=3)
    bench.post(
        QUEUE,
        opinion(n, "send_back", note="Thiếu biên bản.", due_day=f"{day.day}-{day.month}-{day.year}", due_hour="16h30"),
    )
    n.refresh_from_db()
    assert (n.state, n.holder_unit, n.appraisal_note) == (S.RETURNED, w.cell, "Thiếu biên bản.")
    assert timezone.localtime(n.due_at).strftime("%d/%m/%Y %H:%M") == f"{day:%d/%m/%Y} 16:30"


@pytest.mark.parametrize("choice", ["send_back", "decline"])
def test_an_opinion_against_the_cell_needs_a_reason(bench, w, choice):
    [n] = submitted(w, 1)
    response = bench.post(QUEUE, opinion(n, choice, note="   ", due_day="31/12/2099"))
    assert response.status_code == 422 and "Chưa ghi lý do" in page_text(response)
    assert re.search(rf'value="{choice}"[^>]*checked', response.content.decode())
    assert 'value="31/12/2099"' in response.content.decode()
    n.refresh_from_db()
    assert n.state == S.SUBMITTED


@pytest.mark.parametrize(("typed", "said"), [
    ({"opinion": ""}, "Chưa chọn ý kiến"), ({"opinion": "approve"}, "Ý kiến thẩm định"),
    ({"opinion": "send_back", "note": "Thiếu.", "due_day": ""}, "Chưa ghi hạn bổ sung"),
    ({"opinion": "send_back", "note": "Thiếu.", "due_day": "31/2/2027"}, "Không có ngày 31/2/2027"),
    ({"opinion": "send_back", "note": "Thiếu.", "due_day": "01/01/2020"}, "Hạn bổ sung phải sau thời điểm này"),
    ({"opinion": "send_back", "note": "Thiếu.", "due_hour": "25:00"}, "Giờ chưa đúng"),
])  # fmt: skip
def test_what_is_refused_comes_back_with_everything_typed(bench, w, typed, said):
    [n] = submitted(w, 1)
    response = bench.post(QUEUE, opinion(n) | {"note": "Đã đọc kỹ."} | typed)
    assert response.status_code == 422
    assert said in page_text(response) and response.content.decode().count("<title>Lỗi:") == 1
    assert typed.get("note", "Đã đọc kỹ.") in response.content.decode()
    n.refresh_from_db()
    assert (n.state, n.version) == (S.SUBMITTED, 2)


def test_receiving_alone_keeps_the_line_open(bench, w):
    [n] = submitted(w, 1)
    response = bench.post(reverse("workflows:queue_receive", args=[n.pk]), {"version": n.version})
    assert response.url == f"{QUEUE}?dong={n.pk}#ho-so"
    n.refresh_from_db()
    assert n.state == S.UNDER_APPRAISAL
    assert "Đang thẩm định" in page_text(bench.get(response.url))


# Several people


def test_the_slower_of_two_is_told_who_was_faster_and_keeps_the_text(bench, w):
    first, second = submitted(w, 2)
    colleague = colleague_of(w)
    perform(Action.RECEIVE, nomination=first, actor=colleague, at=w.at)
    old = first.version
    perform(Action.RECOMMEND, nomination=first, actor=colleague, at=w.at, note="Đủ.")
    response = bench.post(QUEUE, opinion(first, "send_back", note="Đề nghị bổ sung ảnh.", version=old))
    text = page_text(response)
    assert response.status_code == 409
    assert "Đồng chí Phạm Thị Nhung đã xử lý dòng này" in text and "Đề nghị Ban Thường vụ" in text
    assert "Đề nghị bổ sung ảnh." in text and f"dong={second.pk}" in response.content.decode()
    first.refresh_from_db()
    assert first.state == S.RECOMMENDED


def test_a_line_received_meanwhile_keeps_what_was_typed_and_waits_for_a_second_press(bench, w):
    [n] = submitted(w, 1)
    old = n.version
    perform(Action.RECEIVE, nomination=n, actor=colleague_of(w), at=w.at)
    response = bench.post(QUEUE, opinion(n, "decline", note="Chưa rõ kết quả.", version=old))
    text = page_text(response)
    assert (
        response.status_code == 409
        and "Đồng chí Phạm Thị Nhung làm việc Tiếp nhận" in text
        and "Chưa rõ kết quả." in text
    )
    assert f'name="version" value="{n.version}"' in response.content.decode()
    assert bench.post(QUEUE, opinion(n, "decline", note="Chưa rõ kết quả.")).status_code == 302


def test_pressing_twice_says_that_it_is_done(bench, w):
    [n] = submitted(w, 1)
    typed = opinion(n)
    bench.post(QUEUE, typed)
    again = bench.post(QUEUE, typed)
    assert again.status_code == 409 and "Đồng chí đã xử lý dòng này" in page_text(again)
    assert n.records.filter(action=Action.RECOMMEND).count() == 1


def test_a_bookmark_of_a_line_that_moved_says_so_and_opens_the_next(bench, w):
    first, second = submitted(w, 2)
    bench.post(QUEUE, opinion(first))
    bench.get(QUEUE)
    text = page_text(bench.get(f"{QUEUE}?dong={first.pk}"))
    assert "Dòng đồng chí mở không còn chờ ở đây" in text and f"Mã đề nghị {second.code}" in text


def test_who_submitted_the_line_appraises_it_only_with_a_reason(bench, w):
    role(w.appraiser, Role.CELL_OFFICER, w.cell)
    made = line(w, by_appraiser(w), by=w.appraiser)
    submit_dossier(made.dossier, actor=w.appraiser, at=w.at)
    made.refresh_from_db()
    assert "Đồng chí đã làm việc “Trình cấp trên” ở dòng này" in page_text(bench.get(QUEUE))
    refused = bench.post(QUEUE, opinion(made))
    assert refused.status_code == 422 and "hãy ghi lý do" in page_text(refused)
    bench.post(QUEUE, opinion(made, separation="Văn phòng chỉ có một người."))
    made.refresh_from_db()
    assert made.state == S.RECOMMENDED
    kept = made.records.get(action=Action.RECOMMEND).data["separation"]
    assert kept == {"earlier": "Trình cấp trên", "reason": "Văn phòng chỉ có một người."}


def test_a_committee_can_forbid_both_acts_to_one_person(bench, w):
    SeparationRule.objects.create(
        first_action="submit", second_action="receive", mode="refuse", unit=w.commune, starts_on="2025-07-01"
    )
    role(w.appraiser, Role.CELL_OFFICER, w.cell)
    made = line(w, by_appraiser(w), by=w.appraiser)
    submit_dossier(made.dossier, actor=w.appraiser, at=w.at)
    html = bench.get(QUEUE).content.decode()
    assert "phải do người khác làm" in html and 'name="opinion"' not in html
    made.refresh_from_db()
    assert bench.post(QUEUE, opinion(made)).status_code == 422
    made.refresh_from_db()
    assert made.state == S.SUBMITTED


def test_nobody_appraises_their_own_line(bench, w):
    n = nomination_at(w, S.SUBMITTED, user=w.appraiser)
    html = bench.get(QUEUE).content.decode()
    assert "Đồng chí là người được đề nghị ở dòng này" in html and 'name="opinion"' not in html
    response = bench.post(QUEUE, opinion(n))
    assert response.status_code == 422 and "không tự xử lý được" in page_text(response)


def test_an_office_between_passes_the_line_on(client, w):
    base = unit("grassroots", "Đảng bộ Công an xã Tân Mỹ", w.commune, organ_name="Đảng ủy Công an xã")
    cell = unit("cell", "Chi bộ Cảnh sát khu vực", base)
    secretary, appraiser = user("bt-ca", "Mai Văn Thắng"), user("td-ca", "Cao Minh Trí")
    role(secretary, Role.CELL_OFFICER, cell), role(appraiser, Role.APPRAISER, base)
    n = line(w, dossier(w, unit=cell, by=secretary), by=secretary)
    submit_dossier(n.dossier, actor=secretary, at=w.at)
    n.refresh_from_db()
    assert n.holder_unit == base
    client.force_login(appraiser)
    assert "Đề nghị, chuyển cấp trên" in page_text(client.get(QUEUE))
    client.post(QUEUE, opinion(n, note="Đủ điều kiện."))
    n.refresh_from_db()
    assert (n.state, n.holder_unit) == (S.SUBMITTED, w.commune)
    client.force_login(w.appraiser)
    text = page_text(client.get(QUEUE))
    assert "Ý kiến trước đây" in text and "Đủ điều kiện." in text and "Cao Minh Trí" in text


# Who may come in


def test_people_without_the_role_are_told_which_one_it_needs(client, w):
    for who in (w.secretary, w.members[1], w.clerk, w.inspector, w.administrator):
        client.force_login(who)
        for path in (QUEUE, REVIEW):
            response = client.get(path)
            assert response.status_code == 403 and "Cán bộ thẩm định" in page_text(response)
    client.logout()
    assert client.get(QUEUE).status_code == 302


def test_lines_of_another_office_do_not_exist_here(client, w):
    [n] = submitted(w, 1)
    client.force_login(w.other_appraiser)
    assert client.post(QUEUE, opinion(n)).status_code == 404
    assert client.post(reverse("workflows:queue_receive", args=[n.pk]), {"version": n.version}).status_code == 404
    assert n.code not in page_text(client.get(f"{QUEUE}?dong={n.pk}"))
    assert client.post(QUEUE, {"line": "x"}).status_code == 404
    n.refresh_from_db()
    assert n.state == S.SUBMITTED


# How many queries


def test_the_queue_asks_the_same_number_of_questions_for_any_length(bench, w, django_assert_max_num_queries):
    counts = []
    for more in (1, 2, 27):
        submitted(w, more)
        counts.append(count_queries(django_assert_max_num_queries, bench, QUEUE))
    assert len(set(counts)) == 1
    assert Nomination.objects.count() == 30


def test_a_narrowed_queue_with_a_chosen_line_takes_no_more(bench, w, django_assert_max_num_queries):
    lines = submitted(w, 3)
    url = f"{QUEUE}?dong={lines[1].pk}&dot={w.round.pk}&loai=individual&tim=le&donvi={w.cell.pk}"
    assert count_queries(django_assert_max_num_queries, bench, url) <= 22
