"""Many lines at once: a review table with every name, one opinion, and a result for each line."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nominations.enums import NominationState, Verdict
from nominations.models import Nomination
from nominations.queries import findings_of, is_nominee
from nominations.rules import Finding, called
from vietnamese.dates import moment_text

from ..enums import Action
from ..forms.queue import OpinionForm
from ..queries import last_record
from ..queries_office import arrived_line, for_reading
from ..queries_queue import queue_of
from ..services.appraisal import opinion_rows
from ..services.lines import Result, opine_each, perform_each
from . import base
from .queue import typed_words
from .queue_bench import Bench, bench_of
from .queue_dossier import troubles_of

MOST = 100
"""How many lines one press may decide; a page of the queue has fewer."""


@require_http_methods(["GET", "POST"])
def queue_review(request: HttpRequest) -> HttpResponse:
    """Show the ticked lines once more, take one opinion for those still ticked, and say what became of each."""
    bench, at = bench_of(request), base.now()
    typed = request.POST if request.method == "POST" else request.GET
    wanted = _ids(typed.getlist("chon"))
    shown = _ids(typed.getlist("dong")) if request.method == "POST" else wanted
    lines = list(for_reading(queue_of(bench.unit_ids)).filter(pk__in=shown | wanted))
    gone = _gone(bench, wanted - {line.pk for line in lines}) if request.method == "POST" else []
    if not lines and gone:
        return _result(request, bench, gone, label="", note=typed_words(request))
    if not lines:
        messages.warning(
            request, "Chưa chọn dòng nào còn chờ thẩm định. Hãy đánh dấu các dòng trong danh sách rồi bấm lại."
        )
        return redirect(bench.url())
    form = OpinionForm(request.POST if request.method == "POST" else None, choices=_choices(lines), at=at)
    if request.method == "GET":
        return _table(request, bench, lines, form, ticked=wanted, at=at)
    chosen = [line for line in lines if line.pk in wanted]
    if not chosen:
        form.add_error(None, "Chưa đánh dấu dòng nào. Hãy đánh dấu ít nhất một dòng rồi ghi ý kiến.")
    if not form.is_valid():
        return _table(request, bench, lines, form, ticked=wanted, at=at)
    results = _act(form, chosen, versions=_versions(request.POST, chosen), actor=request.user, at=at)
    label = dict(form.fields["opinion"].choices)[form.action.value]
    return _result(request, bench, results + gone, label=label, note=typed_words(request))


def _ids(values: Iterable[str]) -> set[int]:
    return {int(value) for value in list(values)[:MOST] if value.isascii() and value.isdigit() and len(value) < 19}


def _versions(typed: QueryDict, lines: list[Nomination]) -> dict[int, int]:
    """Return the version in which the person saw each line; without one the current version cannot match."""
    return {line.pk: next(iter(_ids([typed.get(f"ban-{line.pk}", "")])), 0) for line in lines}


def _choices(lines: list[Nomination]) -> list[tuple[str, str]]:
    """Return the opinions that one press can give to all lines, and receiving where something has only arrived."""
    labels: dict[str, set[str]] = {}
    for line in lines:
        for row in opinion_rows(line):
            labels.setdefault(row.action.value, set()).add(row.text)
    named = [(value, next(iter(texts)) if len(texts) == 1 else Action(value).label) for value, texts in labels.items()]
    arrived = any(line.state != NominationState.UNDER_APPRAISAL for line in lines)
    return [*named, (Action.RECEIVE.value, "Chỉ tiếp nhận, ghi ý kiến sau")] if arrived else named


def _act(form: OpinionForm, lines: list[Nomination], *, versions: dict[int, int], actor, at: datetime) -> list[Result]:
    if form.action != Action.RECEIVE:
        return opine_each(form.action, lines, actor=actor, at=at, versions=versions, **form.act)
    arrived = [line for line in lines if line.state != NominationState.UNDER_APPRAISAL]
    before = [
        Result(line, called(line.nominee), "Dòng này đã được tiếp nhận từ trước nên không cần tiếp nhận nữa.")
        for line in lines
        if line.state == NominationState.UNDER_APPRAISAL
    ]
    return perform_each(Action.RECEIVE, arrived, actor=actor, at=at, versions=versions) + before


def _gone(bench: Bench, pks: set[int]) -> list[Result]:
    """Return a result for each ticked line that somebody else has dealt with since the table was shown."""
    found = []
    for pk in sorted(pks):
        line = arrived_line(bench.unit_ids, pk)
        if line is not None:
            record = last_record(line)
            why = f"Đồng chí {record.actor_name} đã xử lý dòng này, {moment_text(record.at)}: {record.label}."
            found.append(Result(line, called(line.nominee), why))
    return found


def _table(
    request: HttpRequest, bench: Bench, lines: list[Nomination], form: OpinionForm, *, ticked: set[int], at: datetime
) -> HttpResponse:
    findings = findings_of(lines, at=at)
    rows = [
        {
            "pk": line.pk,
            "version": line.version,
            "name": called(line.nominee),
            "kind": line.nominee.get_kind_display(),
            "unit": line.proposing_unit_name,
            "form": line.get_form_display(),
            "model": line.model_name,
            "is_ticked": line.pk in ticked,
            "troubles": troubles_of(findings[line.pk]),
            "url": bench.url(line.pk),
            "is_own": is_nominee(request.user, line.nominee),
            "is_new": line.state != NominationState.UNDER_APPRAISAL,
        }
        for line in lines
    ]
    context = {
        "form": form,
        "rows": rows,
        "back_url": bench.url(),
        "query": bench.query,
        "gone": len(ticked) - len(lines),
        "kinds": _counted(
            (sum(not n.nominee.is_individual for n in lines), "tập thể"),
            (sum(n.nominee.is_individual for n in lines), "cá nhân"),
        ),
        "verdicts": _verdicts(findings.values()),
    }
    return render(request, "workflows/queue_review.html", context, status=422 if form.is_bound else 200)


def _verdicts(findings: Iterable[list[Finding]]) -> str:
    """Return how many lines are clear, how many have a point to look at, how many a rule blocks."""
    worst = [found[0].verdict for found in findings]
    return _counted(
        (worst.count(Verdict.PASS), "dòng đủ điều kiện"),
        (worst.count(Verdict.LOOK), "dòng có điểm cần xem"),
        (worst.count(Verdict.BLOCK), "dòng chưa đạt"),
    )


def _counted(*parts: tuple[int, str]) -> str:
    return ", ".join(f"{count} {what}" for count, what in parts if count)


def _result(request: HttpRequest, bench: Bench, results: list[Result], *, label: str, note: str) -> HttpResponse:
    done = sum(result.is_done for result in results)
    context = {
        "title": f"Đã ghi {done}/{len(results)} dòng",
        "lead": f"Việc đã chọn: {label}." if label else "",
        "results": [
            {
                "result": "pass" if result.is_done else "block",
                "word": "Đã ghi" if result.is_done else "Chưa ghi",
                "rule": f"{result.name} ({result.nomination.code})",
                "fact": result.refusal,
                "act_url": "" if result.is_done else bench.url(result.nomination.pk),
                "act_label": "Mở dòng này",
            }
            for result in results
        ],
        "typed": note if done < len(results) else "",
        "next_url": bench.url(),
        "has_errors": done < len(results),
    }
    return render(request, "workflows/queue_result.html", context)
