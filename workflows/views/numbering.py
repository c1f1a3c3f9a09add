""" "Ghi số" and what follows from it: recording and voiding a decision's number, and the series for reading."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from documents.enums import DocumentType
from documents.models import REGISTER, Decision, DecisionState
from documents.queries import numbers_of, series_of
from documents.services import NoSeries, number_text, series_on
from nominations.rules import UNKNOWN_ADDRESS
from organizations.models import Unit
from organizations.queries import signers_on
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability

from ..enums import Action
from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded, StalePage
from ..forms.decisions import NumberForm, RenumberForm
from ..models import SeparationMode
from ..queries import first_conflict
from ..services import decisions as acts
from . import base, clerks

NUMBERS_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who signed and when, then record the number: from then on the decision and its awards exist."""
    found = clerks.decision_for_clerk(request, pk)
    if found.state != DecisionState.DRAFT:
        return _already(request, found)
    conflict = _conflict(request, found)
    needs_reason = conflict is not None and conflict.mode == SeparationMode.REASON
    form = NumberForm(
        request.POST or None,
        initial=_initial(found),
        signers=signers_on(found.unit, base.today()),
        needs_reason=needs_reason,
    )
    if request.method == "GET" or not form.is_valid():
        return _number_page(request, found, form, conflict=conflict)
    values = form.cleaned_data
    try:
        numbered = acts.number_decision(
            found,
            signer=values["signer"],
            signed_on=values["signed_on"],
            actor=request.user,
            at=base.now(),
            expected_version=values["version"],
            separation_reason=values.get("separation_reason", ""),
        )
    except StalePage as refusal:
        return _number_page(request, found, form, refused=[refusal.reason], status=409, conflict=conflict)
    except IllegalTransition as refusal:
        return _already(request, found, refusal.reason)
    except ReasonNeeded as refusal:
        form = NumberForm(request.POST, signers=signers_on(found.unit, base.today()), needs_reason=True)
        return _number_page(request, found, form, refused=refusal.reasons, status=422, conflict=conflict)
    except GuardFailed as refusal:
        return _number_page(request, found, form, refused=refusal.reasons, status=422, conflict=conflict)
    except NoSeries as refusal:
        return _number_page(request, found, form, refused=[refusal.reason], status=422, conflict=conflict)
    _say(
        request,
        numbered,
        f"Đã ghi số {numbered.number_text}. Các dòng đã thành “Đã cấp”; đồng chí in giấy khen được rồi.",
    )
    return redirect("workflows:decision", found.pk)


@require_http_methods(["GET", "POST"])
def renumber(request: HttpRequest, pk: int) -> HttpResponse:
    """Void the number of a decision with a reason and record the next one for the same text and list."""
    found = clerks.decision_for_clerk(request, pk)
    if found.state != DecisionState.NUMBERED:
        raise IllegalTransition("Quyết định này chưa được ghi số nên không có số để hủy.")
    form = RenumberForm(
        request.POST or None,
        initial=_initial(found) | {"signed_on": found.signed_on},
        signers=signers_on(found.unit, base.today()),
    )
    if request.method == "GET" or not form.is_valid():
        return _renumber_page(request, found, form)
    values = form.cleaned_data
    try:
        numbered = acts.replace_number(
            found,
            reason=values["reason"],
            signer=values["signer"],
            signed_on=values["signed_on"],
            actor=request.user,
            at=base.now(),
            expected_version=values["version"],
        )
    except StalePage as refusal:
        return _renumber_page(request, found, form, refused=[refusal.reason], status=409)
    except (GuardFailed, NoSeries) as refusal:
        return _renumber_page(request, found, form, refused=[refusal.reason], status=422)
    _say(
        request,
        numbered,
        f"Đã hủy số {found.number_text} và ghi số mới {numbered.number_text}. Giấy khen đã in theo số cũ phải in lại.",
    )
    return redirect("workflows:decision", found.pk)


def _initial(found: Decision) -> dict:
    return {"signer": found.signer_id, "version": found.version}


def _conflict(request: HttpRequest, found: Decision):
    """Return an earlier act of the person that should not meet this one, on any line of the draft."""
    nominations = found.lines.values_list("nomination_id", flat=True)
    return first_conflict(nominations, Action.ISSUE, request.user, unit_id=found.unit_id, on=base.today())


def _say(request: HttpRequest, numbered: Decision, done: str) -> None:
    """Make and store the paper now that the number is safe, and say how both went."""
    messages.success(request, done)
    if reason := acts.issue_paper(numbered, actor=request.user, at=base.now()):
        messages.warning(
            request, f"Số đã ghi xong nhưng chưa lập được bản PDF: {reason} Khi mở quyết định, máy sẽ lập lại."
        )


def _already(request: HttpRequest, found: Decision, reason: str = "") -> HttpResponse:
    """Say that the number is recorded: a second press, or another clerk was faster. Nothing was recorded twice."""
    found.refresh_from_db()
    if found.state == DecisionState.NUMBERED:
        reason = (
            f"Đồng chí {found.numbered_by_name} đã ghi số {found.number_text} cho quyết định này. Số chỉ ghi một lần."
        )
    context = {"title": "Quyết định này đã có số", "reason": reason, "record_url": clerks.decision_url(found)}
    return render(request, "409.html", context, status=409)


