"""Many lines at once: every name and what stands apart before the press, a result for each line after it."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nominations.enums import NominationState, Verdict
from nominations.models import Nomination
from nominations.queries import findings_of
from nominations.rules import Finding, called
from vietnamese.dates import moment_text

from ..enums import Action
from ..forms.queue import OpinionForm
from ..models import SeparationMode
from ..queries import last_record
from ..queries_office import arrived_line, for_reading
from ..queries_queue import claim_on, queue_of
from ..services.appraisal import opinion_rows
from ..services.bulk import Hand, Plan, do, plan
from ..services.lines import Result
from . import base, queue_undo_many
from .queue import typed_words
from .queue_bench import BULK, MOST, Bench, bench_of
from .queue_dossier import troubles_of

DONE_WORDS = {Hand.CLAIM: "nhận", Hand.RELEASE: "trả về hàng chờ"}
"""What became of a line, where it is not an act that is written down."""


@require_http_methods(["GET", "POST"])
def queue_review(request: HttpRequest) -> HttpResponse:
    """Show the chosen lines once more, do one act with those still ticked, and say what became of each."""
    bench = bench_of(request)
    is_sent = request.method == "POST"
    typed = request.POST if is_sent else request.GET
    wanted = _ids(typed.getlist("chon")) if is_sent else _asked_for(request, bench)
    shown = _ids(typed.getlist("dong")) if is_sent else wanted
    lines = _lines(bench, [*shown, *wanted])
    gone = _gone(bench, set(wanted) - {line.pk for line in lines}) if is_sent else []
    if not lines and gone:
        return _result(request, bench, gone, what=None, label="")
    if not lines:
        messages.warning(
            request, "Chưa chọn dòng nào còn chờ thẩm định. Hãy đánh dấu các dòng trong danh sách rồi bấm lại."
        )
        return redirect(bench.url())
    what = _what(typed.get("viec", ""))
    choices = _choices(lines) if what is None else [(str(what), _label(what, lines))]
    is_again = is_sent and "lai" in typed
    form = OpinionForm(
        request.POST if is_sent and not is_again else None,
        choices=choices,
        at=bench.at,
        initial=_initial(typed, what) if is_again or what else {},
    )
    if not is_sent or is_again:
        return _table(request, bench, lines, form, what=what, ticked=wanted, asked=len(wanted))
    chosen = [line for line in lines if line.pk in set(wanted)]
    if not chosen:
        form.add_error(None, "Chưa đánh dấu dòng nào. Hãy đánh dấu ít nhất một dòng rồi bấm lại.")
    if not form.is_valid():
        return _table(request, bench, lines, form, what=what, ticked=wanted, asked=len(shown))
    opinion = _what(form.cleaned_data["opinion"]) or Action(form.cleaned_data["opinion"])
    mine = [line.pk for line in chosen if (held := claim_on(line, at=bench.at)) and held.user_id == request.user.pk]
    results = do(
        opinion,
        chosen,
        actor=request.user,
        at=bench.at,
        versions=_numbers(request.POST, "ban", chosen),
        seen_holders=_numbers(request.POST, "giu", chosen),
        act=form.act if isinstance(opinion, Action) else {},
    )
    label = dict(choices)[str(opinion)]
    if isinstance(opinion, Action):
        queue_undo_many.offer(request, results, label=label, at=bench.at, mine=mine, kept=_kept(request.POST))
    return _result(request, bench, results + gone, what=opinion, label=label)


def _asked_for(request: HttpRequest, bench: Bench) -> list[int]:
    """Return the lines that the address names: ticked ones, all that the filter leaves, or those of one dossier."""
    if "tatca" in request.GET:
        return list(bench.lines.values_list("pk", flat=True)[:MOST])
    if dossiers := _ids([request.GET.get("hoso", "")]):
        waiting = queue_of(bench.unit_ids).filter(dossier__in=dossiers)
        return list(waiting.values_list("pk", flat=True)[:MOST])
    return _ids(request.GET.getlist("chon"))


def _ids(values: Iterable[str]) -> list[int]:
    """Return the numbers among the values, each once, in their order."""
    found = (int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19)
    return list(dict.fromkeys(found))[:MOST]


def _lines(bench: Bench, pks: list[int]) -> list[Nomination]:
    """Return those of the lines that wait here, in the order in which they were asked for."""
    order = {pk: place for place, pk in enumerate(dict.fromkeys(pks))}
    found = for_reading(queue_of(bench.unit_ids)).select_related("claim").filter(pk__in=order)
    return sorted(found, key=lambda line: order[line.pk])


def _what(text: str) -> Action | Hand | None:
    return next((value for value, _ in BULK if str(value) == text), None)


def _label(what: Action | Hand, lines: list[Nomination]) -> str:
    """Return what the act is called for these lines, as its own button says it where all lines agree."""
    texts = {row.text for line in lines for row in opinion_rows(line) if row.action == what}
    return texts.pop() if len(texts) == 1 else dict(BULK)[what]


def _numbers(typed: QueryDict, prefix: str, lines: list[Nomination]) -> dict[int, int]:
    """Return line -> what the page carried for it, the version or the holder that the person saw; 0 where it had none."""
    return {line.pk: next(iter(_ids([typed.get(f"{prefix}-{line.pk}", "")])), 0) for line in lines}


def _choices(lines: list[Nomination]) -> list[tuple[str, str]]:
    """Return the opinions that one press can give to all lines, and receiving where something has only arrived."""
    labels: dict[str, set[str]] = {}
    for line in lines:
        for row in opinion_rows(line):
            labels.setdefault(row.action.value, set()).add(row.text)
    named = [(value, next(iter(texts)) if len(texts) == 1 else Action(value).label) for value, texts in labels.items()]
    arrived = any(line.state != NominationState.UNDER_APPRAISAL for line in lines)
    return [*named, (Action.RECEIVE.value, "Chỉ tiếp nhận, ghi ý kiến sau")] if arrived else named


def _initial(typed: QueryDict, what: Action | Hand | None) -> dict[str, str]:
    kept = {name: value for name, value in typed.items() if value}
    return kept | ({"opinion": str(what)} if what else {})


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
    request: HttpRequest,
    bench: Bench,
    lines: list[Nomination],
    form: OpinionForm,
    *,
    what: Action | Hand | None,
    ticked: list[int],
    asked: int,
) -> HttpResponse:
    findings = findings_of(lines, at=bench.at)
    known = plan(what, lines, findings, actor=request.user, at=bench.at)
    rows = [_row(bench, line, findings[line.pk], known, is_ticked=line.pk in set(ticked)) for line in lines]
    ready = [row for row in rows if row["obstacle"] is None]
    context = {
        "form": form,
        "what": what,
        "what_label": _label(what, lines) if what else "",
        "is_hand": isinstance(what, Hand),
        "needs": {"send_back": what == Action.SEND_BACK, "reason": what in (Action.SEND_BACK, Action.DECLINE)},
        "count": len(rows),
        "rows": ready,
        "apart": [row for row in rows if row["obstacle"] is not None],
        "back_url": bench.url(),
        "query": bench.query,
        "gone": asked - len(lines),
        "kinds": _kinds([line for line in lines if line.pk not in known.obstacles]),
        "verdicts": _verdicts(findings[row["pk"]] for row in ready),
        "conflict": next((c for c in known.conflicts.values() if c.mode != SeparationMode.REFUSE), None),
    }
    return render(request, "workflows/queue_review.html", context, status=422 if form.is_bound else 200)


def _row(bench: Bench, line: Nomination, findings: list[Finding], known: Plan, *, is_ticked: bool) -> dict:
    obstacle, held = known.obstacles.get(line.pk), known.claims.get(line.pk)
    return {
        "pk": line.pk,
        "version": line.version,
        "holder": held.user_id if held else "",
        "name": called(line.nominee),
        "kind": line.nominee.get_kind_display(),
        "unit": line.proposing_unit_name,
        "form": line.get_form_display(),
        "model": line.model_name,
        "is_ticked": is_ticked and obstacle is None,
        "troubles": troubles_of(findings),
        "url": bench.url(line.pk),
        "obstacle": obstacle,
        "is_new": line.state != NominationState.UNDER_APPRAISAL,
    }


def _kinds(lines: list[Nomination]) -> str:
    people = sum(line.nominee.is_individual for line in lines)
    return _counted((len(lines) - people, "tập thể"), (people, "cá nhân"))


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


def _result(
    request: HttpRequest, bench: Bench, results: list[Result], *, what: Action | Hand | None, label: str
) -> HttpResponse:
    done, word = sum(result.is_done for result in results), DONE_WORDS.get(what, "ghi")
    failed = [result for result in results if not result.is_done]
    context = {
        "title": f"Đã {word} {done}/{len(results)} dòng",
        "lead": f"Việc đã chọn: {label}." if label else "",
        "results": queue_undo_many.cards(results, bench, word=word),
        "undo_many": queue_undo_many.offered(request, at=base.now()),
        "typed": typed_words(request) if failed else "",
        "again": [result.nomination.pk for result in failed],
        "again_label": f"Xem lại {len(failed)} dòng chưa xong, giữ nội dung đã ghi",
        "kept": list(_kept(request.POST).items()),
        "query": bench.query,
        "next_url": bench.url(),
        "has_errors": bool(failed),
    }
    return render(request, "workflows/queue_result.html", context)


def _kept(typed: QueryDict) -> dict[str, str]:
    """Return the fields that were typed by the person, and are not about which lines they saw."""
    about_lines = ("csrfmiddlewaretoken", "chon", "dong", "lai")
    return {
        name: value
        for name, value in typed.items()
        if name not in about_lines and not name.startswith(("ban-", "giu-"))
    }
