"""What the rolls refuse."""

from collections.abc import Sequence
from typing import Any


class RollRefused(Exception):
    """Something that cannot be written down like this. `reason` is a Vietnamese sentence that says what to do.

    `candidates` are the records that might be meant; a user decides which one, or that it is none of them.
    """

    def __init__(self, reason: str, candidates: Sequence[Any] = ()):
        super().__init__(reason)
        self.reason = reason
        self.candidates = tuple(candidates)
