"""The pages of appraisal: sheets unseen by others wherever they could show, criteria, posted names."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominations.appraisals import criteria_for
from nominations.models import Appraisal, AppraisalMark, Criterion, Objection, Posting
from permissions.roles import Role
from tests.factories import NOW, nomination_at, role, user
from tests.pages.appraisal import DUE, at, html, link, signed_in
from workflows.forms.appraisal import key_of
from workflows.services.opinions import ask_opinion
from workflows.services.postings import post_names
from workflows.services.sheets import Judged, ask_for_sheets, rows_of, save_sheet

SECRET_WORDS = "Nhận xét chưa ai được đọc"
MARK_WORDS = "Chưa thấy sổ theo dõi"


@pytest.fixture(autouse=True)
def today():
    """The day of the factories."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def colleague(w):
    """A second appraiser of the commune."""
    made = user("td2", "Lê Quốc Toàn")
    role(made, Role.APPRAISER, w.commune)
    return made


def hand_in(line, who):
    """Hand a sheet in whose words can be looked for."""
    rows = [Judged(text, "fail", MARK_WORDS) for text, _, _ in rows_of(line, None)]
    return save_sheet(line, judged=rows, advice="decline", remark=SECRET_WORDS, actor=who, at=NOW, hand_in=True)


def asked(w, colleague):
    """Return a line on which two appraisers were asked and one has handed in."""
    line = nomination_at(w, "under_appraisal")
    ask_for_sheets([line], unit=w.commune, appraisers=[w.appraiser, colleague], due_on=DUE, actor=w.appraiser, at=NOW)
    hand_in(line, colleague)
    return line


def typed(line, **values):
    """Return a complete sheet as the form sends it."""
    boxes = {f"dg-{key_of(c.text)}": "pass" for c in criteria_for(line)}
    return boxes | {"advice": "recommend", "remark": "", "version": 1} | values


# Sheets


def pages_with_sheets(line):
    """Return every address on which something of a sheet could show."""
    queue = f"{at('queue')}?dong={line.pk}"
    return [
        queue, at("sheet", line.pk), at("sheet_comparison", line.pk), at("nomination", line.pk), at("sheets"), at("home"),
        f"{at('sheets_ask')}?chon={line.pk}", at("nominations"), f"{at('queue_review')}?chon={line.pk}&dong={line.pk}",
    ]  # fmt: skip


def shown(who, address):
    """Return a page as somebody sees it, without its one-time tokens and keys."""
    page = html(signed_in(who).get(address))
    return re.sub(r'(csrfmiddlewaretoken|submission_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"', "", page)


def test_nothing_of_a_sheet_shows_anywhere_before_all_are_in(w, colleague):
    """Whatever the sheet says, the pages of everybody else are the same to the last letter."""
    line = asked(w, colleague)
    others = (w.appraiser, w.chair, w.inspector, w.secretary)
    for _ in range(2):  # the first visits are noted: who has a line open is shown to the others
        before = {(who.pk, address): shown(who, address) for who in others for address in pages_with_sheets(line)}
    assert not any(SECRET_WORDS in page or MARK_WORDS in page for page in before.values())
    Appraisal.objects.filter(appraiser=colleague).update(advice="recommend", remark="")
    AppraisalMark.objects.filter(appraisal__appraiser=colleague).update(mark="pass", remark="")
    for who in others:
        for address in pages_with_sheets(line):
            assert shown(who, address) == before[who.pk, address], (who, address)
    Appraisal.objects.filter(appraiser=colleague).update(remark=SECRET_WORDS)
    bench = html(signed_in(w.appraiser).get(pages_with_sheets(line)[0]))
    assert "Lê Quốc Toàn" in bench and "Đã nộp" in bench and "Còn thiếu phiếu thẩm định" in bench
    assert SECRET_WORDS in html(signed_in(colleague).get(at("sheet", line.pk)))  # one's own


