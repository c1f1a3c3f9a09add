"""What every check before printing says in the same words."""

from dataclasses import dataclass

from documents.models import DecisionLine

PASS, LOOK, BLOCK = "pass", "look", "block"


@dataclass(frozen=True)
class Check:
    """One rule: `result` is pass, look or block; `line` is the recipient whom it is about, where it is about one."""

    result: str
    rule: str
    fact: str
    line: DecisionLine | None = None
