"""Who was there: two phones, undoing, who came instead, and the day of conferral that follows."""

from datetime import timedelta

import pytest

from ceremonies.exceptions import CeremonyRefused
from ceremonies.queries import order_sha256, places_of
from ceremonies.services.attendance import Mark, MarkedElsewhere, mark
from ceremonies.services.ceremonies import cancel_ceremony
from ceremonies.services.places import PlaceFacts, save_place
from documents.models import DecisionLine
from history.models import Entry
from nominations.models import Award
from tests.ceremonies.hall import ON_THE_DAY, names, place_of, refreshed
from tests.factories import NOW
from workflows.exceptions import GuardFailed
from workflows.services.decisions.attendance import confer_from_attendance, from_attendance

pytestmark = pytest.mark.django_db


def written(w, place, presence, seen="unknown", at=ON_THE_DAY, **stand_in):
    """Press a button on a phone that showed `seen`."""
    return mark(place, Mark(presence, **stand_in), seen=seen, actor=w.clerk, at=at)


def test_two_phones_do_not_overwrite_what_they_did_not_see(hall):
    w, ceremony = hall
    place = place_of(ceremony, names(ceremony)[0])
    here = written(w, place, "present")
    assert (here.presence, here.presence_by_name, here.presence_at) == ("present", "Đỗ Thị Hằng", ON_THE_DAY)
    with pytest.raises(MarkedElsewhere, match="Đỗ Thị Hằng vừa ghi “Có mặt” lúc 08:00"):
        written(w, place, "absent")  # the second phone still shows nothing
    count = Entry.objects.count()
    assert written(w, place, "present").presence == "present"  # the same from both is no quarrel
    assert Entry.objects.count() == count
    assert written(w, place, "unknown", seen="present").presence == "unknown"  # undone


def test_a_stand_in_at_the_door_needs_a_name_and_moves_nobody(hall):
    w, ceremony = hall
    place = place_of(ceremony, names(ceremony)[1])
    with pytest.raises(CeremonyRefused, match="họ tên người nhận thay"):
        written(w, place, "stand_in")
    spots, version = [(p.group, p.spot) for p in places_of(ceremony)], ceremony.version
    there = written(w, place, "stand_in", stand_in_name="Lê Văn Nhận")
    assert (there.is_absent, there.stand_in_name) == (True, "Lê Văn Nhận")
    assert [(p.group, p.spot) for p in places_of(ceremony)] == spots and refreshed(ceremony).version == version


def test_attendance_opens_on_the_day_and_not_for_a_cancelled_ceremony(hall):
    w, ceremony = hall
    place = place_of(ceremony, names(ceremony)[0])
    with pytest.raises(CeremonyRefused, match="mở từ ngày làm lễ, 19/5/2026"):
        written(w, place, "present", at=NOW)
    before = order_sha256(ceremony)
    written(w, place, "present")
    assert order_sha256(refreshed(ceremony)) == before
    cancel_ceremony(ceremony, reason="Bão", actor=w.clerk, at=NOW)
    with pytest.raises(CeremonyRefused, match="không tổ chức"):
        written(w, place_of(ceremony, names(ceremony)[1]), "present")


def test_who_was_there_is_recorded_as_handed_over(hall):
    w, ceremony = hall
    first, second, third, fourth = (place_of(ceremony, name) for name in names(ceremony))
    save_place(second, PlaceFacts(is_absent=True, stand_in_name="Lê Văn Nhận"), actor=w.clerk, at=NOW)
    with pytest.raises(GuardFailed, match="chưa tới"):
        confer_from_attendance(ceremony, actor=w.clerk, at=NOW)
    written(w, first, "present")
    written(w, second, "stand_in")
    written(w, third, "absent")
    read = from_attendance(ceremony)
    assert [each.note for each in read.to_write] == ["", "Nhận thay: Lê Văn Nhận"]
    assert [place.pk for place in read.away] == [third.pk, fourth.pk]
    evening = ON_THE_DAY + timedelta(hours=9)
    assert all(result.is_changed for result in confer_from_attendance(ceremony, actor=w.clerk, at=evening))
    awards = list(Award.objects.filter(ceremony_places__ceremony=ceremony).order_by("ceremony_places__position"))
    day = ON_THE_DAY.date()
    assert [award.conferred_on for award in awards] == [day, day, None, None]
    assert awards[1].conferred_note == "Nhận thay: Lê Văn Nhận"
    # what is recorded in another way stays, and is named
    written(w, second, "present", seen="stand_in")
    again = from_attendance(ceremony)
    assert not again.to_write and [place.pk for place in again.differing] == [second.pk]
    assert confer_from_attendance(ceremony, actor=w.clerk, at=evening) == []
    assert DecisionLine.objects.filter(award__conferred_on=day).count() == 2
