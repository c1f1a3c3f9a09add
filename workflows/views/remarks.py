"""The cell answers what was asked when a line was sent back, without leaving the page on which it reads it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nominations.models import Nomination

from ..exceptions import IllegalTransition, StalePage
from ..forms.remarks import AnswerForm
from ..models import Remark
from ..services.remarks import answer_remark, remark_of
from .base import nomination_or_404, now
from .talk import BACK_TO_FORM, card


@require_POST
def answer(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    """Keep an answer. Without scripts the page is loaded again; with them only the box, or while typing only its state."""
    line = nomination_or_404(request, pk)
    remark = remark_of(line, remark_pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _answered(request, line, remark, typed=request.POST.get("answer", ""), error=_errors(form))
    try:
        kept = answer_remark(remark, actor=request.user, at=now(), text=form.text, expected=form.cleaned_data["was"])
    except IllegalTransition as refusal:
        remark.refresh_from_db()
        is_stale = isinstance(refusal, StalePage)
        return _answered(request, line, remark, typed=form.text, error=refusal.reason, may_answer=is_stale)
    return _answered(request, line, kept)


def _errors(form: AnswerForm) -> str:
    return " ".join(error for errors in form.errors.values() for error in errors)


def _answered(
    request: HttpRequest, line: Nomination, remark: Remark, *, typed: str | None = None, error: str = "", may_answer: bool = True
) -> HttpResponse:  # fmt: skip
    back = request.POST.get("ve", "")
    if not request.htmx and error:
        where = reverse("workflows:nomination", args=[line.pk])
        context = {"reason": error, "typed": [("Trả lời", typed)], "record_url": where}
        return render(request, "409.html", context, status=409)
    if not request.htmx:
        page = "workflows:edit_line" if back == BACK_TO_FORM else "workflows:nomination"
        return redirect(f"{reverse(page, args=[line.pk])}#yeu-cau-{remark.pk}")
    shown = card(line, remark, may_answer=may_answer, back=back, typed=typed) | {"error": error, "is_saved": not error}
    if request.htmx.target == f"trang-thai-{remark.pk}":
        # while somebody types, the box is left alone; an answer of somebody else is replaced only by a press
        shown["was"] = request.POST.get("was", "") if error else shown["was"]
        return render(request, "workflows/parts/remark_state.html", {"remark": shown})
    return render(request, "workflows/parts/remark.html", {"remark": shown})
