"""Where an import and each of its rows stand."""

from django.db import models


class ImportState(models.TextChoices):
    """Where an import stands. Nothing is written before TAKEN; UNDONE takes everything back."""

    UPLOADED = "uploaded", "Chờ ghép cột"
    CHECKING = "checking", "Đang kiểm tra"
    CHECKED = "checked", "Đã kiểm tra, chờ nhập"
    TAKING = "taking", "Đang nhập"
    TAKEN = "taken", "Đã nhập"
    UNDONE = "undone", "Đã hoàn tác"
    DROPPED = "dropped", "Đã bỏ"
    FAILED = "failed", "Không làm được"


class RowState(models.TextChoices):
    """What became of one row of the sheet."""

    GOOD = "good", "Nhập được"
    BAD = "bad", "Có lỗi"
    DOUBTFUL = "doubtful", "Cần chọn"
    KNOWN = "known", "Đã có"
    TAKEN = "taken", "Đã nhập"
    UNDONE = "undone", "Đã hoàn tác"
