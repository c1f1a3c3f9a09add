"""The dated tree: names and superiors of every day, changes that make no sense refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.models import UnitDeletionError
from organizations.queries import superior_on, units_above, version_on
from organizations.rules import CircularTree, below, chain_above, overlaps
from organizations.services import UnitChangeRefused, change_unit, close_unit
from tests.factories import NOW, unit


def test_a_commune_moves_from_the_district_to_the_province(w):
    district = unit("district", "Đảng bộ huyện An Phú", w.province)
    change_unit(w.commune, actor=None, at=NOW, starts_on=date(2025, 8, 1), parent=district)
    change_unit(
        w.commune, actor=None, at=NOW, starts_on=date(2026, 1, 1), parent=w.province, name="Đảng bộ xã Tân Mỹ mới"
    )
    assert superior_on(w.commune, date(2025, 7, 15)) == w.province
    assert superior_on(w.commune, date(2025, 12, 31)) == district
    assert superior_on(w.commune, date(2026, 1, 1)) == w.province
    assert [u.name for u in units_above(w.cell, date(2025, 9, 1))] == [
        "Đảng bộ xã Tân Mỹ mới",
        "Đảng bộ huyện An Phú",
        "Đảng bộ tỉnh Bình An",
    ]
    assert version_on(w.commune, date(2025, 9, 1)).name == "Đảng bộ xã Tân Mỹ"
    assert version_on(w.commune, date(2026, 9, 1)).name == "Đảng bộ xã Tân Mỹ mới"


def test_a_unit_does_not_stand_under_itself(w):
    with pytest.raises(UnitChangeRefused, match="không thể trực thuộc"):
        change_unit(w.commune, actor=None, at=NOW, starts_on=date(2026, 1, 1), parent=w.cell)


def test_units_are_closed_from_below_and_never_deleted(w):
    with pytest.raises(UnitChangeRefused, match="còn đơn vị trực thuộc"):
        close_unit(w.commune, actor=None, at=NOW, ends_on=date(2026, 5, 1))
    closed = close_unit(w.cell, actor=None, at=NOW, ends_on=date(2026, 5, 1))
    assert superior_on(closed, date(2026, 5, 1)) == w.commune
    assert superior_on(closed, date(2026, 5, 2)) is None
    with pytest.raises(UnitDeletionError):
        closed.delete()


def test_a_change_in_the_past_of_the_current_version_is_refused(w):
    with pytest.raises(UnitChangeRefused, match="Hãy chọn ngày từ ngày đó"):
        change_unit(w.cell, actor=None, at=NOW, starts_on=date(2025, 6, 1), name="Chi bộ cũ")


def test_a_circle_is_found():
    with pytest.raises(CircularTree):
        chain_above(1, {1: 2, 2: 3, 3: 1})


@given(st.dictionaries(st.integers(2, 30), st.integers(1, 30), max_size=29))
def test_above_and_below_mirror_each_other(raw):
    parents = {1: None} | {child: min(parent, child - 1) for child, parent in raw.items()}
    parents |= dict.fromkeys(set(parents.values()) - set(parents) - {None})
    for child in parents:
        for parent in chain_above(child, parents):
            assert child in below(parent, parents)


def test_overlapping_periods_are_found():
    a, b, c = date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1)
    assert overlaps([(a, b), (b, None)])
    assert not overlaps([(c, None), (a, b)])
