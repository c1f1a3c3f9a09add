"""Layouts: drafted, saved as versions, used; what is frozen stays, and two windows never overwrite each other."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection

from certificates.exceptions import ActRefused
from certificates.layout.standard import standard_spec
from certificates.models import FrozenLayout, Layout
from certificates.services import layouts as acts
from certificates.services.layout_starts import copy_layout, create_from_design
from history.models import AppendOnlyQuerySet, Entry
from permissions.exceptions import NotPermitted
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PLACE = {"form": "giay_khen", "kind": "individual"}


def made(w, name="Phôi đỏ A4", **more):
    values = {"unit": w.commune, **PLACE, "design": "trong_dong", "width_mm": 297.0, "height_mm": 210.0}
    return create_from_design(**values | {"name": name, "actor": w.clerk, "at": NOW} | more)


def used(w, layout):
    return acts.use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)


def moved(spec, key="signer", right=3.0):
    field = spec.field(key)
    return spec.with_field(replace(field, x=field.x + right))


def save(w, layout, spec, **more):
    values = {"spec": spec, "expected_version": layout.draft_version, "actor": w.clerk, "at": NOW}
    return acts.save_draft(layout, **values | more)


def test_a_new_layout_is_a_draft_that_nobody_prints_with(w):
    layout = made(w)
    assert acts.layout_in_use(w.commune, **PLACE) is None
    assert acts.newest_version(layout) is None
    assert acts.working_copy(layout)[0] == standard_spec("trong_dong", width_mm=297.0, height_mm=210.0)
    assert Entry.objects.filter(
        subject_id=layout.pk, verb="Tạo bố cục giấy khen", actor_name=w.clerk.full_name
    ).exists()


def test_the_same_press_makes_one_layout(w):
    key = uuid.uuid4()
    assert made(w, submission_key=key) == made(w, submission_key=key)


def test_use_saves_a_version_and_replaces_the_other_layout_of_the_place(w):
    first, second = made(w, "Một"), made(w, "Hai")
    elsewhere = used(w, made(w, "Tập thể", kind="collective"))
    used(w, first)
    used(w, second)
    first.refresh_from_db()
    assert not first.is_in_use
    assert Layout.objects.get(pk=elsewhere.pk).is_in_use
    frozen = acts.layout_in_use(w.commune, **PLACE)
    assert frozen == acts.newest_version(second).frozen
    assert acts.layout_in_use(w.other_commune, **PLACE) is None


def test_a_change_prints_only_after_it_was_saved_as_a_version(w):
    layout = used(w, made(w))
    before = acts.layout_in_use(w.commune, **PLACE)
    layout = save(w, layout, moved(acts.working_copy(layout)[0]))
    assert acts.layout_in_use(w.commune, **PLACE) == before
    version = acts.publish(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    assert version.number == 2
    assert acts.layout_in_use(w.commune, **PLACE) == version.frozen != before


def test_a_draft_equal_to_the_newest_version_adds_none(w):
    layout = used(w, made(w))
    layout = save(w, layout, acts.working_copy(layout)[0])
    assert acts.publish(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW).number == 1


def test_a_second_window_does_not_overwrite(w):
    layout = made(w)
    spec = acts.working_copy(layout)[0]
    late = Layout.objects.get(pk=layout.pk)
    save(w, layout, moved(spec))
    with pytest.raises(acts.DraftIsStale, match="ở một cửa sổ khác"):
        save(w, late, moved(spec, right=-5.0))
    with pytest.raises(acts.DraftIsStale):
        acts.use_layout(late, expected_version=late.draft_version, actor=w.clerk, at=NOW)
    assert acts.working_copy(Layout.objects.get(pk=layout.pk))[0] == moved(spec)


def test_discarding_goes_back_to_the_version_and_needs_one(w):
    layout = made(w)
    with pytest.raises(ActRefused, match="không có bản cũ"):
        acts.discard_draft(layout, expected_version=1, actor=w.clerk, at=NOW)
    layout = used(w, layout)
    spec = acts.working_copy(layout)[0]
    layout = save(w, layout, moved(spec))
    layout = acts.discard_draft(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    assert acts.working_copy(layout)[0] == spec


def test_freezing_is_by_content_and_happens_once(w):
    spec = standard_spec("hoa_sen")
    assert acts.freeze_layout(spec, None, NOW) == acts.freeze_layout(replace(spec), None, NOW)
    assert FrozenLayout.objects.filter(sha256=spec.sha256).count() == 1
    with pytest.raises(ActRefused, match="Hình nền"):
        acts.freeze_layout(replace(spec, ground=replace(spec.ground, kind="own", code="", sha256="a" * 64)), None, NOW)


def test_two_who_freeze_at_once_get_the_same_row(w, monkeypatch):
    first, really = acts.freeze_layout(standard_spec("hoa_sen"), None, NOW), AppendOnlyQuerySet.get
    asked = []

    def too_early(rows, *about, **more):
        asked.append(about)
        if len(asked) == 1:  # the other one writes between our look and our writing
            raise FrozenLayout.DoesNotExist
        return really(rows, *about, **more)

    monkeypatch.setattr(AppendOnlyQuerySet, "get", too_early)
    assert acts.freeze_layout(standard_spec("hoa_sen"), None, NOW) == first
    assert len(asked) == 2


def test_the_database_keeps_what_was_frozen(w):
    frozen = acts.freeze_layout(standard_spec("trang_nghiem"), None, NOW)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE certificates_frozenlayout SET spec = '{}' WHERE id = %s", [frozen.pk])


def test_putting_away_and_taking_out_again(w):
    layout = used(w, made(w))
    with pytest.raises(ActRefused, match="đang dùng"):
        acts.retire_layout(layout, actor=w.clerk, at=NOW)
    acts.stop_using(layout, actor=w.clerk, at=NOW)
    assert acts.layout_in_use(w.commune, **PLACE) is None
    assert acts.retire_layout(layout, actor=w.clerk, at=NOW).retired_at == NOW
    assert acts.restore_layout(layout, actor=w.clerk, at=NOW).retired_at is None
    assert used(w, layout).is_in_use


def test_a_copy_serves_another_place(w):
    layout = made(w)
    other = copy_layout(layout, form="bang_khen", kind="collective", name="Bằng khen", actor=w.clerk, at=NOW)
    assert (other.form, other.recipient_kind) == ("bang_khen", "collective")
    assert acts.working_copy(other) == acts.working_copy(layout)


@pytest.mark.parametrize(
    ("name", "said"), [("  ", "Chưa ghi tên"), ("Phôi đỏ A4", "đã có bố cục tên"), ("x" * 101, "dài quá")]
)
def test_names_are_refused_with_a_sentence(w, name, said):
    made(w)
    with pytest.raises(ActRefused, match=said):
        made(w, name)


@pytest.mark.parametrize("who", ["appraiser", "other_appraiser", "inspector", "administrator", "province_clerk"])
def test_only_the_units_records_clerk_changes_layouts(w, who):
    layout = made(w)
    with pytest.raises(NotPermitted):
        made(w, "Khác", actor=getattr(w, who))
    with pytest.raises(NotPermitted):
        save(w, layout, moved(acts.working_copy(layout)[0]), actor=getattr(w, who))
