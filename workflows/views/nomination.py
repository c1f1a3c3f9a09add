"""One nomination for everybody who may know of it: where it is, what it says, its history, and the acts on it."""

import uuid
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from nominations.enums import FINAL, WITH_CELL, RoundState
from nominations.enums import NominationState as S
from nominations.models import Nomination
from nominations.queries import evidence_of
from nominations.rules import called, printed_unit
from organizations.enums import RecipientKind
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import moment_text
from vietnamese.templatetags.vietnamese import day, moment

from .. import desk
from ..deadlines import suggested_return
from ..effects import submitted_texts, votes_text
from ..engine import Offer, offers
from ..enums import Action, RemarkPart
from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded
from ..forms.acts import ActForm, CopyForm
from ..forms.moments import END_OF_WORK
from ..forms.remarks import CommentForm
from ..models import TransitionRecord
from ..queries import history_of
from ..services import acts
from ..services.presence import note_view
from ..tracker import badge_kind, badge_text, full_steps, words_then
from ..transitions import find, moves_from
from ..way import way_of
from .appraisal_part import page_part
from .base import nomination_or_404, now, today
from .cards import file_card
from .dossier import meeting_rows
from .judged import with_overrides
from .linked import linked_part
from .talk import Talk, asked_beside, cards, note_with_requests, own_reason, talk_of, woven
from .versions import comparison_of


def nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the page of a nomination."""
    line = nomination_or_404(request, pk)
    note_view(line, request.user, now())
    return page(request, line)


def page(request: HttpRequest, line: Nomination, *, comment_form: CommentForm | None = None) -> HttpResponse:
    """Return the page of a line that was loaded for the person; with the form of a comment that was refused, 422."""
    is_mine = access.can(request.user, Capability.NOMINATE, line.proposing_unit, on=today())
    history = list(history_of(line))
    where = full_steps(line, history[::-1], at=now())
    files = list(evidence_of(line).select_related("type", "uploaded_by"))
    talk = talk_of(line, request.user, history)
    last_return = next((r for r in history if r.action == Action.SEND_BACK), None)
    asked = talk.asked_in(last_return)
    is_returned = line.state == S.RETURNED
    return render(request, "workflows/nomination_detail.html", {
        "line": line, "name": called(line.nominee), "is_mine": is_mine, "where": where, "way": way_of(line, history[::-1], at=now()),
        "badge": badge_text(line), "badge_kind": badge_kind(line, is_mine=is_mine),
        "rows": _content(line, asked_beside(asked) if is_returned else {}), "meeting": meeting_rows(line.dossier),
        "result": _result(history), "files": [file_card(e, "Cả hồ sơ" if e.nomination_id is None else "") for e in files],
        "timeline": with_overrides(woven([_entry(r, line, talk, is_now=place == 0) for place, r in enumerate(history)], talk), line.overrides.all()),
        "returned": last_return if is_returned else None, "last_return": last_return, "reason": own_reason(last_return, asked),
        "remarks": cards(line, asked, may_answer=is_mine and is_returned), "beside": asked_beside(asked) if is_returned else {},
        "comparison": comparison_of(line, history, chosen=request.GET, is_mine=is_mine, files=files),
        "comments": talk.comment_cards, "comment_form": comment_form or talk.comment_form(), "form": comment_form,
        "offers": [_button(line, offer) for offer in offers(line, request.user, at=now()) if offer.transition.action != Action.SUBMIT],
        "can_edit": is_mine and line.state in WITH_CELL, "can_copy": is_mine and _is_over(line),
        "queue_url": _queue_url(request, line),
        "no_withdrawal": _no_withdrawal(line, history) if is_mine else "", **page_part(line, request.user),
        **linked_part(line, request.user),
    }, status=422 if comment_form else 200)  # fmt: skip


def _is_over(line: Nomination) -> bool:
    """Return whether the line goes no further in its round: at its end, or a draft of a round that is closed."""
    return line.state in FINAL or (line.state == S.DRAFT and line.round.state != RoundState.OPEN)


def _queue_url(request: HttpRequest, line: Nomination) -> str:
    """Return where an appraiser who has the line in hand decides on it beside the others; "" for anybody else."""
    if line.state not in (S.SUBMITTED, S.UNDER_APPRAISAL, S.FORWARDED) or line.awaits_outside_answer:
        return ""
    may = access.can(request.user, Capability.APPRAISE, line.holder_unit, on=today())
    return f"{reverse('workflows:queue')}?dong={line.pk}" if may else ""


def _content(line: Nomination, asked: dict[str, list[str]]) -> list[dict]:
    """Return what the line says, each part with what is asked about it."""
    nominee = line.nominee
    rows: list[tuple] = [
        ("Hình thức", line.form_text),
        ("Đợt", line.round.title),
        ("Đơn vị đề nghị", line.proposing_unit_name),
        ("Tên in trên giấy", called(nominee) + (" (truy tặng)" if nominee.is_deceased else ""), RemarkPart.NAME),
        ("Dòng dưới tên", printed_unit(nominee), RemarkPart.POSITION, RemarkPart.UNIT),
        *([("Năm sinh", str(nominee.birth_year or ""))] if nominee.is_individual else []),
        ("Mô hình", line.model_name, RemarkPart.MODEL),
        ("Thành tích", line.achievement, RemarkPart.ACHIEVEMENT),
        ("Lời khen in trên giấy", line.citation, RemarkPart.CITATION),
        ("Kết quả biểu quyết", votes_text(line), RemarkPart.MEETING),
        *([("Ý kiến thẩm định", line.appraisal_note)] if line.appraisal_note and line.state != S.RETURNED else []),
    ]
    return [
        {"label": label, "value": value, "asked": [text for part in parts for text in asked.get(part, [])]}
        for label, value, *parts in rows
    ]


def _result(history: list[TransitionRecord]) -> list[dict]:
    """Return the count with which the committee decided last, as label and value; empty before that."""
    counted = next((r for r in history if isinstance(r.data.get("serving"), int)), None)
    if counted is None:
        return []
    labels = (
        ("in_favor", "Tán thành"), ("against", "Không tán thành"), ("abstain", "Không có ý kiến"),
        ("not_voted", "Không biểu quyết"), ("recused", "Không biểu quyết vì liên quan"), ("serving", "Ủy viên đương nhiệm"),
    )  # fmt: skip
    first = {"label": "Kết quả", "value": format_html("{}, {}", counted.label, moment(counted.at))}
    return [first, *({"label": label, "value": str(counted.data.get(key) or 0)} for key, label in labels)]


def _entry(record: TransitionRecord, line: Nomination, talk: Talk, *, is_now: bool) -> dict:
    position = record.position_title or record.role_label
    target = S(record.target).label
    notes = [note_with_requests(record, talk.asked_in(record))]
    if separation := record.data.get("separation"):
        notes.append(f"Người này cũng đã làm việc “{separation['earlier']}”. Lý do: {separation['reason']}")
    if due := record.data.get("due_at"):
        notes.append(f"Hạn bổ sung: {moment_text(datetime.fromisoformat(due))}.")
    notes += words_then(record, line)
    return {
        "title": record.label, "by": f"Đồng chí {record.done_by}, {position}, {record.unit_name}", "at": record.at,
        "states": f"Từ “{S(record.source).label}” sang “{target}”." if record.source not in ("", record.target) else f"Trạng thái “{target}”.",
        "note": "\n".join(filter(None, notes)), "is_now": is_now,
    }  # fmt: skip


def _button(line: Nomination, offer: Offer) -> dict:
    action = offer.transition.action
    return {
        "label": offer.transition.text,
        "url": reverse("workflows:act", args=[line.pk, action]),
        "refusal": offer.refusal,
    }


def _no_withdrawal(line: Nomination, history: list[TransitionRecord]) -> str:
    """Return why the cell cannot withdraw a line that is under way any more; "" where it can, or where all is over."""
    if line.state in FINAL or any(row.action == Action.WITHDRAW for row in moves_from(line.state_enum)):
        return ""
    received = next((r for r in history if r.action == Action.RECEIVE), None)
    if received is None:
        return "Không rút được nữa: cơ quan thẩm định đã tiếp nhận. Nếu cần rút, hãy gọi văn phòng."
    return format_html(
        "Không rút được nữa: đồng chí {}, {} đã tiếp nhận ngày {}. Nếu cần rút, hãy gọi văn phòng.",
        received.actor_name,
        received.unit_name,
        day(received.at),
    )


NOTES = {
    Action.WITHDRAW: ("Lý do rút", "Không bắt buộc. Ghi để sau này còn nhớ vì sao."),
    Action.SEND_BACK: ("Lý do trả lại và việc phải làm", "Chi bộ đọc nguyên văn. Ghi rõ thiếu gì, bổ sung thế nào; cần sửa phần nào thì ghi thêm ở phần đó bên dưới."),
    Action.DECLINE: ("Lý do không đề nghị", "Ban Thường vụ và đơn vị đề nghị đọc nguyên văn."),
    Action.REOPEN: ("Lý do đưa trở lại", "Được lưu vào lịch sử của đề nghị."),
    Action.RECOMMEND: ("Ý kiến", "Hiện bên cạnh đề nghị để Ban Thường vụ đọc."),
    Action.RECEIVE: ("Ghi chú", ""),
}  # fmt: skip

CONSEQUENCES = {
    (Action.WITHDRAW, S.DRAFT): ["Dòng này không được trình nữa.", "Dòng vẫn xem được và chép được sang đợt khác."],
    (Action.WITHDRAW, S.SUBMITTED): ["Cơ quan thẩm định không xét dòng này nữa.", "Dòng vẫn xem được và chép được sang đợt khác."],
    (Action.WITHDRAW, S.RETURNED): ["Dòng này không được trình lại nữa.", "Dòng vẫn xem được và chép được sang đợt khác."],
    (Action.RECEIVE, S.SUBMITTED): ["Đơn vị đề nghị không tự rút được nữa.", "Đồng chí bắt đầu thẩm định."],
    (Action.SEND_BACK, S.UNDER_APPRAISAL): ["Dòng trở về đơn vị đề nghị, kèm lý do và hạn bổ sung."],
    (Action.SEND_BACK, S.RECOMMENDED): ["Dòng rời khỏi chương trình họp và trở về đơn vị đề nghị, kèm lý do và hạn bổ sung."],
    (Action.RECOMMEND, S.NOT_RECOMMENDED): ["Dòng được đưa ra biểu quyết như các dòng được đề nghị."],
    (Action.REOPEN, S.APPROVED): ["Dòng trở lại Ban Thường vụ để xét lại ở một phiên họp khác.", "Kết quả cũ vẫn còn trong lịch sử."],
}  # fmt: skip
"""What an act means for the people concerned, said before the press."""


def act(request: HttpRequest, pk: int, action: Action) -> HttpResponse:
    """Ask once more before an act on one line, with what it needs; a POST does it."""
    line = nomination_or_404(request, pk)
    if action is Action.SUBMIT:
        return redirect("workflows:dossier_check", line.dossier_id)
    offer = next((o for o in offers(line, request.user, at=now()) if o.transition.action == action), None)
    if offer is None and request.method == "GET":
        _refuse(request, line, action)
    build = partial(_act_form, request, line, action, offer)
    form = build(asks_reason=bool(offer and offer.needs_reason))
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, line, action, form)
        except ReasonNeeded as refusal:
            refused, form = refusal.reasons, build(asks_reason=True)
        except GuardFailed as refusal:
            refused = refusal.reasons
        except IllegalTransition as refusal:
            return render(request, "409.html", {
                "reason": refusal.reason, "typed": _typed(form), "record_url": reverse("workflows:nomination", args=[pk]),
            }, status=409)  # fmt: skip
        except NotPermitted as refusal:
            return render(request, "403.html", {"reason": refusal.reason, "typed": _typed(form)}, status=403)
        else:
            messages.success(request, f"Đã làm: {form.act_label}. {called(line.nominee)}.")
            return redirect("workflows:nomination", pk)
    return _confirm(request, line, action, offer, form, refused)


def _act_form(
    request: HttpRequest, line: Nomination, action: Action, offer: Offer | None, *, asks_reason: bool
) -> ActForm:
    label, hint = NOTES[action]
    sends_back = action is Action.SEND_BACK
    suggested = suggested_return(line, now()) if sends_back else None
    form = ActForm(
        request.POST if request.method == "POST" else None,
        initial={"version": None, "due_on": suggested, "due_time": END_OF_WORK},
        needs_note=bool(offer and offer.transition.needs_note),
        note_label=label,
        note_hint=hint,
        asks_due=sends_back,
        asks_remarks=sends_back,
        remark_hints=_written_now(line) if sends_back else None,
        holdings=offer.holdings if offer else (),
        needs_reason=asks_reason,
    )
    form.act_label = offer.transition.text if offer else action.label
    return form


def _written_now(line: Nomination) -> dict[str, str]:
    """Return part -> the beginning of what stands there now, so that somebody who asks about it need not look it up."""
    return {
        key: f"Đang ghi: {Truncator(words).words(16)}" if words else "Chưa ghi gì."
        for key, (_, words) in submitted_texts(line).items()
    }


def _do(request: HttpRequest, line: Nomination, action: Action, form: ActForm) -> None:
    data = form.cleaned_data
    acts.act(
        action,
        line,
        actor=request.user,
        at=now(),
        note=data["note"],
        due_at=form.due_at,
        remarks=form.remarks,
        acting_as=data.get("acting_as"),
        expected_version=data["version"],
        separation_reason=data.get("separation_reason", ""),
    )


def _typed(form: ActForm) -> list[tuple[str, str]]:
    """Return what the person wrote, for a page on which the form cannot stand any more."""
    texts = [
        (form.fields[n].label, form.cleaned_data[n]) for n in ("note", "separation_reason") if form.cleaned_data.get(n)
    ]
    return texts + form.typed_remarks


def _refuse(request: HttpRequest, line: Nomination, action: Action) -> None:
    """Say why the page of an act does not open: the state does not allow it, or the person's roles do not."""
    row = find(action, line)
    if row is None:
        raise IllegalTransition(
            f"Dòng này đang ở trạng thái “{line.get_state_display()}” nên không làm được việc “{action.label}”. "
            "Hãy mở hồ sơ để xem việc tiếp theo."
        )
    unit = line.proposing_unit if row.scope == "proposer" else line.holder_unit
    access.check(request.user, row.capability, unit, on=today())


