"""A cell's dossier: the round that it answers, its task list, the record of the cell's meeting."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nominations.enums import WITH_CELL, RoundState
from nominations.models import Dossier, Nomination, Round
from nominations.queries import deadline_for, visible_to
from nominations.rules import called
from permissions.access import can, check
from permissions.roles import Capability
from vietnamese.templatetags.vietnamese import day

from .. import desk
from ..exceptions import GuardFailed, IllegalTransition, StalePage
from ..forms.cell import MeetingForm
from ..services import drafts
from ..tracker import badge_kind, badge_text
from .base import dossier_or_404, my_units, now, today, unit_or_404

TODO, DOING, FIX, DONE, LATER = "Chưa làm", "Đang làm", "Cần sửa", "Xong", "Chưa đến lượt"
TASK_KINDS = {TODO: "plain", DOING: "look", FIX: "act", DONE: "done", LATER: "plain"}


@dataclass(frozen=True)
class Task:
    """One row of the task list; without `url` it cannot start yet."""

    title: str
    status: str
    about: str
    url: str = ""

    @property
    def kind(self) -> str:
        """Return the kind of the badge."""
        return TASK_KINDS[self.status]


def proposes(request: HttpRequest, dossier: Dossier) -> bool:
    """Return whether the person may work on the dossier, not only read it."""
    return can(request.user, Capability.NOMINATE, dossier.unit, on=today())


def own_dossier(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier that the person may work on; 404 for one they may not know of, NotPermitted where they only read."""
    found = dossier_or_404(request, pk)
    check(request.user, Capability.NOMINATE, found.unit, on=today())
    return found


def own_lines(dossier: Dossier) -> list[Nomination]:
    """Return every line of a dossier with the number of its files, in the order in which they were added."""
    return list(
        dossier.nominations.select_related("nominee")
        .order_by("id")
        .annotate(file_count=Count("evidence", filter=Q(evidence__removed_at=None)))
    )


def round_for_unit(request: HttpRequest, round_pk: int) -> HttpResponse:
    """Return the page of a round as a proposing unit reads it: what, until when, how many, and its dossiers there."""
    units = my_units(request, Capability.NOMINATE)
    round = (
        Round.objects.select_related("authority", "unit").prefetch_related("bases", "forms").filter(pk=round_pk).first()
    )
    calls = desk.calls_for(units, at=now(), only=round) if round else []
    if not calls:
        raise Http404
    return render(request, "workflows/round_detail_for_cell.html", {
        "round": round, "calls": calls, "is_open": round.state == RoundState.OPEN, "now": now(), "key": uuid.uuid4(),
    })  # fmt: skip


@require_POST
def start_dossier(request: HttpRequest, round_pk: int) -> HttpResponse:
    """Start a dossier of one of the person's units and open it."""
    units = my_units(request, Capability.NOMINATE)
    chosen = request.POST.get("unit", "")
    unit = unit_or_404(request, int(chosen), [Capability.NOMINATE]) if chosen.isdigit() else next(iter(units), None)
    round = Round.objects.filter(pk=round_pk).first()
    if unit is None or round is None or not desk.calls_for([unit], at=now(), only=round):
        raise Http404
    made = drafts.start_dossier(round=round, unit=unit, actor=request.user, at=now(), submission_key=_key(request))
    return redirect("workflows:dossier", made.pk)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return None


