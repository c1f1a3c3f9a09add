"""The first page, and a cell's dossier from its start to its submission."""

import unicodedata
import uuid
from datetime import timedelta

import pytest

from meetings.enums import MeetingMode
from meetings.models import Meeting
from nominations.enums import NominationState as S
from nominations.models import Dossier, Nomination, Quota
from nominations.services import close_round, extend_round
from permissions.roles import Role
from tests.factories import a_meeting, dossier, nomination_at, role, unit, user
from tests.pages.cell import HOME, collective, draft, meeting, page_text, person, url


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture
def cell(client, w):
    """A client signed in as the secretary of the first cell."""
    client.force_login(w.secretary)
    return client


# The first page


def test_a_returned_line_stands_first_with_reason_person_and_due_date(cell, w):
    draft(w)
    n = nomination_at(w, S.RETURNED, full_name="Thạch Sa Rươl")
    text = page_text(cell.get(HOME))
    assert "Chờ đồng chí xử lý: 2 việc" in text
    assert text.index("Thạch Sa Rươl") < text.index("1 dòng chưa trình")
    assert "Thiếu biên bản." in text and "Đồng chí Trần Văn Đức, Đảng bộ xã Tân Mỹ" in text
    assert "Bổ sung trước" in text and "còn 4 ngày" in text and "09/5/2026" in text
    assert url("edit_line", n.pk) in cell.get(HOME).content.decode()


def test_open_rounds_show_deadline_extension_and_what_is_left(cell, w):
    Quota.objects.create(round=w.round, recipient_kind="collective", limit=2)
    Quota.objects.create(round=w.round, recipient_kind="individual", limit=5)
    Quota.objects.create(round=w.round, recipient_kind="individual", unit=w.cell, limit=1)
    text = page_text(cell.get(HOME))
    assert "14/5/2026" in text and "10 giờ, còn 9 ngày" in text and "2 tập thể, 1 cá nhân" in text
    draft(w)
    extend_round(w.round, unit=w.cell, deadline=w.at + timedelta(days=20), reason="Lụt", actor=w.appraiser, at=w.at)
    text = page_text(cell.get(HOME))
    assert "24/5/2026" in text and "đã gia hạn cho đơn vị" in text
    assert "cá nhân đã đủ 1/1" in text


def test_lines_say_where_they_are_and_who_holds_them(cell, w):
    nomination_at(w, S.UNDER_APPRAISAL)
    text = page_text(cell.get(HOME))
    assert "Bước 2 trong 5, Thẩm định." in text
    assert (
        "Văn phòng Đảng ủy xã Tân Mỹ đang giữ, 1 ngày" in text
        and "Đồng chí Trần Văn Đức tiếp nhận ngày 04/5/2026." in text
    )


