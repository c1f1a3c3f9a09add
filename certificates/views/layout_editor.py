"""The editor of a layout: a plain form of millimetres for one part at a time, and the same live for who has JavaScript.

Every answer of the form is saved as a draft at once; nobody prints with it until "Dùng bố cục này" is pressed.
"""

import json
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vietnamese.dates import clock

from ..batch import single_pdf
from ..drafting import LONGEST, SAMPLE, Tried, sample_run, sample_sheet, try_on, with_pictures
from ..exceptions import ActRefused
from ..forms.layout_items import LABELS, SHEET, changed, is_placed, item_form, item_label, items_of
from ..forms.layouts import COLOURS, ITEM_FORMS, POINTS_PER_MM, FieldForm, number_text, whole
from ..layout import editing
from ..layout.designs import designs
from ..layout.placing import REFUSALS as UNSETTABLE
from ..layout.spec import LayoutRefused, LayoutSpec
from ..layout.strict import json_object
from ..models import Background, Layout
from ..queries.layouts import background_named, backgrounds_of, sample_lines, versions_of
from ..services import layouts as acts
from ..services.emblems import emblems_of
from ..services.kept import KeptFileLost
from .base import now, today
from .layout_pictures import chosen_emblem, emblem_slot, ground_url, with_ground
from .layouts import REFUSALS, layout_or_404

LARGEST_MESSAGE = 256 * 1024
PANELS = {"field": partial(FieldForm, is_free=True), **ITEM_FORMS}
"""An empty form of each kind of part, for the script to fill."""
MARGIN_MM = 9
"""Room for the rulers around the sheet."""


