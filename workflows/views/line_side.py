"""What the system knows beside the form of a line while it is typed: past awards, eligibility, likely doubles, quota."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nominations.doubles import likely_doubles, second_sentence
from nominations.enums import EligibilityCode, OverrideState, Verdict
from nominations.grounds import conditions_of, grounds_of
from nominations.models import Dossier, Nomination, Nominee
from nominations.queries import offered_to
from nominations.quotas import book_of
from nominations.rules import Finding, QuotaUse, worst_first
from organizations.enums import AwardForm, RecipientKind
from rolls.models import Collective, Person
from vietnamese.dates import local_day, parse_date
from vietnamese.text import one_line, search_key

from ..forms.line import typed_identity
from .base import now
from .dossier import own_dossier
from .judged import alike_card, past_card

YES = ("yes", "on", "true", "True", True, "1")
SHOWN = 6
"""How many earlier awards stand open beside the form."""
LONGEST = 20_000
"""Characters of a typed text that are looked at."""


@require_POST
def line_side(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the panel for what stands in the form now, saved or not, complete or not."""
    dossier = own_dossier(request, pk)
    kind = request.POST.get("kind", "")
    asked = request.POST.get("line", "")
    line = None
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        line = dossier.nominations.select_related("nominee").filter(pk=int(asked)).first()
    if kind not in RecipientKind.values:
        kind = line.nominee.kind if line else RecipientKind.INDIVIDUAL
    found = side(dossier, kind=kind, typed=request.POST, line=line, at=now())
    return render(request, "workflows/parts/line_side.html", {"side": found})


def side(
    dossier: Dossier, *, kind: str, typed: Mapping[str, Any], line: Nomination | None = None, at: datetime
) -> dict[str, Any]:
    """Return what the panel shows for typed values, as strings of a browser or values of a form.

    `line` is the written line that the form changes. About ten queries; nothing half-typed is an error.
    """
    draft = _as_line(dossier, kind, typed, line)
    is_named = len(one_line(draft.nominee.full_name)) > 1
    conditions = conditions_of([dossier.round_id])
    uses = book_of([draft], conditions.quotas, without=line.pk if line else None).binding(draft)
    quotas = [_quota(use) for use in uses if use.limit is not None]
    context: dict[str, Any] = {"is_named": is_named, "quotas": quotas}
    if not is_named:
        return (
            context
            | {"says": _says(quotas)}
            | {"findings": [], "passed": [], "past": [], "more_past": [], "alike": [], "is_person": False}
        )
    grounds = grounds_of([draft], conditions, at=at, kinds=[kind])
    if line:
        grounds.take_overrides_of(line.pk)
    offered = offered_to(dossier.round, draft, on=local_day(at))
    findings = grounds.findings(draft, offered, on=local_day(at))
    doubles = likely_doubles(
        dossier.round_id, kind=kind, full_name=draft.nominee.full_name, birth_date=draft.nominee.birth_date,
        birth_year=draft.nominee.birth_year, but=[line.pk] if line else (),
    )  # fmt: skip
    key = draft.nominee.subject_key
    for likely in doubles:
        if key and likely.line.subject_key == key and likely.line.form == draft.form:
            findings.append(
                Finding("duplicate", Verdict.BLOCK, "Mỗi người, mỗi tập thể một dòng", second_sentence(likely.line))
            )
    shown = worst_first(f for f in findings if f.verdict != Verdict.PASS)
    past = [past_card(award) for award in grounds.awards[None]]
    return context | {
        "says": _says(quotas, [{"result": f.verdict.value} for f in shown]),
        "findings": [_check(finding, line) for finding in shown],
        "passed": [
            {"result": f.verdict.value, "rule": f.rule, "fact": f.fact}
            for f in findings
            if f.verdict == Verdict.PASS and f.code in EligibilityCode.values
        ],
        "past": past[:SHOWN],
        "more_past": past[SHOWN:],
        "alike": [alike_card(likely, draft) for likely in doubles],
        "is_person": kind == RecipientKind.INDIVIDUAL,
    }


def _as_line(dossier: Dossier, kind: str, typed: Mapping[str, Any], line: Nomination | None) -> Nomination:
    """Return an unwritten line that says what stands in the form, as far as it can be read."""
    identity = typed_identity({name: _text(typed, name) for name in ("full_name", "birth_date")}, kind)
    is_person = kind == RecipientKind.INDIVIDUAL
    nominee = Nominee(
        **identity | {"full_name": identity["full_name"][:250]},
        unit_text=_text(typed, "unit_text")[:250],
        is_party_member=is_person and typed.get("is_party_member") in YES,
        is_party_organization=not is_person and typed.get("is_party_organization") in YES,
        joined_on=_day(typed.get("joined_on")),
    )
    record = _number(typed.get("chosen")) or _number(typed.get("same_as"))
    if record and not (line and record in (line.nominee.person_id, line.nominee.collective_id)):
        record = record if _bears(record, nominee) else None
    if line and record is None and nominee.full_name == line.nominee.full_name:
        record = line.nominee.person_id or line.nominee.collective_id
        nominee.unit_id = line.nominee.unit_id
    if is_person:
        nominee.person_id = record
    else:
        nominee.collective_id = record
    form = _text(typed, "form")
    offered = [row.form for row in dossier.round.forms.all() if row.recipient_kind == kind]
    return Nomination(
        dossier=dossier,
        round=dossier.round,
        proposing_unit_id=dossier.unit_id,
        proposing_unit_name=dossier.unit_name,
        nominee=nominee,
        form=form if form in AwardForm.values else (offered or AwardForm.values)[0],
        model_name=_text(typed, "model_name")[:300],
        achievement=_text(typed, "achievement")[:LONGEST],
        citation=_text(typed, "citation")[:LONGEST],
    )


def _bears(record: int, nominee: Nominee) -> bool:
    """Return whether a record of the rolls bears the typed name; nobody is told of another one by a number alone."""
    model = Person if nominee.is_individual else Collective
    return model.objects.filter(pk=record, name_key=search_key(nominee.full_name)[:300]).exists()


def _text(typed: Mapping[str, Any], name: str) -> str:
    value = typed.get(name)
    return str(value).strip().replace("\x00", "") if value is not None else ""


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 19 else None


def _day(value: Any):
    if not value or not isinstance(value, str):
        return value or None
    try:
        return parse_date(value)
    except ValueError:
        return None


def _check(finding: Finding, line: Nomination | None) -> dict:
    row = {"result": finding.verdict.value, "rule": finding.rule, "fact": finding.explanation}
    if not finding.can_be_overridden or finding.override == OverrideState.REQUESTED:
        return row
    if line is None:
        return row | {"fact": f"{finding.explanation} Nếu có lý do chính đáng: lưu dòng này, rồi xin xét ngoại lệ."}
    url = reverse("workflows:override_request", args=[line.pk, finding.code])
    return row | {"act_url": url, "act_label": "Xin xét ngoại lệ"}


def _says(quotas: list[dict], findings: Iterable[dict] = ()) -> str:
    """Return in a few words what stands in the panel, for its headline where the panel is folded."""
    words = [found["result"] for found in findings]
    failed, doubtful = words.count("block"), words.count("look")
    said = [f"có {failed} điều kiện chưa đạt"] if failed else []
    said += [f"có {doubtful} điều cần xem"] if doubtful else []
    said += ["đã quá chỉ tiêu"] if any(quota["result"] != "pass" for quota in quotas) else []
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def _quota(use: QuotaUse) -> dict:
    result = "block" if use.is_over and use.blocks else "look" if use.is_over else "pass"
    return {"result": result, "sentence": use.used_sentence}
