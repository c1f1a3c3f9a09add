"""Changing an agenda that is voted on: a line added or withdrawn, each with its reason."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from meetings.enums import MeetingState
from meetings.models import Meeting

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.votes import AddLineForm, WithdrawLineForm
from ..services import meetings as services
from .base import now
from .meetings import conducted_or_refused, posted
from .meetings_edit import line_or_404, status_of


@require_http_methods(["GET", "POST"])
def meeting_line_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one more waiting line at the end of the agenda, with the reason."""
    meeting = _voting_or_refused(request, pk)
    waiting = services.waiting_nominations(meeting.unit).select_related("nominee").order_by("state_since", "pk")
    form = AddLineForm(posted(request), waiting=waiting)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            line = services.add_line(
                form.cleaned_data["nomination"],
                meeting,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=now(),
            )
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(
                request, f"Đã bổ sung dòng {line.position}, {line.name}. Các ủy viên biểu quyết được ngay."
            )
            return redirect(_agenda_url(pk))
    context = {"meeting": meeting, "form": form, "reasons": reasons, "has_waiting": waiting.exists()}
    return render(request, "workflows/meeting_line_add.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def meeting_line_withdraw(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a line off the agenda, with the reason; it stays visible, votes on it are removed."""
    meeting = _voting_or_refused(request, pk)
    line = line_or_404(meeting, line_pk)
    form = WithdrawLineForm(posted(request))
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_line(line, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"Đã rút dòng {line.position}, {line.name} khỏi chương trình.")
            return redirect(_agenda_url(pk))
    context = {
        "title": "Rút dòng khỏi chương trình", "lead": f"Dòng {line.position}: {line.name}", "form": form, "refused": reasons,
        "submit_label": "Rút dòng này", "harm": True, "cancel_url": _agenda_url(pk),
        "consequences": [
            "Dòng này vẫn hiện trong chương trình, gạch ngang, kèm lý do; số thứ tự các dòng khác không đổi.",
            "Phiếu đã gửi cho dòng này bị bỏ. Các ủy viên thấy lý do ở trang biểu quyết.",
            "Đề nghị trở lại danh sách chờ và đưa ra phiên khác được.",
        ],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _voting_or_refused(request: HttpRequest, pk: int) -> Meeting:
    meeting = conducted_or_refused(request, pk)
    if meeting.state != MeetingState.VOTING:
        raise IllegalTransition(
            f"Phiên họp đang ở trạng thái “{meeting.get_state_display()}”. Chỉ khi đang biểu quyết mới bổ sung hay rút dòng "
            "có ghi lý do; trước đó sửa chương trình tự do. Hãy mở lại trang phiên họp."
        )
    return meeting


def _agenda_url(pk: int) -> str:
    return reverse("workflows:meeting", args=[pk]) + "#chuong-trinh"
