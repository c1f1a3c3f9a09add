"""The pages of rounds: opening, changing, closing, more time, quotas, and who reads which page."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from history.models import Entry
from nominations.enums import NominationState as S
from nominations.enums import RoundState
from nominations.models import Nomination, Round
from organizations.models import AwardingAuthority
from permissions.roles import Role
from tests.factories import a_round, line, nomination_at, role
from tests.pages.office import count_queries, page_text
from tests.pages.rounds import extension, later, own, url
from workflows.views import rounds as pages

ROUNDS, NEW = reverse("workflows:rounds"), reverse("workflows:round_new")


@pytest.fixture
def office(client, w):
    """A client signed in as the commune's appraiser, who may run rounds."""
    client.force_login(w.appraiser)
    return client


def typed(w, **more):
    """Return what the form of a round sends."""
    return {
        "unit": w.commune.pk,
        "submission_key": uuid.uuid4(),
        "title": "Khen thưởng đột xuất phòng, chống bão",
        "kind": "ad_hoc",
        "period_label": "năm 2026",
        "period_from": "",
        "period_to": "",
        "authority": w.commune.authority.pk,
        "offers": ["collective:giay_khen", "individual:giay_khen"],
        "deadline_day": later(),
        "deadline_hour": "16h30",
        "citation": "Đã có thành tích xuất sắc trong phòng, chống bão số 3",
        "bases": "Chỉ thị số 05-CT/TW\n\n  Kết luận  số 01-KL/TW ",
    } | more


# Opening


def test_form_offers_usual_words_and_what_the_level_may_give(office, w):
    html = office.get(NEW).content.decode()
    year = timezone.localdate().year
    assert f"Khen thưởng học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm {year}" in html
    assert (
        f"Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm {year}"
        in html
    )
    assert 'value="17:00"' in html and "Chỉ thị số 05-CT/TW của Bộ Chính trị khóa XII" in html
    assert re.findall(r'value="(\w+:\w+)"[^>]*checked', html) == ["collective:giay_khen", "individual:giay_khen"]
    assert re.search(rf'<option value="{w.commune.authority.pk}" selected>', html)


def test_opening_a_round_shows_it_to_office_and_cells(office, w):
    response = office.post(NEW, typed(w))
    made = Round.objects.latest("id")
    assert response.url == url("round", made)
    assert (made.unit, made.authority, made.kind) == (w.commune, w.commune.authority, "ad_hoc")
    assert timezone.localtime(made.deadline).strftime("%H:%M") == "16:30"
    assert [basis.text for basis in made.bases.all()] == ["Chỉ thị số 05-CT/TW", "Kết luận số 01-KL/TW"]
    assert sorted(made.forms.values_list("recipient_kind", "form")) == [
        ("collective", "giay_khen"),
        ("individual", "giay_khen"),
    ]
    assert "Khen thưởng đột xuất phòng, chống bão" in page_text(office.get(ROUNDS))
    office.force_login(w.secretary)
    assert "Khen thưởng đột xuất phòng, chống bão" in page_text(office.get(ROUNDS))


def test_pressing_twice_opens_one_round(office, w):
    same = typed(w)
    before = Round.objects.count()
    assert office.post(NEW, same).url == office.post(NEW, same).url
    assert Round.objects.count() == before + 1


def test_a_form_that_the_level_may_not_give_is_refused_and_everything_stays(office, w):
    response = office.post(NEW, typed(w, offers=["collective:bang_khen"], title="Bằng khen của xã"))
    text = page_text(response)
    assert response.status_code == 422
    assert "Ban Thường vụ Đảng ủy xã Tân Mỹ không có thẩm quyền tặng Bằng khen cho tập thể" in text
    assert "hãy chọn hình thức khác hoặc cơ quan quyết định ở cấp cao hơn" in text
    assert "Bằng khen của xã" in text and 'value="16h30"' in response.content.decode()
    assert not Round.objects.filter(title="Bằng khen của xã").exists()


