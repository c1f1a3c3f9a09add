"""Words and rows of which the tables of addresses are made."""

from dataclasses import dataclass

COMMITTEE = "appraiser member chair clerk inspector"
"""Those at the commune who may know of what has reached it."""
RUNNERS = "appraiser chair clerk inspector other_appraiser other_clerk"
"""Those who read where everything stands, each for what has reached them."""
ADMINISTRATORS = "administrator other_administrator"
CLERKS = "clerk other_clerk"
OWN_ADMINISTRATOR = {"ok": "administrator", "hidden": "other_administrator", "rest": 403}
ANY_ADMINISTRATOR = {"ok": ADMINISTRATORS, "rest": 403}
CONDUCT = {"ok": "chair clerk", "refused": "appraiser member inspector"}
VOTE = {"ok": "member chair", "refused": "appraiser clerk inspector"}
CLERK_OF_DRAFT = {"ok": "clerk", "refused": "appraiser member chair inspector"}
CLERK_OF_NUMBERED = {"ok": "clerk", "refused": "secretary appraiser member chair inspector"}
MANAGE_ROUND = {"ok": "appraiser clerk", "refused": "secretary sibling member chair inspector"}
FOREIGN_OFFICE = {"hidden": "other_appraiser other_clerk", "rest": 403}
"""Offices see what is theirs; whoever is in no office is told which role is needed."""
BUTTON = {"rest": 405}
"""An address that answers to a pressed button only."""
KEEPERS = "secretary sibling other_secretary appraiser other_appraiser"
"""Those who keep the roll of some unit."""
OF_IMPORT = {"ok": "secretary appraiser"}
OF_CELL = {"ok": "secretary", "refused": "inspector"}
KEEP_ROLL = {"ok": "secretary appraiser", "refused": "inspector"}


@dataclass(frozen=True)
class Row:
    """One address about one record: who opens it (200), who may know of it but not do this (403), who is led on (302)."""

    name: str
    about: tuple[str, ...] = ()
    ok: str = ""
    refused: str = ""
    hidden: str = ""
    led: str = ""
    early: str = ""
    """Who is told that the record is not ready for it (409)."""
    button: str = ""
    """Who gets to a pressed button only (405), where others are refused before that."""
    rest: int = 404
    for_everybody: bool = False
    """A page that visitors open too: of accounts, or behind a link of their own."""

    def expected(self, person: str) -> int:
        """Return the status of a GET by the person."""
        named = (
            (self.ok, 200),
            (self.refused, 403),
            (self.hidden, 404),
            (self.led, 302),
            (self.early, 409),
            (self.button, 405),
        )
        for people, status in named:
            if person in people.split():
                return status
        return 302 if person in ("anonymous", "inactive") and not self.for_everybody else self.rest

    def __str__(self) -> str:
        return " ".join((self.name, *self.about))


def row(name: str, *about: str, **who) -> Row:
    """Return a row about records of the scene; a word that the scene does not know stands in the address itself."""
    return Row(name, about, **who)
