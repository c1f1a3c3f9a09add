"""The first of the three refusals: who."""


class NotPermitted(Exception):
    """This person may not do this here. `reason` is a Vietnamese sentence.

    `hidden` says that the person may not even know the record: the page answers 404 instead of 403.
    """

    def __init__(self, reason: str, *, hidden: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.hidden = hidden
