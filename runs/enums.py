"""Where a run and each of its pieces stand."""

from django.db import models


class RunState(models.TextChoices):
    """The life of a run."""

    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không xong"
    CANCELLED = "cancelled", "Đã dừng"


class ItemState(models.TextChoices):
    """The life of one piece."""

    WAITING = "waiting", "Đang chờ"
    LEASED = "leased", "Đang làm"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Lỗi"
