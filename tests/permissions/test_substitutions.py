"""A role that is lent for some days: what it gives, what it never gives, who may lend it, and what is refused."""

from datetime import timedelta

import pytest

from history.models import Entry
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.grants import existing, expected, sync
from permissions.models import Substitution
from permissions.roles import GRANTS, LENDABLE, PERSONAL, Capability, Role
from permissions.services import end_role, set_account_active
from permissions.substitutions import Loan, LoanRefused, end_substitution, lend_role
from tests.factories import NOW, role, user

TODAY = NOW.date()
WEEK = TODAY + timedelta(days=6)


def the(person, which=None):
    """Return the role that a person holds, of several the one of this kind."""
    return person.assignments.get(role=which) if which else person.assignments.get()


def lend(assignment, substitute, *, actor=None, starts_on=TODAY, ends_on=WEEK, at=NOW, reason="Đi học"):
    """Lend a role, by its principal unless somebody else is named."""
    loan = Loan(assignment, substitute, starts_on, ends_on, reason, "Giấy ủy quyền số 3")
    return lend_role(loan, actor=actor or assignment.user, at=at)


@pytest.fixture
def deputy(w):
    """Return somebody with an account and no role."""
    return user("pho", "Lê Thị Thay")


def test_a_lent_role_works_like_the_principals_and_names_the_principal(w, deputy):
    lend(the(w.appraiser), deputy)
    held = access.check(deputy, Capability.APPRAISE, w.commune, on=TODAY)
    assert (held.pk, held.stands_for, held.on_behalf_of) == (the(w.appraiser).pk, w.appraiser, "Trần Văn Đức")
    assert held.lent_until == WEEK
    assert access.units_where(deputy, Capability.APPRAISE, on=TODAY) == {w.commune.pk}
    assert deputy in access.who_can(Capability.APPRAISE, w.commune, on=TODAY)
    own = access.check(w.appraiser, Capability.APPRAISE, w.commune, on=TODAY)
    assert (own.stands_for, own.on_behalf_of, own.lent_until) == (None, "", None)


@pytest.mark.parametrize(
    ("days", "holds"), [(-1, False), (0, True), (6, True), (7, False)], ids=["before", "first", "last", "after"]
)
def test_it_holds_from_its_first_day_to_its_last(w, deputy, days, holds):
    lend(the(w.appraiser), deputy)
    day = TODAY + timedelta(days=days)
    assert access.can(deputy, Capability.APPRAISE, w.commune, on=day) is holds
    sync(on=day)
    assert bool(existing(deputy)) is holds
    assert existing() == expected(day)


def test_it_ends_with_the_role_and_with_the_substitutes_account(w, deputy):
    lend(the(w.appraiser), deputy)
    end_role(the(w.appraiser), ends_on=TODAY - timedelta(days=1), actor=None, at=NOW)
    access.forget(deputy)
    assert access.assignments(deputy, TODAY) == []
    assert existing(deputy) == set()


def test_a_principal_whose_account_is_stopped_keeps_the_substitute(w, deputy):
    lend(the(w.appraiser), deputy)
    set_account_active(w.appraiser, False, actor=w.administrator, at=NOW, note="Nghỉ ốm dài ngày")
    access.forget(deputy)
    assert access.can(deputy, Capability.APPRAISE, w.commune, on=TODAY)
    assert existing() == expected(TODAY)
    set_account_active(deputy, False, actor=w.administrator, at=NOW, note="Nghỉ")
    assert existing(deputy) == set()
    assert access.assignments(deputy, TODAY) == []


def test_the_index_carries_lent_rights_and_loses_them_at_once(w, deputy):
    made = lend(the(w.clerk), deputy)
    codes = {capability.value for capability in GRANTS[Role.RECORDS_CLERK]}
    assert existing(deputy) == {(deputy.pk, str(w.commune.pk), code) for code in codes}
    assert existing() == expected(TODAY)
    end_substitution(made, actor=w.clerk, at=NOW + timedelta(hours=1))
    assert existing(deputy) == set()
    assert not access.can(deputy, Capability.NUMBER_DECISIONS, w.commune, on=TODAY)
    assert existing() == expected(TODAY)
    assert sync(on=TODAY) == 0


