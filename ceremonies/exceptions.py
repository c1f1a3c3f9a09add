"""The refusal of this room."""


class CeremonyRefused(Exception):
    """Something about a ceremony cannot be done; `reason` is a Vietnamese sentence that says what to do instead."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
