"""The page of a nomination for everybody who may know of it, the acts on it, the copy, and the lists."""

import uuid
from datetime import timedelta

import pytest

from nominations.enums import NominationState as S
from nominations.models import Dossier, Nomination
from nominations.services import close_round
from organizations.queries import parents_on
from permissions.roles import Role
from tests.factories import a_meeting, a_round, dossier, finish_meeting, line, nomination_at, role, vote_all
from tests.pages.cell import draft, due, of_each_state, page_text, url
from workflows.engine import perform
from workflows.enums import Action
from workflows.models import TransitionRecord
from workflows.tracker import Ways, draw_steps, last_steps


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture
def cell(client, w):
    """A client signed in as the secretary of the first cell."""
    client.force_login(w.secretary)
    return client


# What the page says


def test_history_says_who_in_which_role_did_what_when_from_where_to_where(cell, w):
    n = nomination_at(w, S.RETURNED)
    text = page_text(cell.get(url("nomination", n.pk)))
    assert "Trả lại để bổ sung Đồng chí Trần Văn Đức, Cán bộ thẩm định, Đảng bộ xã Tân Mỹ, 04/5/2026 lúc 10:00" in text
    assert "Từ “Đang thẩm định” sang “Trả lại để bổ sung”." in text
    assert (
        "Hạn bổ sung: 09/5/2026 lúc 10:00." in text and text.count("Thiếu biên bản.") == 2
    )  # on top and in the history
    assert text.rindex("Lập đề nghị") > text.rindex("Trình cấp trên") > text.rindex("Tiếp nhận")


def test_history_keeps_the_names_of_its_day(cell, w):
    n = nomination_at(w, S.RECOMMENDED)
    w.appraiser.full_name = "Tên Mới"
    w.appraiser.save()
    w.commune.name = "Đảng bộ xã Mới"
    w.commune.save()
    text = page_text(cell.get(url("nomination", n.pk)))
    assert "Đồng chí Trần Văn Đức, Cán bộ thẩm định, Đảng bộ xã Tân Mỹ" in text and "Tên Mới" not in text


def test_rejected_line_shows_its_count_and_the_offices_reason(cell, w):
    n = nomination_at(w, S.REJECTED)
    text = page_text(cell.get(url("nomination", n.pk)))
    assert "Kết quả biểu quyết của Ban Thường vụ" in text and "Không duyệt, 04/5/2026" in text
    assert "Tán thành 0" in text and "Không tán thành 5" in text and "Ủy viên đương nhiệm 5" in text
    assert "Chép sang đợt khác" in text


def test_tracker_of_an_issued_line_names_people_vote_number_and_conferral(cell, w):
    n = nomination_at(w, S.ISSUED)
    text = page_text(cell.get(url("nomination", n.pk)))
    for said in ("Đồng chí Nguyễn Thị Hạnh", "5/5 tán thành", f"Số {n.award.decision_number}", "Chưa ghi ngày trao"):
        assert said in text


