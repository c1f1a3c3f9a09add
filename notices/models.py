"""Notices of people, texts of rounds, and the outbox. Knows nothing of what the messages are about but an address."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from nominations.models import Round
from organizations.models import Unit, or_zero
from vietnamese.fields import NameField, ProseField

from .enums import Event, MailPace, MailState


class Notice(models.Model):
    """One message in somebody's inbox. `url` is the page of this system where they act on it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    event = models.CharField("việc", max_length=20, choices=Event)
    title = NameField("tiêu đề", max_length=200)
    text = ProseField("nội dung", blank=True)
    url = models.CharField("trang", max_length=200, blank=True)
    at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "tin báo"
        verbose_name_plural = "tin báo"
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(event__in=Event.values), name="notice_event")]
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_of_person"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.title


class Mail(models.Model):
    """One electronic letter that waits, went out, failed or was stopped. Read and changed in the outbox until it goes.

    `unit` is whose outbox it stands in; `digest_on` names the day on which it goes out together with others.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị gửi")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    to_name = NameField("người nhận", max_length=250)
    to_address = models.EmailField("địa chỉ")
    event = models.CharField("việc", max_length=20, choices=Event)
    subject = NameField("tiêu đề", max_length=200)
    body = ProseField("nội dung")
    state = models.CharField("trạng thái", max_length=8, choices=MailState, default=MailState.WAITING)
    created_at = models.DateTimeField("lập lúc")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    not_before = models.DateTimeField("gửi từ lúc")
    digest_on = models.DateField("gộp vào thư ngày", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    error = models.CharField("lỗi", max_length=300, blank=True)
    owner = models.CharField("tiến trình", max_length=64, blank=True)
    lease_until = models.DateTimeField("giữ đến", null=True, blank=True)
    changed_by_name = NameField("người sửa", max_length=100, blank=True)
    stopped_by_name = NameField("người chặn", max_length=100, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "thư đi"
        verbose_name_plural = "thư đi"
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state")]
        indexes = [
            models.Index(fields=["state", "not_before"], name="mail_due"),
            models.Index(fields=["unit", "state", "-id"], name="mail_outbox"),
        ]

    def __str__(self):
        return f"{self.to_address}: {self.subject}"


class NoticeText(models.Model):
    """What a unit, or one round of it, writes about an event instead of the standard text; and whether it is told at all."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="notice_texts", verbose_name="đợt"
    )
    event = models.CharField("việc", max_length=20, choices=Event)
    subject = NameField("tiêu đề", max_length=200, blank=True)
    body = ProseField("nội dung", blank=True)
    in_system = models.BooleanField("báo trong hệ thống", default=True)
    by_mail = models.BooleanField("gửi thư điện tử", default=True)

    class Meta:
        verbose_name = "lời tin báo"
        verbose_name_plural = "lời tin báo"
        ordering = ["event", "round_id"]
        constraints = [
            models.UniqueConstraint("unit", or_zero("round"), "event", name="notice_text_once"),
        ]

    def __str__(self):
        return f"{self.get_event_display()}"


class MailPreference(models.Model):
    """How somebody wants to get mail; without a row: one letter for each message."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    pace = models.CharField("cách nhận", max_length=8, choices=MailPace, default=MailPace.AT_ONCE)

    class Meta:
        verbose_name = "cách nhận thư"
        verbose_name_plural = "cách nhận thư"

    def __str__(self):
        return self.get_pace_display()
