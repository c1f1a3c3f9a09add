"""A ceremony from decisions that were really numbered: its order, hands in it, groups, and what goes with it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from ceremonies.enums import CeremonyState
from ceremonies.exceptions import CeremonyRefused, StaleOrder
from ceremonies.models import CeremonyPlace
from ceremonies.queries import order_sha256, places_of, stage_order
from ceremonies.services import ceremonies as acts
from ceremonies.services.places import PlaceFacts, break_before, drop_place, move_place, save_place, save_readings
from nominations.models import Award
from permissions.exceptions import NotPermitted
from tests.ceremonies.hall import ON_THE_DAY, a_ceremony, awards, names, place_of, refreshed, spots
from tests.clerks import approved_lines, draft, number
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_a_ceremony_takes_its_order_from_the_rules(hall):
    w, ceremony = hall
    assert [each.position for each in places_of(ceremony)] == [1, 2, 3, 4]
    assert names(ceremony)[0] == "Chi bộ ấp Tân Bình 1"  # collectives first
    assert spots(ceremony) == [(1, 1), (2, 1), (2, 2), (2, 3)]
    changed = acts.change_ceremony(
        ceremony,
        decisions=list(ceremony.decisions.all()),
        actor=w.clerk,
        at=NOW,
        expected_version=1,
        kind_order="individuals_first",
        within_order="given_name",
    )
    assert [name.split()[-1] for name in names(changed)] == ["Liên", "Ñuôl", "Ước", "1"]


def test_a_place_is_moved_and_two_windows_do_not_collide(hall):
    w, ceremony = hall
    order = names(ceremony)
    moved = move_place(place_of(ceremony, order[3]), 2, actor=w.clerk, at=NOW, expected_version=1)
    assert names(moved) == [order[0], order[3], order[1], order[2]]
    assert (moved.version, moved.is_hand_ordered) == (2, True)
    with pytest.raises(StaleOrder):
        move_place(place_of(ceremony, order[0]), 4, actor=w.clerk, at=NOW, expected_version=1)
    decision = ceremony.decisions.get()
    assert stage_order(decision) == list(places_of(moved).values_list("award", flat=True))
    again = acts.apply_rules(moved, actor=w.clerk, at=NOW, expected_version=2)
    assert names(again) == order and not again.is_hand_ordered


def test_moving_to_where_it_stands_changes_nothing(hall):
    w, ceremony = hall
    same = move_place(place_of(ceremony, names(ceremony)[0]), 0, actor=w.clerk, at=NOW, expected_version=1)
    assert same.version == 1 and not same.is_hand_ordered


def test_groups_are_broken_and_joined_by_hand(hall):
    w, ceremony = hall
    third = names(ceremony)[2]
    broken = break_before(place_of(ceremony, third), breaks=True, actor=w.clerk, at=NOW, expected_version=1)
    assert spots(broken) == [(1, 1), (2, 1), (3, 1), (3, 2)]
    # the break stays at its place in the row when who stood there leaves
    moved = move_place(place_of(ceremony, third), 1, actor=w.clerk, at=NOW, expected_version=2)
    assert [each.breaks_before for each in places_of(moved)] == [False, False, False, True]
    last = names(moved)[3]
    joined = break_before(place_of(ceremony, last), breaks=False, actor=w.clerk, at=NOW, expected_version=3)
    assert not joined.places.filter(breaks_before=True).exists()
    with pytest.raises(CeremonyRefused, match="không phải do ngắt tay"):
        break_before(place_of(ceremony, last), breaks=False, actor=w.clerk, at=NOW, expected_version=4)


def test_who_is_absent_without_a_stand_in_does_not_come_up(hall):
    w, ceremony = hall
    second = place_of(ceremony, names(ceremony)[1])
    before = order_sha256(ceremony)
    save_place(second, PlaceFacts(is_absent=True, absent_because="Đi công tác"), actor=w.clerk, at=NOW)
    assert spots(ceremony) == [(1, 1), (2, 0), (2, 1), (2, 2)] and order_sha256(refreshed(ceremony)) != before
    facts = PlaceFacts(
        is_absent=True, stand_in_name="Lê Văn Nhận", stand_in_position="Em trai", reading="Lê Thị Bích Liên"
    )
    save_place(second, facts, actor=w.clerk, at=NOW)
    assert spots(ceremony) == [(1, 1), (2, 1), (2, 2), (2, 3)]
    with pytest.raises(CeremonyRefused, match="báo vắng"):
        save_place(second, PlaceFacts(stand_in_name="Lê Văn Nhận"), actor=w.clerk, at=NOW)
    kept = acts.apply_rules(ceremony, actor=w.clerk, at=NOW, expected_version=refreshed(ceremony).version)
    place = place_of(kept, second.award.recipient_name)
    assert (place.stand_in_name, place.reading) == ("Lê Văn Nhận", "Lê Thị Bích Liên")
    save_place(place, PlaceFacts(reading=place.reading), actor=w.clerk, at=NOW)
    assert order_sha256(refreshed(ceremony)) != before  # the reading is printed
    version = refreshed(ceremony).version
    assert save_readings(ceremony, {place.pk: ""}, actor=w.clerk, at=NOW, expected_version=version) == 1
    assert order_sha256(refreshed(ceremony)) == before


def test_an_award_is_in_one_ceremony_only(hall):
    w, ceremony = hall
    decision = ceremony.decisions.get()
    with pytest.raises(CeremonyRefused, match="đã ở buổi lễ “Lễ trao năm 2026”"):
        a_ceremony(w, [decision])
    dropped = place_of(ceremony, names(ceremony)[3])
    award = dropped.award_id
    with pytest.raises(CeremonyRefused, match="lý do"):
        drop_place(dropped, reason=" ", actor=w.clerk, at=NOW, expected_version=1)
    drop_place(dropped, reason="Trao tại chi bộ", actor=w.clerk, at=NOW, expected_version=1)
    assert [each.position for each in places_of(ceremony)] == [1, 2, 3]
    assert stage_order(decision)[-1] == award  # it follows, so that its sheet is printed too
    second = a_ceremony(w, [decision], name="Trao tại chi bộ")
    assert [place.award_id for place in places_of(second)] == [award]
    acts.cancel_ceremony(ceremony, reason="Hoãn", actor=w.clerk, at=NOW)
    assert a_ceremony(w, [decision], name="Lễ khác").places.count() == 3
    with pytest.raises(CeremonyRefused, match="không tổ chức"):
        acts.apply_rules(ceremony, actor=w.clerk, at=NOW, expected_version=refreshed(ceremony).version)


def test_decisions_join_and_leave_without_moving_what_was_arranged(hall):
    w, ceremony = hall
    first = ceremony.decisions.get()
    move_place(place_of(ceremony, names(ceremony)[3]), 1, actor=w.clerk, at=NOW, expected_version=1)
    order = awards(ceremony)
    more = number(w, draft(w, nominations=approved_lines(w, 2, collective="Hội Phụ nữ")))
    facts = {"actor": w.clerk, "at": NOW}
    grown = acts.change_ceremony(ceremony, decisions=[first, more], expected_version=2, **facts)
    there = awards(grown)
    assert len(there) == 6 and [award for award in there if award in order] == order
    assert [each.position for each in places_of(grown)] == [1, 2, 3, 4, 5, 6]
    shrunk = acts.change_ceremony(grown, decisions=[more], expected_version=3, **facts)
    assert awards(shrunk) == [award for award in there if award not in order] and stage_order(first) is None
    with pytest.raises(CeremonyRefused, match="ít nhất một quyết định"):
        acts.change_ceremony(shrunk, decisions=[], expected_version=4, **facts)


def test_only_numbered_decisions_of_the_unit_by_its_clerk(hall):
    w, _ = hall
    unfinished = draft(w, nominations=approved_lines(w, 2, collective="Hội Phụ nữ"))
    with pytest.raises(CeremonyRefused, match="chưa được ghi số"):
        a_ceremony(w, [unfinished])
    numbered = number(w, unfinished)
    with pytest.raises(NotPermitted):
        a_ceremony(w, [numbered], actor=w.appraiser)
    with pytest.raises(CeremonyRefused, match="không phải của"):
        a_ceremony(w, [numbered], unit=w.province, actor=w.province_clerk)
    key = uuid4()
    assert a_ceremony(w, [numbered], submission_key=key) == a_ceremony(w, [numbered], submission_key=key)


def test_a_revoked_award_gets_no_place(hall):
    w, _ = hall
    numbered = number(w, draft(w, nominations=approved_lines(w, 3, collective="Hội Phụ nữ")))
    Award.objects.filter(pk=numbered.lines.first().award_id).update(state="revoked")
    assert a_ceremony(w, [numbered]).places.count() == 2


def test_a_ceremony_is_held_from_its_day_on_and_then_keeps_its_order(hall):
    w, ceremony = hall
    with pytest.raises(CeremonyRefused, match="chưa tới"):
        acts.hold_ceremony(ceremony, actor=w.clerk, at=NOW, expected_version=1)
    held = acts.hold_ceremony(ceremony, actor=w.clerk, at=ON_THE_DAY, expected_version=1)
    assert (held.state, held.held_at) == (CeremonyState.HELD, ON_THE_DAY)
    with pytest.raises(CeremonyRefused, match="không đổi nữa"):
        move_place(place_of(ceremony, names(ceremony)[0]), 3, actor=w.clerk, at=ON_THE_DAY, expected_version=2)


def test_what_papers_print_changes_the_hash_and_who_was_there_does_not(hall):
    _, ceremony = hall
    before = order_sha256(ceremony)
    CeremonyPlace.objects.filter(ceremony=ceremony).update(presence="present")
    ceremony.note = "Mượn loa của trường"
    assert order_sha256(ceremony) == before
    ceremony.starts_at = datetime(2026, 5, 19, 1, 30, tzinfo=UTC)
    assert order_sha256(ceremony) != before
