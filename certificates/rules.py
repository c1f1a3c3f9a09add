"""What every check before printing says in the same words."""

from dataclasses import dataclass

from documents.models import DecisionLine

PASS, LOOK, BLOCK = "pass", "look", "block"


@dataclass(frozen=True)
class Check:
    """One rule: `result` is pass, look or block; `line` is the recipient whom it is about, where it is about one.

    `about` names what helps (one of the ABOUT_ words below) and `key` the record that it is, so that pages can lead there.
    """

    result: str
    rule: str
    fact: str
    line: DecisionLine | None = None
    about: str = ""
    key: int | None = None


ABOUT_PROOF, ABOUT_PRINTER, ABOUT_BLANK, ABOUT_CERTIFICATE = "proof", "printer", "blank", "certificate"
ABOUT_RUN, ABOUT_WHAT, ABOUT_HOW = "run", "what", "how"
