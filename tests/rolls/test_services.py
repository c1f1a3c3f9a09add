"""What is done to the rolls, by whom, and what is written down about it."""

from datetime import date, timedelta

import pytest

from history.models import Entry
from organizations.models import UnitSuccession
from organizations.queries import ancestry
from organizations.services import UnitChangeRefused, record_succession
from permissions.exceptions import NotPermitted
from rolls.exceptions import RollRefused
from rolls.models import Collective, NotTheSame, Person, RollEntry, YearlyRating
from rolls.queries import check_keeper, keepable_units, may_discipline, roll_of
from rolls.services import (
    change_entry,
    fingerprint,
    merge_people,
    put_on_roll,
    record_discipline,
    record_rating,
    say_not_the_same,
    strike_discipline,
    take_off_roll,
)
from tests.factories import NOW, START, unit
from tests.vietnamese.hard_names import WHOLE

TODAY = NOW.date()
BORN = date(1970, 3, 5)


def put(w, name="Nguyễn Văn Hùng", where=None, by=None, position="", choice=None, **known) -> RollEntry:
    return put_on_roll(
        unit=where or w.cell,
        kind="individual",
        facts={"full_name": name, **known},
        position=position,
        actor=by or w.secretary,
        at=NOW,
        **(choice or {}),
    )


def put_collective(w, name, where=None, by=None, **known) -> RollEntry:
    return put_on_roll(
        unit=where or w.commune, kind="collective", facts={"name": name, **known}, actor=by or w.appraiser, at=NOW
    )


def told() -> Entry:
    return Entry.objects.order_by("-id").first()


# Whose roll


def test_a_cell_keeps_its_own_roll_and_an_office_those_below(w):
    def kept(user):
        return {one.pk for one in keepable_units(user, on=TODAY)}

    assert kept(w.secretary) == {w.cell.pk}
    assert kept(w.appraiser) == {w.commune.pk, w.cell.pk, w.sibling.pk}
    assert kept(w.province_appraiser) >= kept(w.appraiser) | kept(w.other_appraiser) | {w.province.pk}
    assert kept(w.inspector) == kept(w.clerk) == kept(w.members[1]) == set()
    check_keeper(w.province_appraiser, w.cell, on=TODAY)
    with pytest.raises(NotPermitted, match="không giữ danh sách"):
        check_keeper(w.secretary, w.sibling, on=TODAY)
    with pytest.raises(NotPermitted):
        check_keeper(w.secretary, w.commune, on=TODAY)