def test_what_is_personal_is_never_lent_whatever_the_row_says(w, deputy):
    """Also a row that no service would write gives no vote and no administration."""
    for assignment in (the(w.chair, Role.MEMBER), the(w.inspector), the(w.administrator)):
        Substitution.objects.create(
            assignment=assignment, substitute=deputy, starts_on=TODAY, ends_on=WEEK, reason="x", created_at=NOW
        )
    held = access.assignments(deputy, TODAY)
    assert len(held) == 3
    assert not any(access.capabilities_of(a) & PERSONAL for a in held)
    assert not any(access.can(deputy, capability, w.commune, on=TODAY) for capability in PERSONAL)
    assert not any(deputy in access.who_can(capability, w.commune, on=TODAY) for capability in PERSONAL)
    sync(on=TODAY)
    assert {code for _, _, code in existing(deputy)} == {Capability.VIEW.value}
    assert existing() == expected(TODAY)


@pytest.mark.parametrize("which", sorted(LENDABLE))
def test_the_lendable_roles_lose_nothing_when_they_are_lent(which):
    assert not GRANTS[which] & PERSONAL


def test_the_standing_deputy_chairs_and_does_not_vote(w, deputy):
    lend(the(w.chair, Role.CHAIR), deputy)
    assert access.can(deputy, Capability.CONDUCT_MEETING, w.commune, on=TODAY)
    assert not access.can(deputy, Capability.VOTE, w.commune, on=TODAY)


def test_own_roles_come_before_lent_ones_and_all_take_one_query(w, django_assert_num_queries):
    role(w.clerk, Role.APPRAISER, w.commune)
    for person, which in ((w.appraiser, None), (w.secretary, None), (w.chair, Role.CHAIR)):
        lend(the(person, which), w.clerk)
    with django_assert_num_queries(1):
        held = access.assignments(w.clerk, TODAY)
        fitting = access.holdings(w.clerk, Capability.APPRAISE, w.commune, on=TODAY)
        assert [a.on_behalf_of for a in fitting] == ["", "Trần Văn Đức"]
        assert {a.on_behalf_of for a in held} == {"", "Trần Văn Đức", "Nguyễn Thị Hạnh", "Võ Minh Khánh"}
        assert {a.unit.kind.code for a in held} == {"commune", "cell"}


def test_two_loans_of_one_role_in_different_weeks_do_not_double_it(w, deputy):
    lend(the(w.appraiser), deputy)
    lend(the(w.appraiser), deputy, starts_on=WEEK + timedelta(days=1), ends_on=WEEK + timedelta(days=9))
    assert len(access.assignments(deputy, TODAY)) == 1
    assert len(access.assignments(deputy, WEEK + timedelta(days=1))) == 1


def test_lending_and_ending_stand_in_the_history(w, deputy):
    made = lend(the(w.appraiser), deputy, actor=w.administrator)
    end_substitution(made, actor=deputy, at=NOW + timedelta(days=2), reason="Đồng chí Đức đã về")
    first, last = Entry.objects.filter(subject_type="permissions.Substitution").order_by("id")
    assert (first.verb, first.actor_name, first.note) == ("Ủy quyền", "Hồ Minh Nhật", "Đi học")
    assert first.subject_label == "Lê Thị Thay thay Trần Văn Đức"
    assert first.data["decided_by"] == "Giấy ủy quyền số 3"
    assert (last.verb, last.actor_name, last.on_behalf_of) == ("Chấm dứt ủy quyền", "Lê Thị Thay", "")
    made.refresh_from_db()
    assert (made.ends_on, made.ended_by_name) == (TODAY + timedelta(days=2), "Lê Thị Thay")
    assert made.in_force(TODAY + timedelta(days=1))
    assert not made.in_force(TODAY + timedelta(days=2))


def test_who_may_lend(w, deputy):
    for stranger in (deputy, w.clerk, w.chair, w.inspector):
        with pytest.raises(NotPermitted, match="người đang giữ vai trò hoặc người quản trị"):
            lend(the(w.appraiser), w.secretary, actor=stranger)
    far = user("quan-tri-khac")
    role(far, Role.ADMINISTRATOR, w.other_commune)
    with pytest.raises(NotPermitted):
        lend(the(w.appraiser), deputy, actor=far)
    assert lend(the(w.secretary), deputy, actor=w.administrator).created_by == w.administrator


