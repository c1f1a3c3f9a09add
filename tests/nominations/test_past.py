"""Earlier awards of people and collectives, through records, names, renamed and merged units."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nominations.enums import AwardState
from nominations.enums import NominationState as S
from nominations.models import Award, EarlierAward, Nomination
from nominations.past import past_awards, past_of
from organizations.services import change_unit, record_succession
from rolls.models import Collective, Person
from tests.factories import NOW, START, dossier, line, nomination_at, unit

BORN = date(1971, 3, 27)
NAME = "Lê Thị Bích Liên"


def person(**facts):
    return Person.objects.create(**{"full_name": NAME, "birth_date": BORN, "created_at": NOW} | facts)


def earlier(where, kind="individual", **facts):
    """Write down an award of 2024."""
    values = {
        "unit": where, "recipient_kind": kind, "recipient_name": NAME, "form": "giay_khen", "year": 2024,
        "recorded_at": NOW, "decision_number": "12-QĐ/HU",
    }  # fmt: skip
    return EarlierAward.objects.create(**values | facts)


def certain(found):
    """Return the decision numbers of sure and of possible awards."""
    return [a.decision_number for a in found if a.is_certain], [a.decision_number for a in found if not a.is_certain]


def test_an_award_of_this_system_is_found_by_name_and_birth_date(w):
    n = nomination_at(w, S.ISSUED, full_name=NAME, birth_date=BORN)
    number = Award.objects.get(nomination=n).decision_number
    assert certain(past_awards(full_name=NAME, birth_date=BORN)) == ([number], [])
    (found,) = past_awards(full_name="LÊ THỊ BÍCH LIÊN", birth_date=BORN)
    assert (found.achievement, found.model_name) == (n.achievement, n.model_name)


def test_what_tells_people_apart(w):
    earlier(w.cell, birth_date=BORN, decision_number="1")
    assert certain(past_awards(full_name=NAME, birth_date=BORN)) == (["1"], [])
    assert certain(past_awards(full_name=NAME, birth_date=date(1971, 3, 28))) == ([], [])
    assert certain(past_awards(full_name=NAME, birth_year=1971)) == ([], ["1"])
    assert certain(past_awards(full_name=NAME, birth_year=1972)) == ([], [])
    assert certain(past_awards(full_name=NAME)) == ([], [])
    assert certain(past_awards(full_name="Lê Thị Bích Liễn", birth_date=BORN)) == ([], [])


def test_name_and_unit_are_a_maybe_that_says_why(w):
    earlier(w.cell)
    (found,) = past_awards(full_name=NAME, unit=w.cell)
    assert (found.is_certain, found.because) == (False, "cùng họ tên và đơn vị")
    assert past_awards(full_name=NAME, unit=w.sibling) == []


def test_a_record_is_recognised_under_any_name_and_after_a_merge(w):
    first, second = person(), person(birth_date=None)
    earlier(w.cell, person=second, recipient_name="Lê Thị Liên", decision_number="1")
    assert certain(past_awards(person=first)) == ([], [])
    second.merged_into = first
    second.save()
    assert certain(past_awards(person=first)) == (["1"], [])
    assert certain(past_awards(person=second)) == (["1"], [])
    assert certain(past_awards(full_name=NAME, birth_date=BORN)) == (["1"], [])


def test_a_struck_row_is_gone_and_a_revoked_award_is_marked(w):
    earlier(w.cell, birth_date=BORN, struck_at=NOW)
    n = nomination_at(w, S.ISSUED, full_name=NAME, birth_date=BORN)
    Award.objects.filter(nomination=n).update(state=AwardState.REVOKED)
    (found,) = past_awards(full_name=NAME, birth_date=BORN)
    assert found.is_revoked


def test_a_line_does_not_count_its_own_award(w):
    n = nomination_at(w, S.ISSUED, full_name=NAME, birth_date=BORN)
    assert past_of([n]) == {n.pk: []}


def test_a_renamed_unit_keeps_its_awards(w):
    n = nomination_at(w, S.ISSUED, kind="collective", full_name=w.sibling.name, unit=w.sibling)
    earlier(w.sibling, "collective", recipient_name=w.sibling.name, decision_number="1")
    change_unit(w.sibling, actor=None, at=NOW, starts_on=date(2026, 5, 4), name="Chi bộ khu phố Tân Bình")
    w.sibling.refresh_from_db()
    sure, possible = certain(past_awards(unit=w.sibling))
    assert sure == [Award.objects.get(nomination=n).decision_number, "1"] and possible == []


def test_a_merged_unit_has_the_awards_of_those_before_it(w):
    earlier(w.sibling, "collective", recipient_name=w.sibling.name, decision_number="1")
    new = unit("cell", "Chi bộ liên ấp Tân Bình", w.commune)
    record_succession(new, [w.sibling], happened_on=START, actor=None, at=NOW)
    assert certain(past_awards(unit=new)) == (["1"], [])
    assert certain(past_awards(unit=w.cell)) == ([], [])


def test_former_names_of_a_collective(w):
    union = Collective.objects.create(
        name="Hội Liên hiệp Phụ nữ xã Tân Mỹ", former_names="Hội Phụ nữ xã Tân Mỹ", created_at=NOW
    )
    earlier(w.commune, "collective", recipient_name="Hội Phụ nữ xã Tân Mỹ", decision_number="1")
    earlier(w.commune, "collective", collective=union, recipient_name="Hội LHPN", decision_number="2")
    assert certain(past_awards(collective=union)) == (["2"], ["1"])
    assert certain(past_awards(collective=union, unit=w.commune))[0] == ["2", "1"]


def test_the_newest_comes_first(w):
    for year, number in ((2020, "1"), (2023, "2"), (2021, "3")):
        earlier(w.cell, birth_date=BORN, year=year, decision_number=number)
    assert [a.decision_number for a in past_awards(full_name=NAME, birth_date=BORN)] == ["2", "3", "1"]


@pytest.mark.parametrize("kinds", [("individual",) * 3, ("individual", "collective", "individual")])
def test_many_lines_cost_as_much_as_one(w, kinds):
    bundle = dossier(w)
    pks = [line(w, bundle, kind=kind).pk for kind in kinds]
    made = list(Nomination.objects.filter(pk__in=pks).select_related("nominee").order_by("id"))
    counts = []
    for some in (made[:1], made):
        with CaptureQueriesContext(connection) as captured:
            assert set(past_of(some)) == {n.pk for n in some}
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 4