def test_side_by_side_once_all_are_in_and_never_for_the_proposer_or_the_nominee(w, colleague):
    line = asked(w, colleague)
    client = signed_in(w.appraiser)
    response = client.post(at("sheet", line.pk), typed(line, nop="1"))
    assert response.status_code == 302 and Appraisal.objects.get(appraiser=w.appraiser).is_in
    for who in (w.appraiser, colleague, w.chair, w.inspector):
        page = html(signed_in(who).get(at("sheet_comparison", line.pk)))
        assert SECRET_WORDS in page and MARK_WORDS in page and "Khác nhau" in page and "kết luận khác nhau" in page
    assert SECRET_WORDS in html(client.get(pages_with_sheets(line)[0]))
    assert SECRET_WORDS in html(client.get(at("nomination", line.pk)))
    theirs = signed_in(colleague)
    assert "vẫn được giữ" in html(theirs.post(at("sheet_reopen", line.pk), follow=True))
    assert SECRET_WORDS not in html(client.get(at("sheet_comparison", line.pk))), "not all are in"
    now = Appraisal.objects.get(appraiser=colleague, excused_at=None).version
    assert theirs.post(at("sheet", line.pk), typed(line, nop="1", version=now)).status_code == 302
    page = html(client.get(at("sheet_comparison", line.pk)))
    assert "Lê Quốc Toàn đã sửa phiếu: bản nộp" in page and SECRET_WORDS in page and MARK_WORDS in page
    assert "kết luận khác nhau" not in page and "Đã sửa, bản nộp trước ở dưới" in page
    assert signed_in(w.secretary).get(at("sheet_comparison", line.pk)).status_code == 403
    assert SECRET_WORDS not in html(signed_in(w.secretary).get(at("nomination", line.pk)))
    line.nominee.user = w.chair
    line.nominee.save()
    assert signed_in(w.chair).get(at("sheet_comparison", line.pk)).status_code == 403
    assert SECRET_WORDS not in html(signed_in(w.chair).get(at("nomination", line.pk)))


def test_a_sheet_that_is_not_complete_comes_back_with_all_that_was_typed(w, colleague):
    line = asked(w, colleague)
    client, first = signed_in(w.appraiser), criteria_for(line).first()
    values = {"advice": "decline", "remark": "", "version": 1, "nop": "1", f"nx-{key_of(first.text)}": "Còn thiếu ảnh."}
    response = client.post(at("sheet", line.pk), values)
    page = html(response)
    assert (
        response.status_code == 422 and "Còn thiếu ảnh." in page and "nói rõ vì sao" in page and "chưa đánh giá" in page
    )
    assert client.post(at("sheet", line.pk), values | {"nop": ""} | {"nop": "1"}).status_code == 422
    del values["nop"]
    assert client.post(at("sheet", line.pk), values).status_code == 302
    kept = Appraisal.objects.get(appraiser=w.appraiser)
    assert not kept.is_in and kept.marks.get(position=1).remark == "Còn thiếu ảnh."
    stale = client.post(at("sheet", line.pk), values | {"remark": "Gõ ở trang cũ."})
    assert stale.status_code == 409 and "Gõ ở trang cũ." in html(stale)


def test_a_remark_on_a_changed_criterion_is_not_lost(w, colleague):
    line = asked(w, colleague)
    first = criteria_for(line).first()
    Criterion.objects.filter(pk=first.pk).update(text="Lời mới của tiêu chí")
    response = signed_in(w.appraiser).post(
        at("sheet", line.pk), typed(line, **{f"nx-{key_of(first.text)}": "Đã gõ rồi."})
    )
    assert response.status_code == 422 and "Đã gõ rồi." in html(response) and "Tiêu chí vừa được sửa" in html(response)