def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the task list of a dossier for its cell; for anybody else who may know of it, the lines they may see."""
    found = dossier_or_404(request, pk)
    is_mine = proposes(request, found)
    lines = own_lines(found) if is_mine else _seen_lines(request, found)
    for line in lines:
        line.badge, line.badge_kind = badge_text(line), badge_kind(line, is_mine=is_mine)
        line.called, line.can_edit = called(line.nominee), is_mine and line.state in WITH_CELL
    with_cell = [line for line in lines if line.state in WITH_CELL]
    evidence = list(found.evidence.filter(removed_at=None))
    is_open = found.round.state == RoundState.OPEN
    return render(request, "workflows/dossier_detail.html", {
        "dossier": found, "lines": lines, "is_mine": is_mine, "is_open": is_open, "with_cell": with_cell,
        "can_work": is_mine and (is_open or any(line.state == "returned" for line in lines)),
        "deadline": deadline_for(found.round, found.unit_id), "now": now(),
        "tasks": _tasks(found, lines, with_cell, len(evidence)) if is_mine else [],
        "kinds": sorted({form.recipient_kind for form in found.round.forms.all()}),
        "papers": paper_links(found) if lines else [], "meeting": meeting_rows(found),
    })  # fmt: skip


def _seen_lines(request: HttpRequest, dossier: Dossier) -> list[Nomination]:
    return list(
        visible_to(request.user, on=today())
        .filter(dossier=dossier)
        .select_related("nominee")
        .order_by("id")
        .annotate(file_count=Count("evidence", filter=Q(evidence__removed_at=None)))
    )


def _tasks(dossier: Dossier, lines: list[Nomination], with_cell: list[Nomination], files: int) -> list[Task]:
    def at(name: str) -> str:
        return reverse(f"workflows:{name}", args=[dossier.pk])

    ready = bool(with_cell)
    return [
        _lines_task(lines, with_cell),
        _meeting_task(dossier, with_cell, at("dossier_meeting")),
        Task("Gửi minh chứng", DONE if files else TODO,
             f"Đã gửi {files} tệp." if files else "Ảnh, báo cáo, sổ theo dõi. Không bắt buộc.", at("dossier_evidence") if lines else ""),
        Task("Kiểm tra và trình", TODO if ready else (DONE if lines else LATER),
             "Đọc lại tất cả, rồi trình." if ready else ("Không còn dòng nào chờ trình." if lines else "Sau khi có ít nhất một dòng."),
             at("dossier_check") if ready else ""),
    ]  # fmt: skip


def _lines_task(lines: list[Nomination], with_cell: list[Nomination]) -> Task:
    title, url = "Ghi người và tập thể được đề nghị", "#cac-dong"
    if not lines:
        return Task(title, TODO, "Mỗi người hoặc mỗi tập thể là một dòng.", url)
    if any(line.state == "returned" for line in with_cell):
        return Task(title, FIX, "Có dòng được trả lại để bổ sung.", url)
    unfinished = sum(not (line.achievement and line.citation) for line in with_cell)
    if unfinished:
        return Task(title, DOING, f"{unfinished} dòng chưa ghi thành tích hoặc lời khen.", url)
    return Task(title, DONE, f"{len(lines)} dòng.", url)


def _meeting_task(dossier: Dossier, with_cell: list[Nomination], url: str) -> Task:
    title = "Ghi cuộc họp và kết quả biểu quyết"
    unvoted = [line for line in with_cell if line.votes_in_favor is None]
    wrong = [line for line in with_cell if _cast(line) is not None and _cast(line) != dossier.members_present]
    if dossier.has_meeting and wrong:
        return Task(title, FIX, "Có dòng mà tổng số phiếu khác số đảng viên dự họp.", url)
    if dossier.has_meeting and not unvoted:
        return Task(title, DONE, f"{dossier.members_present}/{dossier.members_total} đảng viên dự họp.", url)
    if not dossier.met_on and dossier.members_present is None:
        return Task(title, TODO, "Ngày họp, số dự họp, số phiếu của từng dòng.", url)
    what = f"{len(unvoted)} dòng chưa ghi số phiếu." if dossier.has_meeting else "Chưa ghi đủ cuộc họp."
    return Task(title, DOING, what, url)


def _cast(line: Nomination) -> int | None:
    if line.votes_in_favor is None:
        return None
    return line.votes_in_favor + (line.votes_against or 0) + (line.votes_invalid or 0)


PAPERS = (
    (
        "submission_letter",
        "Tờ trình đề nghị khen thưởng",
        "Chi bộ ký, đóng dấu nếu có, rồi nộp bản giấy theo quy định của cấp trên.",
    ),
    ("meeting_minutes_cell", "Biên bản họp chi bộ", "Lập từ phần Họp chi bộ. Chỗ chưa ghi được chừa để viết tay."),
    ("roster", "Danh sách trích ngang", "Lập từ các dòng của hồ sơ."),
)


def paper_links(dossier: Dossier) -> list[dict]:
    """Return the papers that are made from the dossier, as document cards."""
    return [
        {"name": name, "detail": detail, "open_url": reverse("documents:dossier_paper", args=[dossier.pk, kind])}
        for kind, name, detail in PAPERS
    ]


def meeting_rows(dossier: Dossier, edit_url: str = "") -> list[dict]:
    """Return the cell's meeting as label and value, each with the address where it is changed."""
    attended = (
        f"{dossier.members_present} trong tổng số {dossier.members_total} đảng viên"
        if dossier.members_present is not None and dossier.members_total
        else ""
    )
    chair = ", ".join(filter(None, [dossier.chair_name, dossier.chair_position]))
    rows = [
        ("Ngày họp chi bộ", day(dossier.met_on)),
        ("Nơi họp", dossier.met_place),
        ("Chủ trì", chair),
        ("Người ghi biên bản", dossier.clerk_name),
        ("Đảng viên dự họp", attended),
        ("Cách biểu quyết", dossier.get_ballot_display() if dossier.met_on else ""),
    ]
    return [{"label": label, "value": value, "edit_url": edit_url, "edit_what": label.lower()} for label, value in rows]


def dossier_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the cell's meeting and the votes of its lines on one page."""
    found = own_dossier(request, pk)
    lines = [line for line in own_lines(found) if line.state in WITH_CELL]
    data = request.POST.copy() if request.method == "POST" else None
    form = MeetingForm(data, initial=MeetingForm.values_of(found), today=today(), lines=lines)
    refused, stored = "", []
    if request.method == "POST" and form.is_valid():
        try:
            drafts.save_meeting(
                found,
                actor=request.user,
                at=now(),
                expected_version=form.cleaned_data["version"],
                votes=form.votes,
                **form.facts,
            )
        except (GuardFailed, IllegalTransition) as refusal:
            refused = refusal.reason
            if isinstance(refusal, StalePage):
                found.refresh_from_db()
                data["version"], stored = str(found.version), meeting_rows(found)
        else:
            messages.success(request, "Đã lưu cuộc họp và kết quả biểu quyết.")
            return redirect("workflows:dossier", found.pk)
    is_refused = request.method == "POST"
    return render(request, "workflows/dossier_meeting.html", {
        "dossier": found, "form": form, "reason": refused, "has_errors": is_refused, "stored": stored,
    }, status=422 if is_refused else 200)  # fmt: skip
