"""The pages of standing in for one another: the list, lending, ending, and what other pages say of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from notices.models import Notice
from permissions.models import Substitution
from permissions.roles import Role
from permissions.substitutions import Loan, lend_role
from tests.factories import nomination_at, role, user
from tests.pages.office import page_text
from workflows.engine import perform
from workflows.enums import Action

LOANS = reverse("workflows:loans")


def typed(day):
    return f"{day.day}/{day.month}/{day.year}"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def appraiser(client, w):
    """A client signed in as the commune's appraiser."""
    client.force_login(w.appraiser)
    return client


def lend(w, today, person=None, substitute=None, days=6):
    held = (person or w.appraiser).assignments.exclude(role=Role.MEMBER).get()
    loan = Loan(held, substitute or w.clerk, today, today + timedelta(days=days), "Đi học")
    return lend_role(loan, actor=held.user, at=timezone.now())


def form_of(w, today, **more):
    days = {"starts_on": typed(today), "ends_on": typed(today + timedelta(days=6))}
    return {"person": w.clerk.pk, "username": "", "reason": "Đi công tác", "decided_by": "", **days, **more}


def test_the_page_is_empty_but_says_what_can_be_lent(appraiser, w):
    text = page_text(appraiser.get(LOANS))
    assert "Cán bộ thẩm định, Đảng bộ xã Tân Mỹ" in text
    assert "Chưa ai ủy quyền cho đồng chí." in text


def test_a_member_reads_that_a_vote_is_not_lent(client, w):
    client.force_login(w.members[2])
    text = page_text(client.get(LOANS))
    assert "Đồng chí không giữ vai trò nào ủy quyền được." in text
    assert "Phiếu biểu quyết của ủy viên là của riêng từng người" in text


def test_a_role_is_lent_told_and_shown_to_both(appraiser, client, w, today):
    page = reverse("workflows:lend_role", args=[w.appraiser.assignments.get().pk])
    opened = page_text(appraiser.get(page))
    assert "Tiếp nhận, thẩm định" in opened
    assert "Không gồm biểu quyết." in opened
    answer = appraiser.post(page, form_of(w, today), follow=True)
    assert answer.redirect_chain == [(LOANS, 302)]
    assert "Đồng chí Đỗ Thị Hằng được báo tin." in page_text(answer)
    made = Substitution.objects.get()
    assert (made.substitute, made.reason, made.created_by) == (w.clerk, "Đi công tác", w.appraiser)
    assert list(Notice.objects.values_list("user", "event")) == [(w.clerk.pk, "substituted")]
    client.force_login(w.clerk)
    text = page_text(client.get(LOANS))
    assert "Trần Văn Đức" in text
    assert "Đang thay đồng chí Trần Văn Đức, vai trò Cán bộ thẩm định, Đảng bộ xã Tân Mỹ, đến hết ngày" in text


def test_the_head_of_every_page_says_it_and_the_queue_opens(client, w, today):
    lend(w, today)
    client.force_login(w.clerk)
    for name in ("home", "decisions", "queue"):
        assert "Đang thay đồng chí Trần Văn Đức" in page_text(client.get(reverse(f"workflows:{name}")))
    client.force_login(w.chair)
    assert "Đang thay" not in page_text(client.get(reverse("workflows:home")))


def test_what_was_typed_stays_when_it_is_refused(appraiser, w, today):
    page = reverse("workflows:lend_role", args=[w.appraiser.assignments.get().pk])
    past = typed(today - timedelta(days=3))
    answer = appraiser.post(page, form_of(w, today, starts_on=past, reason="Nghỉ phép năm"))
    assert answer.status_code == 422
    assert "Ủy quyền không có hiệu lực cho những ngày đã qua." in page_text(answer)
    assert 'value="Nghỉ phép năm"' in answer.content.decode()
    empty = appraiser.post(page, {"username": ""})
    assert empty.status_code == 422
    for sentence in ("Hãy chọn người thay", "Hãy ghi lý do ủy quyền"):
        assert sentence in page_text(empty)
    assert not Substitution.objects.exists()


def test_somebody_of_another_office_is_found_by_user_name(appraiser, w, today):
    page = reverse("workflows:lend_role", args=[w.appraiser.assignments.get().pk])
    assert appraiser.post(page, form_of(w, today, person="", username="other-appraiser")).status_code == 302
    assert Substitution.objects.get().substitute == w.other_appraiser