def test_markup_in_a_sheet_is_text(w, colleague):
    line = nomination_at(w, "under_appraisal")
    client = signed_in(w.appraiser)
    client.post(at("sheet", line.pk), typed(line, version=0, remark="<script>alert(1)</script>", nop="1"))
    page = html(client.get(at("sheet_comparison", line.pk)))
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_asking_from_the_queue_and_excusing(w, colleague):
    line, other = nomination_at(w, "under_appraisal"), nomination_at(w, "submitted")
    client = signed_in(w.appraiser)
    address = f"{at('sheets_ask')}?chon={line.pk}&chon={other.pk}"
    assert "2 dòng ở" in html(client.get(address))
    assert client.post(address, {"chon": [line.pk]}).status_code == 422
    response = client.post(address, {"chon": [line.pk, other.pk], "appraisers": [colleague.pk], "due_on": "9/5/2026"})
    assert (
        response.status_code == 302 and Appraisal.objects.filter(appraiser=colleague, due_on="2026-05-09").count() == 2
    )
    again = client.post(address, {"chon": [line.pk], "appraisers": [colleague.pk]})
    assert "đã được đề nghị trước đó" in html(again)
    sheet = Appraisal.objects.get(nomination=line)
    assert client.post(at("sheet_excuse", sheet.pk), {"reason": ""}).status_code == 422
    assert client.post(at("sheet_excuse", sheet.pk), {"reason": "Đi công tác."}).status_code == 302
    assert "Đi công tác." in html(client.get(f"{at('queue')}?dong={line.pk}"))


def test_the_opinion_of_the_office_is_refused_with_who_is_missing(w, colleague):
    line = asked(w, colleague)
    line.refresh_from_db()
    form = {"line": line.pk, "version": line.version, "opinion": "recommend", "note": "Đã xem."}
    response = signed_in(w.appraiser).post(at("queue"), form)
    page = html(response)
    assert (
        response.status_code == 422
        and "Còn thiếu phiếu thẩm định của đồng chí Trần Văn Đức" in page
        and "Đã xem." in page
    )


def test_the_bench_takes_at_most_two_queries_for_sheets_and_opinions_however_many(w, colleague):
    line = nomination_at(w, "under_appraisal")
    client, counts = signed_in(w.appraiser), []
    for body in ("Công an", "Thuế", "Thanh tra"):
        ask_opinion(line, body_name=body, question="Hỏi.", due_on=DUE, actor=w.appraiser, at=NOW)
        client.get(f"{at('queue')}?dong={line.pk}")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{at('queue')}?dong={line.pk}")
        own = [
            q["sql"]
            for q in seen
            if 'FROM "nominations_appraisal"' in q["sql"] or "nominations_opinionrequest" in q["sql"]
        ]
        counts.append((len(seen), len(own)))
        if body == "Công an":
            hand_in(line, colleague)
    assert len(set(counts)) == 1 and counts[0][1] <= 2


# Criteria


def test_the_criteria_of_a_round_are_edited(w):
    client, form = signed_in(w.appraiser), w.round.forms.get(recipient_kind="individual")
    first, second = form.criteria.all()[:2]
    address = at("round_criteria", w.round.pk)
    assert first.text in html(client.get(address))
    client.post(address, {"xuong": first.pk})
    assert form.criteria.first() == second
    client.post(address, {"them": form.pk, f"them-{form.pk}-text": "Điều mới", f"them-{form.pk}-source": "Điều 1"})
    assert form.criteria.last().text == "Điều mới"
    wrong = client.post(address, {"them": form.pk, f"them-{form.pk}-text": "", f"them-{form.pk}-source": "Điều 9"})
    assert wrong.status_code == 422 and "Điều 9" in html(wrong)
    client.post(address, {"bo": second.pk})
    client.post(at("criterion", w.round.pk, first.pk), {"text": "Lời khác", "source": ""})
    assert form.criteria.first().text == "Lời khác" and not form.criteria.filter(pk=second.pk).exists()
    foreign = w.upper_round.forms.get(recipient_kind="individual").criteria.first()
    assert client.post(address, {"bo": foreign.pk}).status_code == 404
    assert client.get(at("criterion", w.round.pk, foreign.pk)).status_code == 404
    client.post(address, {"chep": form.pk, f"chep-{form.pk}-source": "mau"})
    assert form.criteria.count() == 7


# Postings


