"""Who is the same as whom: by card number, or by name and birth date, never by the name alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rolls.models import Collective, Person, RollEntry
from rolls.queries import Recogniser, find_collective, find_person
from rolls.recognition import Facts, Recognition, card_digits, recognise, spelling
from rolls.services import merge_people, put_on_roll, say_not_the_same
from tests.factories import NOW, START, unit
from tests.vietnamese.hard_names import WHOLE

BORN = date(1970, 3, 5)
HUNG = Facts("Nguyễn Văn Hùng", BORN, 1970, "079070000001", id=1)


def facts(name="Nguyễn Văn Hùng", born=None, year=None, card="", pk=None) -> Facts:
    return Facts(name, born, year, card, pk)


@pytest.mark.parametrize(
    "row, answer",
    [
        (facts(card="079070000001"), Recognition(sure=1)),
        (facts("Nguyễn Văn Hưng", card="079070000001", born=BORN), Recognition(sure=1)),
        (facts("Trần Thị Lan", card="079070000001", born=date(1988, 1, 1)), Recognition(doubtful=(1,))),
        (facts(born=BORN), Recognition(sure=1)),
        (facts("NGUYỄN VĂN HÙNG", born=BORN), Recognition(sure=1)),
        (facts("Nguyễn Văn Hưng", born=BORN), Recognition()),
        (facts("Nguyen Van Hung", born=BORN), Recognition()),
        (facts(born=BORN, card="079070000002"), Recognition()),
        (facts(), Recognition(doubtful=(1,))),
        (facts(year=1970), Recognition(doubtful=(1,))),
        (facts(year=1971), Recognition()),
        (facts(born=date(1970, 5, 3)), Recognition()),
    ],
    ids=[
        "card",
        "card and another spelling",
        "card, but neither name nor birth date",
        "name and birth date",
        "capitals",
        "another accent",
        "no accents",
        "another card",
        "name alone",
        "name and year",
        "another year",
        "another day",
    ],
)
def test_one_candidate(row, answer):
    assert recognise(row, [HUNG]) == answer


def test_two_of_one_name_in_a_unit_are_told_apart_by_what_is_known():
    older, younger = facts(year=1962, pk=1), facts(born=date(1990, 1, 2), pk=2)
    assert recognise(facts(), [older, younger]).doubtful == (1, 2)
    assert recognise(facts(year=1962), [older, younger]).doubtful == (1,)
    assert recognise(facts(born=date(1990, 1, 2)), [older, younger]).sure == 2


def test_two_with_the_same_name_and_birth_date_are_doubtful():
    twins = [facts(born=BORN, card="079070000001", pk=1), facts(born=BORN, card="079070000002", pk=2)]
    assert recognise(facts(born=BORN), twins).doubtful == (1, 2)
    assert recognise(facts(born=BORN, card="079070000002"), twins).sure == 2


def test_a_merged_spelling_stands_for_the_kept_record():
    spellings = [facts("Nguyễn Văn Hùng", born=BORN, card="079070000001", pk=1), facts("Nguyễn V. Hùng", pk=1)]
    assert recognise(facts("Nguyễn V. Hùng"), spellings).doubtful == (1,)
    assert recognise(facts("Nguyễn V. Hùng", card="079070000009"), spellings) == Recognition()


def test_those_said_to_be_two_people_are_not_asked_about_again():
    asked = facts(pk=7)
    assert recognise(asked, [HUNG]).doubtful == (1,)
    assert recognise(asked, [HUNG], {frozenset((1, 7))}) == Recognition()


def test_tone_marks_may_stand_on_either_vowel():
    assert spelling("Lê Thị Hòa") == spelling("LÊ  THỊ HOÀ") != spelling("Lê Thị Hóa")
    assert spelling("Nguyễn Thị Thúy") == spelling("Nguyễn Thị Thuý")
    assert spelling("H’Bia Niê Kđăm") == spelling("H'BIA NIÊ KĐĂM")


@pytest.mark.parametrize("name", WHOLE)
def test_every_hard_name_is_itself_and_nobody_else(name):
    others = [facts(one, born=BORN, pk=i) for i, one in enumerate(WHOLE)]
    assert recognise(facts(name.upper(), born=BORN), others) == Recognition(sure=WHOLE.index(name))
    assert recognise(facts(name), others) == Recognition(doubtful=(WHOLE.index(name),))


@given(st.sampled_from(WHOLE), st.none() | st.dates(date(1930, 1, 1), date(2005, 1, 1)), st.integers(0, 1))
def test_a_name_alone_never_decides(name, born, known):
    row, other = facts(name, born=born if known else None), facts(name, born=None if known else born, pk=1)
    assert recognise(row, [other]) == Recognition(doubtful=(1,))


def test_card_numbers_are_read_however_they_are_typed():
    assert card_digits(" 079 070\u00a0000-001 ") == card_digits("079070000001") == "079070000001"


# Over the database


def person(name="Nguyễn Văn Hùng", **known) -> Person:
    return Person.objects.create(full_name=name, created_at=NOW, **known)


def both(**row) -> Recognition:
    """Return what both ways of asking answer; they must agree."""
    one = find_person(**row)
    assert Recogniser.load().person(**row) == one
    return one


@pytest.mark.django_db
def test_the_database_and_the_memory_answer_alike():
    hung = person(birth_date=BORN, card_number="079070000001")
    person("Nguyễn Văn Hưng", birth_date=BORN)
    assert both(full_name="nguyễn văn hùng", birth_date=BORN).sure == hung.pk
    assert both(full_name="Người Khác", card_number="079 070 000 001").sure == hung.pk
    assert both(full_name="Nguyễn Văn Hùng").doubtful == (hung.pk,)
    assert both(full_name="Nguyễn Văn Hừng").is_new
    assert both(full_name="Nguyễn Văn Hùng", birth_date=date(1970, 3, 6)).is_new


@pytest.mark.django_db
def test_the_memory_learns_what_is_added():
    memory = Recogniser.load()
    assert memory.person("Ly").is_new
    added = person("Ly", birth_date=BORN)
    memory.add(added)
    assert memory.person("LY", BORN).sure == added.pk


@pytest.mark.django_db
def test_memory_loads_with_few_questions(django_assert_num_queries):
    for name in WHOLE:
        person(name)
    with django_assert_num_queries(4):
        memory = Recogniser.load()
    with django_assert_num_queries(0):
        assert all(memory.person(name).doubtful for name in WHOLE)


def test_merged_people_stand_for_the_kept_one_by_every_fact(w):
    entries = [
        put_on_roll(unit=w.cell, kind="individual", facts=known, actor=w.secretary, at=NOW)
        for known in ({"full_name": "Trần Văn Đức", "birth_date": BORN}, {"full_name": "Trần V. Đức", "card_number": "079070000005"})
    ]  # fmt: skip
    kept, merged = (entry.person for entry in entries)
    merge_people(kept, merged, actor=w.secretary, at=NOW)
    assert both(full_name="Trần V. Đức", card_number="079070000005").sure == kept.pk
    assert both(full_name="Trần V. Đức").doubtful == (kept.pk,)
    assert both(full_name="Trần Văn Đức", birth_date=BORN).sure == kept.pk


def test_two_said_to_be_two_are_not_offered_to_each_other(w):
    one = put_on_roll(unit=w.cell, kind="individual", facts={"full_name": "Ly"}, actor=w.secretary, at=NOW).person
    other = person("Ly")
    assert find_person(full_name="Ly", known_as=one.pk).doubtful == (other.pk,)
    say_not_the_same(one, other, actor=w.secretary, at=NOW)
    assert find_person(full_name="Ly", known_as=one.pk).is_new
    assert find_person(full_name="Ly", known_as=other.pk).is_new


def collective(name, where=None, **known) -> Collective:
    made = Collective.objects.create(name=name, created_at=NOW, **known)
    if where:
        RollEntry.objects.create(unit=where, collective=made, starts_on=START)
    return made


def test_collectives_are_recognised_by_all_their_names(w):
    hoi = collective("Hội Nông dân xã Tân Mỹ", w.commune, former_names="Hội Nông dân xã Tân Bình\nHội ND xã Mỹ")
    cell = collective("Chi bộ ấp Tân Bình 1", unit=w.cell)
    w.cell.versions.update(name="Chi bộ ấp Tân Bình Cũ")
    for name in ("HỘI NÔNG DÂN XÃ TÂN MỸ", "Hội Nông dân xã Tân Bình", "hội nd xã mỹ"):
        assert find_collective(name, w.cell).sure == hoi.pk
    assert find_collective("Hội Nông dân", w.cell).is_new
    assert find_collective("Chi bộ ấp Tân Bình Cũ", w.commune).sure == cell.pk
    assert Recogniser.load(w.sibling).collective("Chi bộ ấp Tân Bình 1").sure == cell.pk


def test_a_collective_of_another_commune_with_that_name_is_another_one(w):
    theirs = collective("Tổ hòa giải", w.other_cell)
    assert find_collective("Tổ hòa giải", w.cell).is_new
    assert find_collective("Tổ hòa giải", w.other_commune).sure == theirs.pk
    assert find_collective("Tổ hoà giải").sure == theirs.pk
    ours = [collective("Tổ hòa giải", where).pk for where in (w.cell, w.sibling)]
    assert find_collective("Tổ hòa giải", w.cell).doubtful == tuple(ours)


def test_a_unit_is_found_by_its_name_only_once(w):
    unit("cell", "Chi bộ Trường học", w.commune)
    memory = Recogniser.load_collectives(w.cell)
    assert memory.unit_called("CHI BỘ ẤP TÂN BÌNH 1") == w.cell.pk
    unit("cell", "Chi bộ Trường học", w.commune)
    assert Recogniser.load_collectives(w.cell).unit_called("Chi bộ Trường học") is None