def test_a_lent_role_is_not_passed_on(w, deputy):
    lend(the(w.appraiser), deputy)
    with pytest.raises(NotPermitted, match="không ủy quyền tiếp"):
        lend(the(w.appraiser), w.clerk, actor=deputy, starts_on=WEEK + timedelta(days=1), ends_on=WEEK + timedelta(9))


def test_no_chain_through_two_holders_of_one_role(w, deputy):
    second = role(user("td2", "Lý Thị Hai"), Role.APPRAISER, w.commune)
    third = role(user("td3", "Lý Thị Ba"), Role.APPRAISER, w.commune)
    lend(the(w.appraiser), second.user)
    with pytest.raises(LoanRefused, match="đang nhận ủy quyền cùng vai trò của đồng chí Trần Văn Đức"):
        lend(second, deputy)
    with pytest.raises(LoanRefused, match="đã ủy quyền cùng vai trò cho đồng chí Lý Thị Hai"):
        lend(third, w.appraiser)
    later = {"starts_on": WEEK + timedelta(days=1), "ends_on": WEEK + timedelta(days=3)}
    assert lend(second, deputy, **later).pk
    assert lend(third, w.appraiser, **later).pk


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"starts_on": TODAY - timedelta(days=1)}, "những ngày đã qua"),
        ({"ends_on": TODAY - timedelta(days=1)}, "phải sau hoặc đúng ngày bắt đầu"),
        ({"starts_on": WEEK, "ends_on": TODAY + timedelta(days=90)}, "hết vào ngày 01/6/2026"),
    ],
    ids=["past", "turned", "beyond-the-role"],
)
def test_days_that_are_refused(w, deputy, changed, sentence):
    assignment = role(user("td2"), Role.APPRAISER, w.commune, ends_on=TODAY + timedelta(days=28))
    with pytest.raises(LoanRefused, match=sentence):
        lend(assignment, deputy, **changed)


def test_a_loan_before_the_role_begins_is_refused(w, deputy):
    assignment = role(user("td2"), Role.APPRAISER, w.commune, starts_on=TODAY + timedelta(days=3))
    with pytest.raises(LoanRefused, match="bắt đầu từ ngày 07/5/2026"):
        lend(assignment, deputy)


def test_what_else_is_refused(w, deputy):
    with pytest.raises(LoanRefused, match="chính mình"):
        lend(the(w.appraiser), w.appraiser)
    with pytest.raises(LoanRefused, match="Phiếu biểu quyết là của riêng từng ủy viên"):
        lend(the(w.chair, Role.MEMBER), deputy)
    for person in (w.inspector, w.administrator):
        with pytest.raises(LoanRefused, match="không ủy quyền được"):
            lend(the(person), deputy)
    lend(the(w.appraiser), deputy)
    with pytest.raises(LoanRefused, match="đã ủy quyền cho đồng chí Lê Thị Thay"):
        lend(the(w.appraiser), w.clerk, starts_on=WEEK)
    deputy.is_active = False
    deputy.save()
    with pytest.raises(LoanRefused, match="đã ngừng"):
        lend(the(w.clerk), deputy)
    assert Substitution.objects.count() == 1


def test_an_ended_loan_makes_room_and_is_not_ended_twice(w, deputy):
    made = lend(the(w.appraiser), deputy)
    with pytest.raises(NotPermitted):
        end_substitution(made, actor=w.clerk, at=NOW)
    end_substitution(made, actor=w.appraiser, at=NOW)
    with pytest.raises(LoanRefused, match="đã hết hiệu lực"):
        end_substitution(made, actor=w.appraiser, at=NOW)
    assert lend(the(w.appraiser), w.clerk).pk


def test_a_loan_of_the_future_can_be_taken_back_before_it_begins(w, deputy):
    made = lend(the(w.appraiser), deputy, starts_on=WEEK, ends_on=WEEK + timedelta(days=3))
    end_substitution(made, actor=w.appraiser, at=NOW)
    assert not access.can(deputy, Capability.APPRAISE, w.commune, on=WEEK)
