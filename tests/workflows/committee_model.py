"""What may happen in one committee, said a second time in plain Python that shares no line with the programme.

People: "secretary" of the cell, "appraiser" of the office, "deputy" without a role of their own, "clerk", and the members
"m0" to "m4", of whom m0 chairs. The model answers every attempt with None or with why not: "who", "when" or "facts".
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

from .committee_terms import MEMBERS, Terms, decide

TAKE_BACK = timedelta(seconds=30)
POLL_TIME = timedelta(days=2)
OFFICE_ACTS = ("receive", "recommend", "decline", "send_back")
JUDGING = ("recommend", "decline", "send_back")

OWN = {
    "nominate": {"secretary"},
    "appraise": {"appraiser"},
    "conduct": {"m0", "clerk"},
    "vote": set(MEMBERS),
}
LENT = {"appraiser": "appraise", "chair": "conduct"}
"""Role that is lent -> what may be done with it."""
PRINCIPAL = {"appraiser": "appraiser", "chair": "m0"}


@dataclass
class Line:
    """One nomination: where it is, who did the last act on it, who has looked at it since."""

    nominee: str = ""
    kin: tuple[str, ...] = ()
    state: str = "draft"
    last: tuple[str, str, datetime, str] | None = None
    due: datetime | None = None
    before: tuple | None = None
    seen: dict[str, datetime] = field(default_factory=dict)


@dataclass
class Room:
    """A meeting or a written poll."""

    mode: str
    closes_at: datetime | None = None
    state: str = "preparing"
    lines: dict[int, str] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=lambda: dict.fromkeys(MEMBERS, "unknown"))
    ballots: dict[tuple[int, str], str] = field(default_factory=dict)
    found: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    declared: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    hands: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    postponed: set[int] = field(default_factory=set)
    results: dict[int, tuple] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def recused(self, i: int) -> set[str]:
        """Return who does not vote on a line."""
        return self.found[i] | self.declared[i]

    @property
    def taking_part(self) -> set[str]:
        """Return who attends, in a poll who has answered."""
        if self.mode == "poll":
            return self.answered
        return {who for who, status in self.status.items() if status == "present"}


class Committee:
    """The whole of it; `at` is the clock."""

    def __init__(self, lines: list[Line], terms: Terms, *, at: datetime, deadline: datetime):
        self.lines, self.terms, self.at, self.deadline = lines, terms, at, deadline
        self.loans: list[list] = []
        self.room: Room | None = None

    # Who

    def ways(self, who: str, what: str) -> list[str]:
        """Return in whose name `who` may do `what` today, themselves first."""
        today = self.at.astimezone().date()
        own = [who] if who in OWN[what] else []
        lent = [
            PRINCIPAL[role]
            for role, substitute, first, last in self.loans
            if substitute == who and LENT[role] == what and first <= today <= last
        ]
        return own + lent

    def lend(self, role: str, substitute: str, days: int) -> str | None:
        """A role is lent from today on for some days."""
        first = self.at.astimezone().date()
        last = first + timedelta(days=days)
        if substitute == PRINCIPAL[role]:
            return "facts"
        if any(role == r and first <= until and since <= last for r, _, since, until in self.loans):
            return "facts"
        self.loans.append([role, substitute, first, last])
        return None

    # Acts on one line

    def press(self, action: str, who: str, i: int) -> str | None:
        """Somebody presses a button of a line."""
        line = self.lines[i]
        row = self._row(action, line)
        if row is None:
            return "when"
        capability, target = row
        ways = self.ways(who, capability)
        if not ways:
            return "who"
        if self._facts(action, who, ways[0], i):
            return "facts"
        self._move(action, who, i, target)
        return None

    def _row(self, action: str, line: Line) -> tuple[str, str] | None:
        if action == "take_back":
            can = line.last and line.last[0] in OFFICE_ACTS and line.before and line.before[-1] == "appraise"
            return ("appraise", line.last[3]) if can else None
        table = {
            ("submit", "draft"): ("nominate", "submitted"),
            ("submit", "returned"): ("nominate", "submitted"),
            ("receive", "submitted"): ("appraise", "under_appraisal"),
            ("recommend", "under_appraisal"): ("appraise", "recommended"),
            ("decline", "under_appraisal"): ("appraise", "not_recommended"),
            ("send_back", "under_appraisal"): ("appraise", "returned"),
            ("recommend", "not_recommended"): ("vote", "recommended"),
            ("send_back", "recommended"): ("conduct", "returned"),
        }
        return table.get((action, line.state))

    def _facts(self, action: str, who: str, name: str, i: int) -> bool:
        """Return whether the facts forbid the act."""
        line, stage = self.lines[i], self.stage_of(i)
        if line.nominee in (who, name) and line.nominee:
            return True
        if action in JUDGING and who in line.kin:
            return True
        if action == "submit":
            return self.at > (line.due if line.state == "returned" else self.deadline)
        if action == "recommend" and line.state == "not_recommended":
            return stage == "closed"
        if action == "send_back" and line.state == "recommended":
            return stage in ("voting", "closed")
        if action == "take_back":
            _, actor, when, _ = line.last
            others = [seen for other, seen in line.seen.items() if other != who and seen > when]
            return actor != who or self.at - when > TAKE_BACK or bool(others) or stage in ("voting", "closed")
        return False

    def stage_of(self, i: int) -> str:
        """Return the state of the unreleased meeting that holds the line, "" without one."""
        return self.room.state if self.room and i in self.room.lines and self.room.state != "released" else ""

    def _move(self, action: str, who: str, i: int, target: str) -> None:
        line, old = self.lines[i], self.lines[i].state
        room = self.room if self.stage_of(i) else None
        if action == "take_back":
            line.due = line.before[0]
            line.before = None
        else:
            by_office = action in OFFICE_ACTS and old in ("submitted", "under_appraisal")
            line.before = (line.due, "appraise" if by_office else "")
            line.due = (
                self.at + timedelta(days=3) if action == "send_back" else None if action == "submit" else line.due
            )
        if room and room.state == "preparing" and action in ("send_back", "take_back"):
            del room.lines[i]
        if room and action == "recommend" and old == "not_recommended":
            room.lines[i] = "recommended"
            if room.state == "voting":
                self._find(i)
        line.state, line.last = target, (action, who, self.at, old)

    def look(self, who: str, i: int) -> None:
        """Somebody opens a line."""
        self.lines[i].seen[who] = self.at

    # The meeting

    def prepare(self, who: str, mode: str) -> str | None:
        """A meeting is prepared with everything that waits."""
        if not self.ways(who, "conduct"):
            return "who"
        self.room = Room(mode, self.at + POLL_TIME if mode == "poll" else None)
        return self.gather(who)

    def gather(self, who: str) -> str | None:
        """Whatever waits for the committee is put on the agenda that is being prepared."""
        if refusal := self._conducting(who, "preparing"):
            return refusal
        for i, line in enumerate(self.lines):
            if line.state in ("recommended", "not_recommended"):
                self.room.lines.setdefault(i, line.state)
        return None

    def attend(self, who: str, status: dict[str, str]) -> str | None:
        """The list of attendance is written; votes of the absent are void."""
        if refusal := self._conducting(who, "preparing", "voting"):
            return refusal
        if self.room.mode == "poll":
            return "facts"
        self.room.status |= status
        for key in [key for key in self.room.ballots if self.room.status[key[1]] != "present"]:
            del self.room.ballots[key]
        return None

    def open(self, who: str) -> str | None:
        """Voting opens."""
        if refusal := self._conducting(who, "preparing"):
            return refusal
        room = self.room
        if not room.lines or (room.mode == "room" and "unknown" in room.status.values()):
            return "facts"
        if room.mode == "poll" and room.closes_at <= self.at:
            return "facts"
        room.state = "voting"
        for i in room.lines:
            self._find(i)
        return None

    def _find(self, i: int) -> None:
        line = self.lines[i]
        self.room.found[i] = {who for who in MEMBERS if who == line.nominee or who in line.kin}
        self.room.declared[i] -= self.room.found[i]
        for who in self.room.found[i]:
            self.room.ballots.pop((i, who), None)

    def vote(self, who: str, choices: dict[int, str]) -> str | None:
        """A member votes on some lines."""
        if who not in OWN["vote"]:
            return "who"
        room = self.room
        if room.state != "voting":
            return "when"
        if self.at > room.closes_at if room.mode == "poll" else room.status[who] != "present":
            return "facts"
        for i in choices:
            if not self._is_open(i) or i in room.hands or who in room.recused(i):
                return "facts"
        room.ballots |= {(i, who): choice for i, choice in choices.items()}
        room.answered.add(who)
        return None

    def _is_open(self, i: int) -> bool:
        return self.room.lines.get(i) == "recommended" and i not in self.room.postponed

    def recuse(self, who: str, i: int) -> str | None:
        """A member declares not to vote on a line."""
        if who not in OWN["vote"]:
            return "who"
        if self.room.state != "voting":
            return "when"
        self.room.ballots.pop((i, who), None)
        if who not in self.room.found[i]:
            self.room.declared[i].add(who)
        self.room.answered.add(who)
        return None

    def postpone(self, who: str, i: int, yes: bool) -> str | None:
        """A line is left for another meeting."""
        if refusal := self._conducting(who, "preparing", "voting"):
            return refusal
        if self.room.lines.get(i) == "recommended":
            (self.room.postponed.add if yes else self.room.postponed.discard)(i)
        return None

    def count_hands(self, who: str, i: int, counts: tuple[int, int, int]) -> str | None:
        """The clerk enters a show of hands."""
        if refusal := self._conducting(who, "voting"):
            return refusal
        if not self._is_open(i) or not self._hands_fit(i, counts):
            return "facts"
        self.room.hands[i] = counts
        return None

    def _hands_fit(self, i: int, counts: tuple[int, int, int]) -> bool:
        present = self.room.taking_part
        return sum(counts) == len(present - self.room.recused(i))

    def close(self, who: str) -> str | None:
        """Everything is counted; the results stay in the room."""
        if refusal := self._conducting(who, "voting"):
            return refusal
        room, terms = self.room, self.terms
        taking_part = room.taking_part
        if not taking_part or len(taking_part) < terms.quorum * len(MEMBERS):
            return "facts"
        if any(self._is_open(i) and not self._hands_fit(i, counts) for i, counts in room.hands.items()):
            return "facts"
        if room.mode == "poll" and self.at < room.closes_at and not (self._all_done() or self._all_certain()):
            return "facts"
        room.results = {i: self._result(i) for i in room.lines}
        room.state = "closed"
        return None

    def _all_done(self) -> bool:
        """Return whether no member has a line left to vote on."""
        room, open_ = self.room, [i for i in self.room.lines if self._is_open(i)]
        return all((i, who) in room.ballots or who in room.recused(i) for i in open_ for who in MEMBERS)

    def _all_certain(self) -> bool:
        """Return whether nothing that the missing votes may still be could change any result: every case is tried."""
        return all(len(self._possible(i)) == 1 for i in self.room.lines if self._is_open(i))

    def _possible(self, i: int) -> set[str]:
        """Return what may still come of a line. A tie is open as long as the chair has not voted."""
        room, terms = self.room, self.terms
        votes = [choice for (j, _), choice in room.ballots.items() if j == i]
        missing = [who for who in MEMBERS if (i, who) not in room.ballots and who not in room.recused(i)]
        inside = [who in room.answered for who in missing]
        chair = room.ballots.get((i, "m0"))
        recused, part = len(room.recused(i) & room.answered), len(room.answered)
        found = set()
        for ends in product(("in_favor", "against", "abstain", "recuse", "silent"), repeat=len(missing)):
            cast = votes + [end for end in ends if end in ("in_favor", "against", "abstain")]
            counted = tuple(cast.count(c) for c in ("in_favor", "against", "abstain"))
            joined = part + sum(end != "silent" and not was for end, was in zip(ends, inside, strict=True))
            off = recused + ends.count("recuse")
            for word in (chair,) if chair or counted[0] != counted[1] else ("in_favor", None):
                found.add(decide(terms, counted, joined, off, word, room.mode))
        return found

    def _result(self, i: int) -> tuple:
        room = self.room
        if room.lines[i] == "not_recommended":
            return ("rejected",)
        if i in room.postponed:
            return ("postponed",)
        recused = len(room.recused(i) & room.taking_part)
        votes = [choice for (j, _), choice in room.ballots.items() if j == i]
        counted = room.hands.get(i) or tuple(votes.count(c) for c in ("in_favor", "against", "abstain"))
        chair = None if i in room.hands else room.ballots.get((i, "m0"))
        return (decide(self.terms, counted, len(room.taking_part), recused, chair, room.mode), *counted, recused)

    def release(self, who: str) -> str | None:
        """The results leave the room together."""
        if refusal := self._conducting(who, "closed"):
            return refusal
        target = {"approved": "approved", "rejected": "rejected"}
        act = {"approved": "approve", "rejected": "reject", "postponed": "postpone", "to_meeting": "postpone"}
        for i, (outcome, *_) in self.room.results.items():
            line = self.lines[i]
            line.last, line.before = (act[outcome], who, self.at, line.state), None
            line.state = target.get(outcome, "recommended")
        self.room.state = "released"
        return None

    def reopen(self, who: str) -> str | None:
        """A count that was not released is thrown away; votes stay."""
        if refusal := self._conducting(who, "closed"):
            return refusal
        self.room.state, self.room.results = "voting", {}
        return None

    def put_off(self, who: str) -> str | None:
        """The gathering is put off: its votes and its attendance are void."""
        if refusal := self._conducting(who, "voting", "closed"):
            return refusal
        self.room = Room(self.room.mode, self.room.closes_at, lines=self.room.lines)
        return None

    def _conducting(self, who: str, *states: str) -> str | None:
        if not self.ways(who, "conduct"):
            return "who"
        return None if self.room.state in states else "when"
