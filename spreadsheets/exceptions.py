"""Why something with a sheet cannot be done, in words for the person at the screen."""


class ImportRefused(ValueError):
    """This cannot be done with the import as it stands. `reason` is a Vietnamese sentence that says what to do."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class NotReady(ImportRefused):
    """The import is not in a state from which this leads anywhere; the page that was open is out of date."""


class InUse(ImportRefused):
    """What was written has been used meanwhile, so it cannot be taken back."""
