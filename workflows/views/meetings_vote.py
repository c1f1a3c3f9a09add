"""Leading the vote: opening it, shows of hands, lines left for later, putting the meeting off, and the close."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.queries import chair_id_of
from meetings.queries.agenda import Agenda, Row, agenda_of
from meetings.queries.early import early_verdicts

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.meetings import ReasonForm
from ..forms.votes import HandsForm
from ..queries_meetings import beside_lines
from ..services import meetings as services
from .base import now, today
from .judged import judge_agenda
from .meetings import conducted_or_refused, opening_checks, posted
from .meetings_edit import line_or_404, status_of


@require_http_methods(["GET", "POST"])
def meeting_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the agenda and let members vote, after one more look."""
    meeting = conducted_or_refused(request, pk)
    _refuse_unless(meeting, MeetingState.PREPARING, "Biểu quyết đã được mở từ trước.")
    reasons: list[str] = []
    if request.method == "POST":
        try:
            services.open_voting(meeting, actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            whom = "Các ủy viên" if meeting.is_poll else "Các ủy viên có mặt"
            messages.success(request, f"Đã mở biểu quyết. {whom} biểu quyết được ngay trên máy hoặc điện thoại.")
            return redirect("workflows:meeting", pk)
    agenda = agenda_of(meeting, judged_on=today())
    known = beside_lines(row.line.nomination for row in agenda.rows)
    judge_agenda(agenda.open, known, at=now())
    checks = opening_checks(request, agenda, known)
    context = {
        "meeting": meeting, "agenda": agenda, "checks": checks, "reasons": reasons,
        "blocked": any(check["result"] == "block" for check in checks),
    }  # fmt: skip
    return render(request, "workflows/meeting_open.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def meeting_hands(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter shows of hands: all open lines on one page, or with `?dong=` one line."""
    meeting = conducted_or_refused(request, pk)
    _refuse_unless(meeting, MeetingState.VOTING, "Chỉ ghi được số phiếu khi biểu quyết đang mở.")
    if meeting.is_poll:
        raise IllegalTransition("Lấy ý kiến bằng phiếu gửi thì mỗi ủy viên tự gửi phiếu, không ghi số phiếu thay.")
    agenda = agenda_of(meeting)
    rows = _chosen(agenda, request.GET.get("dong", ""))
    form = HandsForm(posted(request), rows=rows, may_be_short=meeting.is_secret)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            done = services.enter_all_hands(meeting, counts=form.counts, actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"Đã ghi kết quả {count_word(meeting)} của {done} dòng.")
            return redirect(reverse("workflows:meeting", args=[pk]) + "#chuong-trinh")
    context = {
        "meeting": meeting,
        "agenda": agenda,
        "form": form,
        "rows": form.rows(),
        "reasons": reasons,
        "is_single": len(rows) == 1,
    }
    return render(request, "workflows/meeting_hands.html", context, status=status_of(request))


def count_word(meeting: Meeting) -> str:
    """Return how votes are counted in the room."""
    return "phiếu giấy" if meeting.is_secret else "giơ tay"


def _chosen(agenda: Agenda, wanted: str) -> list[Row]:
    return [row for row in agenda.open if not wanted or str(row.line.pk) == wanted] or agenda.open


@require_POST
def meeting_line_postpone(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Leave a line for another meeting, or take that back (`bo=1`)."""
    meeting = conducted_or_refused(request, pk)
    line = line_or_404(meeting, line_pk)
    is_postponed = request.POST.get("bo") != "1"
    services.postpone_line(line, is_postponed, actor=request.user, at=now())
    done = "Đã để lại phiên sau" if is_postponed else "Đã đưa trở lại biểu quyết ở phiên này"
    messages.success(request, f"{done}: dòng {line.position}, {line.name}.")
    return redirect(reverse("workflows:meeting", args=[pk]) + "#chuong-trinh")


@require_http_methods(["GET", "POST"])
def meeting_put_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a vote that cannot be finished: the meeting is being prepared again, votes are void."""
    meeting = conducted_or_refused(request, pk)
    if meeting.state != MeetingState.CLOSED:
        _refuse_unless(
            meeting, MeetingState.VOTING, "Chỉ hoãn được phiên họp đang biểu quyết, hoặc chưa công bố kết quả."
        )
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.put_off_meeting(meeting, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        again = "sửa hạn gửi phiếu rồi mở lại" if meeting.is_poll else "sửa ngày họp và ghi lại người dự khi họp lại"
        messages.success(request, f"Đã hoãn {_called(meeting)[0]}. Đồng chí {again}.")
        return redirect("workflows:meeting", pk)
    what, title = _called(meeting)
    context = {
        "title": title, "lead": str(meeting), "form": form, "submit_label": title, "harm": True,
        "consequences": [
            _made_void(meeting),
            f"Chương trình được giữ; {what} trở về trạng thái đang chuẩn bị.",
            "Chưa dòng nào có kết quả. Lý do được ghi vào nhật ký.",
        ],
        "cancel_url": reverse("workflows:meeting", args=[pk]),
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _called(meeting: Meeting) -> tuple[str, str]:
    """Return what is put off, and the words of the button that does it."""
    what = "đợt lấy ý kiến" if meeting.is_poll else "phiên họp"
    is_counted = meeting.state == MeetingState.CLOSED
    return what, "Bỏ kết quả, bỏ phiếu lại từ đầu" if is_counted else f"Hoãn {what}"


def _made_void(meeting: Meeting) -> str:
    counted = "kết quả đã đếm, " if meeting.state == MeetingState.CLOSED else ""
    votes = "phiếu kín đã gửi" if meeting.is_secret else "phiếu đã gửi kèm ý kiến"
    if meeting.is_poll:
        return f"Những gì đã có bị bỏ: {counted}{votes}. Các ủy viên gửi phiếu lại từ đầu."
    in_room = "số phiếu giấy" if meeting.is_secret else "số giơ tay"
    return f"Những gì thuộc về buổi họp không thành bị bỏ: {counted}{votes}, {in_room}, danh sách dự họp."


@require_http_methods(["GET", "POST"])
def meeting_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Count and close, after one more look at what is missing."""
    meeting = conducted_or_refused(request, pk)
    _refuse_unless(
        meeting,
        MeetingState.VOTING,
        f"Phiên họp đang ở trạng thái “{meeting.get_state_display()}” nên không đóng được.",
    )
    reasons: list[str] = []
    if request.method == "POST":
        try:
            services.close_meeting(meeting, actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, "Đã đóng phiên họp và đếm phiếu. Kết quả chưa ra khỏi phòng họp.")
            return redirect("workflows:meeting", pk)
    agenda = agenda_of(meeting, judged_on=today())
    known = beside_lines(row.line.nomination for row in agenda.open)
    context = {
        "meeting": meeting,
        "agenda": agenda,
        "reasons": reasons,
        "blocked": _blocked(agenda),
        "early": _early(request, agenda),
        "mine": next((member for member in agenda.unfinished if member.user_id == request.user.pk), None),
        "by_hands": sum(row.line.by_hands for row in agenda.open),
        "quotas": judge_agenda(agenda.open, known, at=now()),
    }
    context |= {
        "not_eligible": [row for row in agenda.open if row.line.nomination.hindering],
        "doubtful": [row for row in agenda.open if row.line.nomination.troubles and not row.line.nomination.hindering],
    }
    return render(request, "workflows/meeting_close.html", context, status=status_of(request))


def _blocked(agenda: Agenda) -> list[str]:
    """Return why the meeting cannot be closed now, as the service would say it."""
    found = []
    if sentence := services.why_not_close(agenda.meeting, now(), agenda):
        found.append(sentence)
    elif agenda.meeting.is_poll and not agenda.quorum.is_met:
        found.append(
            f"{agenda.quorum.sentence}. Hãy gia hạn gửi phiếu ở trang thông tin, hoặc hoãn để đưa ra phiên họp."
        )
    elif not agenda.quorum.is_met:
        found.append(f"{agenda.quorum.sentence}. Phiên họp chỉ đóng được khi đủ số người dự.")
    return found + [
        f"Dòng {row.line.position}, {row.line.name}: đã ghi {row.raised} phiếu, cần {row.may_vote}. Hãy ghi lại."
        for row in agenda.wrong_hands
    ]


def _early(request: HttpRequest, agenda: Agenda) -> list[tuple[Row, str]]:
    """Return the lines whose verdict no missing vote can change, for the chair alone and never in a secret ballot."""
    meeting = agenda.meeting
    if meeting.is_secret or not agenda.quorum.is_met or not agenda.without_vote:
        return []
    if request.user.pk != chair_id_of(meeting):
        return []
    verdicts = early_verdicts(agenda)
    return [(row, verdict.label) for row in agenda.open if (verdict := verdicts[row.line.pk])]


def _refuse_unless(meeting: Meeting, state: MeetingState, sentence: str) -> None:
    if meeting.state != state:
        raise IllegalTransition(f"{sentence} Hãy mở lại trang phiên họp để xem việc tiếp theo.")
