"""What the rolls refuse."""

from collections.abc import Sequence
from typing import Any


class RollRefused(Exception):
    """Something that cannot be written down like this. `reason` is a Vietnamese sentence that says what to do.

    `candidates` are the records that it is about. `is_question` says that one of them may be meant and a user has to
    decide which one, or that it is none of them.
    """

    def __init__(self, reason: str, candidates: Sequence[Any] = (), *, is_question: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.candidates = tuple(candidates)
        self.is_question = is_question
