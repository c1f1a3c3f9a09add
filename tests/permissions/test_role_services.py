"""Giving and ending roles, new people, closing a unit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from accounts.models import User
from accounts.services import AlreadyCreated
from history.models import Entry
from organizations.models import UnitKind
from organizations.services import UnitChangeRefused
from permissions.models import RoleAssignment
from permissions.roles import Role
from permissions.rules import misfit, roles_for
from permissions.services import (
    AssignmentRefused,
    FirstRole,
    close_unit_with_roles,
    end_role,
    give_role,
    register_people,
    register_person,
    set_account_active,
)
from tests.factories import NOW, START, line, role, user
from workflows.engine import perform
from workflows.enums import Action

TODAY = NOW.date()


def give(w, who, which=Role.APPRAISER, **fields):
    return give_role(
        user=who, role=which, unit=w.commune, actor=w.administrator, at=NOW, **({"starts_on": TODAY} | fields)
    )


def test_the_same_role_is_not_given_twice_for_the_same_time(w):
    with pytest.raises(AssignmentRefused, match="đã giữ vai trò Cán bộ thẩm định"):
        give(w, w.appraiser)
    end_role(w.appraiser.assignments.get(), ends_on=TODAY, actor=w.administrator, at=NOW)
    with pytest.raises(AssignmentRefused):
        give(w, w.appraiser, starts_on=TODAY)
    assert give(w, w.appraiser, starts_on=TODAY + timedelta(days=1)).pk
    with pytest.raises(AssignmentRefused):
        give(w, w.appraiser, starts_on=START, ends_on=START)


def test_giving_and_ending_are_written_down_with_the_decision(w):
    held = give(w, w.secretary, decided_by="Quyết định 15-QĐ/ĐU")
    end_role(held, ends_on=TODAY, actor=w.administrator, at=NOW, ended_by="Quyết định 16-QĐ/ĐU")
    given, ended = Entry.objects.filter(subject_type="permissions.RoleAssignment", subject_id=held.pk).order_by("id")
    assert (given.verb, given.note, given.actor_name) == ("Giao vai trò", "Quyết định 15-QĐ/ĐU", "Hồ Minh Nhật")
    assert (ended.verb, ended.note, ended.data) == (
        "Thôi vai trò",
        "Quyết định 16-QĐ/ĐU",
        {"ends_on": TODAY.isoformat()},
    )


def test_a_role_is_not_ended_before_it_began_nor_a_second_time(w):
    held = w.appraiser.assignments.get()
    with pytest.raises(AssignmentRefused, match="sau hoặc đúng ngày giao"):
        end_role(held, ends_on=START - timedelta(days=1), actor=w.administrator, at=NOW)
    end_role(held, ends_on=TODAY - timedelta(days=2), actor=w.administrator, at=NOW)
    with pytest.raises(AssignmentRefused, match="đã thôi từ"):
        end_role(held, ends_on=TODAY, actor=w.administrator, at=NOW)


def test_the_last_administrator_stays_until_there_is_another(w):
    held = w.administrator.assignments.get()
    with pytest.raises(AssignmentRefused, match="người quản trị duy nhất"):
        end_role(held, ends_on=TODAY, actor=w.administrator, at=NOW)
    other = user("quantri-2")
    role(other, Role.ADMINISTRATOR, w.commune, ends_on=TODAY)
    with pytest.raises(AssignmentRefused):  # the other one leaves on the same day
        end_role(held, ends_on=TODAY, actor=w.administrator, at=NOW)
    role(user("quantri-tinh"), Role.ADMINISTRATOR, w.province)
    assert end_role(held, ends_on=TODAY, actor=w.administrator, at=NOW).ends_on == TODAY


def test_nobody_stops_themselves_or_the_only_administrator(w):
    with pytest.raises(AssignmentRefused, match="không tự ngừng"):
        set_account_active(w.administrator, False, actor=w.administrator, at=NOW, note="thử")
    with pytest.raises(AssignmentRefused, match="duy nhất"):
        set_account_active(w.administrator, False, actor=w.clerk, at=NOW, note="thử")
    assert User.objects.get(pk=w.administrator.pk).is_active


def first(w, which=Role.CELL_OFFICER, unit=None):
    return FirstRole(which, unit or w.cell, TODAY, "Bí thư")


def test_a_person_and_the_first_role_come_together_or_not_at_all(w):
    person, password = register_person(
        first_role=first(w), actor=w.administrator, at=NOW, full_name="Lê  Thị Bích Liên", submission_key="k"
    )
    assert (person.username, person.full_name, person.must_change_password) == (
        "lethibichlien",
        "Lê Thị Bích Liên",
        True,
    )
    assert person.check_password(password) and person.assignments.get().position_title == "Bí thư"
    with pytest.raises(AlreadyCreated) as again:
        register_person(
            first_role=first(w), actor=w.administrator, at=NOW, full_name="Lê Thị Bích Liên", submission_key="k"
        )
    assert again.value.user == person
    assert User.objects.filter(full_name="Lê Thị Bích Liên").count() == 1


def test_a_table_of_people_is_all_or_nothing(w):
    before = User.objects.count()
    rows = [
        ({"full_name": "Trần Văn Một", "username": "tranvanmot"}, first(w)),
        ({"full_name": "Trần Văn Hai", "username": "tranvanmot"}, first(w)),
    ]
    with pytest.raises(IntegrityError):
        register_people(rows, actor=w.administrator, at=NOW)
    assert User.objects.count() == before


def test_closing_a_unit_ends_its_roles_the_same_day(w):
    later = user("mai-moi-nhan")
    role(later, Role.CELL_OFFICER, w.cell, starts_on=TODAY + timedelta(days=5))
    assert close_unit_with_roles(w.cell, ends_on=TODAY, source="Nhập vào Chi bộ 2", actor=w.administrator, at=NOW) == 1
    held = RoleAssignment.objects.get(user=w.secretary)
    assert held.ends_on == TODAY and "Nhập vào Chi bộ 2" in held.ended_by
    assert not w.cell.versions.filter(ends_on=None).exists()


def test_a_unit_that_holds_lines_or_has_units_below_stays_open(w):
    draft = line(w)
    with pytest.raises(UnitChangeRefused, match="còn giữ 1 dòng"):
        close_unit_with_roles(w.cell, ends_on=TODAY, source="Giải thể", actor=w.administrator, at=NOW)
    perform(Action.WITHDRAW, nomination=draft, actor=w.secretary, at=NOW)
    assert close_unit_with_roles(w.cell, ends_on=TODAY, source="Giải thể", actor=w.administrator, at=NOW) == 1
    with pytest.raises(UnitChangeRefused, match="trực thuộc"):
        close_unit_with_roles(w.commune, ends_on=TODAY, source="Giải thể", actor=w.administrator, at=NOW)
    assert RoleAssignment.objects.get(user=w.appraiser).ends_on is None


def test_roles_fit_kinds_of_units(w):
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    assert roles_for(kinds["cell"]) == [Role.CELL_OFFICER, Role.INSPECTOR, Role.ADMINISTRATOR]
    assert Role.CELL_OFFICER not in roles_for(kinds["commune"]) and len(roles_for(kinds["commune"])) == 6
    assert "không có ban thường vụ" in misfit(Role.CHAIR, kinds["cell"])
    assert "không có cơ quan thẩm định" in misfit(Role.APPRAISER, kinds["mass_organization"])
    assert misfit(Role.INSPECTOR, kinds["province"]) is None
