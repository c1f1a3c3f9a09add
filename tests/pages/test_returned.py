"""A line that was sent back part by part, as both sides see it: the boxes, the answers, the comparison, the history."""

from datetime import timedelta

import pytest
from django.test import Client

from nominations.enums import NominationState as S
from nominations.models import Nomination
from tests.factories import nomination_at
from tests.pages.cell import due, page_text, url
from tests.pages.office import QUEUE, REVIEW, opinion, submitted
from tests.workflows.test_remarks import resubmit, returned, send_back
from workflows.models import Remark
from workflows.services import drafts
from workflows.services.remarks import answer_remark

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


def browser(person):
    """Return a browser in which somebody has signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def cell(w):
    """A browser of the secretary of the first cell."""
    return browser(w.secretary)


@pytest.fixture
def office(w):
    """A browser of the commune's appraiser."""
    return browser(w.appraiser)


# Asking


def test_the_page_of_the_return_asks_part_by_part_and_says_what_stands_there(office, w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    page = url("act", n.pk, "send_back")
    text = page_text(office.get(page))
    assert (
        "Ghi yêu cầu cho từng phần" in text and "Đang ghi: Vận động 86 hộ" in text and "Họp chi bộ và số phiếu" in text
    )
    typed = {"version": n.version, "note": "", "due_on": due(), "due_time": "17:00"}
    assert "Ghi yêu cầu cho từng phần" not in page_text(office.get(url("act", n.pk, "decline")))
    response = office.post(page, typed | {"remark_name": "   "})
    assert response.status_code == 422 and "Chưa ghi lý do trả lại và việc phải làm." in page_text(response)
    response = office.post(page, typed | {"due_on": due(-3), "remark_evidence": "Thiếu ảnh tuyến đường."})
    assert response.status_code == 422 and "Thiếu ảnh tuyến đường.</textarea>" in response.content.decode()
    assert '<details class="asking" open' in response.content.decode()
    assert office.post(page, typed | {"remark_evidence": "Thiếu ảnh tuyến đường."}).status_code == 302
    n.refresh_from_db()
    assert n.state == S.RETURNED and n.appraisal_note == "Minh chứng: Thiếu ảnh tuyến đường."


def test_a_member_who_sends_a_line_back_asks_in_the_same_way(w):
    n = nomination_at(w, S.RECOMMENDED)
    chair = browser(w.chair)
    typed = {"version": n.version, "note": "", "due_on": due(), "due_time": "17:00", "remark_citation": "Rút gọn."}
    assert chair.post(url("act", n.pk, "send_back"), typed).status_code == 302
    assert Remark.objects.get().text == "Rút gọn."


def test_the_bench_takes_remarks_instead_of_a_reason_but_only_for_a_return(office, w):
    first, second = submitted(w, 2)
    response = office.post(QUEUE, opinion(first, "decline", remark_name="Sai tên."))
    assert response.status_code == 422 and "Chưa ghi lý do" in page_text(response)
    response = office.post(QUEUE, opinion(first, "send_back"))
    assert response.status_code == 422 and "hoặc ghi ở từng phần" in page_text(response)
    office.post(QUEUE, opinion(first, "send_back", remark_name="Sai tên.", remark_meeting="Thiếu số phiếu."))
    office.post(QUEUE, opinion(second, "recommend", remark_name="Sai tên."))
    assert [(r.nomination, r.field) for r in Remark.objects.all()] == [(first, "name"), (first, "meeting")]
    first.refresh_from_db()
    response = office.post(QUEUE, opinion(first, "send_back", remark_name="Gõ sau người khác."))
    assert response.status_code == 409 and "Tên: Gõ sau người khác." in page_text(response)


def test_many_lines_are_asked_the_same(office, w):
    lines = submitted(w, 2)
    typed = opinion(lines[0], "send_back", remark_evidence="Thiếu ảnh.") | {f"ban-{n.pk}": n.version for n in lines}
    pks = [n.pk for n in lines]
    office.post(REVIEW, typed | {"chon": pks, "dong": pks})
    assert sorted(r.nomination_id for r in Remark.objects.filter(field="evidence")) == pks


# Answering


def test_the_cell_reads_every_request_beside_its_part_on_both_pages_and_in_the_task_list(cell, w):
    n = returned(w, note="Hồ sơ tốt.")
    text = page_text(cell.get(url("nomination", n.pk)))
    assert (
        "Hồ sơ tốt. Đồng chí Trần Văn Đức" in text and text.count("Ghi số hộ.") == 3 and text.count("Thiếu ảnh.") == 3
    )
    assert "Cần bổ sung: Ghi số hộ." in text and "Minh chứng Cần bổ sung: Thiếu ảnh." in text
    html = cell.get(url("edit_line", n.pk)).content.decode()
    assert 'id="id_achievement_helptext"' in html
    assert "Cần bổ sung: Ghi số hộ." in html.split('id="id_achievement_helptext"')[1].split("</p>")[0]
    text = page_text(cell.get(url("dossier", n.dossier_id)))
    assert "Trả lời yêu cầu bổ sung" in text and "Còn 2/2 yêu cầu chưa trả lời." in text
    assert "Cần bổ sung: thành tích, minh chứng. Đã trả lời 0/2 yêu cầu." in text


def test_a_reason_made_of_remarks_is_not_printed_twice(cell, w):
    n = returned(w)
    text = page_text(cell.get(url("nomination", n.pk)))
    assert "Thành tích: Ghi số hộ. Minh chứng: Thiếu ảnh." in text[text.index("Lịch sử") :]
    assert "Thành tích: Ghi số hộ." not in text[: text.index("Lịch sử")]


def answer_url(n, remark):
    """Return where an answer is sent."""
    return url("answer_remark", n.pk, remark.pk)


def test_an_answer_without_scripts_comes_back_to_its_place(cell, w):
    n = returned(w)
    first, second = n.remarks.all()
    response = cell.post(answer_url(n, first), {"answer": "Đã ghi 86 hộ.", "was": ""})
    assert response.url == f"{url('nomination', n.pk)}#yeu-cau-{first.pk}"
    response = cell.post(answer_url(n, second), {"answer": "", "quick": "Đã sửa.", "was": "", "ve": "sua"})
    assert response.url == f"{url('edit_line', n.pk)}#yeu-cau-{second.pk}"
    assert list(n.remarks.values_list("answer", flat=True)) == ["Đã ghi 86 hộ.", "Đã sửa."]
    response = cell.post(answer_url(n, first), {"answer": "Khác.", "was": "Cũ hơn"})
    assert (
        response.status_code == 409
        and "Khác." in page_text(response)
        and "đã trả lời ở một trang khác" in page_text(response)
    )


def test_with_scripts_only_the_box_or_while_typing_only_its_state_is_sent(cell, w):
    n = returned(w)
    remark = n.remarks.first()
    typing = HTMX | {"HTTP_HX_TARGET": f"trang-thai-{remark.pk}"}
    html = cell.post(answer_url(n, remark), {"answer": "Đã ghi 86", "was": ""}, **typing).content.decode()
    assert "Đã lưu" in html and "<textarea" not in html and 'name="was" value="Đã ghi 86"' in html
    pressed = HTMX | {"HTTP_HX_TARGET": f"yeu-cau-{remark.pk}"}
    html = cell.post(answer_url(n, remark), {"quick": "Đã sửa.", "was": "Đã ghi 86"}, **pressed).content.decode()
    assert html.lstrip().startswith("<li") or ("<li" in html and "<html" not in html)
    assert "Đã sửa.</textarea>" in html


def test_typing_never_replaces_the_answer_of_another_window_but_a_second_press_may(cell, w):
    n = returned(w)
    remark = n.remarks.first()
    answer_remark(remark, actor=w.secretary, at=w.at, text="Trước.")
    typing = HTMX | {"HTTP_HX_TARGET": f"trang-thai-{remark.pk}"}
    for _ in range(2):
        html = cell.post(answer_url(n, remark), {"answer": "Sau.", "was": ""}, **typing).content.decode()
        assert "Lỗi:" in html and "“Trước.”" in html and 'name="was" value=""' in html
    pressed = HTMX | {"HTTP_HX_TARGET": f"yeu-cau-{remark.pk}"}
    html = cell.post(answer_url(n, remark), {"answer": "Sau.", "was": ""}, **pressed).content.decode()
    assert "Lỗi:" in html and "Sau.</textarea>" in html and 'name="was" value="Trước."' in html
    cell.post(answer_url(n, remark), {"answer": "Sau.", "was": "Trước."}, **pressed)
    remark.refresh_from_db()
    assert remark.answer == "Sau."


def test_others_read_the_answers_and_give_none(office, w):
    n = returned(w)
    first, second = n.remarks.all()
    answer_remark(first, actor=w.secretary, at=w.at, text="Đã ghi 86 hộ.")
    html = office.get(url("nomination", n.pk)).content.decode()
    assert "Đã ghi 86 hộ." in html and "Chưa có trả lời." in html and answer_url(n, second) not in html
    assert office.post(answer_url(n, second), {"answer": "x"}).status_code == 403
    assert browser(w.other_secretary).post(answer_url(n, second), {"answer": "x"}).status_code == 404
    assert browser(w.secretary).post(answer_url(returned(w), second), {"answer": "x"}).status_code == 404
    resubmit(w, n)
    assert "Trả lời: Đã ghi 86 hộ." in page_text(office.get(f"{QUEUE}?dong={n.pk}"))


def test_the_check_page_warns_of_open_requests_and_lets_the_line_go(cell, w):
    n = returned(w)
    text = page_text(cell.get(url("dossier_check", n.dossier_id)))
    assert "Còn 2/2 yêu cầu chưa trả lời: thành tích, minh chứng." in text
    cell.post(url("dossier_check", n.dossier_id), {f"v-{n.pk}": n.version})
    n.refresh_from_db()
    assert n.state == S.SUBMITTED


# Comparing


def corrected(w, n, **fields):
    """Let the cell change a returned line."""
    n.refresh_from_db()
    nominee = fields.pop("nominee", {})
    drafts.save_line(n, actor=w.secretary, at=w.at, expected_version=n.version, nominee=nominee, **fields)
    n.refresh_from_db()


def compared(response):
    """Return the comparison on a page of a line as text; "" without one."""
    text = page_text(response)
    return text[text.index("So với bản") :] if "So với bản" in text else ""


def test_the_cell_compares_what_it_sent_with_what_it_has_in_hand(cell, office, w):
    n = returned(w)
    assert "Chưa sửa gì so với bản này." in compared(cell.get(url("nomination", n.pk)))
    corrected(w, n, achievement="Vận động 92 hộ tiết kiệm 41.350.000 đồng trong năm 2026.")
    text = compared(cell.get(url("nomination", n.pk)))
    assert text.startswith("So với bản đã trình ngày 04/5/2026")
    assert "Vận động [bỏ: 86] [thêm: 92] hộ tiết kiệm" in text and "Không đổi: tên, " in text
    assert compared(office.get(url("nomination", n.pk))) == ""  # what is in hand is the cell's own


def test_the_office_compares_the_two_last_submissions_on_both_pages(cell, office, w):
    n = returned(w)
    corrected(
        w, n, achievement="Vận động 92 hộ tiết kiệm 41.350.000 đồng trong năm 2026.", nominee={"position": "Tổ trưởng"}
    )
    resubmit(w, n)
    for page in (url("nomination", n.pk), f"{QUEUE}?dong={n.pk}"):
        text = compared(office.get(page))
        assert text.startswith("So với bản trước khi trả lại") and "[bỏ: 86] [thêm: 92]" in text
        assert "Chức vụ, công việc [thêm: Tổ trưởng]" in text and "Bản cũ" not in text
    assert "So với bản trước khi trả lại" in compared(cell.get(url("nomination", n.pk)))


def test_any_two_of_three_submissions_can_be_chosen(office, w):
    n = returned(w)
    for number in ("92", "95"):
        corrected(w, n, achievement=f"Vận động {number} hộ tiết kiệm 41.350.000 đồng trong năm 2026.")
        resubmit(w, n)
        if number == "92":
            send_back(w, n)
    page = url("nomination", n.pk)
    assert "[bỏ: 92] [thêm: 95]" in compared(office.get(page))
    for chosen in ("?tu=1&den=3", "?tu=3&den=1"):
        text = page_text(office.get(page + chosen))
        assert "So sánh hai bản đã trình" in text and "[bỏ: 86] [thêm: 95]" in text
    for strange in ("?tu=9&den=nay", "?tu=2&den=2", "?tu=x"):
        assert "[bỏ: 92] [thêm: 95]" in compared(office.get(page + strange))
    html = office.get(f"{QUEUE}?dong={n.pk}&tu=1&den=2").content.decode()
    assert f'<input type="hidden" name="dong" value="{n.pk}">' in html and '<option value="1" selected>' in html


def test_the_history_tells_returns_answers_and_submissions_in_order(cell, w):
    n = returned(w)
    answer_remark(n.remarks.first(), actor=w.secretary, at=w.at + timedelta(hours=2), text="Đã ghi 86 hộ.")
    text = page_text(cell.get(url("nomination", n.pk)))
    history = text[text.index("Lịch sử") :]
    assert history.index("Trả lời yêu cầu bổ sung") < history.index("Trả lại để bổ sung") < history.index("Tiếp nhận")
    assert "Thành tích: Đã ghi 86 hộ." in history


def test_pages_ask_the_same_number_of_questions_for_one_and_three_requests(
    cell, office, w, django_assert_max_num_queries
):
    def cost(client, page):
        # the office's page of a line also tells of claims, sheets, opinions and postings
        with django_assert_max_num_queries(28) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    few, many = returned(w, remarks={"name": "a"}), returned(w, remarks={"name": "a", "citation": "b", "evidence": "c"})
    for client, name in ((cell, "nomination"), (office, "nomination"), (cell, "edit_line")):
        assert cost(client, url(name, few.pk)) == cost(client, url(name, many.pk))
    for name in ("dossier", "dossier_check"):
        assert cost(cell, url(name, few.dossier_id)) == cost(cell, url(name, many.dossier_id))
    for n in Nomination.objects.filter(pk__in=[few.pk, many.pk]):
        resubmit(w, n)
    assert cost(office, f"{QUEUE}?dong={few.pk}") == cost(office, f"{QUEUE}?dong={many.pk}")