def test_a_higher_authority_may_give_the_form(office, w):
    office.post(
        NEW, typed(w, authority=w.province.authority.pk, offers=["collective:bang_khen"], title="Bằng khen của tỉnh")
    )
    assert Round.objects.get(title="Bằng khen của tỉnh").authority == w.province.authority


@pytest.mark.parametrize(("wrong", "said"), [
    ({"title": ""}, "Chưa ghi tên đợt"), ({"offers": []}, "Chưa chọn hình thức nào"), ({"authority": ""}, "Chưa chọn cơ quan"),
    ({"deadline_day": ""}, "Chưa ghi hạn trình, ngày"), ({"deadline_day": "30.02.2027"}, "Không có ngày 30/2/2027"),
    ({"deadline_hour": "5 giờ chiều"}, "Giờ chưa đúng"), ({"deadline_day": "01/01/2020"}, "Hạn trình phải sau thời điểm này"),
    ({"period_from": "31/12/2026", "period_to": "01/01/2026"}, "Ngày cuối của thời gian xét phải sau"),
    ({"bases": "x" * 501}, "Có căn cứ dài hơn 500 ký tự"),
])  # fmt: skip
def test_what_is_wrong_is_said_beside_what_was_typed(office, w, wrong, said):
    before = Round.objects.count()
    response = office.post(NEW, typed(w) | wrong)
    assert response.status_code == 422 and said in page_text(response) and "Lỗi:" in response.content.decode()
    assert "Đã có thành tích xuất sắc trong phòng, chống bão số 3" in response.content.decode()
    assert Round.objects.count() == before


@pytest.mark.parametrize(
    ("hour", "meant"), [("17", "17:00"), ("7h", "07:00"), ("17 giờ 05", "17:05"), ("9.15", "09:15"), ("17:00", "17:00")]
)
def test_hours_are_read_as_people_type_them(office, w, hour, meant):
    office.post(NEW, typed(w, deadline_hour=hour))
    assert timezone.localtime(Round.objects.latest("id").deadline).strftime("%H:%M") == meant


def test_only_active_authorities_are_offered(office, w):
    AwardingAuthority.objects.filter(pk=w.province.authority.pk).update(is_active=False)
    assert "Ban Thường vụ Tỉnh ủy tỉnh Bình An" not in office.get(NEW).content.decode()
    assert office.post(NEW, typed(w, authority=w.province.authority.pk)).status_code == 422


def test_nobody_opens_a_round_for_a_unit_of_others(office, w):
    before = Round.objects.count()
    assert office.post(NEW, typed(w, unit=w.other_commune.pk)).status_code == 422
    assert Round.objects.count() == before


# Changing and closing


def test_changing_a_round_keeps_a_record(office, w, opened):
    page = office.get(url("round_edit", opened)).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert office.post(url("round_edit", opened), typed(w, seen=seen, title="Tên mới của đợt")).status_code == 302
    opened.refresh_from_db()
    assert (
        opened.title == "Tên mới của đợt"
        and Entry.objects.filter(verb="Sửa đợt khen thưởng", subject_id=opened.pk).exists()
    )


def test_a_stale_form_changes_nothing_and_keeps_the_text(office, w, opened):
    seen = re.search(r'name="seen" value="(\w+)"', office.get(url("round_edit", opened)).content.decode())[1]
    Round.objects.filter(pk=opened.pk).update(title="Người khác vừa sửa")
    response = office.post(url("round_edit", opened), typed(w, seen=seen, title="Tên của tôi"))
    assert response.status_code == 422 and "vừa được sửa ở một trang hoặc máy khác" in page_text(response)
    assert "Tên của tôi" in response.content.decode()
    opened.refresh_from_db()
    assert opened.title == "Người khác vừa sửa"


