"""A committee member's pages: the agenda as a queue, the votes once more before they are sent, taking no part."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from meetings.enums import Choice, MeetingState, RecusalGround
from meetings.models import DeclaredRelative, Meeting, Recusal
from meetings.queries import relatives_of
from meetings.services import declare_relative, remove_relative
from nominations.queries import findings_for
from permissions import access
from permissions.roles import Capability

from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded
from ..forms.meetings import PutOnForm, RelativeForm
from ..forms.votes import BallotForm
from ..guards import hindering
from ..navigation import JUDGING
from ..services import meetings as services
from .appraisal_part import put_opinions
from .ballot_paper import Paper, paper_of
from .base import now, today
from .judged import judge_agenda
from .meetings import meeting_or_404, posted, rights
from .meetings_edit import CONFIRMED, line_or_404, status_of

ALL = "tat-ca"
ORDER = (Choice.AGAINST, Choice.ABSTAIN, Choice.IN_FAVOR)
"""Exceptions first, so that a slip of the finger is seen at once."""


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda of one member. A POST brings choices back from the review page; nothing is cast here."""
    meeting = meeting_or_404(request, pk)
    if meeting.state in (MeetingState.CLOSED, MeetingState.RELEASED):
        return redirect("workflows:meeting", pk)
    paper = paper_of(request, meeting)
    return _page(request, paper, _typed(request, paper) if request.method == "POST" else None)


def _typed(request: HttpRequest, paper: Paper) -> BallotForm:
    form = BallotForm(request.POST, rows=paper.votable, to_vote=set(), is_secret=paper.meeting.is_secret)
    form.is_valid()
    return form


