"""Who may do what, on which day."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from organizations.services import close_unit
from permissions.access import account_hindrance, administered_units, area_of, can, check, forget, units_where, who_can
from permissions.exceptions import NotPermitted
from permissions.roles import GRANTS, Capability, Role
from permissions.services import end_role
from tests.factories import NOW, START, role, user

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "day", "held"),
    [
        (TODAY, None, TODAY, True), (TODAY, None, TODAY - timedelta(days=1), False), (TODAY, None, TODAY + timedelta(days=4000), True),
        (START, TODAY, TODAY, True), (START, TODAY, TODAY + timedelta(days=1), False), (START, TODAY, START, True),
        (START, TODAY, START - timedelta(days=1), False),
    ],
)  # fmt: skip
def test_a_role_holds_from_its_first_day_to_its_last(w, starts_on, ends_on, day, held):
    person = user("nguoimoi")
    role(person, Role.APPRAISER, w.commune, starts_on=starts_on, ends_on=ends_on)
    assert can(person, Capability.APPRAISE, w.commune, on=day) is held
    assert (person in who_can(Capability.APPRAISE, w.commune, on=day)) is held
    assert units_where(person, Capability.APPRAISE, on=day) == ({w.commune.pk} if held else set())


def test_a_role_gives_its_capabilities_at_its_unit_and_nowhere_else(w):
    for capability in Capability:
        assert can(w.appraiser, capability, w.commune, on=TODAY) is (capability in GRANTS[Role.APPRAISER])
        for other in (w.cell, w.province, w.other_commune, None):
            assert not can(w.appraiser, capability, other, on=TODAY)


def test_a_deactivated_user_a_visitor_and_a_superuser_have_nothing(w):
    chief = user("chief", is_superuser=True, is_staff=True)
    w.clerk.is_active = False
    w.clerk.save()
    for person in (chief, AnonymousUser(), w.clerk):
        forget(person) if person.pk else None
        assert not any(can(person, capability, w.commune, on=TODAY) for capability in Capability)
        with pytest.raises(NotPermitted):
            check(person, Capability.NUMBER_DECISIONS, w.commune, on=TODAY)
    assert not who_can(Capability.NUMBER_DECISIONS, w.commune, on=TODAY).exists()


def test_the_refusal_names_the_roles_that_would_do(w):
    with pytest.raises(NotPermitted) as refusal:
        check(w.secretary, Capability.APPRAISE, w.commune, on=TODAY)
    assert "Cán bộ thẩm định của Đảng bộ xã Tân Mỹ" in refusal.value.reason
    w.secretary.is_active = False
    with pytest.raises(NotPermitted, match="không còn hoạt động"):
        check(w.secretary, Capability.APPRAISE, w.commune, on=TODAY)


def test_what_is_remembered_of_a_person_is_dropped_when_a_role_ends(w):
    assert can(w.appraiser, Capability.APPRAISE, w.commune, on=TODAY)
    held = w.appraiser.assignments.get()
    held.user = w.appraiser
    end_role(held, ends_on=TODAY - timedelta(days=1), actor=None, at=NOW)
    forget(w.appraiser)
    assert not can(w.appraiser, Capability.APPRAISE, w.commune, on=TODAY)


def test_an_administrator_looks_after_the_unit_and_all_below_it(w):
    assert administered_units(w.administrator, TODAY) == {w.commune.pk, w.cell.pk, w.sibling.pk}
    above = user("quantri-tinh")
    role(above, Role.ADMINISTRATOR, w.province)
    everything = {unit.pk for unit in (w.province, w.commune, w.other_commune, w.cell, w.sibling, w.other_cell)}
    assert administered_units(above, TODAY) == everything


def test_a_closed_unit_stays_with_whom_it_stood_under(w):
    close_unit(w.cell, actor=None, at=NOW, ends_on=TODAY)
    assert w.cell.pk in administered_units(w.administrator, TODAY + timedelta(days=30))


@pytest.mark.parametrize("name", ["secretary", "appraiser", "clerk", "chair", "inspector", "province_appraiser"])
def test_nobody_else_has_an_area(w, name):
    with pytest.raises(NotPermitted, match="Quản trị"):
        area_of(getattr(w, name), TODAY)


def test_a_role_that_has_not_begun_or_has_ended_gives_no_area(w):
    later, former = user("mai-sau"), user("ngay-xua")
    role(later, Role.ADMINISTRATOR, w.commune, starts_on=TODAY + timedelta(days=1))
    role(former, Role.ADMINISTRATOR, w.commune, ends_on=TODAY - timedelta(days=1))
    for person in (later, former):
        with pytest.raises(NotPermitted):
            area_of(person, TODAY)
    assert area_of(later, TODAY + timedelta(days=1)).units


def test_only_who_has_everything_below_them_changes_rules_for_everybody(w):
    assert area_of(w.administrator, TODAY).is_general
    neighbour = user("quantri-hoalac")
    role(neighbour, Role.ADMINISTRATOR, w.other_commune, starts_on=TODAY)
    assert not area_of(w.administrator, TODAY).is_general
    assert not area_of(neighbour, TODAY).is_general
    assert area_of(w.administrator, TODAY - timedelta(days=1)).is_general
    neighbour.is_active = False
    neighbour.save()
    assert area_of(w.administrator, TODAY).is_general


def test_an_account_with_a_role_elsewhere_is_out_of_reach(w):
    area = area_of(w.administrator, TODAY)
    assert account_hindrance(area, w.secretary, on=TODAY) is None
    role(w.secretary, Role.INSPECTOR, w.province, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    assert "Đảng bộ tỉnh Bình An" in account_hindrance(area, w.secretary, on=TODAY)
    assert account_hindrance(area, w.secretary, on=date(2026, 7, 1)) is None
    role(w.secretary, Role.INSPECTOR, w.province, starts_on=date(2027, 1, 1))
    assert account_hindrance(area, w.secretary, on=date(2026, 7, 1))
