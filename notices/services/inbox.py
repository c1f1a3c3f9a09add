"""What a person does with their own messages."""

from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record

from ..enums import MailPace
from ..models import MailPreference, Notice


def mark_read(notice: Notice, *, at: datetime) -> None:
    """Remember when the person first opened it."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at)


def mark_all_read(user: Any, *, at: datetime, up_to: datetime) -> int:
    """Mark as read what the person had on the page: nothing that came after `up_to`. Returns how many there were."""
    return Notice.objects.filter(user=user, read_at=None, at__lte=up_to).update(read_at=at)


@transaction.atomic
def set_preferences(user: Any, *, email: str, pace: str, at: datetime) -> None:
    """Set where and how often the person gets letters; a changed address is recorded, because messages go there."""
    before = user.email
    if email != before:
        user.email = email
        user.save(update_fields=["email"])
        verb = "Ghi địa chỉ thư điện tử" if email else "Bỏ địa chỉ thư điện tử"
        record(verb=verb, subject=user, actor=user, at=at, data={"before": before, "after": email})
    MailPreference.objects.update_or_create(user=user, defaults={"pace": MailPace(pace)})
