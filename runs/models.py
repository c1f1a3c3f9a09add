"""A run is cut into items; a worker leases an item, does it, and writes down the result. The rows are the truth."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from .enums import ItemState, RunState


class Run(models.Model):
    """One long piece of work that somebody asked for."""

    kind = models.SlugField("loại việc", max_length=40)
    title = models.CharField("việc", max_length=250)
    payload = models.JSONField("dữ liệu", default=dict)
    state = models.CharField("trạng thái", max_length=10, choices=RunState, default=RunState.WAITING)
    total = models.PositiveIntegerField("số phần", default=0)
    unit_total = models.PositiveIntegerField("số đơn vị công việc", default=0)
    error = models.TextField("lỗi", blank=True)
    result_path = models.CharField("tệp kết quả", max_length=250, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    finish_owner = models.CharField(max_length=64, blank=True)
    finish_lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "việc chạy nền"
        verbose_name_plural = "việc chạy nền"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state")]
        indexes = [models.Index(fields=["state", "id"], name="run_waiting")]

    def __str__(self):
        return self.title


class RunItem(models.Model):
    """One piece of a run. `owner` and `lease_until` say who works on it; a lease that has run out is free again."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField("thứ tự")
    weight = models.PositiveIntegerField("số đơn vị công việc", default=1)
    state = models.CharField("trạng thái", max_length=8, choices=ItemState, default=ItemState.WAITING)
    owner = models.CharField("tiến trình", max_length=64, blank=True)
    lease_until = models.DateTimeField("giữ đến", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần làm", default=0)
    error = models.TextField("lỗi", blank=True)
    result_path = models.CharField("tệp kết quả", max_length=250, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "phần việc"
        verbose_name_plural = "phần việc"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="run_item_once"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="run_item_state"),
        ]
        indexes = [models.Index(fields=["run", "state"], name="run_item_state_idx")]

    def __str__(self):
        return f"{self.run_id}/{self.position}"
