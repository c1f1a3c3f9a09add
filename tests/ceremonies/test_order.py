"""The order of the stage: from rules, by hand, in groups; and what to move in a pile that has another order."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceremonies.order import (
    LARGEST,
    SMALLEST,
    Recipient,
    Rules,
    Standing,
    arrange,
    even_groups,
    part_of,
    put,
    seat,
    shifts,
    with_newcomers,
)
from vietnamese.text import sort_key

SIZES = st.integers(SMALLEST, LARGEST)
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["giay_khen", "bang_khen"]),
        st.sampled_from(["collective", "individual"]),
        st.integers(1, 3),
        st.sampled_from(["Chi bộ ấp 2", "Chi bộ ấp 10", "Hội Phụ nữ"]),
        st.sampled_from(["Lê Văn Ân", "Trần Thị Bích", "Đỗ Ước", "Y Khŭt Ñuôl"]),
    ),
    max_size=60,
)
RULES = st.builds(
    Rules,
    higher_first=st.booleans(),
    kind_order=st.sampled_from(["collectives_first", "individuals_first", "mixed"]),
    within_order=st.sampled_from(["decision", "unit", "given_name"]),
    group_size=SIZES,
)
ORDERS = st.lists(st.builds(Standing, st.sampled_from("AB"), st.booleans(), st.booleans()), max_size=80)


def recipients(rows):
    """Return recipients of drawn facts, numbered as they come."""
    return [
        Recipient(key, form, kind, decision, key, sort_key(unit), sort_key(name, given_name_first=True))
        for key, (form, kind, decision, unit, name) in enumerate(rows)
    ]


# From rules


@given(PEOPLE, RULES, st.randoms(use_true_random=False))
def test_everybody_has_one_place_whatever_sequence_they_come_in(rows, rules, random):
    people = recipients(rows)
    order = arrange(people, rules)
    assert sorted(order) == [each.key for each in people]
    shuffled = list(people)
    random.shuffle(shuffled)
    assert arrange(shuffled, rules) == order


@given(PEOPLE, RULES)
def test_awards_and_kinds_follow_each_other_as_decided(rows, rules):
    people = recipients(rows)
    order = [people[key] for key in arrange(people, rules)]
    forms = [form for form, _ in groupby(order, key=lambda each: each.form)]
    assert forms == sorted(forms, reverse=not rules.higher_first)  # "bang_khen" is the higher and comes first in ABC
    if rules.kind_order == "mixed":
        return
    first = "collective" if rules.kind_order == "collectives_first" else "individual"
    for _, same_form in groupby(order, key=lambda each: each.form):
        kinds = [kind for kind, _ in groupby(same_form, key=lambda each: each.kind)]
        assert kinds in ([first], kinds[-1:], [first, *kinds[1:2]]) and len(kinds) <= 2


def test_within_an_award_the_office_chooses_list_unit_or_given_name():
    people = recipients([
        ("giay_khen", "individual", 1, "Chi bộ ấp 10", "Đỗ Ước"),
        ("giay_khen", "individual", 1, "Chi bộ ấp 2", "Trần Thị Bích"),
        ("giay_khen", "individual", 1, "Hội Phụ nữ", "Lê Văn Ân"),
    ])  # fmt: skip
    assert arrange(people, Rules(within_order="decision")) == [0, 1, 2]
    assert arrange(people, Rules(within_order="unit")) == [1, 0, 2]  # 2 before 10
    assert arrange(people, Rules(within_order="given_name")) == [2, 1, 0]  # Ân, Bích, Ước


# Groups


@pytest.mark.parametrize(("count", "size", "groups"), [
    (13, 8, [7, 6]), (9, 8, [9]), (17, 8, [9, 8]), (16, 8, [8, 8]), (11, 10, [6, 5]), (263, 8, [8] * 32 + [7]),
    (1, 8, [1]), (4, 5, [4]), (0, 8, []), (21, 10, [7, 7, 7]),
])  # fmt: skip
def test_groups_are_even(count, size, groups):
    assert even_groups(count, size) == groups


@given(st.integers(1, 2000), SIZES)
def test_groups_are_of_five_to_ten_and_differ_by_one_at_most(count, size):
    groups = even_groups(count, size)
    assert sum(groups) == count and max(groups) - min(groups) <= 1
    if count >= SMALLEST:
        assert min(groups) >= SMALLEST and max(groups) <= LARGEST


@given(ORDERS, SIZES)
def test_groups_respect_parts_and_breaks_and_count_only_who_comes_up(order, size):
    spots = seat(order, size)
    assert len(spots) == len(order)
    groups: dict[int, list[int]] = {}
    for index, (each, spot) in enumerate(zip(order, spots, strict=True)):
        assert (spot.spot > 0) == each.comes_up
        if each.comes_up:
            groups.setdefault(spot.group, []).append(index)
    assert list(groups) == list(range(1, len(groups) + 1))
    for members in groups.values():
        assert len(members) <= LARGEST
        assert [spots[index].spot for index in members] == list(range(1, len(members) + 1))
        assert len({order[index].part for index in members}) == 1
        between = order[members[0] + 1 : members[-1] + 1]
        assert not any(each.breaks_before for each in between)


def test_a_break_by_hand_makes_a_group_and_the_rest_stays_even():
    order = [Standing("A", breaks_before=index == 8) for index in range(21)]
    sizes = [len(list(rows)) for _, rows in groupby(seat(order, 8), key=lambda spot: spot.group)]
    assert sizes == [8, 7, 6]


def test_kinds_share_a_group_only_where_the_office_mixes_them():
    assert part_of("giay_khen", "individual", Rules()) != part_of("giay_khen", "collective", Rules())
    mixed = Rules(kind_order="mixed")
    assert part_of("giay_khen", "individual", mixed) == part_of("giay_khen", "collective", mixed)
    assert part_of("bang_khen", "individual", mixed) != part_of("giay_khen", "individual", mixed)


def test_somebody_alone_of_a_part_who_stays_away_has_no_group():
    order = [Standing("A"), Standing("B", comes_up=False), Standing("A")]
    assert [(spot.group, spot.spot) for spot in seat(order, 8)] == [(1, 1), (0, 0), (2, 1)]


# By hand


@given(st.lists(st.integers(), unique=True, min_size=1), st.data())
def test_a_place_moved_by_hand_leaves_the_others_in_their_order(order, data):
    key, position = data.draw(st.sampled_from(order)), data.draw(st.integers(-3, len(order) + 3))
    moved = put(order, key, position)
    assert moved.index(key) == min(max(position, 1), len(order)) - 1
    assert [each for each in moved if each != key] == [each for each in order if each != key]


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_newcomers_join_without_moving_who_is_there(kept, arranged):
    joined = with_newcomers(kept, arranged)
    assert sorted(joined) == sorted(arranged)
    assert [key for key in joined if key in kept] == [key for key in kept if key in arranged]


# A pile of another order


@given(st.data())
def test_the_moves_bring_the_pile_into_the_wanted_order(data):
    keys = list(range(data.draw(st.integers(0, 40))))
    pile, wanted = data.draw(st.permutations(keys)), data.draw(st.permutations(keys))
    hand = list(pile)
    for each in shifts(pile, wanted):
        assert each.is_down == (each.after is not None and pile.index(each.after) > pile.index(each.key))
        hand.remove(each.key)
        hand.insert(hand.index(each.after) + 1 if each.after is not None else 0, each.key)
    assert hand == list(wanted)


def test_one_sheet_in_a_wrong_place_is_one_move():
    pile = list(range(1, 31))
    (only,) = shifts(pile, put(pile, 12, 15))
    assert (only.key, only.after, only.is_down) == (12, 15, True)
    (only,) = shifts(pile, put(pile, 12, 1))
    assert (only.key, only.after) == (12, None)
    assert shifts(pile, pile) == []