def test_names_are_posted_objected_to_and_answered(w):
    w.round.posting_days = 3
    w.round.save()
    line, client = nomination_at(w, "recommended"), signed_in(w.appraiser)
    address = at("round_postings", w.round.pk)
    assert line.nominee.full_name in html(client.get(address))
    assert "1 tên đã đề nghị chờ niêm yết" in html(client.get(at("home")))
    key = "6f1f5a0e-9f86-4c3e-8a4e-0b6f1d6f3c13"
    wrong = client.post(
        address, {"starts_on": "4/5/2026", "ends_on": "5/5/2026", "place": "Nhà văn hóa", "submission_key": key}
    )
    assert wrong.status_code == 422 and "Nhà văn hóa" in html(wrong)
    assert client.post(address, {"starts_on": "4/5/2026", "submission_key": key}).status_code == 302
    posting = Posting.objects.get()
    assert posting.ends_on.isoformat() == "2026-05-06"
    printed = html(client.get(at("posting_print", posting.pk)))
    assert line.nominee.full_name in printed and "Ai có ý kiến" in printed
    form = {"text": "<b>Số liệu</b> sai.", "channel": "đơn", "received_on": "4/5/2026", "submission_key": key}
    posted = posting.lines.get()
    assert client.post(at("objection_new", posted.pk), form | {"text": ""}).status_code == 422
    assert client.post(at("objection_new", posted.pk), form).status_code == 302
    assert "1 ý kiến về tên niêm yết chưa trả lời" in html(client.get(at("home")))
    page = html(signed_in(w.chair).get(at("posting", posting.pk)))
    assert "&lt;b&gt;Số liệu" in page and "Chưa trả lời" in page
    assert "Số liệu" not in html(client.get(at("posting_print", posting.pk)))
    answer = at("objection_answer", Objection.objects.get().pk)
    assert client.post(answer, {"is_upheld": "0", "answer": ""}).status_code == 422
    assert client.post(answer, {"is_upheld": "0", "answer": "Đã đối chiếu sổ."}).status_code == 302
    assert client.post(answer, {"is_upheld": "1", "answer": "Khác."}).status_code == 409
    assert "Đã đối chiếu sổ." in html(client.get(at("posting", posting.pk)))


def test_nobody_reads_what_is_objected_to_themselves(w):
    line = nomination_at(w, "recommended")
    posting = post_names(w.round, unit=w.commune, starts_on=NOW.date(), ends_on=None, actor=w.appraiser, at=NOW)
    posted = posting.lines.get()
    form = {
        "text": "Người này chưa xứng đáng.",
        "channel": "đơn",
        "received_on": "4/5/2026",
        "submission_key": "6f1f5a0e-9f86-4c3e-8a4e-0b6f1d6f3c14",
    }
    signed_in(w.clerk).post(at("objection_new", posted.pk), form)
    line.nominee.user = w.appraiser
    line.nominee.save()
    client = signed_in(w.appraiser)
    assert "chưa xứng đáng" not in html(client.get(at("posting", posting.pk)))
    assert client.get(at("objection_answer", Objection.objects.get().pk)).status_code == 403
    assert client.get(at("objection_new", posted.pk)).status_code == 403


def test_lists_take_the_same_number_of_queries_for_one_and_three(w, colleague):
    pages = [at("sheets"), at("opinions"), at("home")]
    counts = {page: [] for page in pages}
    posting_counts, client = [], signed_in(w.appraiser)
    for total in (1, 3):
        while Appraisal.objects.filter(appraiser=w.appraiser).count() < total:
            line = nomination_at(w, "under_appraisal")
            ask_for_sheets(
                [line], unit=w.commune, appraisers=[w.appraiser, colleague], due_on=DUE, actor=colleague, at=NOW
            )
            link(w, line=line)
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).status_code == 200
            counts[page].append(len(seen))
        posting = post_names(w.round, unit=w.commune, starts_on=NOW.date(), ends_on=None, actor=w.appraiser, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            client.get(at("posting", posting.pk))
        posting_counts.append(len(seen))
    assert all(first == third for first, third in counts.values()), counts
    assert posting_counts[0] == posting_counts[1]
