"""The cell's answers to what was asked when a line was sent back. The asking itself is part of the act (effects)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from nominations.enums import NominationState
from nominations.models import Nomination
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text
from vietnamese.text import nfc

from ..exceptions import IllegalTransition, StalePage
from ..models import Remark
from ..queries_remarks import current_remarks

QUICK_ANSWER = "Đã sửa."
"""What one press answers."""


@transaction.atomic
def answer_remark(remark: Remark, *, actor: Any, at: datetime, text: str, expected: str | None = None) -> Remark:
    """Keep the cell's answer to one remark; an empty text takes the answer back.

    `expected` is the answer that stood on the page; None asks nothing. Raises NotPermitted, IllegalTransition when the
    line is not with its cell because of this remark, StalePage when somebody else has answered differently meanwhile.
    """
    nomination = (
        Nomination.objects.select_for_update(of=("self",)).select_related("proposing_unit").get(pk=remark.nomination_id)
    )
    access.check(actor, Capability.NOMINATE, nomination.proposing_unit, on=local_day(at))
    locked = current_remarks().select_for_update(of=("self",)).filter(pk=remark.pk).first()
    if nomination.state != NominationState.RETURNED or locked is None:
        raise IllegalTransition(
            f"Dòng này đang ở trạng thái “{nomination.get_state_display()}” nên không trả lời yêu cầu này được nữa. "
            "Câu trả lời đã lưu vẫn được giữ trong lịch sử."
        )
    text = nfc(text).strip()
    if locked.answer == text:
        return locked
    if expected is not None and locked.answer != nfc(expected).strip():
        raise StalePage(_answered_meanwhile(locked))
    given = bool(text)
    locked.answer = text
    locked.answered_by = actor if given else None
    locked.answered_by_name = actor.full_name if given else ""
    locked.answered_at = at if given else None
    locked.save(update_fields=["answer", "answered_by", "answered_by_name", "answered_at"])
    return locked


def _answered_meanwhile(remark: Remark) -> str:
    if remark.answered_at is None:
        return "Câu trả lời vừa được xóa ở một trang khác. Hãy tải lại trang rồi trả lời."
    return (
        f"Đồng chí {remark.answered_by_name} đã trả lời ở một trang khác, {moment_text(remark.answered_at)}: "
        f"“{remark.answer}”. Câu đồng chí gõ chưa lưu; bấm “Lưu trả lời” lần nữa nếu muốn thay."
    )


def remark_of(nomination: Nomination, pk: int) -> Remark:
    """Return a remark of this line. Raises NotPermitted, hidden, for a remark of another."""
    found = Remark.objects.filter(pk=pk, nomination=nomination).first()
    if found is None:
        raise NotPermitted("Không có yêu cầu này ở dòng đang mở.", hidden=True)
    return found