def test_first_page_has_the_same_number_of_queries_for_one_and_for_many(cell, w, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(15) as captured:
            assert cell.get(HOME).status_code == 200
        return len(captured)

    for state in (S.DRAFT, S.RETURNED, S.RECOMMENDED):
        nomination_at(w, state)
    few = cost()
    for state in (S.DRAFT, S.RETURNED, S.RECOMMENDED, S.DRAFT, S.RETURNED, S.SUBMITTED):
        nomination_at(w, state)
    assert cost() == few


def test_each_role_sees_its_own_part(client, w):
    nomination_at(w, S.APPROVED)
    nomination_at(w, S.NOT_RECOMMENDED)
    nomination_at(w, S.RECOMMENDED)
    a_meeting(w)
    nomination_at(w, S.RECOMMENDED)
    nomination_at(w, S.SUBMITTED)
    nomination_at(w, S.UNDER_APPRAISAL)
    expected = {
        w.appraiser: ["2 dòng chờ thẩm định", "Trong đó 1 dòng chưa tiếp nhận", "Dòng lâu nhất đã chờ 1 ngày"],
        w.members[2]: ["Còn 1 dòng đồng chí chưa biểu quyết", "1 dòng cơ quan thẩm định không đề nghị"],
        w.clerk: ["Đang biểu quyết", "1 dòng chờ đưa vào phiên họp", "1 dòng đã duyệt, chờ quyết định"],
        w.chair: ["Đang biểu quyết", "Còn 1 dòng đồng chí chưa biểu quyết", "1 dòng chờ đưa vào phiên họp"],
        w.inspector: ["Việc mới làm", "Không đề nghị: Đồng chí Lê Thị Bích Liên"],
        w.other_appraiser: ["Không có việc nào chờ"],
    }
    for who, sentences in expected.items():
        client.force_login(who)
        text = page_text(client.get(HOME))
        for sentence in sentences:
            assert sentence in text, (who.full_name, sentence)


def test_a_written_poll_is_told_with_its_last_hour_and_not_as_a_meeting(client, w):
    nomination_at(w, S.RECOMMENDED)
    meeting = a_meeting(w)
    closes = w.at + timedelta(days=3)
    Meeting.objects.filter(pk=meeting.pk).update(mode=MeetingMode.POLL, poll_closes_at=closes)
    for who in (w.members[2], w.chair):
        client.force_login(who)
        text = page_text(client.get(HOME))
        assert text.count("Hạn gửi phiếu") == who.assignments.filter(role__in=[Role.MEMBER, Role.CHAIR]).count(), (
            who.full_name
        )
        assert "còn 2 ngày" in text


def test_answers_of_a_superior_outside_are_awaited_by_the_clerk(client, w):
    nomination_at(w, S.FORWARDED, outside=True)
    client.force_login(w.clerk)
    assert "1 dòng chờ cấp trên trả lời" in page_text(client.get(HOME))


def test_a_person_with_two_hats_sees_both_parts(client, w):
    role(w.appraiser, Role.CELL_OFFICER, w.sibling)
    nomination_at(w, S.SUBMITTED)
    client.force_login(w.appraiser)
    text = page_text(client.get(HOME))
    assert "1 dòng chờ thẩm định" in text and "Đợt khen thưởng đang mở" in text and "1 vai trò khác" in text


def test_administrator_reads_what_the_set_up_lacks(client, w):
    client.force_login(w.administrator)
    assert "Đã đủ đơn vị, người, sổ số và người ký" in page_text(client.get(HOME))
    unit("cell", "Chi bộ ấp Tân Phú 2", w.commune)
    w.signer.delete()
    w.commune.series.filter(document_type="register").delete()
    text = page_text(client.get(HOME))
    assert "Nên bổ sung: Cán bộ chi bộ Chưa giao ai lập đề nghị ở: Chi bộ ấp Tân Phú 2." in text
    assert "Còn thiếu: Người ký" in text and "Còn thiếu: Sổ khen thưởng" in text and "Sổ số quyết định" not in text


def test_a_person_without_a_role_is_told_whom_to_call(client, w):
    client.force_login(user("moi", "Cao Thị Mới"))
    text = page_text(client.get(HOME))
    assert "Tài khoản này chưa được giao việc" in text and "gọi người quản trị" in text


def test_ways_in_the_head_follow_the_roles(client, w):
    expected = {
        w.secretary: ["Việc của tôi", "Hồ sơ", "Danh sách", "Tra cứu"],
        w.appraiser: ["Việc của tôi", "Danh sách", "Thẩm định", "Đợt", "Tình hình", "Tra cứu"],
        w.clerk: [
            "Việc của tôi",
            "Đợt",
            "Phiên họp",
            "Tình hình",
            "Quyết định",
            "Giấy khen",
            "Lễ trao",
            "Tra cứu",
        ],
        w.administrator: ["Việc của tôi", "Quản trị"],
    }
    for who, labels in expected.items():
        client.force_login(who)
        items = client.get(HOME).context["nav_items"]
        assert [label for label, _, _ in items] == labels
        assert [is_current for _, _, is_current in items] == [True] + [False] * (len(labels) - 1)


def test_head_names_the_committee_and_the_position(cell, w):
    context = cell.get(HOME).context
    assert context["organ_name"] == "Đảng ủy xã Tân Mỹ"
    assert context["position_title"] == "Bí thư Chi bộ ấp Tân Bình 1"
    assert context["help_line"] == {"name": "Văn phòng Đảng ủy xã Tân Mỹ", "phone": "0276 000 0119"}


# Starting


def test_a_double_press_starts_one_dossier(cell, w):
    data = {"unit": w.cell.pk, "submission_key": str(uuid.uuid4())}
    for _ in range(2):
        response = cell.post(url("start_dossier", w.round.pk), data)
    made = Dossier.objects.get()
    assert response.url == url("dossier", made.pk)
    assert (made.unit, made.signer_name, made.signer_position) == (w.cell, "Nguyễn Thị Hạnh", "Bí thư")


def test_a_dossier_of_another_unit_or_another_tree_is_not_started(cell, w):
    assert cell.post(url("start_dossier", w.round.pk), {"unit": w.sibling.pk}).status_code == 404
    cell.force_login(w.other_secretary)
    assert cell.post(url("start_dossier", w.round.pk), {}).status_code == 404
    assert cell.get(url("round_for_unit", w.round.pk)).status_code == 404
    assert not Dossier.objects.exists()


def test_a_closed_round_takes_no_dossier_but_its_drafts_stay_readable(cell, w):
    n = draft(w)
    close_round(w.round, actor=w.appraiser, at=w.at)
    assert cell.post(url("start_dossier", w.round.pk), {}).status_code == 422
    text = page_text(cell.get(url("dossier", n.dossier_id)))
    assert n.nominee.full_name in text and "Đợt này đã đóng" in text and "Kiểm tra và trình" not in text
    assert cell.get(url("nomination", n.pk)).status_code == 200
    assert "Đợt này đã đóng" in page_text(cell.get(url("round_for_unit", w.round.pk)))


def test_dossier_shows_what_is_done_and_what_is_not(cell, w):
    empty = Dossier.objects.get(pk=dossier(w).pk)
    Dossier.objects.filter(pk=empty.pk).update(met_on=None, members_present=None, members_total=None)

    def tasks():
        return [(task.status, task.url != "") for task in cell.get(url("dossier", empty.pk)).context["tasks"]]

    assert tasks() == [("Chưa làm", True), ("Chưa làm", True), ("Chưa làm", False), ("Chưa đến lượt", False)]
    cell.post(url("add_line", empty.pk), collective())
    assert tasks() == [("Đang làm", True), ("Chưa làm", True), ("Chưa làm", True), ("Chưa làm", True)]
    n = Nomination.objects.get()
    cell.post(url("edit_line", n.pk), collective(version=1, achievement="Có", citation="Có"))
    empty.refresh_from_db()
    cell.post(url("dossier_meeting", empty.pk), meeting(empty, [(n, 21, 0, 0)]))
    assert [status for status, _ in tasks()] == ["Xong", "Xong", "Chưa làm", "Chưa làm"]
    Dossier.objects.filter(pk=empty.pk).update(members_present=20)
    assert tasks()[1][0] == "Cần sửa"


# Lines


def test_form_offers_only_what_the_round_offers(cell, w):
    w.round.forms.filter(recipient_kind="collective").delete()
    page = cell.get(url("add_line", dossier(w).pk))
    assert page.context["form"].is_individual
    assert page.context["form"].initial["citation"] == w.round.citation
    assert "khoảng 260 ký tự" in page_text(page)


def test_person_chooses_first_whom_to_propose(cell, w):
    bundle = dossier(w)
    assert "Đề nghị cho tập thể hay cá nhân?" in page_text(cell.get(url("add_line", bundle.pk)))
    assert not cell.get(url("add_line", bundle.pk) + "?loai=tap-the").context["form"].is_individual
    assert (
        cell.get(url("add_line", bundle.pk) + "?loai=tap-the").context["form"].initial["unit_text"]
        == "Đảng bộ xã Tân Mỹ"
    )


def test_refused_line_keeps_what_was_typed(cell, w):
    bundle = dossier(w)
    response = cell.post(
        url("add_line", bundle.pk),
        person(full_name="Liên", birth_date="71", is_party_member="", achievement="Đã viết rất dài"),
    )
    text = page_text(response)
    assert response.status_code == 422 and "Lỗi: " in text
    for sentence in (
        "Tên “Liên” chỉ có một chữ.",
        "Ngày sinh chưa đúng. Hãy ghi ngày đầy đủ, ví dụ 27/3/1971,",
        "Chưa chọn đảng viên hay không phải đảng viên.",
    ):
        assert text.count(sentence) == 2  # in the summary and at the field
    assert "Đã viết rất dài" in text and 'value="71"' in response.content.decode()
    assert not Nomination.objects.exists()


def test_name_in_any_unicode_form_is_stored_composed(cell, w):
    cell.post(url("add_line", dossier(w).pk), person(full_name=unicodedata.normalize("NFD", "Lê  Thị Bích Liên ")))
    assert Nomination.objects.get().nominee.full_name == "Lê Thị Bích Liên"


def test_a_double_press_makes_one_line(cell, w):
    bundle, data = dossier(w), person()
    for _ in range(2):
        assert cell.post(url("add_line", bundle.pk), data).status_code == 302
    assert Nomination.objects.count() == 1


def test_collective_of_the_system_is_recognised(cell, w):
    bundle = dossier(w)
    cell.post(url("add_line", bundle.pk), collective(full_name="CHI BỘ ẤP TÂN BÌNH 1"))
    cell.post(url("add_line", bundle.pk), collective(full_name="Chi bộ ấp Tấn Bình 1"))
    assert [n.nominee.unit for n in Nomination.objects.order_by("pk")] == [w.cell, None]


def test_citation_that_does_not_fit_is_saved_with_a_warning(cell, w):
    response = cell.post(
        url("add_line", dossier(w).pk), person(citation="Đã có thành tích xuất sắc " * 20), follow=True
    )
    assert "dài quá 3 dòng" in page_text(response) and Nomination.objects.exists()


def test_stale_line_shows_both_versions_and_the_second_press_saves(cell, w):
    n = draft(w)
    cell.post(url("edit_line", n.pk), person(version=n.version, achievement="Bản của đồng chí khác"))
    response = cell.post(url("edit_line", n.pk), person(version=n.version, achievement="Bản của tôi"))
    text = page_text(response)
    assert response.status_code == 422 and "Trang này đã cũ" in text
    assert "Bản của tôi" in text and "Bản của đồng chí khác" in text
    version = response.context["form"].data["version"]
    assert cell.post(url("edit_line", n.pk), person(version=version, achievement="Bản của tôi")).status_code == 302
    n.refresh_from_db()
    assert n.achievement == "Bản của tôi"


def test_line_that_has_left_the_cell_is_not_changed_and_the_text_not_lost(cell, w):
    n = nomination_at(w, S.SUBMITTED)
    response = cell.post(url("edit_line", n.pk), person(version=n.version, achievement="Gõ sau khi trình"))
    assert response.status_code == 422 and "Gõ sau khi trình" in page_text(response)
    assert "Đã trình, chờ tiếp nhận" in page_text(response)
    assert cell.get(url("edit_line", n.pk)).url == url("nomination", n.pk)
    n.refresh_from_db()
    assert n.achievement != "Gõ sau khi trình"


def test_returned_line_is_corrected_with_the_reason_on_top(cell, w):
    n = nomination_at(w, S.RETURNED)
    text = page_text(cell.get(url("edit_line", n.pk)))
    assert (
        text.index("Thiếu biên bản.") < text.index("Họ và tên")
        and "Bổ sung và trình lại trước 10 giờ ngày 09/5/2026" in text
    )