def _number_page(
    request: HttpRequest, found: Decision, form, *, refused=(), status: int = 0, conflict=None
) -> HttpResponse:
    context = {
        "title": "Ghi số quyết định",
        "lead": found.subject,
        "form": form,
        "refused": list(refused),
        "has_errors": bool(refused),
        "names": [clerks.called(line) for line in found.lines.order_by("position", "id")[: clerks.LINES_PER_PAGE]],
        "names_title": f"Quyết định tặng {found.get_form_display()} cho {clerks.counted(found)}",
        "consequences": _consequences(found, base.today()),
        "submit_label": "Ghi số",
        "cancel_url": clerks.decision_url(found),
        "conflict": conflict,
        "is_refused": conflict is not None and conflict.mode == SeparationMode.REFUSE,
        "has_signers": form.fields["signer"].queryset.exists(),
        "decision": found,
    }
    return render(request, "workflows/decision_number.html", context, status=status or (422 if form.is_bound else 200))


def _consequences(found: Decision, day: date) -> list[str]:
    printed = list(found.lines.order_by("position", "id").values_list("address", "name"))
    count = len(printed)
    series, register = (series_on(found.unit, kind, day) for kind in (DocumentType.QUYET_DINH, REGISTER))
    following = f" Số tiếp theo trong sổ hôm nay là {number_text(series, series.next_number)}." if series else ""
    numbers = ""
    if register:
        first, last = register.next_number, register.next_number + count - 1
        numbers = f" (theo sổ hôm nay: {f'từ {first} đến {last}' if count > 1 else f'số {first}'})"
    unsure = [name for address, name in printed if address == UNKNOWN_ADDRESS]
    return [
        *(
            f"In “{UNKNOWN_ADDRESS} {name}”: nếu chưa đúng, quay lại dự thảo, bấm Sửa chữ in ở dòng này."
            for name in unsure
        ),
        f"Quyết định nhận số kế tiếp của sổ số vào ngày ký.{following}",
        f"{count} dòng nhận số vào sổ khen thưởng theo thứ tự đọc{numbers} và chuyển sang “Đã cấp”.",
        "Nội dung, danh sách và chữ in không sửa được nữa.",
        "Giấy khen in được ngay sau đó.",
    ]


def _renumber_page(request: HttpRequest, found: Decision, form, *, refused=(), status: int = 0) -> HttpResponse:
    context = {
        "title": "Hủy số, ghi số mới",
        "lead": f"Quyết định số {found.number_text}: {found.subject}",
        "form": form,
        "refused": list(refused),
        "has_errors": bool(refused),
        "submit_label": "Hủy số, ghi số mới",
        "harm": True,
        "consequences": [
            f"Số {found.number_text} được đánh dấu đã hủy trong sổ số, kèm lý do, và không dùng lại.",
            "Quyết định nhận số kế tiếp; nội dung, danh sách và số vào sổ khen thưởng giữ nguyên.",
            "Bản PDF cũ được giữ lại để tra cứu; bản mới mang số và ngày mới.",
            "Việc lập tệp in theo số cũ đang chạy sẽ dừng. Giấy khen đã in theo số cũ phải in lại.",
        ],
        "cancel_url": clerks.decision_url(found),
    }
    return render(request, "components/confirm_page.html", context, status=status or (422 if form.is_bound else 200))


@require_GET
def series_list(request: HttpRequest) -> HttpResponse:
    """The number series of the person's units: next number, how many were taken and voided."""
    units = _series_units(request)
    rows = [
        {
            "series": row,
            "label": row.get_document_type_display(),
            "next": number_text(row, row.next_number),
            "is_open": row.in_force(base.today()),
        }
        for row in series_of({unit.pk for unit in units})
    ]
    styled = _units_with(request, units, Capability.NUMBER_DECISIONS, Capability.ADMINISTER)
    decisions = _units_with(request, units, Capability.NUMBER_DECISIONS, Capability.INSPECT)
    return render(request, "workflows/series.html", {
        "rows": rows, "several_units": len(units) > 1, "units": styled, "reads_decisions": bool(decisions),
    })  # fmt: skip


@require_GET
def series_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers that were taken from one series, voided ones with their reason."""
    units = _series_units(request)
    series = get_object_or_404(series_of({unit.pk for unit in units}), pk=pk)
    context = {
        "series": series,
        "next": number_text(series, series.next_number),
        "page": clerks.page_of(request, numbers_of(series), NUMBERS_PER_PAGE),
    }
    return render(request, "workflows/series_numbers.html", context)


def _units_with(request: HttpRequest, units: list[Unit], *may: Capability) -> list[Unit]:
    """Return those of the units in which the person may do one of these."""
    return [unit for unit in units if any(access.can(request.user, one, unit, on=base.today()) for one in may)]


def _series_units(request: HttpRequest) -> list:
    units = base.my_units(request, Capability.NUMBER_DECISIONS, Capability.INSPECT, Capability.ADMINISTER)
    if not units:
        raise NotPermitted(
            "Sổ số văn bản dành cho văn thư, người kiểm tra và người quản trị. Đồng chí không giữ vai trò đó trong ngày hôm nay."
        )
    return units
