"""The cell's meeting, its files, the check page, the submission and its receipt."""

import io
from datetime import date, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from nominations.enums import NominationState as S
from nominations.models import Evidence, Nomination
from tests.factories import START, dossier, line, nomination_at
from tests.pages.cell import draft, meeting, page_text, read, url
from workflows.models import SeparationRule


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep uploaded files of a test apart."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cell(client, w):
    """A client signed in as the secretary of the first cell."""
    client.force_login(w.secretary)
    return client


def picture(name="Sổ quỹ.png"):
    """Return an uploaded picture."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


# The meeting


@pytest.mark.parametrize("typed", ["28/4/2026", "28-04-2026", "28.4.26", "2026-04-28"])
def test_meeting_is_saved_with_votes_and_dates_in_any_usual_form(cell, w, typed):
    n = draft(w)
    bundle = n.dossier
    assert (
        cell.post(url("dossier_meeting", bundle.pk), meeting(bundle, [(n, 19, 1, 1)], met_on=typed)).status_code == 302
    )
    bundle.refresh_from_db()
    n.refresh_from_db()
    assert bundle.met_on == date(2026, 4, 28)
    assert (n.votes_in_favor, n.votes_against, n.votes_invalid) == (19, 1, 1)
    assert "đã lưu: tổng 21 phiếu" in page_text(cell.get(url("dossier_meeting", bundle.pk)))


@pytest.mark.parametrize("typed", ["19 giờ 30", "19:30", "19h30", "19 giờ 30 phút", "19.30"])
def test_hours_of_the_meeting_are_read_in_any_usual_form(cell, w, typed):
    bundle = dossier(w)
    cell.post(url("dossier_meeting", bundle.pk), meeting(bundle, met_from=typed, met_until="21 giờ"))
    bundle.refresh_from_db()
    assert (bundle.met_from, bundle.met_until) == (time(19, 30), time(21))
    assert "từ 19 giờ 30 đến 21 giờ" in page_text(cell.get(url("dossier", bundle.pk)))
    assert 'value="19:30"' in cell.get(url("dossier_meeting", bundle.pk)).content.decode()


def test_blank_votes_beside_a_vote_are_zeros(cell, w):
    n = draft(w)
    data = meeting(n.dossier) | {f"in_favor_{n.pk}": "21", f"against_{n.pk}": "", f"invalid_{n.pk}": ""}
    cell.post(url("dossier_meeting", n.dossier_id), data)
    n.refresh_from_db()
    assert (n.votes_in_favor, n.votes_against, n.votes_invalid) == (21, 0, 0)


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"met_on": "31/2/2026"}, "Không có ngày 31/2/2026. Hãy xem lại ngày và tháng."),
    ({"met_on": "6/5/2026"}, "Ngày họp chi bộ chưa tới."),
    ({"met_from": "25:00"}, "Giờ chưa đúng. Hãy gõ giờ và phút, ví dụ 17:00."),
    ({"met_until": "18h", "met_from": "19h30"}, "Giờ kết thúc phải sau giờ bắt đầu."),
    ({"members_present": "24"}, "Số dự họp là 24, lớn hơn tổng số 23 đảng viên."),
    ({"members_total": "hai ba"}, "Tổng số đảng viên của chi bộ phải là một số, ví dụ 21."),
])  # fmt: skip
def test_refused_meeting_says_what_is_wrong_and_keeps_the_rest(cell, w, typed, sentence):
    bundle = dossier(w)
    response = cell.post(
        url("dossier_meeting", bundle.pk), meeting(bundle, opinions="Đồng chí Hai: nhất trí.", **typed)
    )
    text = page_text(response)
    assert response.status_code == 422 and text.count(sentence) == 2 and "Đồng chí Hai: nhất trí." in text
    assert next(iter(typed.values())) in response.content.decode()
    bundle.refresh_from_db()
    assert bundle.opinions == ""


def test_votes_that_do_not_add_up_to_those_present_are_refused_by_name(cell, w):
    n = draft(w, full_name="Thạch Sa Rươl")
    response = cell.post(url("dossier_meeting", n.dossier_id), meeting(n.dossier, [(n, 19, 1, 0)]))
    assert "Thạch Sa Rươl: tổng số phiếu là 20, nhưng có 21 đảng viên dự họp." in page_text(response)
    n.refresh_from_db()
    assert n.votes_in_favor == 20


def test_meeting_saved_elsewhere_is_not_overwritten_unseen(cell, w):
    bundle = dossier(w)
    cell.post(url("dossier_meeting", bundle.pk), meeting(bundle, met_place="Trường học"))
    response = cell.post(url("dossier_meeting", bundle.pk), meeting(bundle, met_place="Đình làng"))
    text = page_text(response)
    assert response.status_code == 422 and "Trường học" in text and 'value="Đình làng"' in response.content.decode()
    again = meeting(bundle, met_place="Đình làng") | {"version": response.context["form"].data["version"]}
    assert cell.post(url("dossier_meeting", bundle.pk), again).status_code == 302
    bundle.refresh_from_db()
    assert bundle.met_place == "Đình làng"


# Files


def test_good_files_are_kept_and_bad_ones_named_with_the_reason(cell, w):
    n = draft(w)
    fake = SimpleUploadedFile("Báo cáo.pdf", "không phải PDF".encode())
    response = cell.post(
        url("dossier_evidence", n.dossier_id),
        {"about": n.pk, "files": [picture(), fake, SimpleUploadedFile("rỗng.pdf", b"")]},
    )
    text = page_text(response)
    assert response.status_code == 422
    assert (
        "Đã nhận 1 tệp: Sổ quỹ.png" in text
        and "Tệp Báo cáo.pdf không phải PDF, ảnh, Word hay Excel" in text
        and "Tệp rỗng.pdf rỗng." in text
    )
    kept = Evidence.objects.get()
    assert (kept.nomination, kept.mime, kept.caption) == (n, "image/png", "Sổ quỹ")


def test_too_large_a_file_is_refused_without_being_read_whole(cell, w, monkeypatch):
    monkeypatch.setattr("workflows.views.attachment.LARGEST", 1000)
    monkeypatch.setattr("nominations.uploads.LARGEST", 1000)
    big = SimpleUploadedFile("to.pdf", b"%PDF-1.4" + b"0" * 5000)
    response = cell.post(url("dossier_evidence", dossier(w).pk), {"about": "", "files": [big]})
    assert "Tệp to.pdf lớn hơn 20 MB." in page_text(response) and not Evidence.objects.exists()


def test_no_file_chosen_is_said(cell, w):
    assert "Chưa chọn tệp nào." in page_text(cell.post(url("dossier_evidence", dossier(w).pk), {"about": ""}))


def test_file_is_removed_only_while_the_line_is_with_the_cell(cell, w):
    n = draft(w)
    cell.post(url("dossier_evidence", n.dossier_id), {"about": n.pk, "files": [picture()]})
    kept = Evidence.objects.get()
    cell.post(url("dossier_check", n.dossier_id), read(n.dossier))
    response = cell.post(url("remove_evidence", n.dossier_id, kept.pk))
    assert response.status_code == 409 and "Hồ sơ đã trình nên không thêm hay gỡ tệp được nữa." in page_text(response)
    other = draft(w)
    cell.post(url("dossier_evidence", other.dossier_id), {"about": "", "files": [picture()]})
    mine = Evidence.objects.latest("pk")
    assert cell.post(url("remove_evidence", other.dossier_id, mine.pk)).status_code == 302
    mine.refresh_from_db()
    assert mine.removed_at is not None
    assert cell.post(url("remove_evidence", other.dossier_id, kept.pk)).status_code == 404


# Check and submit


def test_check_page_names_office_findings_and_what_will_happen(cell, w):
    bundle = dossier(w)
    good, bad = line(w, bundle, full_name="Thạch Sa Rươl"), line(w, bundle, full_name="Trần Văn Hai")
    Nomination.objects.filter(pk=bad.pk).update(achievement="", votes_in_favor=9, votes_against=12)
    response = cell.get(url("dossier_check", bundle.pk))
    text = page_text(response)
    assert "Chưa có gì được gửi đi cho tới khi đồng chí bấm “Trình Đảng ủy xã Tân Mỹ”" in text
    assert "1 dòng đủ điều kiện trình, 1 dòng chưa đạt." in text
    assert "Chưa đạt: Nội dung đầy đủ" in text and "Chưa đạt: Trên một nửa đảng viên tán thành" in text
    assert "1 dòng được gửi tới Văn phòng Đảng ủy xã Tân Mỹ: Đồng chí Thạch Sa Rươl." in text
    assert "1 dòng ở lại hồ sơ: Đồng chí Trần Văn Hai" in text
    html = response.content.decode()
    assert f"{url('edit_line', bad.pk)}?ve=kiem-tra" in html and f'id="dong-{good.pk}"' in html
    assert "Tôi xác nhận nội dung trên đúng với biên bản họp chi bộ ngày 28/4/2026." in text


def test_blocked_line_stays_and_the_others_go(cell, w):
    bundle = dossier(w)
    good, bad = line(w, bundle), line(w, bundle, full_name="Trần Văn Hai")
    Nomination.objects.filter(pk=bad.pk).update(achievement="")
    response = cell.post(url("dossier_check", bundle.pk), read(bundle), follow=True)
    assert response.redirect_chain == [(url("dossier_submitted", bundle.pk), 302)]
    text = page_text(response)
    assert "Đã trình 1 dòng" in text and bundle.code in text
    assert "Chưa trình: Đồng chí Trần Văn Hai" in text and "Còn thiếu thành tích" in text
    assert "rút lại được một dòng cho tới khi Văn phòng Đảng ủy xã Tân Mỹ tiếp nhận" in text
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state) == (S.SUBMITTED, S.DRAFT)


def test_second_press_gets_the_same_receipt(cell, w):
    n = draft(w)
    data = read(n.dossier)
    for _ in range(2):
        assert cell.post(url("dossier_check", n.dossier_id), data).url == url("dossier_submitted", n.dossier_id)
    assert n.records.filter(action="submit").count() == 1


def test_line_that_changed_after_it_was_read_does_not_go(cell, w):
    n = draft(w)
    data = read(n.dossier)
    Nomination.objects.filter(pk=n.pk).update(version=n.version + 1)
    response = cell.post(url("dossier_check", n.dossier_id), data)
    assert response.status_code == 422 and "Hãy tải lại trang" in page_text(response)
    n.refresh_from_db()
    assert n.state == S.DRAFT


def test_line_that_was_not_on_the_page_does_not_go(cell, w):
    bundle = dossier(w)
    first = line(w, bundle)
    data = read(bundle)
    second = line(w, bundle)
    cell.post(url("dossier_check", bundle.pk), data)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, second.state) == (S.SUBMITTED, S.DRAFT)


def test_nothing_goes_after_the_deadline_and_the_page_says_whom_to_call(cell, w):
    n = draft(w)
    w.round.deadline = w.at + timedelta(hours=1)
    w.round.save()
    text = page_text(cell.get(url("dossier_check", n.dossier_id)))
    assert "Chưa đạt: Thời hạn của đợt" in text and "Đã quá hạn trình (04/5/2026 lúc 11:00)" in text
    assert "Chưa có dòng nào đủ điều kiện." in text
    response = cell.post(url("dossier_check", n.dossier_id), read(n.dossier))
    assert response.status_code == 422 and "Đã quá hạn trình" in page_text(response)


def test_returned_line_is_submitted_again_before_its_own_due_date(cell, w):
    n = nomination_at(w, S.RETURNED)
    w.round.deadline = w.at + timedelta(hours=1)
    w.round.save()
    assert "Trình lại trước 10 giờ ngày 09/5/2026" in page_text(cell.get(url("dossier_check", n.dossier_id)))
    cell.post(url("dossier_check", n.dossier_id), read(n.dossier))
    n.refresh_from_db()
    assert n.state == S.SUBMITTED and n.due_at is None


def test_two_acts_of_one_person_ask_for_the_reason_and_keep_it(cell, w):
    SeparationRule.objects.create(first_action="create", second_action="submit", starts_on=START)
    n = draft(w)
    response = cell.post(url("dossier_check", n.dossier_id), read(n.dossier))
    assert response.status_code == 422 and "Lý do đồng chí làm cả hai việc" in page_text(response)
    cell.post(url("dossier_check", n.dossier_id), read(n.dossier) | {"separation_reason": "Chi bộ chỉ có một cán bộ."})
    n.refresh_from_db()
    assert n.state == S.SUBMITTED
    assert n.records.get(action="submit").data["separation"]["reason"] == "Chi bộ chỉ có một cán bộ."
    assert "Chi bộ chỉ có một cán bộ." in page_text(cell.get(url("nomination", n.pk)))


def test_pages_of_the_cell_are_unknown_to_others(client, w):
    n = draft(w)
    bundle = n.dossier
    pages = [
        url("dossier", bundle.pk), url("add_line", bundle.pk), url("dossier_meeting", bundle.pk), url("dossier_evidence", bundle.pk),
        url("dossier_check", bundle.pk), url("dossier_submitted", bundle.pk), url("nomination", n.pk), url("edit_line", n.pk),
        url("copy_line", n.pk), url("act", n.pk, "withdraw"),
    ]  # fmt: skip
    for who in (w.sibling_secretary, w.other_secretary, w.appraiser, w.members[1], w.clerk, w.administrator):
        client.force_login(who)
        for page in pages:
            assert client.get(page).status_code == 404, (who.full_name, page)
            assert client.post(page, {}).status_code in (404, 405), (who.full_name, page)
        assert n.code not in page_text(client.get(url("nominations")))


def test_office_reads_the_dossier_but_only_the_lines_that_reached_it(client, w):
    bundle = dossier(w)
    gone, kept = line(w, bundle, full_name="Thạch Sa Rươl"), line(w, bundle, full_name="Trần Văn Hai")
    Nomination.objects.filter(pk=kept.pk).update(achievement="")
    client.force_login(w.secretary)
    client.post(url("dossier_check", bundle.pk), read(bundle))
    client.force_login(w.appraiser)
    text = page_text(client.get(url("dossier", bundle.pk)))
    assert "Thạch Sa Rươl" in text and "Trần Văn Hai" not in text and "Các việc của hồ sơ" not in text
    for page in ("add_line", "dossier_meeting", "dossier_evidence", "dossier_check"):
        assert client.get(url(page, bundle.pk)).status_code == 403
    assert client.get(url("edit_line", gone.pk)).status_code == 403
