"""Closed lists of the rolls."""

from django.db import models


class Rating(models.TextChoices):
    """The yearly rating of quality (Quy định 366-QĐ/TW, 30/8/2025; before it 124-QĐ/TW, 04/10/2023)."""

    EXCELLENT = "excellent", "Hoàn thành xuất sắc nhiệm vụ"
    GOOD = "good", "Hoàn thành tốt nhiệm vụ"
    COMPLETED = "completed", "Hoàn thành nhiệm vụ"
    NOT_COMPLETED = "not_completed", "Không hoàn thành nhiệm vụ"

    @property
    def rank(self) -> int:
        """Return 1 for the best rating, 4 for the worst."""
        return list(Rating).index(self) + 1
