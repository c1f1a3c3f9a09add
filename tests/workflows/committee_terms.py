"""What a count comes to under the rules of a committee, in plain Python that shares no line with the programme."""

from dataclasses import dataclass
from fractions import Fraction

MEMBERS = ("m0", "m1", "m2", "m3", "m4")


@dataclass
class Terms:
    """The shares of the committee."""

    base: str = "serving"
    tie: str = "reject"
    quorum: Fraction = Fraction(2, 3)
    majority: Fraction = Fraction(1, 2)
    disagreement: Fraction | None = None


def decide(terms: Terms, counted: tuple, taking_part: int, recused: int, chair: str | None, mode: str) -> str:
    """Return what comes of a count, by the words of the rule alone."""
    yes, no, _ = counted
    if mode == "poll" and terms.disagreement and sum(counted) and Fraction(no, sum(counted)) >= terms.disagreement:
        return "to_meeting"
    base = {
        "serving": len(MEMBERS),
        "serving_less_recused": len(MEMBERS) - recused,
        "present": taking_part - recused,
        "cast": yes + no,
    }[terms.base]
    if yes > terms.majority * base:
        return "approved"
    if yes == no and yes and terms.tie == "postpone":
        return "postponed"
    if yes == no and yes and terms.tie == "chair" and chair == "in_favor":
        return "approved"
    return "rejected"