@require_http_methods(["GET", "POST"])
def editor(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the layout with words on it and what can be changed; POST changes one thing and keeps it as the draft."""
    layout = layout_or_404(request, pk)
    spec, _ = acts.working_copy(layout)
    item = request.GET.get("o", "")
    if request.method == "GET":
        return _page(request, layout, spec, item=item)
    what, typed = request.POST.get("viec", "o"), spec
    expected = whole(request.POST.get("version"))
    try:
        if said := request.POST.get("spec"):
            typed = LayoutSpec.from_json(json_object(said))
        if what == "o":
            form = item_form(typed, _known(typed, item), request.POST)
            if not form.is_valid():
                return _page(request, layout, typed, item=item, form=form, status=422)
            typed = changed(typed, item, form)
        else:
            typed, item = _done(request, layout, typed, what, item)
        spec = LayoutSpec.from_json(typed.to_json())
        with transaction.atomic():
            _kept(request, layout, spec, what, expected)
    except acts.DraftIsStale as refusal:
        return _page(request, layout, spec, item=item, refused=refusal.reason, is_stale=True, status=409)
    except REFUSALS as refusal:
        form = item_form(spec, _known(spec, item), request.POST) if what == "o" else None
        return _page(request, layout, spec, item=item, form=form, refused=str(refusal), status=422)
    if what == "dung":
        messages.success(request, f"Đã lưu. Từ nay in theo bố cục “{layout.name}”.")
        return redirect(f"{reverse('certificates:layouts')}#{layout.form}-{layout.recipient_kind}-{layout.unit_id}")
    return redirect(f"{reverse('certificates:layout', args=[layout.pk])}?{_query(request, item)}")


def _kept(request: HttpRequest, layout: Layout, spec: LayoutSpec, what: str, expected: int) -> None:
    """Save the draft, and what the button asks for besides."""
    about = {"actor": request.user, "at": now()}
    if what == "bo":
        acts.discard_draft(layout, expected_version=expected, **about)
        messages.success(request, "Đã bỏ những gì đang sửa và quay lại bản đã lưu.")
        return
    kept = acts.save_draft(layout, spec=spec, background=_background(layout, spec), expected_version=expected, **about)
    if what == "dung":
        acts.use_layout(kept, expected_version=kept.draft_version, **about)
    elif what == "luu-ban":
        version = acts.publish(kept, expected_version=kept.draft_version, **about)
        messages.success(request, f"Đã lưu thành bản {version.number}.")


def _background(layout: Layout, spec: LayoutSpec) -> Background | None:
    if spec.ground.kind != "own":
        return None
    found = background_named(layout.unit, spec.ground.sha256)
    if found is None:
        raise ActRefused("Hình nền này không còn trong hệ thống. Đồng chí đưa lại hình nền rồi lưu.")
    return found


def _query(request: HttpRequest, item: str) -> str:
    asked = {"o": item, "thu": request.GET.get("thu", "")}
    return urlencode({name: value for name, value in asked.items() if value})


def _known(spec: LayoutSpec, item: str) -> str:
    if item not in items_of(spec):
        raise Http404
    return item


def _done(request: HttpRequest, layout: Layout, spec: LayoutSpec, what: str, item: str) -> tuple[LayoutSpec, str]:
    """Return the layout after a press of a button, and the part that is shown then."""
    if what in ("luu", "luu-ban", "dung", "bo"):
        return spec, item
    if what == "them-chu":
        made = editing.with_text(spec, request.POST.get("chu", "").strip() or "Chữ của cơ quan")
        return made, made.fields[-1].key
    if what == "xoa-chu":
        return editing.without_text(spec, item), SHEET
    if what == "tach":
        tried = _tried(request, layout, spec)
        return editing.separated(spec, tried.placed), "recipient"
    if what == "ban-cu":
        number = whole(request.POST.get("so"))
        old = next((version for version in versions_of(layout) if version.number == number), None)
        if old is None:
            raise ActRefused("Không có bản này. Đồng chí tải lại trang rồi chọn lại.")
        messages.info(request, f"Đã mở lại bản {number} để sửa. Bấm Dùng bố cục này thì mới in theo bản này.")
        return LayoutSpec.from_json(old.frozen.spec), item
    if what == "nen":
        return with_ground(request, layout, spec), SHEET
    if what == "hinh":
        return editing.with_emblem_picture(spec, chosen_emblem(request, layout).sha256), "emblem"
    simple = {
        "gop": (editing.joined, "citation"),
        "them-ma": (editing.with_qr, "qr"),
        "bo-ma": (editing.without_qr, SHEET),
        "them-bieu-trung": (editing.with_emblem, "emblem"),
        "bo-hinh": (lambda old: editing.with_emblem_picture(old, ""), "emblem"),
        "bo-bieu-trung": (lambda old: replace(old, emblem=None), SHEET),
    }
    if what not in simple:
        raise Http404
    return simple[what][0](spec), simple[what][1]


def _tried(request: HttpRequest, layout: Layout, spec: LayoutSpec, choice: str | None = None) -> Tried:
    run = sample_run(layout.unit, layout.form, spec, on=today())
    choice = request.GET.get("thu", SAMPLE) if choice is None else choice
    return try_on(run, sample_sheet(layout.unit, layout.form, layout.recipient_kind, choice))


def _page(
    request: HttpRequest,
    layout: Layout,
    spec: LayoutSpec,
    *,
    item: str = "",
    form: Any = None,
    refused: str = "",
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    tried, versions = _tried(request, layout, spec), versions_of(layout)
    there = items_of(spec)
    item = item if item in there else SHEET
    layout.refresh_from_db(fields=["draft_version", "draft", "is_in_use"])
    context = {
        "layout": layout,
        "unit": layout.unit,
        "spec": spec,
        "spec_json": spec.to_json(),
        "spec_text": json.dumps(spec.to_json()) if refused else "",
        "tried": tried,
        "words": words_of(tried),
        "view_box": f"{-MARGIN_MM} {-MARGIN_MM} {spec.width_mm + 2 * MARGIN_MM:g} {spec.height_mm + 2 * MARGIN_MM:g}",
        "rulers": rulers(spec),
        "ground_url": ground_url(layout, spec),
        "slot": emblem_slot(layout, spec),
        "emblems": emblems_of(layout.unit),
        "handles": _handles(request, spec, tried, item),
        "items": [_row(request, spec, tried, each, item) for each in there],
        "item": item,
        "item_label": item_label(item),
        "kind": "field" if spec.field(item) else item,
        "panels": [{"kind": kind, "form": made(auto_id=f"o-{kind}-%s")} for kind, made in PANELS.items()],
        "is_free": item.startswith("text"),
        "is_placed": is_placed(spec, item),
        "can_join": spec.citation is None and item in editing.CITED,
        "form": form or item_form(spec, item),
        "backgrounds": backgrounds_of(layout.unit),
        "designs": designs(),
        "samples": sample_lines(layout.unit, layout.form, layout.recipient_kind),
        "sample": request.GET.get("thu", SAMPLE),
        "query": _query(request, item),
        "versions": versions,
        "newest": versions[0] if versions else None,
        "facts": {
            "points": POINTS_PER_MM,
            "labels": LABELS | {field.key: item_label(field.key) for field in spec.fields},
            "colours": COLOURS,
            "sample": SAMPLE,
            "longest": LONGEST,
        },
        "refused": refused,
        "is_stale": is_stale,
        "has_errors": status != 200,
    }
    return render(request, "certificates/layout_editor.html", context, status=status)


def words_of(tried: Tried) -> SafeString:
    """Return the words as SVG: outlines of letters made by us, no text of anybody, one group for each field."""
    groups = "".join(f'<g data-words="{key}">{drawn}</g>' for key, drawn in tried.groups.items())
    return mark_safe(f"<defs>{tried.definitions}</defs>{groups}")


def rulers(spec: LayoutSpec) -> dict[str, Any]:
    """Return the marks along the upper and the left edge: every mm 5, longer every 10, a number every 20."""
    across, down = range(0, int(spec.width_mm) + 1, 5), range(0, int(spec.height_mm) + 1, 5)
    marks = [f"M{mm} -1v-{2.4 if mm % 10 == 0 else 1.4}" for mm in across]
    marks += [f"M-1 {mm}h-{2.4 if mm % 10 == 0 else 1.4}" for mm in down]
    return {
        "marks": "".join(marks),
        "across": [mm for mm in across if mm % 20 == 0],
        "down": [mm for mm in down if mm % 20 == 0],
        "grid": "".join(
            [f"M{mm} 0V{spec.height_mm:g}" for mm in across] + [f"M0 {mm}H{spec.width_mm:g}" for mm in down]
        ),
    }


def _handles(request: HttpRequest, spec: LayoutSpec, tried: Tried, chosen: str) -> list[dict]:
    """Return what can be grasped on the sheet, large things first so that small ones lie above them."""
    by_size = sorted(tried.boxes.items(), key=lambda pair: -pair[1][2] * pair[1][3])
    return [
        {
            "item": name,
            "label": _described(spec, name),
            "box": [f"{side:g}" for side in box],
            "is_chosen": name == chosen,
            "is_broken": name in tried.broken,
            "url": f"?{_query(request, name)}#o-dang-sua",
        }
        for name, box in by_size
    ]


def _described(spec: LayoutSpec, item: str) -> str:
    """Return "Người ký, cách mép trái 226 mm, cách mép trên 186,4 mm"."""
    part = spec.field(item) or getattr(spec, item)
    down = getattr(part, "y", None) if item != "citation" else part.top
    return f"{item_label(item)}, cách mép trái {number_text(part.x, 1)} mm, cách mép trên {number_text(down, 1)} mm"


def _row(request: HttpRequest, spec: LayoutSpec, tried: Tried, item: str, chosen: str) -> dict:
    field = spec.field(item)
    return {
        "item": item,
        "label": item_label(item),
        "text": field.text if field else "",
        "is_hidden": field is not None and not field.is_shown,
        "is_broken": item in tried.broken,
        "is_chosen": item == chosen,
        "url": f"?{_query(request, item)}#o-dang-sua",
    }


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Return what a layout that is not saved looks like, as the parts of the page that change."""
    layout = layout_or_404(request, pk)
    try:
        said = _message(request)
        spec = LayoutSpec.from_json(said.get("spec"))
        tried = _tried(request, layout, spec, str(said.get("sample", SAMPLE)))
    except (*REFUSALS, *UNSETTABLE) as refusal:
        return JsonResponse({"reason": str(refusal)}, status=422)
    return JsonResponse(
        {
            "words": f'<svg xmlns="http://www.w3.org/2000/svg">{words_of(tried)}</svg>',
            "boxes": tried.boxes,
            "problems": tried.problems,
            "broken": tried.broken,
        }
    )


@require_POST
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being changed; 409 when another window saved first, 422 when it is no sound layout."""
    layout = layout_or_404(request, pk)
    try:
        said = _message(request)
        spec, at = LayoutSpec.from_json(said.get("spec")), now()
        version = said.get("version")
        kept = acts.save_draft(
            layout,
            spec=spec,
            background=_background(layout, spec),
            expected_version=version if isinstance(version, int) else -1,
            actor=request.user,
            at=at,
        )
    except acts.DraftIsStale as refusal:
        return JsonResponse({"reason": refusal.reason}, status=409)
    except REFUSALS as refusal:
        return JsonResponse({"reason": str(refusal)}, status=422)
    return JsonResponse({"version": kept.draft_version, "saved": clock(at)})


def _message(request: HttpRequest) -> dict:
    if int(request.headers.get("Content-Length") or 0) > LARGEST_MESSAGE:
        raise LayoutRefused("Bố cục quá lớn. Đồng chí bớt ô chữ rồi lưu lại.")
    said = json_object(request.body)
    if not isinstance(said, dict):
        raise LayoutRefused("Bố cục không đọc được. Đồng chí tải lại trang.")
    return said


@require_GET
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet of the draft as the PDF that a printer would get."""
    layout = layout_or_404(request, pk)
    spec, background = acts.working_copy(layout)
    run = sample_run(layout.unit, layout.form, spec, on=today())
    sheet = sample_sheet(layout.unit, layout.form, layout.recipient_kind, request.GET.get("thu", SAMPLE))
    try:
        content = single_pdf(with_pictures(run, background), sheet)
    except (*REFUSALS, *UNSETTABLE, KeptFileLost) as refusal:
        return _page(request, layout, spec, refused=str(refusal), status=422)
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="to-mau.pdf"'}
    )