def test_withdrawal_that_is_too_late_stands_with_its_reason(cell, w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    response = cell.get(url("nomination", n.pk))
    assert "Không rút được nữa: đồng chí Trần Văn Đức, Đảng bộ xã Tân Mỹ đã tiếp nhận ngày 04/5/2026." in page_text(
        response
    )
    assert url("act", n.pk, "withdraw") not in response.content.decode()


STATUSES = {
    S.DRAFT: "now later later later later", S.SUBMITTED: "done now later later later", S.UNDER_APPRAISAL: "done now later later later",
    S.RETURNED: "now later later later later", S.NOT_RECOMMENDED: "done done now later later",
    S.RECOMMENDED: "done done now later later", S.APPROVED: "done done done now later", S.ISSUED: "done done done done now",
    S.REJECTED: "done done stopped later later", S.WITHDRAWN: "stopped later later later later",
}  # fmt: skip


def steps_of(n):
    """Return the names and the statuses of the steps of a line."""
    n = Nomination.objects.select_related("round__authority", "proposing_unit__kind").get(pk=n.pk)
    drawn = draw_steps(n, Ways([n], parents_on(n.created_at.date())), last_steps([n]).get(n.pk))
    return [step.name for step in drawn], " ".join(step.status for step in drawn)


@pytest.mark.parametrize("state", STATUSES)
def test_each_state_has_its_step(w, state):
    names, statuses = steps_of(nomination_at(w, state))
    assert names == ["Chi bộ trình", "Thẩm định", "Ban Thường vụ", "Quyết định", "Trao tặng"]
    assert statuses == STATUSES[state]


def test_a_line_decided_above_waits_at_the_superior(w):
    n = nomination_at(w, S.FORWARDED)
    assert steps_of(n) == (
        ["Chi bộ trình", "Thẩm định", "Ban Thường vụ", "Cấp trên", "Trao tặng"],
        "done done done now later",
    )
    for action in (Action.RECEIVE, Action.RECOMMEND):
        perform(action, nomination=n, actor=w.province_appraiser, at=w.at, note="Đủ điều kiện.")
        assert steps_of(n)[1] == "done done done now later"
    meeting = a_meeting(w, w.province, clerk=w.province_clerk)
    vote_all(w, meeting, "against", w.province_members)
    finish_meeting(meeting, actor=w.province_clerk, at=w.at)
    assert steps_of(n)[1] == "done done done stopped later"


def test_a_line_withdrawn_after_submission_stopped_at_the_office(w):
    n = nomination_at(w, S.SUBMITTED)
    perform(Action.WITHDRAW, nomination=n, actor=w.secretary, at=w.at)
    assert steps_of(n)[1] == "done stopped later later later"


# Acts


def test_cell_withdraws_with_a_confirmation(cell, w):
    n = nomination_at(w, S.SUBMITTED)
    text = page_text(cell.get(url("act", n.pk, "withdraw")))
    assert "Khi đồng chí bấm “Rút đề nghị”" in text and "chép được sang đợt khác" in text
    response = cell.post(url("act", n.pk, "withdraw"), {"version": n.version, "note": "Để năm sau."}, follow=True)
    n.refresh_from_db()
    assert (
        n.state == S.WITHDRAWN
        and "Đã làm: Rút đề nghị." in page_text(response)
        and "Để năm sau." in page_text(response)
    )


def test_act_that_the_state_forbids_answers_409_and_changes_nothing(cell, w):
    n = nomination_at(w, S.RECOMMENDED)
    for response in (
        cell.get(url("act", n.pk, "withdraw")),
        cell.post(url("act", n.pk, "withdraw"), {"version": n.version, "note": "Đã gõ lý do"}),
    ):
        assert response.status_code == 409 and "Đề nghị Ban Thường vụ" in page_text(response)
    assert "Đã gõ lý do" in page_text(response)
    n.refresh_from_db()
    assert n.state == S.RECOMMENDED


def test_act_without_the_role_answers_403(cell, w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    for response in (cell.get(url("act", n.pk, "decline")), cell.post(url("act", n.pk, "decline"), {"note": "x"})):
        assert response.status_code == 403 and "Cán bộ thẩm định" in page_text(response)


def test_press_on_an_old_page_is_told_who_was_first(client, w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    seen = n.version
    perform(Action.DECLINE, nomination=n, actor=w.appraiser, at=w.at, note="Chưa rõ.")
    client.force_login(w.appraiser)
    response = client.post(
        url("act", n.pk, "send_back"), {"version": seen, "note": "Bổ sung ảnh.", "due_on": due(), "due_time": "17:00"}
    )
    text = page_text(response)
    assert response.status_code == 409 and "Đồng chí Trần Văn Đức đã xử lý dòng này" in text and "Bổ sung ảnh." in text


def test_send_back_needs_reason_and_a_later_due_date(client, w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    client.force_login(w.appraiser)
    page = url("act", n.pk, "send_back")
    assert client.get(page).context["form"].initial["due_on"] == (w.at + timedelta(days=8)).date()
    response = client.post(page, {"version": n.version, "note": "", "due_on": due(), "due_time": "16 giờ 30"})
    assert response.status_code == 422 and "Chưa ghi lý do trả lại và việc phải làm." in page_text(response)
    assert due() in response.content.decode() and "16 giờ 30" in response.content.decode()
    response = client.post(page, {"version": n.version, "note": "Thiếu ảnh.", "due_on": due(-1), "due_time": "17:00"})
    assert (
        response.status_code == 422
        and "Hạn bổ sung phải sau thời điểm này." in page_text(response)
        and "Thiếu ảnh." in page_text(response)
    )
    assert (
        client.post(
            page, {"version": n.version, "note": "Thiếu ảnh.", "due_on": due(), "due_time": "16 giờ 30"}
        ).status_code
        == 302
    )
    n.refresh_from_db()
    assert n.state == S.RETURNED and n.due_at.isoformat() == "2026-05-12T09:30:00+00:00"


def test_person_with_two_fitting_roles_chooses_one(client, w):
    role(w.clerk, Role.CHAIR, w.commune, position_title="Phó Bí thư")
    n = nomination_at(w, S.APPROVED)
    client.force_login(w.clerk)
    page = url("act", n.pk, "reopen")
    assert "Làm với vai trò nào" in page_text(client.get(page))
    response = client.post(page, {"version": n.version, "note": "Nhầm tên."})
    assert response.status_code == 422 and "Chưa chọn làm với vai trò nào." in page_text(response)
    chair = w.clerk.assignments.get(role=Role.CHAIR)
    client.post(page, {"version": n.version, "note": "Nhầm tên.", "acting_as": chair.pk})
    n.refresh_from_db()
    record = TransitionRecord.objects.filter(nomination=n).latest("pk")
    assert n.state == S.RECOMMENDED and record.position_title == "Phó Bí thư"


def test_second_act_of_one_person_asks_for_a_reason(client, w):
    role(w.secretary, Role.APPRAISER, w.commune)
    n = nomination_at(w, S.SUBMITTED)
    client.force_login(w.secretary)
    page = url("act", n.pk, "receive")
    assert "Lý do đồng chí làm cả hai việc" in page_text(client.get(page))
    assert client.post(page, {"version": n.version}).status_code == 422
    assert client.post(page, {"version": n.version, "separation_reason": "Văn phòng có một người."}).status_code == 302
    n.refresh_from_db()
    assert n.state == S.UNDER_APPRAISAL


def test_refused_offer_stands_disabled_with_its_reason(client, w):
    n = nomination_at(w, S.RECOMMENDED)
    a_meeting(w)
    client.force_login(w.chair)
    response = client.get(url("nomination", n.pk))
    assert "Dòng này đang được biểu quyết. Hãy chờ phiên họp đóng và công bố kết quả." in page_text(response)
    assert url("act", n.pk, "send_back") not in response.content.decode()


def test_a_line_put_to_the_vote_by_a_member_is_voted_on_in_the_meeting_that_holds_it(client, w):
    n = nomination_at(w, S.NOT_RECOMMENDED)
    nomination_at(w, S.RECOMMENDED)
    meeting = a_meeting(w)
    client.force_login(w.members[3])
    text = page_text(client.get(url("nomination", n.pk)))
    assert "Đưa vào chương trình họp" in text and "Chưa rõ kết quả." in text
    client.post(url("act", n.pk, "recommend"), {"version": n.version, "note": ""})
    assert meeting.lines.get(nomination=n).section == "recommended"
    vote_all(w, meeting)
    finish_meeting(meeting, actor=w.clerk, at=w.at)
    n.refresh_from_db()
    assert n.state == S.APPROVED


def test_acts_of_meetings_and_decisions_have_no_page_here(cell, w):
    n = nomination_at(w, S.RECOMMENDED)
    for ending in ("duyet", "approve", "issue", "ghi-so"):
        assert cell.post(f"/de-nghi/{n.pk}/{ending}/").status_code == 404


# Copy


def test_rejected_line_is_copied_into_a_new_dossier_of_another_round_once(cell, w):
    n = nomination_at(w, S.REJECTED)
    later = a_round(w.commune, w.commune.authority, title="Đợt sau")
    page = url("copy_line", n.pk)
    response = cell.get(page)
    assert "Đợt sau: lập hồ sơ mới" in page_text(response) and "Bằng khen Tỉnh ủy năm 2026: lập hồ sơ mới" in page_text(
        response
    )
    data = {"target": f"moi-{later.pk}", "submission_key": str(uuid.uuid4())}
    for _ in range(2):
        assert cell.post(page, data).status_code == 302
    copy = Nomination.objects.get(round=later)
    assert (copy.state, copy.copied_from, copy.achievement, copy.votes_in_favor) == (S.DRAFT, n, n.achievement, None)
    assert Dossier.objects.filter(round=later).count() == 1
    bundle = copy.dossier
    second = nomination_at(w, S.WITHDRAWN)
    assert f"Đợt sau: thêm vào hồ sơ {bundle.code}" in page_text(cell.get(url("copy_line", second.pk)))
    cell.post(url("copy_line", second.pk), {"target": str(bundle.pk), "submission_key": str(uuid.uuid4())})
    assert bundle.nominations.count() == 2


def test_draft_of_a_closed_round_is_offered_for_copying(cell, w):
    n = draft(w)
    assert "Chép sang đợt khác" not in page_text(cell.get(url("nomination", n.pk)))
    close_round(w.round, actor=w.appraiser, at=w.at)
    assert "Chép sang đợt khác" in page_text(cell.get(url("nomination", n.pk)))
    data = {"target": f"moi-{w.upper_round.pk}", "submission_key": str(uuid.uuid4())}
    assert cell.post(url("copy_line", n.pk), data).status_code == 302


def test_appraiser_is_led_to_the_queue(client, w):
    n = nomination_at(w, S.SUBMITTED)
    client.force_login(w.appraiser)
    assert f"{url('queue')}?dong={n.pk}" in client.get(url("nomination", n.pk)).content.decode()
    client.force_login(w.chair)
    assert url("queue") not in client.get(url("nomination", n.pk)).content.decode()


def test_copy_says_when_no_round_is_open_and_refuses_to_guess(cell, w):
    n = nomination_at(w, S.REJECTED)
    response = cell.post(url("copy_line", n.pk), {"submission_key": str(uuid.uuid4())})
    assert response.status_code == 422 and "Hãy chọn đợt sẽ nhận bản chép." in page_text(response)
    for other in (w.upper_round, w.outside_round):
        close_round(other, actor=w.appraiser, at=w.at)
    assert "Chưa có đợt nào khác đang mở" in page_text(cell.get(url("copy_line", n.pk)))


# Lists


def names(response):
    """Return the names in a list, in order."""
    return [row.nominee.full_name for row in response.context["page"].object_list]


def test_search_needs_no_accents_and_stays_in_the_address(cell, w):
    bundle = dossier(w)
    for name in ("Lê Thị Ẩn", "Nguyễn Văn Ẩn", "Nguyễn Văn Bảy"):
        line(w, bundle, full_name=name)
    search = url("nominations")
    assert names(cell.get(search + "?q=nguyen+an")) == ["Nguyễn Văn Ẩn"]
    assert names(cell.get(search + "?q=ẨN")) == ["Lê Thị Ẩn", "Nguyễn Văn Ẩn"]
    assert 'value="nguyen an"' in cell.get(search + "?q=nguyen+an").content.decode()
    assert "Không tìm thấy đề nghị nào" in page_text(cell.get(search + "?q=khong+co+ai"))


def test_filters_narrow_and_a_mistyped_address_shows_everything(cell, w):
    made = of_each_state(w)
    line(w, dossier(w, w.upper_round), kind="collective", full_name="Hội Phụ nữ")
    search = url("nominations")
    assert len(names(cell.get(search))) == len(made) + 1
    assert names(cell.get(f"{search}?trang_thai=returned")) == [made[S.RETURNED].nominee.full_name]
    assert names(cell.get(f"{search}?dot={w.upper_round.pk}")) == ["Hội Phụ nữ"]
    assert names(cell.get(f"{search}?loai=collective")) == ["Hội Phụ nữ"]
    assert len(names(cell.get(f"{search}?don_vi={w.cell.pk}"))) == len(made) + 1
    assert len(names(cell.get(f"{search}?don_vi={w.sibling.pk}&trang_thai=xyz&trang=99"))) == len(made) + 1


def test_people_stand_in_the_order_of_their_given_names(cell, w):
    bundle = dossier(w)
    for name in ("Trần Văn Đức", "Lê Thị Bích Ân", "Nguyễn Văn Dũng", "Phạm Thị Anh"):
        line(w, bundle, full_name=name)
    assert names(cell.get(url("nominations"))) == ["Phạm Thị Anh", "Lê Thị Bích Ân", "Nguyễn Văn Dũng", "Trần Văn Đức"]


def test_list_is_paged_and_keeps_the_filters(cell, w):
    bundle = dossier(w)
    for _ in range(26):
        line(w, bundle)
    response = cell.get(url("nominations") + "?loai=individual")
    assert len(names(response)) == 25 and "Trang 1 trong 2" in page_text(response)
    assert "?loai=individual&amp;trang=2" in response.content.decode()
    assert len(names(cell.get(url("nominations") + "?loai=individual&trang=2"))) == 1


@pytest.mark.parametrize("page", ["nominations", "dossiers"])
def test_lists_have_the_same_number_of_queries_for_one_and_for_many(cell, w, page, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(15) as captured:
            assert cell.get(url(page)).status_code == 200
        return len(captured)

    nomination_at(w, S.RECOMMENDED)
    few = cost()
    for state in (S.DRAFT, S.RETURNED, S.SUBMITTED):
        nomination_at(w, state)
    assert cost() == few


def test_dossiers_say_how_their_lines_stand(cell, w):
    nomination_at(w, S.RETURNED)
    draft(w)
    text = page_text(cell.get(url("dossiers")))
    assert "1 trả lại" in text and "1 dự thảo" in text
    cell.force_login(w.appraiser)
    assert "Đồng chí không lập hồ sơ" in page_text(cell.get(url("dossiers")))


def test_inspector_finds_the_lines_of_units_below_and_only_reads(client, w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    client.force_login(w.inspector)
    assert names(client.get(url("nominations"))) == [n.nominee.full_name]
    text = page_text(client.get(url("nomination", n.pk)))
    assert "Lúc này đồng chí chỉ xem." in text and "Rút đề nghị" not in text
    assert client.post(url("act", n.pk, "decline"), {"note": "x"}).status_code == 403
