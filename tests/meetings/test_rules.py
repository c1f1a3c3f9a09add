"""Quorum, majority, tally and shows of hands, for every size of committee and every share."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meetings.enums import Choice, MajorityBase, QuorumBase, TieRule, Verdict
from meetings.rules import (
    Count,
    CountRefused,
    NoQuorum,
    Terms,
    can_still_pass,
    decide,
    disagreement_is_important,
    hands,
    has_quorum,
    is_approved,
    known_early,
    needed_of,
    part_sentence,
    quorum,
    quorum_needed,
    tally,
    took_part_sentence,
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
        quorum_base=draw(st.sampled_from(QuorumBase)),
        tie=draw(st.sampled_from(TieRule)),
        disagreement=draw(st.none() | st.integers(1, 6).map(lambda n: Fraction(n, 6))),
    )


@st.composite
def counts(draw, most=9):
    """A committee and how far it has voted: who serves, the count so far, and who has not come or answered."""
    serving = draw(st.integers(1, most))
    cuts = sorted(draw(st.lists(st.integers(0, serving), min_size=6, max_size=6)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, serving], strict=True)]
    return serving, Count(*parts[:6]), parts[6]


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
def test_members_absent_with_a_reason_leave_the_quorum_only_where_the_rule_says_so(serving, rule, data):
    excused = data.draw(st.integers(0, serving))
    less = rule.quorum_base == QuorumBase.SERVING_LESS_EXCUSED
    of = serving - excused if less else serving
    assert quorum_needed(serving, rule, excused=excused) == quorum_needed(of, rule)
    assert not has_quorum(0, serving, rule, excused=excused), "nobody is no meeting"


@given(members, terms(), st.data())
def test_one_more_member_never_breaks_a_quorum(serving, rule, data):
    attending = data.draw(st.integers(0, serving - 1))
    assert has_quorum(serving, serving, rule)
    assert has_quorum(attending + 1, serving, rule) or not has_quorum(attending, serving, rule)


@given(members, terms(), st.data())
def test_the_majority_is_the_smallest_number_above_the_share_of_its_base(serving, rule, data):
    attending = data.draw(st.integers(0, serving))
    recused = data.draw(st.integers(0, attending))
    cast = data.draw(st.integers(0, attending - recused))
    base = {
        MajorityBase.SERVING: serving,
        MajorityBase.SERVING_LESS_RECUSED: serving - recused,
        MajorityBase.PRESENT: attending - recused,
        MajorityBase.CAST: cast,
    }[rule.base]
    needed = votes_needed(serving, recused, rule, attending=attending, cast=cast)
    assert needed > base * rule.majority
    assert needed - 1 <= base * rule.majority
    assert votes_needed(serving, recused, rule) >= needed, "what is not known yet is taken at its highest"


@given(votes(), terms())
def test_nobody_gets_lost_in_a_tally(vote, rule):
    _serving, attending, recused, choices = vote
    count = tally(choices, attending=attending, recused=recused)
    assert count.attending == attending
    assert count.recused == recused
    assert count.not_voted == attending - recused - len(choices)
    assert min(count.in_favor, count.against, count.abstain, count.not_voted) >= 0


@given(votes(), terms(base=MajorityBase.SERVING))
def test_a_line_passes_by_votes_in_favor_alone(vote, rule):
    """On the members serving, against, abstaining and not voting are all the same: not in favor."""
    serving, attending, recused, choices = vote
    count = tally(choices, attending=attending, recused=recused)
    silent = tally([c for c in choices if c == Choice.IN_FAVOR], attending=attending, recused=recused)
    assert is_approved(count, serving, rule) == is_approved(silent, serving, rule)
    assert is_approved(count, serving, rule) == (count.in_favor >= votes_needed(serving, recused, rule))


@given(counts(), terms())
def test_every_base_counts_whom_it_names(case, rule):
    serving, count, _ = case
    members_of = {
        MajorityBase.SERVING: serving,
        MajorityBase.SERVING_LESS_RECUSED: serving - count.recused,
        MajorityBase.PRESENT: count.in_favor + count.against + count.abstain + count.invalid + count.not_voted,
        MajorityBase.CAST: count.in_favor + count.against,
    }[rule.base]
    assert is_approved(count, serving, rule) == (count.in_favor > members_of * rule.majority)


@given(votes(), terms())
def test_a_line_passes_only_where_it_still_could(vote, rule):
    serving, attending, recused, choices = vote
    count = tally(choices, attending=attending, recused=recused)
    if is_approved(count, serving, rule) and rule.base != MajorityBase.CAST:
        assert can_still_pass(attending, serving, recused, rule)
    everybody = tally([Choice.IN_FAVOR] * (attending - recused), attending=attending, recused=recused)
    assert is_approved(everybody, serving, rule) == can_still_pass(attending, serving, recused, rule)


@given(votes(), terms())
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
    assert f"Tổng các ô là {in_favor + against + abstain}" in str(refusal.value)
    assert f"có {attending - recused} ủy viên" in str(refusal.value)


@given(st.integers(-9, -1))
def test_a_number_below_nothing_is_refused(number):
    with pytest.raises(CountRefused):
        hands(5 - number, number, 0, attending=5, recused=0)


def test_invalid_papers_are_counted_and_papers_may_stay_away():
    count = hands(3, 1, 0, attending=7, recused=1, invalid=1, may_be_short=True)
    assert count == Count(3, 1, 0, not_voted=1, recused=1, invalid=1)
    with pytest.raises(CountRefused, match="Tổng các ô là 5, nhưng có 6"):
        hands(3, 1, 0, attending=7, recused=1, invalid=1)
    with pytest.raises(CountRefused, match="Tổng các ô là 7, nhưng có 6"):
        hands(5, 1, 0, attending=7, recused=1, invalid=1, may_be_short=True)


EVEN = Count(3, 3, 0)


@pytest.mark.parametrize(
    ("tie", "chair", "verdict"),
    [
        (TieRule.REJECT, Choice.IN_FAVOR, Verdict.FAILED),
        (TieRule.CHAIR, Choice.IN_FAVOR, Verdict.PASSED),
        (TieRule.CHAIR, Choice.AGAINST, Verdict.FAILED),
        (TieRule.CHAIR, Choice.ABSTAIN, Verdict.FAILED),
        (TieRule.CHAIR, None, Verdict.FAILED),
        (TieRule.POSTPONE, Choice.IN_FAVOR, Verdict.TIED_POSTPONED),
    ],
)
def test_equal_sides_are_decided_as_the_rule_says(tie, chair, verdict):
    assert decide(EVEN, serving=6, terms=Terms(tie=tie), chair=chair) == verdict


def test_a_tie_that_passes_anyway_and_silence_are_no_ties():
    lenient = Terms(majority=Fraction(1, 3), tie=TieRule.POSTPONE)
    assert decide(EVEN, serving=6, terms=lenient) == Verdict.PASSED
    assert decide(Count(0, 0, 6), serving=6, terms=Terms(tie=TieRule.POSTPONE)) == Verdict.FAILED


def test_important_disagreement_moves_a_poll_to_a_meeting_and_only_a_poll():
    rule = Terms(disagreement=Fraction(1, 3))
    count = Count(4, 2, 0, not_voted=1)
    assert disagreement_is_important(count, rule)
    assert decide(count, serving=7, terms=rule, in_poll=True) == Verdict.TO_MEETING
    assert decide(count, serving=7, terms=rule) == Verdict.PASSED
    assert decide(Count(5, 2, 0), serving=7, terms=rule, in_poll=True) == Verdict.PASSED, "2 of 7 is less than a third"


def test_nothing_is_decided_without_a_quorum():
    with pytest.raises(NoQuorum, match="Có mặt 4/7, cần ít nhất 5"):
        decide(Count(4, 0, 0), serving=7, terms=Terms())
    less = Terms(quorum_base=QuorumBase.SERVING_LESS_EXCUSED)
    assert decide(Count(4, 0, 0), serving=7, terms=less, excused=1) == Verdict.PASSED


@given(counts(), terms(), st.sampled_from([None, *Choice]), st.booleans())
def test_a_verdict_is_what_a_plain_count_says(case, rule, chair, in_poll):
    serving, count, _ = case
    assume(has_quorum(count.attending, serving, rule))
    given_on_line = count.in_favor + count.against + count.abstain + count.invalid
    needed = needed_of(count, serving, rule)
    if in_poll and rule.disagreement and given_on_line and count.against >= rule.disagreement * given_on_line:
        expected = Verdict.TO_MEETING
    elif count.in_favor >= needed:
        expected = Verdict.PASSED
    elif count.in_favor == count.against != 0 and rule.tie == TieRule.POSTPONE:
        expected = Verdict.TIED_POSTPONED
    elif count.in_favor == count.against != 0 and rule.tie == TieRule.CHAIR and chair == Choice.IN_FAVOR:
        expected = Verdict.PASSED
    else:
        expected = Verdict.FAILED
    assert decide(count, serving=serving, terms=rule, chair=chair, in_poll=in_poll) == expected


def every_end(count, outside):
    """Every way in which those who have not voted can still act, one by one."""
    missing = count.not_voted + outside
    for up, down, away, blank in product(range(missing + 1), repeat=4):
        silent = missing - up - down - away - blank
        if silent < 0:
            continue
        for still_out in range(max(silent - count.not_voted, 0), min(outside, silent) + 1):
            yield Count(
                count.in_favor + up,
                count.against + down,
                count.abstain + blank,
                silent - still_out,
                count.recused + away,
                count.invalid,
            )


@settings(deadline=None)
@given(counts(most=7), terms(), st.sampled_from([None, *Choice]), st.booleans())
def test_an_early_result_is_exactly_one_that_nobody_can_change(case, rule, chair, in_poll):
    serving, count, outside = case
    outside = outside if in_poll else 0
    reachable = set()
    for end in every_end(count, outside):
        asks = rule.tie == TieRule.CHAIR and chair is None and end.in_favor == end.against > 0
        for choice in (Choice.IN_FAVOR, None) if asks else (chair,):
            if end.attending:
                everybody = Terms(Fraction(0), rule.majority, rule.base, tie=rule.tie, disagreement=rule.disagreement)
                reachable.add(decide(end, serving=serving, terms=everybody, chair=choice, in_poll=in_poll))
    early = known_early(count, serving=serving, terms=rule, outside=outside, chair=chair, in_poll=in_poll)
    assume(reachable)
    assert early == (reachable.pop() if len(reachable) == 1 else None)


@given(counts(), terms())
def test_the_sentence_names_who_took_part_and_what_was_needed(case, rule):
    serving, count, _ = case
    assert took_part_sentence(count, serving, rule) == (
        f"{count.attending - count.recused}/{serving} ủy viên tham gia biểu quyết; "
        f"cần ít nhất {needed_of(count, serving, rule)} phiếu tán thành"
    )


def test_the_sentences_say_base_tie_and_disagreement():
    seven = Count(5, 1, 0, recused=1)
    assert took_part_sentence(seven, 7, Terms()) == "6/7 ủy viên tham gia biểu quyết; cần ít nhất 4 phiếu tán thành"
    cast = Terms(base=MajorityBase.CAST)
    assert "cần hơn 1/2 số phiếu tán thành và không tán thành" in part_sentence(6, 7, None, cast)
    assert "để lại phiên sau" in Terms(tie=TieRule.POSTPONE).tie_sentence()
    assert "từ 1/3 số phiếu gửi về không tán thành" in Terms(disagreement=Fraction(1, 3)).disagreement_sentence()
    assert Terms().disagreement_sentence() == ""
    poll = Terms(base=MajorityBase.PRESENT).sentence(in_poll=True)
    assert poll.startswith("Đợt lấy ý kiến hợp lệ khi có ít nhất 2/3 ủy viên đương nhiệm gửi phiếu")
    assert "số ủy viên gửi phiếu" in poll
