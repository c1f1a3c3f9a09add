"""Hiệp y with an account: asking another body about a line, the requests of one's units, answering for one's unit."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nominations.models import Nomination, OpinionRequest
from nominations.queries import is_nominee
from nominations.rules import called, printed_unit
from organizations.models import Holiday, Unit
from organizations.rules import add_working_days
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import days_between, remaining_words, short_date

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.appraisal import WhyForm
from ..forms.opinions import AnswerForm, AskOpinionForm
from ..queries_appraisal import asked_by, asked_of, lately_closed
from ..queries_remarks import side_of
from ..services import opinions as services
from .appraisal_part import opinion_cards
from .base import nomination_or_404, now, today

PAGE = 25


@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """List what others ask the person's units, what their offices wait for, and what is closed."""
    answering = services.answering_units(request.user, on=today())
    asking = access.units_where(request.user, Capability.APPRAISE, on=today())
    if not answering:
        access.check(request.user, Capability.APPRAISE, None, on=today())
    page = Paginator(lately_closed(answering | asking), PAGE).get_page(request.GET.get("trang"))
    return render(request, "workflows/opinions.html", {
        "owed": _items(asked_of(answering), request.user), "waiting": _items(asked_by(asking), request.user),
        "asks": bool(asking), "page": page, "closed": _items(page, request.user),
    })  # fmt: skip


def _items(rows: Iterable[OpinionRequest], person: Any) -> list[dict[str, Any]]:
    """Return the rows of a list; nobody learns what others were asked, or said, about themselves."""
    return [_item(row) for row in rows if not is_nominee(person, row.nomination.nominee)]


def _item(row: OpinionRequest) -> dict[str, Any]:
    days = days_between(today(), row.due_on)
    return opinion_cards([row])[0] | {
        "name": called(row.nomination.nominee),
        "about": f"{row.nomination.get_form_display()}, {row.nomination.proposing_unit_name}",
        "round": row.nomination.round.title,
        "left": remaining_words(days) if days >= 0 else "",
    }


def limited_facts(request: OpinionRequest) -> list[dict]:
    """Return what an asked body has to know of a line and no more: who, from where, for what."""
    line = request.nomination
    nominee = line.nominee
    rows = [
        ("Người, tập thể được đề nghị", called(nominee)),
        ("Chức vụ, đơn vị" if nominee.is_individual else "Thuộc", printed_unit(nominee)),
        ("Đơn vị đề nghị", line.proposing_unit_name),
        ("Hình thức", f"{line.get_form_display()}, {nominee.get_kind_display().lower()}"),
        ("Đợt", line.round.title),
        ("Thành tích", line.achievement or "Chưa ghi"),
    ]
    return [{"label": label, "value": value} for label, value in rows]


@require_http_methods(["GET", "POST"])
def opinion_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another body about a line; for an outside body the link is shown on the page that follows, once."""
    line = nomination_or_404(request, pk)
    access.check(request.user, Capability.APPRAISE, line.holder_unit, on=today())
    form = AskOpinionForm(request.POST if request.method == "POST" else None, units=_askable(line))
    reasons: list[str] = []
    if form.is_valid():
        try:
            made, secret = services.ask_opinion(
                line, question=form.cleaned_data["question"], due_on=_due(form), actor=request.user, at=now(),
                submission_key=form.cleaned_data["submission_key"], **form.asked,
            )  # fmt: skip
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            if made.secret_sha256 and not made.answered_at:
                return _link_page(request, made, secret)
            messages.success(request, f"Đã xin ý kiến {made.body_name}. Người trả lời được báo ngay.")
            return redirect("workflows:opinion", made.pk)
    return render(request, "workflows/opinion_ask.html", {
        "line": line, "name": called(line.nominee), "form": form, "reasons": reasons, "has_errors": request.method == "POST",
        "back_url": _line_url(line),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


def _line_url(line: Nomination) -> str:
    return f"{reverse('workflows:queue')}?dong={line.pk}#hiep-y"


def _askable(line: Nomination) -> Iterable[Unit]:
    """Return the open units that may be asked, in Vietnamese order; whether anybody can answer there the service says."""
    return Unit.objects.filter(ends_on=None).exclude(pk=line.holder_unit_id)


def _due(form: AskOpinionForm):
    data = form.cleaned_data
    if data["due_on"]:
        return data["due_on"]
    holidays = dict(Holiday.objects.filter(day__gte=today()).values_list("day", "is_working"))
    return add_working_days(today(), data["working_days"], holidays)


def _link_page(request: HttpRequest, made: OpinionRequest, secret: str) -> HttpResponse:
    """Show a new link, with a letter to send it. The secret is in this answer only; no cache keeps it."""
    url = request.build_absolute_uri(reverse("workflows:opinion_link", args=[secret])) if secret else ""
    response = render(request, "workflows/opinion_link_new.html", {
        "request_row": made, "url": url, "letter_url": _letter(made, url) if url else "",
        "opinion_url": reverse("workflows:opinion", args=[made.pk]), "line_url": _line_url(made.nomination),
    })  # fmt: skip
    add_never_cache_headers(response)
    return response


def _letter(made: OpinionRequest, url: str) -> str:
    """Return the address that opens the person's own mail program with a letter; nothing of it is kept here."""
    body = (
        f"Kính gửi {made.body_name},\n\n{made.unit.office} đề nghị cho ý kiến hiệp y về một đề nghị khen thưởng, "
        f"trả lời trước ngày {short_date(made.due_on)}.\n\nMở trang trả lời (không cần tài khoản, chỉ trả lời một lần):\n"
        f"{url}\n\nĐề nghị không chuyển đường dẫn này cho người khác.\n"
    )
    return f"mailto:{quote(made.email)}?subject={quote('Xin ý kiến hiệp y')}&body={quote(body)}"


