"""The one refusal of this package."""


class UploadRefused(ValueError):
    """The file cannot be kept; `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