def _confirm(
    request: HttpRequest, line: Nomination, action: Action, offer: Offer | None, form: ActForm, refused: list[str]
) -> HttpResponse:
    is_refused = request.method == "POST"
    if offer is not None and offer.refusal and not refused:
        refused = [offer.refusal]
    form.fields["version"].initial = line.version
    return render(request, "workflows/nomination_act.html", {
        "title": form.act_label, "lead": f"{called(line.nominee)}, {line.get_form_display()}, {line.round.title}", "form": form,
        "consequences": CONSEQUENCES.get((action, line.state_enum), []), "submit_label": form.act_label,
        "harm": action is Action.WITHDRAW, "cancel_url": reverse("workflows:nomination", args=[line.pk]),
        "refused": refused, "has_errors": is_refused, "line": line, "version": line.version,
    }, status=422 if is_refused else 200)  # fmt: skip


def copy_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a line of the cell into another open round, into one of its dossiers there or a new one."""
    line = nomination_or_404(request, pk)
    access.check(request.user, Capability.NOMINATE, line.proposing_unit, on=today())
    calls = [
        c
        for c in desk.calls_for([line.proposing_unit], at=now())
        if c.round.pk != line.round_id and _offers_it(c, line)
    ]
    targets = {f"moi-{c.round.pk}": (c.round, None) for c in calls}
    targets |= {str(d.pk): (c.round, d) for c in calls for d in c.dossiers}
    labels = [
        (key, f"{round.title}: " + (f"thêm vào hồ sơ {d.code}" if d else "lập hồ sơ mới"))
        for key, (round, d) in targets.items()
    ]
    is_post = request.method == "POST"
    form = CopyForm(
        request.POST if is_post else None,
        targets=sorted(labels, key=lambda row: row[1]),
        initial={"submission_key": uuid.uuid4()},
    )
    refused: list[str] = []
    if is_post and form.is_valid():
        round, dossier = targets[form.cleaned_data["target"]]
        try:
            made = acts.copy_to_round(
                line,
                round=round,
                dossier=dossier,
                actor=request.user,
                at=now(),
                submission_key=form.cleaned_data["submission_key"],
            )
        except (GuardFailed, IllegalTransition) as refusal:
            refused = [refusal.reason]
        else:
            messages.success(
                request, f"Đã chép {called(line.nominee)} sang hồ sơ này. Hãy đọc lại, sửa cho đúng năm rồi trình."
            )
            return redirect("workflows:dossier", made.dossier_id)
    return render(request, "workflows/nomination_copy.html", {
        "line": line, "name": called(line.nominee), "form": form, "has_targets": bool(targets), "refused": refused, "has_errors": is_post,
    }, status=422 if is_post else 200)  # fmt: skip


def _offers_it(call: desk.Call, line: Nomination) -> bool:
    """Return whether the round of the call takes this kind of nominee at all."""
    return RecipientKind(line.nominee.kind) in {use.kind for use in call.quotas}
