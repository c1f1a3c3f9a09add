"""The page of a dossier: for its cell a list of tasks, for whoever else may know of it the lines they may see."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nominations.enums import WITH_CELL, RoundState
from nominations.evidence import missing_types
from nominations.models import Dossier, Nomination
from nominations.queries import deadline_for, visible_to
from nominations.rules import called
from vietnamese.text import lower_first

from ..enums import RemarkPart
from ..models import Remark
from ..queries_remarks import asked_of
from ..tracker import badge_kind, badge_text
from .base import dossier_or_404, now, today
from .cell_papers import paper_cards
from .dossier import meeting_rows, own_lines, proposes
from .receipts import receipt_links

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


def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the task list of a dossier for its cell; for anybody else who may know of it, the lines they may see."""
    found = dossier_or_404(request, pk)
    is_mine = proposes(request, found)
    lines = own_lines(found) if is_mine else _seen_lines(request, found)
    for line in lines:
        line.badge, line.badge_kind = badge_text(line), badge_kind(line, is_mine=is_mine)
        line.called, line.can_edit = called(line.nominee), is_mine and line.state in WITH_CELL
    with_cell = [line for line in lines if line.state in WITH_CELL]
    asked = asked_of(lines)
    for line in lines:
        line.asked = _asked_words(asked.get(line.pk, []))
    evidence = list(found.evidence.filter(removed_at=None, paper=""))
    is_open = found.round.state == RoundState.OPEN
    has_papers = any(line.state != "withdrawn" for line in lines)
    return render(request, "workflows/dossier_detail.html", {
        "dossier": found, "lines": lines, "is_mine": is_mine, "is_open": is_open, "with_cell": with_cell,
        "can_work": is_mine and (is_open or any(line.state == "returned" for line in lines)),
        "deadline": deadline_for(found.round, found.unit_id), "now": now(),
        "tasks": _tasks(found, lines, with_cell, len(evidence), asked) if is_mine else [],
        "kinds": sorted({form.recipient_kind for form in found.round.forms.all()}),
        "papers": paper_cards(found, lines, may_add=is_mine) if has_papers else None, "meeting": meeting_rows(found),
        "receipts": receipt_links(found, request.user),
    })  # fmt: skip


def _seen_lines(request: HttpRequest, dossier: Dossier) -> list[Nomination]:
    return list(
        visible_to(request.user, on=today())
        .filter(dossier=dossier)
        .select_related("nominee")
        .order_by("id")
        .annotate(file_count=Count("evidence", filter=Q(evidence__removed_at=None, evidence__paper="")))
    )


def _asked_words(remarks: list[Remark]) -> str:
    """Return which parts of a returned line are to be corrected, and how many requests have an answer."""
    if not remarks:
        return ""
    parts = ", ".join(lower_first(RemarkPart(remark.field).label) for remark in remarks)
    answered = sum(bool(remark.answer) for remark in remarks)
    return f"Cần bổ sung: {parts}. Đã trả lời {answered}/{len(remarks)} yêu cầu."


def _tasks(
    dossier: Dossier, lines: list[Nomination], with_cell: list[Nomination], files: int, asked: dict[int, list[Remark]]
) -> list[Task]:
    """Return what there is to do, in the order in which it is best done."""

    def at(name: str) -> str:
        return reverse(f"workflows:{name}", args=[dossier.pk])

    ready = bool(with_cell)
    return [
        _lines_task(lines, with_cell),
        *_answers_task(with_cell, asked),
        _meeting_task(dossier, with_cell, at("dossier_meeting")),
        _evidence_task(with_cell, files, at("dossier_evidence") if lines else ""),
        Task("Kiểm tra và trình", TODO if ready else (DONE if lines else LATER),
             "Đọc lại tất cả, rồi trình." if ready else ("Không còn dòng nào chờ trình." if lines else "Sau khi có ít nhất một dòng."),
             at("dossier_check") if ready else ""),
    ]  # fmt: skip


def _evidence_task(with_cell: list[Nomination], files: int, url: str) -> Task:
    """Say which required types of file are missing; files that only help are named, not demanded."""
    missing: dict[str, int] = {}
    for types in missing_types(with_cell).values():
        for type, is_required in types:
            if is_required:
                missing[type.name] = missing.get(type.name, 0) + 1
    if missing:
        what = ", ".join(f"{lower_first(name)} ({count} dòng)" for name, count in missing.items())
        return Task("Gửi minh chứng", DOING if files else TODO, f"Còn thiếu tệp bắt buộc: {what}.", url)
    if files:
        return Task("Gửi minh chứng", DONE, f"Đã gửi {files} tệp.", url)
    return Task("Gửi minh chứng", TODO, "Ảnh, báo cáo, sổ theo dõi. Đợt này không bắt buộc.", url)


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


def _answers_task(with_cell: list[Nomination], asked: dict[int, list[Remark]]) -> list[Task]:
    """Return the task of answering what was asked; none where no line was sent back with requests."""
    title, every = "Trả lời yêu cầu bổ sung", [remark for remarks in asked.values() for remark in remarks]
    if not every:
        return []
    unanswered = [remark for remark in every if not remark.answer]
    if not unanswered:
        return [Task(title, DONE, f"Đã trả lời cả {len(every)} yêu cầu.")]
    first = next(line for line in with_cell if any(not remark.answer for remark in asked.get(line.pk, [])))
    url = reverse("workflows:edit_line", args=[first.pk]) + "#yeu-cau"
    return [Task(title, FIX, f"Còn {len(unanswered)}/{len(every)} yêu cầu chưa trả lời.", url)]


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
