"""Records that can only be added: who did what, in which role and unit, when, with names copied as text."""

from django.db import models


class AppendOnlyError(Exception):
    """A record of the history was about to be changed or deleted."""


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses what would rewrite history."""

    def update(self, **kwargs):
        raise AppendOnlyError("history is append-only")

    def delete(self):
        raise AppendOnlyError("history is append-only")


class AppendOnly(models.Model):
    """A row that is written once. Its table also has triggers (history.triggers)."""

    at = models.DateTimeField("lúc")
    actor_name = models.CharField("người làm", max_length=150)
    role_label = models.CharField("vai trò", max_length=100, blank=True)
    unit_name = models.CharField("đơn vị", max_length=250, blank=True)
    note = models.TextField("ghi chú", blank=True)
    on_behalf_of = models.CharField("theo ủy quyền của", max_length=150, blank=True, default="")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise AppendOnlyError("history is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError("history is append-only")

    @property
    def done_by(self) -> str:
        """Return who did it, and for whom, as one reads it after "Đồng chí"."""
        if not self.on_behalf_of:
            return self.actor_name
        return f"{self.actor_name}, theo ủy quyền của đồng chí {self.on_behalf_of}"


class Entry(AppendOnly):
    """One act on anything but a nomination's state: a role given, a unit renamed, a round extended, a file opened.

    It holds no foreign keys, so that it never blocks or follows live data.
    """

    actor_id = models.BigIntegerField("mã người làm", null=True)
    verb = models.CharField("việc", max_length=60)
    subject_type = models.CharField("loại đối tượng", max_length=60)
    subject_id = models.BigIntegerField("mã đối tượng", null=True)
    subject_label = models.CharField("đối tượng", max_length=300)
    data = models.JSONField("chi tiết", default=dict, blank=True)

    class Meta:
        verbose_name = "mục nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"], name="history_subject")]

    def __str__(self):
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor_name}: {self.verb} {self.subject_label}"
