"""What is asked part by part when a line is sent back, the answers, and that both are part of the one way to move a line."""

from datetime import timedelta

import pytest

from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from tests.factories import nomination_at
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition, StalePage
from workflows.models import Remark, TransitionRecord
from workflows.queries_remarks import asked_of
from workflows.services.checking import check_dossier
from workflows.services.lines import submit_dossier
from workflows.services.remarks import answer_remark, remark_of

pytestmark = pytest.mark.django_db
ASKED = {"evidence": "Thiếu ảnh.", "achievement": " Ghi số hộ. ", "citation": "  "}


def send_back(w, n, *, note="", remarks=ASKED, at=None):
    """Send a line under appraisal back."""
    at = at or w.at
    data = {"due_at": at + timedelta(days=5), "remarks": remarks}
    return perform(Action.SEND_BACK, nomination=n, actor=w.appraiser, at=at, note=note, data=data)


def returned(w, **asked):
    """Return a line that was sent back with requests."""
    n = nomination_at(w, S.UNDER_APPRAISAL)
    send_back(w, n, **asked)
    return n


def resubmit(w, n):
    """Submit a returned line and receive it."""
    assert all(result.is_done for result in submit_dossier(n.dossier, actor=w.secretary, at=w.at))
    n.refresh_from_db()
    perform(Action.RECEIVE, nomination=n, actor=w.appraiser, at=w.at)


def texts(n):
    """Return what the last return asks, as part and words."""
    n.refresh_from_db()
    return [(remark.field, remark.text) for remark in asked_of([n]).get(n.pk, [])]


def test_remarks_are_kept_with_the_record_in_the_order_of_the_page_and_make_the_reason(w):
    n = returned(w)
    record = TransitionRecord.objects.get(nomination=n, action=Action.SEND_BACK)
    assert texts(n) == [("achievement", "Ghi số hộ."), ("evidence", "Thiếu ảnh.")]
    assert record.note == n.appraisal_note == "Thành tích: Ghi số hộ.\nMinh chứng: Thiếu ảnh."
    assert {remark.record_id for remark in n.remarks.all()} == {record.pk} and "remarks" not in record.data


def test_a_note_of_its_own_stays_beside_the_remarks(w):
    n = returned(w, note="Hồ sơ tốt.")
    assert n.appraisal_note == "Hồ sơ tốt." and len(texts(n)) == 2


@pytest.mark.parametrize("remarks", [{}, {"name": "  "}, None])
def test_a_return_without_a_word_is_refused_and_leaves_nothing(w, remarks):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    with pytest.raises(GuardFailed, match="Hãy ghi lý do"):
        send_back(w, n, note=" ", remarks=remarks)
    n.refresh_from_db()
    assert n.state == S.UNDER_APPRAISAL and not Remark.objects.exists()


