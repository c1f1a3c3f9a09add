"""The refusal of this room."""


class ActRefused(Exception):
    """Something about a certificate cannot be done; `reason` is a Vietnamese sentence that says what to do instead."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