def test_every_act_asks_for_the_right(w):
    entry = put(w)
    for refused in (
        lambda: put(w, "Ly", by=w.sibling_secretary),
        lambda: change_entry(entry, facts={"full_name": "X"}, position="", actor=w.other_appraiser, at=NOW),
        lambda: take_off_roll(entry, ends_on=TODAY, reason="x", actor=w.inspector, at=NOW),
        lambda: record_rating(entry.person, year=2025, rating="good", actor=w.sibling_secretary, at=NOW),
        lambda: record_discipline(entry.person, form="Khiển trách", decided_on=TODAY, actor=w.secretary, at=NOW),
        lambda: say_not_the_same(entry.person, entry.person, actor=w.other_secretary, at=NOW),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert RollEntry.objects.get().ends_on is None
    assert Person.objects.get().full_name == "Nguyễn Văn Hùng"


# Coming on


@pytest.mark.parametrize("name", WHOLE)
def test_every_name_stands_as_it_is_written(w, name):
    assert put(w, name).person.full_name == name
    assert [entry.person.full_name for entry in roll_of(w.cell, on=TODAY, kind="individual", text=name.upper())] == [
        name
    ]


def test_a_known_person_is_not_made_again(w):
    first = put(w, birth_date=BORN, position="Bí thư")
    second = put(w, "NGUYỄN VĂN HÙNG", w.sibling, w.sibling_secretary, birth_date=BORN, card_number="079 070 000 001")
    assert second.person == first.person
    assert second.person.card_number == "079070000001", "what was unknown is filled in"
    assert second.person.full_name == "Nguyễn Văn Hùng", "what was known stays"
    third = put(w, "Nguyễn V Hùng", w.commune, w.appraiser, card_number="079070000001", ethnicity="Kinh")
    assert third.person_id == first.person_id and Person.objects.count() == 1


def test_who_stands_there_already_is_not_put_there_twice(w):
    put(w, birth_date=BORN)
    with pytest.raises(RollRefused, match="đã có trong danh sách"):
        put(w, birth_date=BORN)


def test_a_doubtful_match_is_asked_about_and_both_answers_are_kept(w):
    first = put(w, birth_year=1970)
    with pytest.raises(RollRefused) as refusal:
        put(w, where=w.sibling, by=w.sibling_secretary)
    assert refusal.value.candidates == (first.person,)
    assert Person.objects.count() == 1
    same = put(w, where=w.sibling, by=w.sibling_secretary, choice={"same_as": first.person_id}, birth_date=BORN)
    assert same.person == first.person and same.person.birth_date == BORN
    new = put(w, where=w.commune, by=w.appraiser, choice={"is_new": True})
    assert new.person != first.person
    assert NotTheSame.objects.filter(first=first.person, second=new.person, said_by=w.appraiser).exists()


def test_the_same_name_twice_in_one_unit(w):
    put(w, birth_year=1962)
    put(w, birth_year=1985)
    assert roll_of(w.cell, on=TODAY, kind="individual").count() == 2
    with pytest.raises(RollRefused) as refusal:
        put(w)
    assert len(refusal.value.candidates) == 2


def test_an_id_that_was_not_offered_is_not_taken(w):
    stranger = put(w, "Ly", w.sibling, w.sibling_secretary).person
    assert put(w, choice={"same_as": stranger.pk}).person != stranger
    with pytest.raises(RollRefused):
        put(w, where=w.commune, by=w.appraiser, choice={"same_as": stranger.pk})


def test_a_form_that_is_sent_twice_adds_once(w):
    first = put(w, choice={"is_new": True, "submission_key": "khoa"})
    again = put(w, choice={"is_new": True, "submission_key": "khoa"})
    assert again == first and RollEntry.objects.count() == Person.objects.count() == 1


@pytest.mark.parametrize(
    "known, reason",
    [
        ({"full_name": "  "}, "Chưa ghi tên"),
        ({"card_number": "12345"}, "12 chữ số"),
        ({"card_number": "07907000000A"}, "12 chữ số"),
        ({"birth_date": TODAY + timedelta(days=1)}, "sau hôm nay"),
        ({"birth_year": 1990, "joined_on": date(1998, 1, 1)}, "chưa hợp"),
    ],
)
def test_facts_that_cannot_be_are_refused_with_a_sentence(w, known, reason):
    with pytest.raises(RollRefused, match=reason):
        put(w, **({"name": known.pop("full_name")} if "full_name" in known else {}), **known)
    assert not Person.objects.exists()


def test_collectives_of_ours_and_of_others(w):
    cell = put_collective(w, "CHI BỘ ẤP TÂN BÌNH 1").collective
    assert cell.unit == w.cell
    front = put_collective(w, "Ủy ban Mặt trận Tổ quốc xã").collective
    assert front.unit is None
    again = put_collective(w, "Uỷ ban mặt trận tổ quốc xã", w.cell, w.secretary).collective
    assert again == front and Collective.objects.count() == 2
    assert [e.collective.name for e in roll_of(w.commune, on=TODAY, kind="collective", text="mat tran")] == [front.name]


# Changing, going off


def test_a_change_is_written_down_with_what_was_before(w):
    entry = put(w, birth_year=1970, position="Chi ủy viên")
    seen = fingerprint(entry)
    changed = change_entry(
        entry, facts={"full_name": "Nguyễn Văn Hưng", "birth_year": 1971}, position="Bí thư", actor=w.secretary, at=NOW, expected=seen
    )  # fmt: skip
    assert (changed.person.full_name, changed.person.birth_year, changed.position) == (
        "Nguyễn Văn Hưng",
        1971,
        "Bí thư",
    )
    assert told().data["from"] == {"full_name": "Nguyễn Văn Hùng", "birth_year": 1970}
    with pytest.raises(RollRefused, match="vừa sửa"):
        change_entry(entry, facts={"full_name": "X"}, position="", actor=w.appraiser, at=NOW, expected=seen)
    count = Entry.objects.count()
    change_entry(entry, facts={"full_name": "Nguyễn Văn Hưng"}, position="Bí thư", actor=w.secretary, at=NOW)
    assert Entry.objects.count() == count, "nothing changed, nothing to tell"


def test_a_change_into_somebody_else_is_refused(w):
    put(w, "Lò Thị Ín", card_number="079070000001", birth_date=BORN)
    entry = put(w)
    with pytest.raises(RollRefused, match="đã ghi cho Lò Thị Ín"):
        change_entry(
            entry, facts={"full_name": "Hùng", "card_number": "079070000001"}, position="", actor=w.secretary, at=NOW
        )
    with pytest.raises(RollRefused, match="cùng họ tên và ngày sinh"):
        change_entry(
            entry, facts={"full_name": "Lò Thị Ín", "birth_date": BORN}, position="", actor=w.secretary, at=NOW
        )


def test_a_renamed_collective_is_still_found_by_its_former_name(w):
    entry = put_collective(w, "Hội Nông dân")
    change_entry(entry, facts={"name": "Hội Nông dân xã", "former_names": ""}, position="", actor=w.appraiser, at=NOW)
    assert Collective.objects.get().former_names == "Hội Nông dân"
    with pytest.raises(RollRefused, match="đã có trong danh sách"):
        put_collective(w, "Hội nông dân")


def test_who_goes_off_may_come_back(w):
    entry = put(w, birth_date=BORN)
    gone = take_off_roll(entry, ends_on=TODAY, reason="Chuyển sinh hoạt", actor=w.secretary, at=NOW)
    tomorrow = TODAY + timedelta(days=1)
    assert not roll_of(w.cell, on=tomorrow, kind="individual").exists()
    assert told().note == "Chuyển sinh hoạt"
    for refused in (lambda: take_off_roll(gone, ends_on=TODAY, reason="x", actor=w.secretary, at=NOW),):
        with pytest.raises(RollRefused, match="đã ra khỏi"):
            refused()
    with pytest.raises(RollRefused, match="không sửa được nữa"):
        change_entry(gone, facts={"full_name": "X"}, position="", actor=w.secretary, at=NOW + timedelta(days=1))
    assert put(w, birth_date=BORN).person == entry.person


def test_the_last_day_lies_between_the_first_and_today(w):
    entry = put(w)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(RollRefused, match="Ngày cuối"):
            take_off_roll(entry, ends_on=day, reason="x", actor=w.secretary, at=NOW)


# Ratings and discipline


def test_one_rating_a_year_and_the_history_keeps_the_replaced_one(w):
    person = put(w).person
    record_rating(person, year=2025, rating="good", actor=w.secretary, at=NOW)
    record_rating(person, year=2025, rating="excellent", source="Quyết định 12", actor=w.appraiser, at=NOW)
    assert YearlyRating.objects.get().rating == "excellent"
    assert told().note.endswith("trước đó ghi: Hoàn thành tốt nhiệm vụ")
    for year, rating in ((2027, "good"), (1975, "good"), (2025, "tuyệt")):
        with pytest.raises(RollRefused):
            record_rating(person, year=year, rating=rating, actor=w.secretary, at=NOW)


def test_discipline_is_recorded_above_or_by_the_inspector_and_struck_with_a_reason(w):
    person = put(w).person
    assert [may_discipline(user, person, on=TODAY) for user in (w.appraiser, w.inspector, w.province_appraiser)] == [
        True
    ] * 3
    assert [may_discipline(user, person, on=TODAY) for user in (w.secretary, w.other_appraiser, w.clerk)] == [False] * 3
    action = record_discipline(
        person, form="Khiển trách", decision_number="03-QĐ/UBKT", decided_on=START, ends_on=date(2026, 7, 1), actor=w.inspector, at=NOW
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        strike_discipline(action, reason="Nhầm người", actor=w.secretary, at=NOW)
    with pytest.raises(RollRefused, match="lý do"):
        strike_discipline(action, reason=" ", actor=w.appraiser, at=NOW)
    struck = strike_discipline(action, reason="Nhầm người", actor=w.appraiser, at=NOW)
    assert struck.struck_at and person.discipline.count() == 1
    with pytest.raises(RollRefused, match="đã được gạch"):
        strike_discipline(action, reason="Nữa", actor=w.appraiser, at=NOW)
    for dates in ({"decided_on": TODAY + timedelta(days=1)}, {"decided_on": TODAY, "ends_on": START}):
        with pytest.raises(RollRefused):
            record_discipline(person, form="Cảnh cáo", actor=w.appraiser, at=NOW, **dates)


# One person under two records


def test_two_records_become_one_person(w):
    kept, merged = put(w, birth_date=BORN), put(w, "Nguyễn V. Hùng", card_number="079070000001")
    elsewhere = put(w, "Nguyễn V. Hùng", w.sibling, w.appraiser, card_number="079070000001")
    for year, subject in ((2024, merged.person), (2025, merged.person), (2025, kept.person)):
        record_rating(subject, year=year, rating="good", actor=w.appraiser, at=NOW)
    third = put(w, "Nguyễn V. Hùng", choice={"is_new": True}, birth_year=1999).person
    say_not_the_same(third, merged.person, actor=w.secretary, at=NOW)
    person = merge_people(kept.person, merged.person, actor=w.appraiser, at=NOW)
    assert person.card_number == "079070000001"
    assert sorted(person.ratings.values_list("year", flat=True)) == [2024, 2025]
    elsewhere.refresh_from_db()
    assert elsewhere.person == person
    assert [e.person for e in roll_of(w.cell, on=TODAY, kind="individual")].count(person) == 1
    assert NotTheSame.objects.filter(first=person, second=third).exists()
    with pytest.raises(RollRefused, match="đã được nhập"):
        merge_people(kept.person, merged.person, actor=w.appraiser, at=NOW)


def test_what_cannot_be_one_person_is_not_merged(w):
    one, other = put(w, birth_date=BORN).person, put(w, birth_date=date(1988, 8, 8)).person
    with pytest.raises(RollRefused, match="ngày sinh khác nhau"):
        merge_people(one, other, actor=w.secretary, at=NOW)
    theirs = put(w, "Nguyễn Văn Hưng", w.sibling, w.sibling_secretary).person
    with pytest.raises(NotPermitted, match="cấp trên nhập làm một"):
        merge_people(one, theirs, actor=w.secretary, at=NOW)
    say_not_the_same(one, theirs, actor=w.secretary, at=NOW)
    with pytest.raises(RollRefused, match="hai người khác nhau"):
        merge_people(one, theirs, actor=w.appraiser, at=NOW)


# Units that go on from others


def test_a_unit_goes_on_from_others_through_any_number_of_steps(w):
    old, middle = unit("cell", "Chi bộ ấp Cũ", w.commune), unit("cell", "Chi bộ ấp Giữa", w.commune)
    record_succession(middle, [old], happened_on=START, actor=None, at=NOW)
    record_succession(w.cell, [middle, w.sibling], happened_on=TODAY, actor=None, at=NOW, source="Quyết định 5")
    assert ancestry(w.cell) == {w.cell.pk, middle.pk, old.pk, w.sibling.pk}
    assert ancestry(old) == {old.pk}
    for unit_, before, reason in (
        (old, w.cell, "đã kế tục"),
        (old, old, "chính là đơn vị này"),
        (middle, old, "Không cần ghi lần nữa"),
    ):
        with pytest.raises(UnitChangeRefused, match=reason):
            record_succession(unit_, [before], happened_on=TODAY, actor=None, at=NOW)
    with pytest.raises(UnitChangeRefused, match="ngày sau"):
        record_succession(old, [w.other_cell], happened_on=TODAY + timedelta(days=1), actor=None, at=NOW)
    assert UnitSuccession.objects.count() == 3
