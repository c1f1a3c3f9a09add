"""Quorum and majority as pure functions over whole numbers and fractions; no rounding, no floating point.

Defaults: quorum when at least 2/3 of the members serving attend; a line is approved when more than 1/2 of the
members serving are in favour. Source: the working rules of a commune committee, article 9 (Quy chế 01-QC/ĐU of
01/7/2025, xã Công Hải), and Quy định 208-QĐ/TW of 26/7/2026 ("hơn một nửa"). The same rules let the office ask members
in writing, and send a matter to a meeting where important disagreement remains. All of it is dated data (VotingRule).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from vietnamese.text import nfc, thousands

from .enums import LONGEST_OPINION, Choice, MajorityBase, QuorumBase, TieRule, Verdict

QUORUM_WORDS = {
    QuorumBase.SERVING: "ủy viên đương nhiệm",
    QuorumBase.SERVING_LESS_EXCUSED: "ủy viên đương nhiệm, không tính người vắng có lý do,",
}
BASE_WORDS = {
    MajorityBase.SERVING: "tổng số ủy viên đương nhiệm",
    MajorityBase.SERVING_LESS_RECUSED: "số ủy viên đương nhiệm, trừ người không biểu quyết vì liên quan,",
    MajorityBase.PRESENT: "số ủy viên dự họp và được biểu quyết dòng đó",
    MajorityBase.CAST: "số phiếu tán thành và không tán thành",
}
POLL_BASE_WORDS = BASE_WORDS | {MajorityBase.PRESENT: "số ủy viên gửi phiếu và được biểu quyết dòng đó"}
TIE_WORDS = {
    TieRule.REJECT: "dòng đó không được duyệt",
    TieRule.CHAIR: "theo ý kiến của người chủ trì; bỏ phiếu kín thì không biết ý kiến ấy, nên dòng đó không được duyệt",
    TieRule.POSTPONE: "dòng đó để lại phiên sau",
}


@dataclass(frozen=True)
class Terms:
    """The shares and bases in force for a meeting."""

    quorum: Fraction = Fraction(2, 3)
    majority: Fraction = Fraction(1, 2)
    base: str = MajorityBase.SERVING
    quorum_base: str = QuorumBase.SERVING
    tie: str = TieRule.REJECT
    disagreement: Fraction | None = None

    @property
    def is_known_before(self) -> bool:
        """Return whether the number of votes that a line needs is known before anybody has voted."""
        return self.base != MajorityBase.CAST

    def sentence(self, *, in_poll: bool = False) -> str:
        """Return the rule as a Vietnamese sentence for the screen and the minutes."""
        valid, act = ("Đợt lấy ý kiến", "gửi phiếu") if in_poll else ("Phiên họp", "dự")
        whom = QUORUM_WORDS[QuorumBase(self.quorum_base)]
        majority = self.majority_sentence(in_poll=in_poll)
        return f"{valid} hợp lệ khi có ít nhất {_share(self.quorum)} {whom} {act}; {majority[0].lower()}{majority[1:]}"

    def majority_sentence(self, *, in_poll: bool = False) -> str:
        """Return what a line needs, as a share of its base."""
        of = (POLL_BASE_WORDS if in_poll else BASE_WORDS)[MajorityBase(self.base)]
        if self.base == MajorityBase.CAST:
            return f"Một dòng được duyệt khi số phiếu tán thành hơn {_share(self.majority)} {of}."
        return f"Một dòng được duyệt khi hơn {_share(self.majority)} {of} tán thành."

    def tie_sentence(self) -> str:
        """Return what happens when both sides are equal."""
        return f"Khi số tán thành bằng số không tán thành mà chưa đủ để được duyệt: {TIE_WORDS[TieRule(self.tie)]}."

    def disagreement_sentence(self) -> str:
        """Return when a line of a written poll goes to a meeting; empty where no share was set."""
        if self.disagreement is None:
            return ""
        return (
            f"Lấy ý kiến bằng phiếu gửi: dòng có từ {_share(self.disagreement)} số phiếu gửi về không tán thành "
            "thì chưa quyết định mà chuyển ra phiên họp."
        )


@dataclass(frozen=True)
class Count:
    """How a line was voted on. The six numbers together are the members attending (in a poll: who answered it)."""

    in_favor: int
    against: int
    abstain: int
    not_voted: int = 0
    recused: int = 0
    invalid: int = 0

    @property
    def attending(self) -> int:
        """Return how many members attended, recused ones included."""
        return self.in_favor + self.against + self.abstain + self.not_voted + self.recused + self.invalid

    @property
    def took_part(self) -> int:
        """Return how many of those who attended could vote on the line."""
        return self.attending - self.recused

    @property
    def cast(self) -> int:
        """Return how many votes say yes or no."""
        return self.in_favor + self.against

    @property
    def returned(self) -> int:
        """Return how many votes were given on the line, invalid ones included."""
        return self.cast + self.abstain + self.invalid

    @property
    def is_tie(self) -> bool:
        """Return whether two sides stand against each other with equal numbers. Nobody against nobody is no tie."""
        return self.in_favor == self.against > 0


@dataclass(frozen=True)
class Quorum:
    """How many of the members serving take part, and how many must."""

    present: int
    serving: int
    needed: int
    in_poll: bool = False

    @property
    def is_met(self) -> bool:
        """Return whether the meeting may decide. A committee without members, or a meeting without anybody, never may."""
        return self.serving > 0 and self.present > 0 and self.present >= self.needed

    @property
    def sentence(self) -> str:
        """Return "Có mặt 4/5, cần ít nhất 4", or "Đã gửi phiếu 4/5, cần ít nhất 4"."""
        return (
            f"{'Đã gửi phiếu' if self.in_poll else 'Có mặt'} {self.present}/{self.serving}, cần ít nhất {self.needed}"
        )


class CountRefused(ValueError):
    """A count that does not add up; the message is a Vietnamese sentence."""


class NoQuorum(CountRefused):
    """Too few members took part for anything to be decided."""


class OpinionRefused(ValueError):
    """Words beside a vote that cannot be kept as they are; the message is a Vietnamese sentence."""


def opinion(typed: str) -> str:
    """Return what a member wrote beside a vote as it is kept: NFC, trimmed. Raises OpinionRefused when it is too long."""
    text = nfc("\n".join(typed.splitlines()))
    if len(text) > LONGEST_OPINION:
        raise OpinionRefused(
            f"Ý kiến dài {thousands(len(text))} chữ cái, nhiều nhất là {thousands(LONGEST_OPINION)}. Hãy viết gọn lại; "
            "phần dài hơn thì gửi văn thư ghi vào biên bản."
        )
    return text


def quorum_needed(serving: int, terms: Terms, *, excused: int = 0) -> int:
    """Return how many of `serving` members must attend: the smallest whole number not below the share of its base."""
    base = serving - excused if terms.quorum_base == QuorumBase.SERVING_LESS_EXCUSED else serving
    return -(-base * terms.quorum.numerator // terms.quorum.denominator)


def has_quorum(attending: int, serving: int, terms: Terms, *, excused: int = 0) -> bool:
    """Return whether a meeting may decide. A committee without members never may."""
    return quorum(attending, serving, terms, excused=excused).is_met


def quorum(present: int, serving: int, terms: Terms, *, excused: int = 0, in_poll: bool = False) -> Quorum:
    """Return how the attendance compares with the share that is needed. `excused`: absent with a reason."""
    return Quorum(present, serving, quorum_needed(serving, terms, excused=excused), in_poll)


def votes_needed(
    serving: int, recused: int, terms: Terms, *, attending: int | None = None, cast: int | None = None
) -> int:
    """Return how many must be in favour: the smallest whole number above the share of the base.

    `attending` (recused ones included) counts for the base PRESENT, `cast` (in favour and against) for CAST. What is
    not known yet is taken at its highest, so the answer is then the most that can be needed.
    """
    present = (serving if attending is None else attending) - recused
    base = {
        MajorityBase.SERVING: serving,
        MajorityBase.SERVING_LESS_RECUSED: serving - recused,
        MajorityBase.PRESENT: present,
        MajorityBase.CAST: present if cast is None else cast,
    }[MajorityBase(terms.base)]
    return base * terms.majority.numerator // terms.majority.denominator + 1


def needed_of(count: Count, serving: int, terms: Terms) -> int:
    """Return how many had to be in favour in a finished count."""
    return votes_needed(serving, count.recused, terms, attending=count.attending, cast=count.cast)


def is_approved(count: Count, serving: int, terms: Terms) -> bool:
    """Return whether enough are in favour, before the tie rule is asked."""
    return count.in_favor >= needed_of(count, serving, terms)


def decide(
    count: Count,
    *,
    serving: int,
    terms: Terms,
    excused: int = 0,
    chair: Choice | str | None = None,
    in_poll: bool = False,
) -> Verdict:
    """Return the verdict of a finished count.

    `chair`: what the chair voted on this line, asked only in a tie under TieRule.CHAIR; None where it is not known (a
    secret ballot, a count of hands) or where the chair did not vote: then a tie is no approval. In a poll important
    disagreement comes first. Raises NoQuorum when too few took part to decide anything.
    """
    if not (state := quorum(count.attending, serving, terms, excused=excused, in_poll=in_poll)).is_met:
        raise NoQuorum(f"{state.sentence}. Chưa đủ người nên chưa quyết định được.")
    return _verdict(count, serving, terms, chair, in_poll)


def _verdict(count: Count, serving: int, terms: Terms, chair: str | None, in_poll: bool) -> Verdict:
    if in_poll and disagreement_is_important(count, terms):
        return Verdict.TO_MEETING
    if is_approved(count, serving, terms):
        return Verdict.PASSED
    if count.is_tie and terms.tie == TieRule.POSTPONE:
        return Verdict.TIED_POSTPONED
    if count.is_tie and terms.tie == TieRule.CHAIR and chair == Choice.IN_FAVOR:
        return Verdict.PASSED
    return Verdict.FAILED


def disagreement_is_important(count: Count, terms: Terms) -> bool:
    """Return whether, in a poll, so large a share of the votes returned on the line is against that a meeting decides."""
    return (
        terms.disagreement is not None
        and count.returned > 0
        and Fraction(count.against, count.returned) >= terms.disagreement
    )


def known_early(
    count: Count,
    *,
    serving: int,
    terms: Terms,
    outside: int = 0,
    chair: Choice | str | None = None,
    in_poll: bool = False,
) -> Verdict | None:
    """Return the verdict that no vote still missing can change, or None while it is open.

    Still missing are the votes of `count.not_voted`, who attend, and of `outside`, members who may still answer a poll
    and have not. Each of them may vote in any way, not at all, or declare not to take part. Votes that were cast are
    taken to stay. Under TieRule.CHAIR a chair who has not voted (None) leaves every tie open. The quorum is another
    question: ask `quorum`.
    """
    found: set[Verdict] = set()
    asks_chair = terms.tie == TieRule.CHAIR and chair is None
    for end in _ends(count, outside):
        chairs = (Choice.IN_FAVOR, None) if asks_chair and end.is_tie else (chair,)
        found |= {_verdict(end, serving, terms, choice, in_poll) for choice in chairs}
        if len(found) > 1:
            return None
    return found.pop()


def _ends(count: Count, outside: int) -> Iterator[Count]:
    """Yield the corners of what the missing votes can make of a count, and its ties.

    Every rule here is a straight line in the numbers of votes, so a verdict that holds in all corners and on both ends
    of every tie holds in between (tests/meetings/test_rules.py compares with every single case).
    """
    missing = count.not_voted + outside
    gap = count.in_favor - count.against
    steps = {(missing, 0), (0, missing), (0, 0), (0, max(missing - 1, 0)), (max(missing - 1, 0), 0)}
    if abs(gap) <= missing:
        up, down = max(-gap, 0), max(gap, 0)
        most = (missing - abs(gap)) // 2
        steps |= {(up + more, down + more) for more in {0, min(1, most), most}}
        steps |= {(up + most, down), (up, down + most)}
    for (up, down), rest in product(sorted(steps), ("abstain", "recused", "stays")):
        left = missing - up - down
        if left >= 0:
            yield _after(count, outside, up, down, left, rest)


def _after(count: Count, outside: int, up: int, down: int, left: int, rest: str) -> Count:
    """Return the count when `up` more are in favour, `down` against and the others abstain, are recused or stay silent."""
    done = replace(count, in_favor=count.in_favor + up, against=count.against + down, not_voted=0)
    if rest == "stays":
        return replace(done, not_voted=max(left - outside, 0))
    return replace(done, **{rest: getattr(done, rest) + left})


def can_still_pass(attending: int, serving: int, recused: int, terms: Terms) -> bool:
    """Return whether enough members are left to vote for the line to reach the majority at all."""
    may_vote = attending - recused
    return may_vote >= votes_needed(serving, recused, terms, attending=attending, cast=may_vote)


def tally(choices: list[str], *, attending: int, recused: int) -> Count:
    """Count ballots: those who attend, may vote and gave no vote are "không biểu quyết"."""
    in_favor, against, abstain = (choices.count(c) for c in (Choice.IN_FAVOR, Choice.AGAINST, Choice.ABSTAIN))
    return Count(in_favor, against, abstain, attending - recused - in_favor - against - abstain, recused)


def hands(
    in_favor: int,
    against: int,
    abstain: int,
    *,
    attending: int,
    recused: int,
    invalid: int = 0,
    may_be_short: bool = False,
) -> Count:
    """Return a count made in the room, by hands or on paper.

    Raises CountRefused unless it equals those attending less the recused; with `may_be_short` (ballot papers, of which
    not every one comes back) it may be less, and the rest did not vote.
    """
    may_vote, total = attending - recused, in_favor + against + abstain + invalid
    if min(in_favor, against, abstain, invalid) < 0:
        raise CountRefused("Số phiếu không thể nhỏ hơn 0.")
    if total > may_vote or (total < may_vote and not may_be_short):
        raise CountRefused(
            f"Tổng các ô là {total}, nhưng có {may_vote} ủy viên dự họp và được biểu quyết dòng này. "
            "Hãy đếm lại hoặc sửa danh sách dự họp."
        )
    return Count(in_favor, against, abstain, may_vote - total, recused, invalid)


def took_part_sentence(count: Count, serving: int, terms: Terms) -> str:
    """Return "6/7 ủy viên tham gia biểu quyết; cần ít nhất 4 phiếu tán thành" of a finished count."""
    return part_sentence(count.took_part, serving, needed_of(count, serving, terms))


def part_sentence(took_part: int, serving: int, needed: int | None, terms: Terms = Terms()) -> str:
    """Return the same from its numbers; `needed` is None while it depends on the votes that will be cast."""
    if needed is None:
        needs = f"cần hơn {_share(terms.majority)} {BASE_WORDS[MajorityBase(terms.base)]}"
    else:
        needs = f"cần ít nhất {needed} phiếu tán thành"
    return f"{took_part}/{serving} ủy viên tham gia biểu quyết; {needs}"


def _share(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"
