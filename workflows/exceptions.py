"""The second and third of the three refusals: when, and facts. (The first, who, is permissions.NotPermitted.)"""


class IllegalTransition(Exception):
    """The record is not in a state from which this act leads anywhere. `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class GuardFailed(Exception):
    """The facts do not allow the act. `reasons` are Vietnamese sentences, shown at the form."""

    def __init__(self, *reasons: str):
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)

    @property
    def reason(self) -> str:
        """Return all reasons as one text."""
        return " ".join(self.reasons)


class ReasonNeeded(GuardFailed):
    """Allowed, but only with a reason, because one person holds two roles that should check each other."""


class StalePage(IllegalTransition):
    """The record was changed by somebody else after the page was opened."""


class ClaimHeld(GuardFailed):
    """Somebody else has the line in hand."""
