"""What the records clerk's views share: loading a decision, asking for the right, the pages of a long list."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from documents.models import Decision, DecisionLine
from documents.queries import visible_decisions
from organizations.enums import RecipientKind
from permissions import access
from permissions.roles import Capability

from . import base

LINES_PER_PAGE = 50


def decision_or_404(request: HttpRequest, pk: int) -> Decision:
    """Return a decision that the person may read, with what pages print of it; 404 for any other."""
    found = (
        visible_decisions(request.user, on=base.today())
        .select_related("unit__kind", "round", "meeting", "number", "signer")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def decision_for_clerk(request: HttpRequest, pk: int) -> Decision:
    """Return a decision on which the person acts as its unit's records clerk.

    404 for a decision that they may not know of; NotPermitted where they may only read it.
    """
    decision = decision_or_404(request, pk)
    access.check(request.user, Capability.NUMBER_DECISIONS, decision.unit, on=base.today())
    return decision


def is_clerk(request: HttpRequest, decision: Decision) -> bool:
    """Return whether the person may act on the decision."""
    return access.can(request.user, Capability.NUMBER_DECISIONS, decision.unit, on=base.today())


def line_or_404(decision: Decision, pk: int) -> DecisionLine:
    """Return a recipient of the decision."""
    found = decision.lines.select_related("register", "award", "decision").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def page_of(request: HttpRequest, rows: QuerySet, per_page: int = LINES_PER_PAGE) -> Page:
    """Return the page of a list that the address names; the nearest one when that does not exist."""
    return Paginator(rows, per_page).get_page(request.GET.get("trang"))


def counted(decision: Decision) -> str:
    """Return "9 dòng (6 tập thể, 3 cá nhân)"."""
    kinds = list(decision.lines.values_list("recipient_kind", flat=True))
    return f"{len(kinds)} dòng ({kinds_text(kinds)})"


def kinds_text(kinds: list[str]) -> str:
    """Return "6 tập thể, 3 cá nhân" for a list of kinds of recipients."""
    parts = ((kinds.count(kind), kind.label.lower()) for kind in RecipientKind)
    return ", ".join(f"{count} {word}" for count, word in parts if count)


def called(line: DecisionLine) -> str:
    """Return a recipient as a screen calls it: "Đồng chí Lê Thị Bích Liên", or a collective's bare name."""
    return line.name if line.recipient_kind == RecipientKind.COLLECTIVE else f"{line.address} {line.name}"


def decision_url(decision: Decision) -> str:
    """Return the address of the decision's page."""
    return reverse("workflows:decision", args=[decision.pk])