def _page(
    request: HttpRequest,
    paper: Paper,
    typed: BallotForm | None = None,
    reasons: list[str] | None = None,
    form: BallotForm | None = None,
) -> HttpResponse:
    """Return the page with what was `typed`; `form` is the refused one, `reasons` are what belongs to no line of it."""
    changing = request.GET.get("sua", "") if paper.can_change else ""
    choices, words = (typed.choices(), typed.opinions()) if typed else ({}, {})
    words = paper.known.own_words | words
    lines = [
        paper.shown(
            row,
            choices.get(row.line.pk) or paper.own.get(row.line.pk, ""),
            words.get(row.line.pk, ""),
            form.errors.get(f"opinion-{row.line.pk}") if form else None,
        )
        for row in paper.votable
        if row.line.pk not in paper.own or row.line.pk in choices or changing in (ALL, str(row.line.pk))
    ]
    shown = {line["line"].pk for line in lines}
    mine = next((m for m in paper.agenda.progress if m.user_id == paper.user_id), None)
    finished = sum(member.is_done for member in paper.agenda.progress)
    quotas = judge_agenda(paper.agenda.rows, paper.known, at=now())
    put_opinions((row.line.nomination for row in paper.agenda.rows), request.user, paper.known)
    is_refused = bool(reasons or form)
    return render(request, "workflows/ballot.html", {
        "quotas": quotas, "form": form, "is_typed": typed is not None,
        "meeting": paper.meeting, "agenda": paper.agenda, "paper": paper, "lines": lines, "mine": mine, "finished": finished,
        "agenda_lines": [paper.shown(row) for row in paper.agenda.recommended],
        "cast": [entry for entry in paper.cast if entry[0].line.pk not in shown],
        "refused_lines": [paper.shown(row) for row in paper.agenda.not_recommended],
        "left": len(paper.to_vote), "reasons": reasons or [], "has_errors": is_refused,
        "rest": request.POST.get("rest", ""), **rights(request, paper.meeting),
    }, status=422 if is_refused else 200)  # fmt: skip


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ballot_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Every name and choice once more; the votes are cast when the member confirms here."""
    meeting = meeting_or_404(request, pk)
    if request.method == "GET":
        return redirect("workflows:ballot", pk)
    paper = paper_of(request, meeting)
    form = BallotForm(
        request.POST,
        rows=paper.votable,
        to_vote={row.line.pk for row in paper.to_vote},
        is_secret=meeting.is_secret,
    )
    if not form.is_valid():
        return _page(request, paper, _typed(request, paper), form=form)
    if CONFIRMED in request.POST:
        return _cast(request, paper, form)
    choices, opinions = form.choices(), form.opinions()
    if not choices:
        return _page(
            request,
            paper,
            None,
            [
                "Chưa chọn dòng nào. Hãy chọn ở ít nhất một dòng, hoặc chọn cách xử lý những dòng để trống.",
                *_unsent(request, paper),
            ],
        )
    groups = [
        (
            choice.label,
            [(row, opinions.get(pk, "")) for row in paper.votable if choices.get(pk := row.line.pk) == choice],
        )
        for choice in ORDER
    ]
    left = [row for row in paper.to_vote if row.line.pk not in choices]
    return render(request, "workflows/ballot_review.html", {
        "meeting": meeting, "groups": [(label, rows) for label, rows in groups if rows], "left": left, "count": len(choices),
        "unsent": _unsent(request, paper), "has_opinion": any(opinions.values()),
        "hidden": [(f"line-{line_id}", choice) for line_id, choice in choices.items()]
        + [(f"form-{row.line.pk}", request.POST.get(f"form-{row.line.pk}", row.line.form)) for row in paper.votable]
        + [(f"opinion-{line_id}", text) for line_id, text in opinions.items() if line_id in choices],
    })  # fmt: skip


def _unsent(request: HttpRequest, paper: Paper) -> list[str]:
    """Return a sentence for each opinion that was sent in vain, with its words: the line is not voted on here any more."""
    votable = {row.line.pk for row in paper.votable}
    written = [
        (row.line, text)
        for row in paper.agenda.rows
        if (text := request.POST.get(f"opinion-{row.line.pk}", "").strip())
        and (paper.meeting.is_secret or row.line.pk not in votable)
    ]
    if written and paper.meeting.is_secret:
        return ["Bỏ phiếu kín không kèm ý kiến: ý kiến đồng chí vừa ghi không được gửi, không được lưu."]
    return [
        f"Dòng {line.position}, {line.name} không còn gửi phiếu ở đây nên ý kiến đồng chí đã ghi chưa được gửi: “{text}”"
        for line, text in written
    ]


def _cast(request: HttpRequest, paper: Paper, form: BallotForm) -> HttpResponse:
    """Cast what was confirmed; the lines are those of the request, so that a line that has vanished is not passed over."""
    sent = {
        int(name.removeprefix("line-")): value
        for name, value in request.POST.items()
        if name.startswith("line-") and name.removeprefix("line-").isdecimal() and value in Choice.values
    }
    choices, opinions = form.choices(), form.opinions()
    try:
        seen = {pk: award for pk in sent if (award := request.POST.get(f"form-{pk}"))}
        done = services.cast_ballots(
            paper.meeting, choices=sent, actor=request.user, at=now(), seen=seen, opinions=opinions
        )
    except GuardFailed as refusal:
        return _page(request, paper, form, [*refusal.reasons, *_unsent(request, paper)])
    except IllegalTransition as refusal:
        typed = [
            (row.line.name, Choice(choices[pk]).label + (f". Ý kiến: {text}" if (text := opinions.get(pk)) else ""))
            for row in paper.votable
            if (pk := row.line.pk) in choices
        ]
        record_url = reverse("workflows:meeting", args=[paper.meeting.pk])
        return render(
            request, "409.html", {"reason": refusal.reason, "typed": typed, "record_url": record_url}, status=409
        )
    left = len([row for row in paper.to_vote if row.line.pk not in sent])
    done_all = (
        "Đồng chí đã bỏ phiếu xong."
        if paper.meeting.is_secret
        else "Đồng chí đã biểu quyết xong; sửa được đến khi đóng."
    )
    rest = f" Còn {left} dòng chưa biểu quyết." if left else f" {done_all}"
    sent_where = "gửi {} phiếu kín vào hòm phiếu" if paper.meeting.is_secret else "ghi {} phiếu của đồng chí"
    messages.success(request, f"Đã {sent_where.format(done)}.{rest}")
    return redirect("workflows:ballot", paper.meeting.pk)


@require_http_methods(["GET", "POST"])
def ballot_recuse(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """A member declares not to vote on a line, after one more look; `bo=1` takes it back."""
    meeting = meeting_or_404(request, pk)
    line = line_or_404(meeting, line_pk)
    access.check(request.user, Capability.VOTE, meeting.unit, on=today())
    back = reverse("workflows:ballot", args=[pk])
    is_taking_back = Recusal.objects.filter(line=line, user=request.user, ground=RecusalGround.DECLARED).exists()
    reasons: list[str] = []
    if request.method == "POST":
        try:
            if request.POST.get("bo") == "1":
                services.retract_recusal(line, actor=request.user, at=now())
                messages.success(request, f"Đồng chí biểu quyết lại được dòng {line.position}, {line.name}.")
            else:
                services.declare_recusal(line, actor=request.user, at=now())
                messages.success(request, f"Đã ghi: đồng chí không biểu quyết dòng {line.position}, {line.name}.")
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            return redirect(back)
    context = {
        "cancel_url": back,
        "refused": reasons,
        "names": [f"Dòng {line.position}: {line.name}"],
        "names_title": "Dòng",
    }
    context |= _taking_back() if is_taking_back else _taking_no_part(meeting)
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _taking_no_part(meeting: Meeting) -> dict[str, Any]:
    void = "Phiếu đã gửi cho dòng này, nếu có, bị bỏ, kèm ý kiến đã ghi."
    return {
        "title": "Đề nghị không biểu quyết", "submit_label": "Tôi không biểu quyết dòng này",
        "lead": "Dùng khi đồng chí có liên quan: đứng đầu đơn vị được đề nghị, là người thân, hoặc lý do khác.",
        "consequences": [
            "Việc này được ghi vào biên bản: đồng chí không biểu quyết dòng này.",
            "Phiếu kín đã gửi thì không rút ra được, nên việc này làm trước khi gửi phiếu." if meeting.is_secret else void,
            "Đồng chí bỏ lại được cho đến khi phiên họp đóng.",
        ],
    }  # fmt: skip


def _taking_back() -> dict[str, Any]:
    return {
        "title": "Biểu quyết lại dòng này",
        "submit_label": "Tôi biểu quyết dòng này",
        "hidden": [("bo", "1")],
        "consequences": ["Đồng chí biểu quyết được dòng này như các dòng khác.", "Nhật ký ghi lại cả hai lần."],
    }


@require_http_methods(["GET", "POST"])
def line_put_on(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """A member has a line that the office did not recommend put to the vote, after one more look and with a reason."""
    meeting = meeting_or_404(request, pk)
    line = line_or_404(meeting, line_pk)
    access.check(request.user, Capability.VOTE, meeting.unit, on=today())
    blocked = hindering(findings_for(line.nomination, at=now()))
    build = partial(PutOnForm, posted(request), needs_reason=bool(blocked))
    form, reasons = build(asks_separation="separation_reason" in request.POST), []
    if request.method == "POST" and form.is_valid():
        try:
            services.put_on_agenda(line, actor=request.user, at=now(), **form.cleaned_data)
        except GuardFailed as refusal:
            reasons = refusal.reasons
            if isinstance(refusal, ReasonNeeded):
                form = build(asks_separation=True)
        else:
            messages.success(
                request, f"Đã đưa {line.name} vào chương trình họp. Các ủy viên biểu quyết dòng này như các dòng khác."
            )
            return redirect(reverse("workflows:ballot", args=[pk]))
    context = {
        "title": "Đưa vào chương trình họp", "lead": line.name, "refused": reasons, "form": form, "blocked": blocked,
        "submit_label": "Đưa vào chương trình", "cancel_url": reverse("workflows:ballot", args=[pk]),
        "names_title": "Cơ quan thẩm định không đề nghị vì", "names": [line.nomination.appraisal_note],
        "consequences": [
            "Các ủy viên biểu quyết dòng này như các dòng được đề nghị.",
            "Biên bản và lịch sử của đề nghị ghi tên đồng chí là người đề nghị đưa ra biểu quyết, và lý do.",
        ],
    }  # fmt: skip
    return render(request, "workflows/ballot_put_on.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def relatives(request: HttpRequest) -> HttpResponse:
    """The relatives of somebody who judges lines, so that the system keeps them from judging these."""
    if not any(access.units_where(request.user, capability, on=today()) for capability in JUDGING):
        access.check(request.user, Capability.VOTE, None, on=today())
    form = RelativeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        relative = declare_relative(user=request.user, at=now(), **form.cleaned_data)
        messages.success(request, f"Đã ghi người thân: {relative.full_name} ({relative.relation}).")
        return redirect("workflows:relatives")
    context = {"form": form, "relatives": relatives_of(request.user)}
    return render(request, "workflows/ballot_relatives.html", context, status=status_of(request))


@require_POST
def relative_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the declaration of a relative; nobody reaches another person's. A second press is told that it is done."""
    relative: DeclaredRelative | None = relatives_of(request.user).filter(pk=pk).first()
    if relative is None:
        if DeclaredRelative.objects.filter(pk=pk).exists():
            raise Http404
        messages.info(request, "Người thân này đã được bỏ từ trước.")
        return redirect("workflows:relatives")
    remove_relative(relative, at=now())
    messages.success(request, f"Đã bỏ khai báo: {relative.full_name}.")
    return redirect("workflows:relatives")
