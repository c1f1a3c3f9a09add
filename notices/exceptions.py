"""Why something about messages was not done; the reason is a Vietnamese sentence that says what to do."""


class MailRefused(Exception):
    """The letter cannot be changed, stopped or sent in this way now."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TextRefused(Exception):
    """A text for notices cannot be kept as it was written."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)
