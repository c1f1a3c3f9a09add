"""The rows that viewflow reads are an index of the roles, no more and no less."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from guardian.models import GroupObjectPermission, UserObjectPermission

from accounts.models import User
from organizations.models import Unit
from permissions.grants import ensure_permissions, existing, expected, sync
from permissions.roles import CAPABILITY_LABELS, GRANTS, ROLE_DESCRIPTIONS, Capability, Role, roles_with
from permissions.services import end_role, set_account_active
from tests.factories import NOW, role, user

TODAY = NOW.date()


def test_the_index_equals_the_roles_of_the_day(w):
    assert existing() == expected(TODAY)
    assert (w.clerk.pk, str(w.commune.pk), "number_decisions") in existing()
    assert not any(
        unit_id == str(w.cell.pk) and code not in ("nominate", "view_nominations", "keep_rolls")
        for _, unit_id, code in existing()
    )


def test_ending_a_role_and_stopping_an_account_take_the_rows_away(w):
    end_role(w.appraiser.assignments.get(), ends_on=TODAY - timedelta(days=1), actor=None, at=NOW)
    assert existing(w.appraiser) == set()
    set_account_active(w.clerk, False, actor=w.administrator, at=NOW, note="Nghỉ hưu")
    assert existing(w.clerk) == set()
    assert existing() == expected(TODAY)
    set_account_active(w.clerk, True, actor=w.administrator, at=NOW, note="Trở lại")
    assert existing(w.clerk) == expected(TODAY, w.clerk) != set()


def test_a_role_of_tomorrow_enters_the_index_tomorrow(w):
    newcomer = user("ngay-mai")
    role(newcomer, Role.APPRAISER, w.commune, starts_on=TODAY + timedelta(days=1))
    assert existing(newcomer) == set()
    assert sync(on=TODAY + timedelta(days=1)) == len(GRANTS[Role.APPRAISER])
    assert existing(newcomer) == {
        (newcomer.pk, str(w.commune.pk), capability.value) for capability in GRANTS[Role.APPRAISER]
    }


def test_two_roles_that_share_a_capability_lose_it_with_the_second(w):
    role(w.chair, Role.INSPECTOR, w.commune)
    for held in w.chair.assignments.exclude(role=Role.INSPECTOR):
        end_role(held, ends_on=TODAY - timedelta(days=1), actor=None, at=NOW)
    assert existing(w.chair) == {(w.chair.pk, str(w.commune.pk), code) for code in ("view_nominations", "inspect_all")}


def test_sync_mends_what_was_changed_by_hand_and_then_has_nothing_to_do(w):
    UserObjectPermission.objects.assign_perm("vote", w.secretary, obj=w.commune)
    UserObjectPermission.objects.filter(user=w.clerk).delete()
    assert sync(on=TODAY) == 1 + len(GRANTS[Role.RECORDS_CLERK])
    assert existing() == expected(TODAY)
    assert sync(on=TODAY) == 0


def test_no_right_is_granted_for_all_units_at_once(w):
    names = [capability.value for capability in Capability]
    ours = Permission.objects.filter(codename__in=names)
    assert ours.count() == len(names)
    assert not User.objects.filter(user_permissions__in=ours).exists()
    assert not Group.objects.filter(permissions__in=ours).exists()
    assert not GroupObjectPermission.objects.exists()
    on_units = ContentType.objects.get_for_model(Unit)
    assert not UserObjectPermission.objects.exclude(content_type=on_units).exists()


def test_permissions_are_made_once_and_called_what_the_page_of_roles_calls_them(w):
    def rows():
        return list(
            Permission.objects.filter(content_type__app_label="organizations")
            .order_by("pk")
            .values_list("pk", "codename", "name")
        )

    before = rows()
    ensure_permissions()
    ensure_permissions()
    assert rows() == before
    assert {code: name for _, code, name in before}["vote"] == CAPABILITY_LABELS[Capability.VOTE]


@pytest.mark.parametrize("capability", list(Capability))
def test_every_capability_has_a_name_and_belongs_to_a_role(capability):
    assert roles_with(capability)
    assert CAPABILITY_LABELS[capability][0].isupper()
    assert capability.permission == f"organizations.{capability.value}"


def test_every_role_is_described_and_the_administrator_touches_no_nomination():
    assert set(ROLE_DESCRIPTIONS) == set(GRANTS) == set(Role)
    assert GRANTS[Role.ADMINISTRATOR] == {Capability.ADMINISTER}
    assert not GRANTS[Role.INSPECTOR] - {Capability.VIEW, Capability.INSPECT}
