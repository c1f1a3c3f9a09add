"""Quorum and majority as pure functions over whole numbers; no rounding, no floating point.

Defaults: quorum when at least 2/3 of the members serving attend; a line is approved when more than 1/2 of the
members serving are in favour. Source: the working rules of a commune committee, article 9 (Quy chế 01-QC/ĐU of
01/7/2025, xã Công Hải), and Quy định 208-QĐ/TW of 26/7/2026 ("hơn một nửa"). Both are dated data (VotingRule).
"""

from dataclasses import dataclass
from fractions import Fraction

from .enums import Choice, MajorityBase


@dataclass(frozen=True)
class Terms:
    """The shares and bases in force for a meeting."""

    quorum: Fraction = Fraction(2, 3)
    majority: Fraction = Fraction(1, 2)
    base: str = MajorityBase.SERVING

    def sentence(self) -> str:
        """Return the rule as a Vietnamese sentence for the screen and the minutes."""
        whom = (
            "tổng số ủy viên đương nhiệm"
            if self.base == MajorityBase.SERVING
            else "số ủy viên đương nhiệm, trừ người không biểu quyết vì liên quan"
        )
        return (
            f"Phiên họp hợp lệ khi có ít nhất {self.quorum.numerator}/{self.quorum.denominator} ủy viên đương nhiệm dự; "
            f"một dòng được duyệt khi hơn {self.majority.numerator}/{self.majority.denominator} {whom} tán thành."
        )


@dataclass(frozen=True)
class Count:
    """How a line was voted on. The five numbers together are the members attending."""

    in_favor: int
    against: int
    abstain: int
    not_voted: int = 0
    recused: int = 0

    @property
    def attending(self) -> int:
        """Return how many members attended, recused ones included."""
        return self.in_favor + self.against + self.abstain + self.not_voted + self.recused


@dataclass(frozen=True)
class Quorum:
    """How many of the members serving attend, and how many must."""

    present: int
    serving: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Return whether the meeting may decide. A committee without members never may."""
        return self.serving > 0 and self.present >= self.needed

    @property
    def sentence(self) -> str:
        """Return "Có mặt 4/5, cần ít nhất 4"."""
        return f"Có mặt {self.present}/{self.serving}, cần ít nhất {self.needed}"


class CountRefused(ValueError):
    """A show of hands that does not add up; the message is a Vietnamese sentence."""


def quorum_needed(serving: int, terms: Terms) -> int:
    """Return how many of `serving` members must attend: the smallest whole number not below the share."""
    return -(-serving * terms.quorum.numerator // terms.quorum.denominator)


def has_quorum(attending: int, serving: int, terms: Terms) -> bool:
    """Return whether a meeting may decide. A committee without members never may."""
    return quorum(attending, serving, terms).is_met


def quorum(present: int, serving: int, terms: Terms) -> Quorum:
    """Return how the attendance compares with the share that is needed."""
    return Quorum(present, serving, quorum_needed(serving, terms))


def votes_needed(serving: int, recused: int, terms: Terms) -> int:
    """Return how many must be in favour: the smallest whole number above the share of the base."""
    base = serving if terms.base == MajorityBase.SERVING else serving - recused
    return base * terms.majority.numerator // terms.majority.denominator + 1


def is_approved(count: Count, serving: int, terms: Terms) -> bool:
    """Return whether the line is approved."""
    return count.in_favor >= votes_needed(serving, count.recused, terms)


def can_still_pass(attending: int, serving: int, recused: int, terms: Terms) -> bool:
    """Return whether enough members are left to vote for the line to reach the majority at all."""
    return attending - recused >= votes_needed(serving, recused, terms)


def tally(choices: list[str], *, attending: int, recused: int) -> Count:
    """Count ballots: those who attend, may vote and gave no vote are "không biểu quyết"."""
    in_favor, against, abstain = (choices.count(c) for c in (Choice.IN_FAVOR, Choice.AGAINST, Choice.ABSTAIN))
    return Count(in_favor, against, abstain, attending - recused - in_favor - against - abstain, recused)


def hands(in_favor: int, against: int, abstain: int, *, attending: int, recused: int) -> Count:
    """Return the count of a show of hands. Raises CountRefused unless it equals those attending less the recused."""
    may_vote = attending - recused
    if min(in_favor, against, abstain) < 0:
        raise CountRefused("Số phiếu không thể nhỏ hơn 0.")
    if in_favor + against + abstain != may_vote:
        raise CountRefused(
            f"Tổng ba ô là {in_favor + against + abstain}, nhưng có {may_vote} ủy viên dự họp và được biểu quyết dòng này. "
            "Hãy đếm lại hoặc sửa danh sách dự họp."
        )
    return Count(in_favor, against, abstain, 0, recused)