def test_forms_stay_once_lines_exist(office, w, opened):
    line(w)
    seen = re.search(r'name="seen" value="(\w+)"', office.get(url("round_edit", opened)).content.decode())[1]
    response = office.post(url("round_edit", opened), typed(w, seen=seen, offers=["collective:giay_khen"]))
    assert response.status_code == 422 and "không bỏ hình thức đã mở được nữa" in page_text(response)


def test_closing_says_what_it_means_and_ends_changes(office, w, opened):
    nomination_at(w, S.SUBMITTED)
    confirm = page_text(office.get(url("round_close", opened)))
    assert "1 dòng đã trình vẫn được thẩm định" in confirm and "không mở lại được" in confirm
    opened.refresh_from_db()
    assert opened.state == "open"
    office.post(url("round_close", opened))
    opened.refresh_from_db()
    assert opened.state == "closed"
    again = office.post(url("round_close", opened))
    assert again.status_code == 409 and "đã đóng từ trước" in page_text(again)
    text = page_text(office.get(url("round", opened)))
    assert "Đã đóng" in text and "Sửa đợt" not in text and "Đóng đợt" not in text
    for name, sent in (("round_edit", typed(w)), ("round_extend", {}), ("round_quotas", {"chung": 1})):
        assert office.post(url(name, opened), sent).status_code == 422


# Reading


def test_the_office_sees_which_units_have_answered_and_no_drafts(office, w, opened):
    nomination_at(w, S.SUBMITTED), nomination_at(w, S.RETURNED), nomination_at(w, S.DRAFT)
    text = page_text(office.get(url("round", opened)))
    assert "1/2 đơn vị đã trình, tất cả 2 dòng" in text
    assert re.search(r"Chi bộ ấp Tân Bình 1 2 1 1 .*Chi bộ ấp Tân Bình 2 Chưa trình Cộng 2 1 1 0 0 0", text)


def test_members_and_inspectors_read_but_change_nothing(client, w, opened):
    for who in (w.members[1], w.chair, w.inspector):
        client.force_login(who)
        text = page_text(client.get(url("round", opened)))
        assert "Tình hình đề nghị" in text and "Sửa đợt" not in text
        for name in ("round_edit", "round_close", "round_extend", "round_quotas"):
            for response in (client.get(url(name, opened)), client.post(url(name, opened), typed(w))):
                assert response.status_code == 403 and "Cán bộ thẩm định" in page_text(response)
        assert client.get(NEW).status_code == 403 and client.post(NEW, typed(w)).status_code == 403
    opened.refresh_from_db()
    assert opened.state == "open" and opened.title == w.round.title


def test_the_records_clerk_runs_rounds_too(client, w, opened):
    client.force_login(w.clerk)
    assert client.post(url("round_extend", opened), extension(w)).status_code == 302


def test_a_cell_is_led_to_the_page_written_for_cells(client, w, opened):
    client.force_login(w.secretary)
    response = client.get(url("round", opened))
    assert response.url == reverse("workflows:round_for_unit", args=[opened.pk])
    assert client.get(url("round_edit", opened)).status_code == 403
    assert response.url in client.get(ROUNDS).content.decode()


def test_somebody_of_both_is_shown_the_way_to_the_cells_page(office, w, opened):
    role(w.appraiser, Role.CELL_OFFICER, w.cell)
    assert reverse("workflows:round_for_unit", args=[opened.pk]) in office.get(url("round", opened)).content.decode()


@pytest.mark.parametrize("name", ["round", "round_edit", "round_close", "round_extend", "round_quotas"])
def test_rounds_of_other_committees_do_not_exist(client, w, opened, name):
    for who in (w.other_appraiser, w.other_secretary, w.administrator):
        client.force_login(who)
        assert client.get(url(name, opened)).status_code == 404
        assert client.post(url(name, opened), typed(w)).status_code in (404, 405)
    client.force_login(w.other_appraiser)
    assert opened.title not in page_text(client.get(ROUNDS))


