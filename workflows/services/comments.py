"""What people say to each other beside a line. A comment is answered by another comment, never changed."""

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from nominations.models import Nomination
from nominations.queries import visible_to
from permissions.exceptions import NotPermitted
from vietnamese.dates import local_day

from ..models import Audience, Comment
from ..queries_remarks import side_of


def write_comment(
    nomination: Nomination, *, actor: Any, at: datetime, audience: str, text: str, submission_key: uuid.UUID
) -> Comment:
    """Write a comment beside a line, in whatever state it is, its end included.

    The same `submission_key` again returns the comment that exists. Raises NotPermitted: hidden for a line that the
    person may not know of, for an audience that is not theirs to write to, for those who only read. Raises ValueError
    for an empty text.
    """
    on = local_day(at)
    if not visible_to(actor, on=on).filter(pk=nomination.pk).exists():
        raise NotPermitted("Đồng chí không xem được đề nghị này.", hidden=True)
    side = side_of(nomination, actor, on=on)
    if side.holding is None:
        raise NotPermitted("Đồng chí chỉ đọc hồ sơ này nên không viết ý kiến được.")
    if audience not in side.audiences:
        raise NotPermitted(
            "Đồng chí ở phía đơn vị đề nghị nên ý kiến viết ra thì mọi người liên quan đều đọc được. "
            f"Hãy chọn “{Audience.EVERYONE.label}”."
        )
    if not text.strip():
        raise ValueError("a comment says something")
    try:
        with transaction.atomic():
            return Comment.objects.create(
                nomination=nomination,
                author=actor,
                author_name=actor.full_name,
                unit=side.holding.unit,
                unit_name=side.holding.unit.name,
                audience=audience,
                text=text.strip(),
                written_at=at,
                submission_key=submission_key,
            )
    except IntegrityError:
        return _written_before(nomination, actor, submission_key)


def _written_before(nomination: Nomination, actor: Any, submission_key: uuid.UUID) -> Comment:
    """Return the comment of a form that was sent twice."""
    found = Comment.objects.filter(submission_key=submission_key, nomination=nomination, author=actor).first()
    if found is None:
        raise NotPermitted("Mã biểu mẫu đã được dùng ở nơi khác. Hãy tải lại trang rồi viết lại.")
    return found
