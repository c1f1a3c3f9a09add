"""Standing in for one another: what I have lent and what was lent to me, lending a role, ending that."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from permissions import access
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment, Substitution
from permissions.queries import lendable_roles, loans_of, loans_to, people_near
from permissions.roles import GRANTS, Capability, Role
from permissions.substitutions import Loan, LoanRefused, may_lend
from permissions.views.loans import loan_rows, stage
from vietnamese.dates import short_date

from ..forms.authority import EndLoanForm, LoanForm
from ..services import authority
from .base import now, today

SHOWN = 30
"""How many loans of each direction the page lists; older ones stand in the history."""


@require_safe
def loans(request: HttpRequest) -> HttpResponse:
    """Show what the person has lent, what was lent to them, and which roles they may lend."""
    on = today()
    given, received = (list(found[:SHOWN]) for found in (loans_of(request.user), loans_to(request.user)))
    lent_now = {loan.assignment_id for loan in given if stage(loan, on) == "now"}
    roles = lendable_roles(request.user, on)
    context = {
        "given": loan_rows(given, on),
        "received": loan_rows(received, on),
        "roles": [{"assignment": role, "is_lent": role.pk in lent_now} for role in roles],
        "votes": any(Capability.VOTE in GRANTS[Role(a.role)] for a in access.assignments(request.user, on)),
    }
    return render(request, "workflows/loans.html", context)


@require_http_methods(["GET", "POST"])
def lend_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Lend one role: the person's own, or one at a unit that they administer."""
    assignment = RoleAssignment.objects.filter(pk=pk).select_related("user", "unit__kind").first()
    if assignment is None or not may_lend(assignment, request.user, on=today()):
        raise Http404
    near = people_near(assignment.unit, today()).exclude(pk=assignment.user_id)
    form = LoanForm(request.POST or None, people=near, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            made = authority.lend(Loan(assignment, **form.facts), actor=request.user, at=now())
        except LoanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã ghi: {_said(made)}. Đồng chí {made.substitute.full_name} được báo tin.")
            return redirect(_back(request, assignment))
    context = {
        "form": form,
        "assignment": assignment,
        "role": f"{assignment.get_role_display()}, {assignment.unit.name}",
        "is_own": assignment.user_id == request.user.pk,
        "may": [capability.label for capability in Capability if capability in GRANTS[Role(assignment.role)]],
        "cancel_url": _back(request, assignment),
    }
    return render(request, "workflows/loan_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def loan_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a substitution at once, after one more question."""
    loan = (
        Substitution.objects.filter(pk=pk).select_related("assignment__user", "assignment__unit", "substitute").first()
    )
    if loan is None or not (
        request.user.pk == loan.substitute_id or may_lend(loan.assignment, request.user, on=today())
    ):
        raise Http404
    form = EndLoanForm(request.POST or None)
    back, refused = _back(request, loan.assignment, loan), ""
    if request.method == "POST" and form.is_valid():
        try:
            authority.end(loan, actor=request.user, at=now(), reason=form.cleaned_data["reason"])
        except (LoanRefused, NotPermitted) as refusal:
            refused = str(refusal)
        else:
            messages.success(request, f"Đã chấm dứt ủy quyền: {_said(loan)}.")
            return redirect(back)
    context = {
        "title": "Chấm dứt ủy quyền",
        "lead": f"{_said(loan)}.",
        "form": form,
        "refused": refused,
        "submit_label": "Chấm dứt ngay",
        "harm": True,
        "cancel_url": back,
        "consequences": [
            f"Đồng chí {loan.substitute.full_name} không làm việc với vai trò này được nữa, kể từ lúc bấm.",
            "Những việc đã làm thay vẫn giữ nguyên trong lịch sử, ghi tên cả hai người.",
        ],
    }
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)


def _said(loan: Substitution) -> str:
    held = loan.assignment
    return (
        f"đồng chí {loan.substitute.full_name} thay đồng chí {held.user.full_name}, vai trò {held.get_role_display()} "
        f"ở {held.unit.name}, từ ngày {short_date(loan.starts_on)} đến hết ngày {short_date(loan.ends_on)}"
    )


def _back(request: HttpRequest, assignment: RoleAssignment, loan: Substitution | None = None) -> str:
    """Return the person's own page of substitutions, or for an administrator the page of the principal."""
    if request.user.pk in (assignment.user_id, loan.substitute_id if loan else None):
        return reverse("workflows:loans")
    return reverse("permissions:person", args=[assignment.user_id])