def test_lists_have_a_fixed_number_of_queries(office, w, opened, django_assert_max_num_queries):
    def both():
        return [count_queries(django_assert_max_num_queries, office, page) for page in (ROUNDS, url("round", opened))]

    nomination_at(w, S.SUBMITTED)
    first = both()
    for _ in range(3):
        office.post(NEW, typed(w))
    nomination_at(w, S.SUBMITTED), nomination_at(w, S.RECOMMENDED)
    office.post(url("round_extend", opened), extension(w))
    office.post(url("round_extend", opened), extension(w, unit=w.sibling.pk))
    office.post(url("round_quotas", opened), own(w))
    assert both() == first


def test_rounds_that_are_over_come_page_by_page_with_their_counts(office, w, opened, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    for days in range(3):
        old = a_round(w.commune, w.commune.authority, title=f"Đợt cũ {days}")
        deadline = opened.deadline - timedelta(days=100 + days)
        Round.objects.filter(pk=old.pk).update(state=RoundState.DECIDED, closed_at=deadline, deadline=deadline)
    moved = [nomination_at(w, state).pk for state in (S.ISSUED, S.WITHDRAWN, S.RECOMMENDED)]
    nomination_at(w, S.SUBMITTED)
    Nomination.objects.filter(pk__in=moved).update(round=Round.objects.get(title="Đợt cũ 1"))
    first, second = (page_text(office.get(ROUNDS, {"trang": number})) for number in (1, 2))
    assert opened.title in first and opened.title in second and "1 dòng 1 dòng đang xử lý" in first
    assert "Đợt cũ 0" in first and "Đợt cũ 1" in first and "Đợt cũ 2" not in first
    assert "Đợt cũ 2" in second and "Đợt cũ 0" not in second
    over = [item["round"] for item in office.get(ROUNDS).context["others"]]
    assert [(round.line_count, round.open_count, round.granted_count) for round in over] == [(0, 0, 0), (2, 1, 1)]


def test_a_superior_office_does_not_run_the_rounds_below(client, w, opened):
    client.force_login(w.province_appraiser)
    assert client.get(url("round", opened)).status_code == 404


def test_how_lines_are_judged_is_set_with_the_round_and_changed_later(office, w):
    answer = office.get(NEW)
    assert "Số phiếu thẩm định cần có cho mỗi dòng" in page_text(answer)
    office.post(NEW, typed(w, deadline_day=later(), deadline_hour="17:00", appraisers_needed="2", posting_days="5", is_personnel="on"))  # fmt: skip
    made = Round.objects.latest("id")
    assert (made.appraisers_needed, made.posting_days, made.is_personnel, made.bars_own_proposals) == (
        2,
        5,
        True,
        False,
    )
    edit = office.get(url("round_edit", made))
    values = {name: "" if value is None else value for name, value in edit.context["form"].initial.items()}
    values |= {"posting_days": "", "bars_own_proposals": "on", "is_personnel": ""}
    values |= {"deadline_day": later(), "deadline_hour": "17:00", "period_from": "", "period_to": ""}
    assert office.post(url("round_edit", made), values).status_code == 302
    made.refresh_from_db()
    assert (made.appraisers_needed, made.posting_days, made.is_personnel, made.bars_own_proposals) == (
        2,
        0,
        False,
        True,
    )
    assert Entry.objects.filter(verb="Sửa đợt khen thưởng").latest("id").data == {
        "is_personnel": [True, False],
        "bars_own_proposals": [False, True],
        "posting_days": [5, 0],
    }
    shown = page_text(office.get(url("round", made)))
    assert "2 phiếu thẩm định" in shown
    assert "không thẩm định và không biểu quyết dòng đó" in shown


def test_a_wrong_number_of_sheets_is_told_at_its_box(office, w):
    answer = office.post(NEW, typed(w, deadline_day=later(), deadline_hour="17:00", appraisers_needed="nhiều"))
    assert answer.status_code == 422
    assert "Ô này phải là một số từ 0 đến 9, ví dụ 2." in page_text(answer)
    assert 'value="nhiều"' in answer.content.decode()