def test_people_near_are_offered_and_others_are_not(appraiser, w):
    page = reverse("workflows:lend_role", args=[w.appraiser.assignments.get().pk])
    offered = set(appraiser.get(page).context["form"].fields["person"].queryset)
    assert {w.clerk, w.chair, w.secretary, w.province_appraiser} <= offered
    assert not {w.appraiser, w.other_appraiser, w.other_secretary} & offered


def test_the_substitute_and_the_principal_end_it_and_a_second_press_is_told(client, w, today):
    made = lend(w, today)
    page = reverse("workflows:loan_end", args=[made.pk])
    client.force_login(w.clerk)
    assert "kể từ lúc bấm" in page_text(client.get(page))
    assert client.post(page, {"reason": "Đã về"}).status_code == 302
    assert "Đang thay" not in page_text(client.get(LOANS))
    assert "Đồng chí Đỗ Thị Hằng chấm dứt" in page_text(client.get(LOANS))
    again = client.post(page, {"reason": ""})
    assert again.status_code == 422
    assert "đã hết hiệu lực" in page_text(again)


def test_strangers_do_not_know_of_it(client, w, today):
    made = lend(w, today)
    client.force_login(w.chair)
    assert client.get(reverse("workflows:loan_end", args=[made.pk])).status_code == 404
    assert client.get(reverse("workflows:lend_role", args=[made.assignment_id])).status_code == 404


def test_the_administrator_lends_and_sees_it_at_the_person_and_at_the_unit(client, w, today):
    client.force_login(w.administrator)
    held = w.secretary.assignments.get()
    answer = client.post(
        reverse("workflows:lend_role", args=[held.pk]), form_of(w, today, person=w.sibling_secretary.pk), follow=True
    )
    person = reverse("permissions:person", args=[w.secretary.pk])
    assert answer.redirect_chain == [(person, 302)]
    told = set(Notice.objects.values_list("user", flat=True))
    assert told == {w.secretary.pk, w.sibling_secretary.pk}
    for page in (person, reverse("permissions:unit", args=[w.cell.pk])):
        text = page_text(client.get(page))
        assert "Dương Thị Oanh thay Nguyễn Thị Hạnh" in text
    substitute = page_text(client.get(reverse("permissions:person", args=[w.sibling_secretary.pk])))
    assert "Dương Thị Oanh thay Nguyễn Thị Hạnh" in substitute
    assert "Ủy quyền: Dương Thị Oanh thay Nguyễn Thị Hạnh" in substitute


def test_the_history_of_a_line_says_for_whom(client, w, today):
    made = nomination_at(w, S.SUBMITTED)
    lend(w, today)
    perform(Action.RECEIVE, nomination=made, actor=w.clerk, at=timezone.now())
    client.force_login(w.chair)
    text = page_text(client.get(reverse("workflows:nomination", args=[made.pk])))
    assert "Đồng chí Đỗ Thị Hằng, theo ủy quyền của đồng chí Trần Văn Đức, Cán bộ thẩm định" in text


def test_the_page_of_an_act_asks_in_which_role_where_two_fit(client, w, today):
    colleague = role(user("td2", "Lý Thị Hai"), Role.APPRAISER, w.commune).user
    lent = lend(w, today, substitute=colleague).assignment
    made = nomination_at(w, S.UNDER_APPRAISAL)
    client.force_login(colleague)
    page = reverse("workflows:act", args=[made.pk, "recommend"])
    text = page_text(client.get(page))
    assert "Cán bộ thẩm định, Đảng bộ xã Tân Mỹ, thay đồng chí Trần Văn Đức" in text
    client.post(page, {"note": "Rõ.", "acting_as": lent.pk, "version": made.version})
    assert made.records.latest("sequence").on_behalf_of == "Trần Văn Đức"


def test_the_list_asks_as_often_for_three_loans_as_for_one(client, w, today):
    lend(w, today)
    client.force_login(w.clerk)
    with CaptureQueriesContext(connection) as one:
        client.get(LOANS)
    for person in (w.secretary, w.sibling_secretary):
        lend(w, today, person)
    with CaptureQueriesContext(connection) as three:
        client.get(LOANS)
    assert len(three) == len(one)
