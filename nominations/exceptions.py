"""Refusals of this room; each carries a Vietnamese sentence."""


class RoundRefused(Exception):
    """A round that cannot be opened or changed like this; `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