def test_a_part_that_no_line_has_is_an_error_and_leaves_nothing(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    with pytest.raises(ValueError):
        send_back(w, n, note="Lý do.", remarks={"password": "x"})
    n.refresh_from_db()
    assert n.state == S.UNDER_APPRAISAL and not Remark.objects.exists()


def test_remarks_are_no_reason_for_another_act(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    with pytest.raises(GuardFailed, match="Hãy ghi lý do"):
        perform(Action.DECLINE, nomination=n, actor=w.appraiser, at=w.at, data={"remarks": ASKED})
    perform(Action.DECLINE, nomination=n, actor=w.appraiser, at=w.at, note="Chưa rõ.", data={"remarks": ASKED})
    assert not Remark.objects.exists()


def test_only_the_last_return_asks(w):
    n = returned(w)
    resubmit(w, n)
    assert texts(n) == []
    send_back(w, n, remarks={"name": "Sai tên."})
    assert texts(n) == [("name", "Sai tên.")]
    resubmit(w, n)
    send_back(w, n, note="Chỉ một lời.", remarks={})
    assert texts(n) == []


def test_an_answer_is_kept_with_who_and_when_and_can_be_changed_and_taken_back(w):
    remark = returned(w).remarks.first()
    later = w.at + timedelta(hours=1)
    kept = answer_remark(remark, actor=w.secretary, at=later, text="  Đã ghi 86 hộ. ")
    assert (kept.answer, kept.answered_by_name, kept.answered_at) == ("Đã ghi 86 hộ.", "Nguyễn Thị Hạnh", later)
    answer_remark(remark, actor=w.secretary, at=later, text="Đã ghi 92 hộ.", expected="Đã ghi 86 hộ.")
    kept = answer_remark(remark, actor=w.secretary, at=later, text="", expected="Đã ghi 92 hộ.")
    assert (kept.answer, kept.answered_by, kept.answered_by_name, kept.answered_at) == ("", None, "", None)


def test_an_answer_given_in_another_window_is_not_overwritten(w):
    remark = returned(w).remarks.first()
    answer_remark(remark, actor=w.secretary, at=w.at, text="Đã sửa.", expected="")
    with pytest.raises(StalePage, match="Nguyễn Thị Hạnh đã trả lời ở một trang khác"):
        answer_remark(remark, actor=w.secretary, at=w.at, text="Khác.", expected="")
    answer_remark(remark, actor=w.secretary, at=w.at, text="Đã sửa.", expected="")  # the same again is no conflict
    remark.refresh_from_db()
    assert remark.answer == "Đã sửa."


@pytest.mark.parametrize("person", ["appraiser", "sibling_secretary", "inspector", "chair", "administrator"])
def test_only_the_cell_answers(w, person):
    remark = returned(w).remarks.first()
    with pytest.raises(NotPermitted):
        answer_remark(remark, actor=getattr(w, person), at=w.at, text="Đã sửa.")
    remark.refresh_from_db()
    assert remark.answer == ""


def test_answers_stand_once_the_line_is_submitted_again_and_earlier_ones_stay_shut(w):
    n = returned(w)
    remark = n.remarks.first()
    resubmit(w, n)
    with pytest.raises(IllegalTransition, match="Đang thẩm định"):
        answer_remark(remark, actor=w.secretary, at=w.at, text="Muộn.")
    send_back(w, n, remarks={"name": "Sai tên."})
    with pytest.raises(IllegalTransition):
        answer_remark(remark, actor=w.secretary, at=w.at, text="Muộn.")


def test_a_remark_of_another_line_is_not_known(w):
    remark = returned(w).remarks.first()
    with pytest.raises(NotPermitted) as refusal:
        remark_of(returned(w), remark.pk)
    assert refusal.value.hidden


def finding(w, n):
    """Return what the check page says of the requests of a line, or None."""
    [ready] = check_dossier(n.dossier, actor=w.secretary, at=w.at)
    assert ready.is_ready
    return next((f for f in ready.findings if f.code == "remarks"), None)


def test_open_requests_are_a_warning_and_stop_nothing(w):
    n = returned(w)
    first, second = n.remarks.all()
    found = finding(w, n)
    assert found.verdict == "look" and found.fact.startswith("Còn 2/2 yêu cầu chưa trả lời: thành tích, minh chứng.")
    answer_remark(first, actor=w.secretary, at=w.at, text="Đã sửa.")
    assert "Còn 1/2 yêu cầu chưa trả lời: minh chứng." in finding(w, n).fact
    answer_remark(second, actor=w.secretary, at=w.at, text="Đã sửa.")
    assert finding(w, n).verdict == "pass"
    resubmit(w, n)
    assert finding(w, nomination_at(w, S.DRAFT)) is None


def test_each_submission_keeps_words_votes_meeting_and_files(w):
    n = nomination_at(w, S.SUBMITTED)
    sent = TransitionRecord.objects.get(nomination=n, action=Action.SUBMIT).data
    assert sent["sent_achievement"] == n.achievement and sent["sent_files"] == []
    assert sent["sent_votes"] == "20 tán thành, 1 không tán thành, 0 không hợp lệ"
    assert sent["sent_meeting"].startswith("ngày 28/4/2026; tại Nhà văn hóa ấp; chủ trì: Nguyễn Thị Hạnh, Bí thư")
