"""Quorum, majority, tally and shows of hands, for every size of committee and every share."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from meetings.enums import Choice, MajorityBase
from meetings.rules import (
    Count,
    CountRefused,
    Terms,
    can_still_pass,
    hands,
    has_quorum,
    is_approved,
    quorum,
    quorum_needed,
    tally,
    votes_needed,
)

members = st.integers(1, 60)


@st.composite
def terms(draw, base=None):
    """Any shares that a committee may set: a quorum up to all, a majority below all."""
    parts = draw(st.integers(1, 12))
    of = draw(st.integers(2, 12))
    return Terms(
        quorum=Fraction(draw(st.integers(1, parts)), parts),
        majority=Fraction(draw(st.integers(0, of - 1)), of),
        base=base or draw(st.sampled_from(MajorityBase)),
    )


@st.composite
def votes(draw):
    """A committee, who of it attends, who of those is recused, and what the others do."""
    serving = draw(members)
    attending = draw(st.integers(0, serving))
    recused = draw(st.integers(0, attending))
    choices = draw(st.lists(st.sampled_from(Choice.values), max_size=attending - recused))
    return serving, attending, recused, choices


@pytest.mark.parametrize(
    ("serving", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (9, 6), (13, 9), (15, 10)]
)
def test_two_thirds_of_the_members_serving_make_a_quorum(serving, needed):
    assert quorum_needed(serving, Terms()) == needed
    assert has_quorum(needed, serving, Terms())
    assert not has_quorum(needed - 1, serving, Terms())


@pytest.mark.parametrize(
    ("serving", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (13, 7), (15, 8)]
)
def test_a_line_needs_more_than_half_of_the_members_serving(serving, needed):
    assert votes_needed(serving, 0, Terms()) == needed


def test_recused_members_stay_in_the_base_unless_the_rule_takes_them_out():
    with_them, without = Terms(), Terms(base=MajorityBase.SERVING_LESS_RECUSED)
    count = Count(in_favor=2, against=1, abstain=0, recused=2)
    assert votes_needed(5, 2, with_them) == 3
    assert votes_needed(5, 2, without) == 2
    assert not is_approved(count, 5, with_them)
    assert is_approved(count, 5, without)


def test_a_committee_without_members_never_has_a_quorum():
    assert not has_quorum(0, 0, Terms())


def test_the_sentences_name_the_numbers():
    assert quorum(4, 5, Terms()).sentence == "Có mặt 4/5, cần ít nhất 4"
    assert "2/3" in Terms().sentence()
    assert "hơn 1/2 tổng số ủy viên đương nhiệm" in Terms().sentence()
    assert "trừ người không biểu quyết" in Terms(base=MajorityBase.SERVING_LESS_RECUSED).sentence()


@given(members, terms())
def test_the_quorum_is_the_smallest_number_that_is_not_below_the_share(serving, rule):
    needed = quorum_needed(serving, rule)
    assert Fraction(needed, serving) >= rule.quorum
    assert Fraction(needed - 1, serving) < rule.quorum
    assert needed <= serving


@given(members, terms(), st.data())
def test_one_more_member_never_breaks_a_quorum(serving, rule, data):
    attending = data.draw(st.integers(0, serving - 1))
    assert has_quorum(serving, serving, rule)
    assert has_quorum(attending + 1, serving, rule) or not has_quorum(attending, serving, rule)


@given(members, terms(), st.data())
def test_the_majority_is_the_smallest_number_above_the_share_of_its_base(serving, rule, data):
    recused = data.draw(st.integers(0, serving))
    base = serving if rule.base == MajorityBase.SERVING else serving - recused
    needed = votes_needed(serving, recused, rule)
    assert needed > base * rule.majority
    assert needed - 1 <= base * rule.majority


@given(votes(), terms())
def test_nobody_gets_lost_in_a_tally(vote, rule):
    _serving, attending, recused, choices = vote
    count = tally(choices, attending=attending, recused=recused)
    assert count.attending == attending
    assert count.recused == recused
    assert count.not_voted == attending - recused - len(choices)
    assert min(count.in_favor, count.against, count.abstain, count.not_voted) >= 0


@given(votes(), terms())
def test_a_line_passes_by_votes_in_favor_alone(vote, rule):
    """Against, abstaining and not voting are all the same: not in favor."""
    serving, attending, recused, choices = vote
    count = tally(choices, attending=attending, recused=recused)
    silent = tally([c for c in choices if c == Choice.IN_FAVOR], attending=attending, recused=recused)
    assert is_approved(count, serving, rule) == is_approved(silent, serving, rule)
    assert is_approved(count, serving, rule) == (count.in_favor >= votes_needed(serving, recused, rule))


@given(votes(), terms())
def test_a_line_passes_only_where_it_still_could(vote, rule):
    serving, attending, recused, choices = vote
    count = tally(choices, attending=attending, recused=recused)
    if is_approved(count, serving, rule):
        assert can_still_pass(attending, serving, recused, rule)
    everybody = tally([Choice.IN_FAVOR] * (attending - recused), attending=attending, recused=recused)
    assert is_approved(everybody, serving, rule) == can_still_pass(attending, serving, recused, rule)


@given(votes(), terms(base=MajorityBase.SERVING))
def test_a_vote_more_in_favor_never_turns_a_line_down(vote, rule):
    serving, attending, recused, choices = vote
    assume(len(choices) < attending - recused)
    before = tally(choices, attending=attending, recused=recused)
    after = tally([*choices, Choice.IN_FAVOR], attending=attending, recused=recused)
    assert is_approved(after, serving, rule) or not is_approved(before, serving, rule)


@given(votes())
def test_hands_that_add_up_count_like_ballots(vote):
    _serving, attending, recused, choices = vote
    assume(len(choices) == attending - recused)
    by_ballot = tally(choices, attending=attending, recused=recused)
    shown = hands(by_ballot.in_favor, by_ballot.against, by_ballot.abstain, attending=attending, recused=recused)
    assert shown == by_ballot


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), members, st.data())
def test_hands_that_do_not_add_up_are_refused(in_favor, against, abstain, attending, data):
    recused = data.draw(st.integers(0, attending))
    assume(in_favor + against + abstain != attending - recused)
    with pytest.raises(CountRefused) as refusal:
        hands(in_favor, against, abstain, attending=attending, recused=recused)
    assert f"Tổng ba ô là {in_favor + against + abstain}" in str(refusal.value)
    assert f"có {attending - recused} ủy viên" in str(refusal.value)


@given(st.integers(-9, -1))
def test_a_number_below_nothing_is_refused(number):
    with pytest.raises(CountRefused):
        hands(5 - number, number, 0, attending=5, recused=0)
