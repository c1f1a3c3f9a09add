"""The register as pages show it: rows of the book, one certificate with its life, correction slips.

Snapshots are not read in lists. Each function asks a fixed number of queries, however long the list.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from history.models import Entry
from organizations.queries import parents_on
from organizations.rules import below
from permissions.access import units_where
from permissions.roles import Capability
from vietnamese.text import one_line, search_key

from ..codes import read
from ..enums import CertificateAction, PublicStatus, SlipState
from ..models import CertificateAct, CorrectionSlip, IssuedCertificate, PrintedSheet

OPEN = (SlipState.ASKED, SlipState.APPROVED)
READERS = (Capability.NUMBER_DECISIONS, Capability.CONDUCT_MEETING)
"""Who reads the register of their unit, beside its inspectors, who read those of the units below too."""
ORDERS = {
    "so": ("-register__series__starts_on", "register__value", "revision"),
    "moi": ("-at", "-register__value", "-revision"),
    "ten": ("award__sort_key", "register__value", "revision"),
}
"""Key in the address -> order: by number as in the book, newest first, by name."""


def register_units(user: Any, *, on: date) -> set[int]:
    """Return the ids of the units whose register the user may read."""
    seen: set[int] = set()
    for capability in READERS:
        seen |= units_where(user, capability, on=on)
    inspected = units_where(user, Capability.INSPECT, on=on)
    if inspected:
        parents = parents_on(on)
        seen |= inspected.union(*(below(pk, parents) for pk in inspected))
    return seen


def rows_of(unit_ids: Collection[int]) -> QuerySet[IssuedCertificate]:
    """Return the certificates of the units, each with whether it is replaced, revoked, being corrected."""
    acts = CertificateAct.objects.filter(certificate__award=OuterRef("award"), action=CertificateAction.REVOKE)
    slips = CorrectionSlip.objects.filter(certificate__award=OuterRef("award"), state__in=OPEN)
    return (
        IssuedCertificate.objects.filter(unit__in=unit_ids)
        .annotate(
            is_revoked=Exists(acts),
            is_replaced=Exists(IssuedCertificate.objects.filter(replaces=OuterRef("pk"))),
            is_in_correction=Exists(slips),
        )
        .defer("snapshot")
    )


def narrowed(
    rows: QuerySet[IssuedCertificate],
    *,
    text: str = "",
    year: int | None = None,
    form: str = "",
    kind: str = "",
    decision: str = "",
    state: str = "",
    order: str = "so",
    unit: int | None = None,
) -> QuerySet[IssuedCertificate]:
    """Return the rows that fit, in order. Without a state those that were replaced are left out.

    `text` is words of the recipient's name, without accents if one likes, a register number, or a check code.
    """
    if state == PublicStatus.REPLACED:
        rows = rows.filter(is_replaced=True, is_revoked=False)
    elif state != "all":
        rows = rows.filter(is_replaced=False)
        rows = rows.filter(is_revoked=state == PublicStatus.REVOKED) if state else rows
    for field, value in (("unit", unit), ("decided_on__year", year), ("form", form), ("recipient_kind", kind)):
        if value:
            rows = rows.filter(**{field: value})
    if decision:
        # SQLite compares đ and Đ as two letters whatever one asks for; symbols of decisions are capitals
        typed = one_line(decision)
        rows = rows.filter(Q(decision_number__contains=typed) | Q(decision_number__contains=typed.upper()))
    return _searched(rows, text).order_by(*ORDERS.get(order, ORDERS["so"]), "id")


def _searched(rows: QuerySet[IssuedCertificate], text: str) -> QuerySet[IssuedCertificate]:
    if code := read(text):
        return rows.filter(code=code)
    words = search_key(text).split()
    if len(words) == 1 and words[0].isdecimal():
        return rows.filter(Q(register__value=int(words[0])) | _has_word(words[0]))
    for word in words:
        rows = rows.filter(_has_word(word))
    return rows


def _has_word(word: str) -> Q:
    return Q(award__name_key__startswith=word) | Q(award__name_key__contains=f" {word}")


def years_of(unit_ids: Collection[int]) -> list[int]:
    """Return the years in which the units gave certificates, newest first."""
    days = IssuedCertificate.objects.filter(unit__in=unit_ids).dates("decided_on", "year", order="DESC")
    return [day.year for day in days]


def shown_status(row: IssuedCertificate) -> PublicStatus:
    """Return what the check page says of a row of rows_of(): the same as services.register.status_of()."""
    if row.is_revoked:
        return PublicStatus.REVOKED
    return PublicStatus.REPLACED if row.is_replaced else PublicStatus.VALID


def certificate_with_life(pk: int, unit_ids: Collection[int]) -> IssuedCertificate | None:
    """Return one certificate with what its page prints, or None."""
    found = rows_of(unit_ids).defer(None)
    related = ("award", "unit__kind", "decision", "replaces", "replaced_by", "file", "layout__background", "register")
    return found.select_related(*related).filter(pk=pk).first()


def revisions_of(issued: IssuedCertificate) -> list[IssuedCertificate]:
    """Return all certificates of the award, newest first."""
    return list(rows_of([issued.unit_id]).filter(award=issued.award_id).order_by("-revision"))


def acts_of(issued: IssuedCertificate) -> list[CertificateAct]:
    """Return what was done with the certificates of the award, newest first."""
    found = CertificateAct.objects.filter(certificate__award=issued.award_id).select_related("certificate")
    return list(found.order_by("-id"))


def slips_of(issued: IssuedCertificate) -> list[CorrectionSlip]:
    """Return the correction slips on certificates of the award, newest first."""
    return list(CorrectionSlip.objects.filter(certificate__award=issued.award_id).select_related("certificate"))


def sheets_of(issued: IssuedCertificate) -> list[PrintedSheet]:
    """Return the sheets on which this certificate was printed or set up to be, newest first."""
    found = PrintedSheet.objects.filter(certificate=issued).select_related("printing__run__created_by")
    return list(found.defer("printing__run__payload").order_by("-printing_id", "-position"))


def returns_after(act: CertificateAct | None) -> list[Entry]:
    """Return what was written down about object and money after a revocation, newest first."""
    if act is None:
        return []
    found = Entry.objects.filter(subject_type=act._meta.label, subject_id=act.pk)
    return list(found.order_by("-id"))


def slips_in(unit_ids: Collection[int], state: str = "") -> QuerySet[CorrectionSlip]:
    """Return the correction slips of the units, the open ones first, then newest first; only those in `state` if given."""
    found = CorrectionSlip.objects.filter(certificate__unit__in=unit_ids).select_related("certificate__unit")
    if state:
        found = found.filter(state=state)
    is_open = Q(state__in=OPEN)
    return (
        found.defer("certificate__snapshot")
        .alias(is_open=Exists(CorrectionSlip.objects.filter(is_open, pk=OuterRef("pk"))))
        .order_by("-is_open", "-id")
    )


def slips_waiting(unit_ids: Collection[int]) -> list[CorrectionSlip]:
    """Return the correction slips of the units that wait for approval or to be carried out, oldest first."""
    found = CorrectionSlip.objects.filter(certificate__unit__in=unit_ids, state__in=OPEN)
    return list(found.select_related("certificate").defer("certificate__snapshot").order_by("id"))


def open_slips(unit_ids: Collection[int]) -> int:
    """Return how many correction slips of the units wait."""
    return CorrectionSlip.objects.filter(certificate__unit__in=unit_ids, state__in=OPEN).aggregate(n=Count("pk"))["n"]
