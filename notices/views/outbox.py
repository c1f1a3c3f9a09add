"""The office's outbox: what waits, went out, failed or was stopped; one letter, and what may be done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from history.models import Entry
from permissions import access
from vietnamese.dates import moment_text, short_date

from .. import services
from ..enums import MailState
from ..exceptions import MailRefused
from ..forms import MailForm, OutboxFilter
from ..letters import text_of
from ..models import Mail
from ..queries import OUTBOX_CAPABILITIES, is_mail_configured, outbox_counts, outbox_of, outbox_units

PAGE = 50
KINDS = {MailState.WAITING: "plain", MailState.SENT: "good", MailState.FAILED: "act", MailState.STOPPED: "done"}
DONE: dict[str, tuple[Callable[..., Mail], str]] = {
    "chan": (services.stop_mail, "Đã chặn thư gửi {name}."),
    "gui-ngay": (services.send_now, "Thư gửi {name} sẽ đi trong ít giây tới."),
    "gui-lai": (services.send_again, "Thư gửi {name} đã trở lại hàng chờ và sẽ được gửi trong ít giây tới."),
}
"""Word of the address: what is done, and what is said then."""


def _units(request: HttpRequest) -> set[int]:
    """Return the units whose outbox the person keeps. Raises NotPermitted for everybody else."""
    on = timezone.localdate()
    units = outbox_units(request.user, on=on)
    if not units:
        access.check(request.user, OUTBOX_CAPABILITIES[0], None, on=on)
    return units


def _mail_or_404(request: HttpRequest, pk: int) -> Mail:
    found = Mail.objects.select_related("unit", "created_by").filter(pk=pk, unit__in=_units(request)).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def outbox(request: HttpRequest) -> HttpResponse:
    """List the letters of the person's offices; pressed, let all that failed wait again."""
    units = _units(request)
    if request.method == "POST":
        count = services.send_failed_again(units, actor=request.user, at=timezone.now())
        messages.success(request, f"{count} thư đã trở lại hàng chờ." if count else "Không có thư nào cần gửi lại.")
        return redirect("notices:outbox")
    form = OutboxFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"q": "", "trang_thai": ""}
    found = outbox_of(units, state=chosen["trang_thai"], words=chosen["q"])
    counts = outbox_counts(units)
    return render(
        request,
        "notices/outbox.html",
        {
            "form": form,
            "page": Paginator(found, PAGE).get_page(request.GET.get("trang")),
            "kinds": KINDS,
            "counts": [(label, counts[state], state) for state, label in MailState.choices],
            "waiting": counts[MailState.WAITING],
            "failed": counts[MailState.FAILED],
            "is_filtered": bool(chosen["q"] or chosen["trang_thai"]),
            "several_units": len(units) > 1,
            "is_configured": is_mail_configured(),
        },
    )


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter as it will go out or went out, and what may be done with it."""
    return _page(request, _mail_or_404(request, pk))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change address, subject and body of a letter that has not gone out."""
    found = _mail_or_404(request, pk)
    if found.state not in (MailState.WAITING, MailState.FAILED):
        return _page(request, found, refused="Thư này không còn sửa được nữa.")
    form, refused = MailForm(request.POST if request.method == "POST" else None, instance=found), ""
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in MailForm.Meta.fields}
        version = form.cleaned_data["version"]
        found.refresh_from_db()
        try:
            services.change_mail(found, **words, actor=request.user, at=timezone.now(), expected_version=version)
        except MailRefused as refusal:
            refused = refusal.reason
            form.data = form.data.copy()
            form.data["version"] = Mail.objects.values_list("version", flat=True).get(pk=pk)
        else:
            messages.success(request, "Đã lưu thư. Thư sẽ được gửi theo lời mới.")
            return redirect("notices:mail", pk)
    status = 422 if refused or form.is_bound else 200
    return render(request, "notices/mail_change.html", {"mail": found, "form": form, "refused": refused}, status=status)


@require_POST
def act(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Stop a letter, send it now, or send it again."""
    found = _mail_or_404(request, pk)
    if word not in DONE:
        raise Http404
    do, sentence = DONE[word]
    try:
        do(found, actor=request.user, at=timezone.now())
    except MailRefused as refusal:
        return _page(request, _mail_or_404(request, pk), refused=refusal.reason)
    messages.success(request, sentence.format(name=found.to_name))
    return redirect("notices:mail", pk)


def _page(request: HttpRequest, found: Mail, refused: str = "") -> HttpResponse:
    entries = Entry.objects.filter(subject_type=Mail._meta.label, subject_id=found.pk).order_by("-pk")
    context = {
        "mail": found,
        "text": text_of([found]),
        "kind": KINDS[MailState(found.state)],
        "rows": _facts(found),
        "entries": [{"title": e.verb, "by": e.actor_name, "at": e.at, "note": e.note} for e in entries],
        "can_change": found.state in (MailState.WAITING, MailState.FAILED),
        "is_waiting": found.state == MailState.WAITING,
        "can_send_again": found.state in (MailState.FAILED, MailState.STOPPED),
        "is_configured": is_mail_configured(),
        "refused": refused,
        "back_url": reverse("notices:outbox"),
    }
    return render(request, "notices/mail.html", context, status=409 if refused else 200)


def _facts(found: Mail) -> list[dict]:
    rows = [
        ("Người nhận", found.to_name),
        ("Địa chỉ", found.to_address),
        ("Đơn vị gửi", found.unit.office),
        ("Việc", found.get_event_display()),
        ("Lập lúc", moment_text(found.created_at)),
        ("Do việc của", found.created_by.full_name if found.created_by else "Hệ thống"),
    ]
    if found.state == MailState.WAITING:
        rows.append(("Gửi từ", moment_text(found.not_before)))
        if found.digest_on:
            rows.append(("Gộp vào thư ngày", short_date(found.digest_on)))
    if found.sent_at:
        rows.append(("Đã gửi lúc", moment_text(found.sent_at)))
    if found.attempts:
        rows.append(("Số lần gửi", str(found.attempts)))
    if found.error:
        rows.append(("Lỗi", found.error))
    if found.stopped_by_name:
        rows.append(("Người chặn", found.stopped_by_name))
    if found.changed_by_name:
        rows.append(("Người sửa", found.changed_by_name))
    return [{"label": label, "value": value} for label, value in rows]
