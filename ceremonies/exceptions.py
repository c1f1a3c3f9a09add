"""The refusals of this room."""


class CeremonyRefused(Exception):
    """Something about a ceremony cannot be done; `reason` is a Vietnamese sentence that says what to do instead."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


class StaleOrder(CeremonyRefused):
    """Somebody else has changed the ceremony since the page was opened."""

    def __init__(self):
        super().__init__(
            "Thứ tự vừa được thay đổi ở một máy hoặc một cửa sổ khác. Trang dưới đây là thứ tự mới nhất; "
            "đồng chí xem lại rồi làm lại việc vừa rồi nếu vẫn cần."
        )