def _known(request: HttpRequest, pk: int) -> tuple[OpinionRequest, bool, Any]:
    """Return a request, whether the person belongs to those who asked, and their role at the asked unit; 404 for others."""
    found = (
        OpinionRequest.objects.filter(pk=pk)
        .select_related(
            "nomination__nominee", "nomination__round", "nomination__proposing_unit", "nomination__holder_unit", "unit__kind", "asked_unit"
        )
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    try:
        holding = services.answering_as(found, request.user, on=today())
    except NotPermitted as refusal:
        if not refusal.hidden:
            raise
        holding = None
    works_there = access.can(request.user, Capability.APPRAISE, found.unit, on=today())
    reads = works_there and side_of(found.nomination, request.user, on=today()).reads_appraisers
    if not reads and holding is None:
        raise Http404
    return found, reads, holding


@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: for those who asked with its answer, for the asked unit with the form that answers it."""
    found, reads, holding = _known(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None, by_account=True)
    closed = services.why_closed(found, on=today())
    reasons, status = [], 200
    if request.method == "POST":
        if holding is None:
            raise NotPermitted("Đơn vị được hỏi trả lời yêu cầu này; đồng chí ở bên hỏi nên chỉ đọc.")
        status = 422
        if form.is_valid():
            try:
                services.answer_by_account(
                    found,
                    consent=form.cleaned_data["consent"],
                    text=form.cleaned_data["text"],
                    actor=request.user,
                    at=now(),
                )
            except GuardFailed as refusal:
                reasons = refusal.reasons
            except IllegalTransition as refusal:
                reasons, status = [refusal.reason], 409
            else:
                messages.success(request, "Đã gửi ý kiến. Cơ quan hỏi được báo ngay.")
                return redirect("workflows:opinion", pk)
    return render(request, "workflows/opinion.html", {
        "row": found, "card": opinion_cards([found])[0], "facts": limited_facts(found), "form": form, "reasons": reasons,
        "reads": reads, "answers": holding is not None, "holding": holding, "closed": closed, "has_errors": status != 200,
        "is_open": not found.answered_at and not found.cancelled_at,
        "has_link": reads and not found.asked_unit_id and not found.answered_at and not found.cancelled_at,
    }, status=status)  # fmt: skip


@require_http_methods(["GET", "POST"])
def opinion_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask no longer, with the reason."""
    found = _asked_here(request, pk)
    form = WhyForm(request.POST if request.method == "POST" else None, hint="Ví dụ: hỏi nhầm cơ quan.")
    refused: list[str] = []
    if form.is_valid():
        try:
            services.cancel_opinion(found, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except (GuardFailed, IllegalTransition) as refusal:
            refused = [refusal.reason]
        else:
            messages.success(request, f"Đã thôi hỏi {found.body_name}.")
            return redirect("workflows:opinion", pk)
    consequences = ["Cơ quan được hỏi không trả lời được nữa.", "Lý do được lưu cùng dòng đề nghị."]
    return render(request, "components/confirm_page.html", {
        "title": "Thôi xin ý kiến", "lead": f"{called(found.nomination.nominee)}, {found.nomination.code}",
        "names": [found.body_name], "names_title": "Không hỏi nữa", "form": form, "refused": refused, "consequences": consequences,
        "submit_label": "Thôi hỏi", "cancel_url": reverse("workflows:opinion", args=[pk]), "has_errors": request.method == "POST",
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


@require_POST
def opinion_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an outside body a new link in the place of a lost one."""
    made, secret = services.renew_link(_asked_here(request, pk), actor=request.user, at=now())
    return _link_page(request, made, secret)


def _asked_here(request: HttpRequest, pk: int) -> OpinionRequest:
    found, reads, _ = _known(request, pk)
    if not reads:
        raise NotPermitted("Chỉ cơ quan đã hỏi làm được việc này.")
    return found
