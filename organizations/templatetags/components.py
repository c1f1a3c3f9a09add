"""The parts that pages are built of; each is drawn by templates/components/<name>.html and styled in static/css.

Tags take plain values, dictionaries or objects with the named attributes, never a query. Everything they print is
escaped. `docs/adr/0005` says why this is our own HTML.
"""

import datetime
import unicodedata

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, CheckboxInput, Field, FileInput
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.utils import flatatt
from django.forms.widgets import ChoiceWidget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline

from runs.queries import LEFT_ALONE
from vietnamese.dates import clock, short_date
from vietnamese.text import lower_first

register = template.Library()

ICONS = {
    "add": "plus",
    "back": "chevron-left",
    "block": "x-circle",
    "calendar": "calendar-days",
    "document": "document-text",
    "down": "arrow-down",
    "download": "arrow-down-tray",
    "good": "check-circle",
    "image": "photo",
    "info": "information-circle",
    "key": "key",
    "look": "exclamation-triangle",
    "next": "chevron-right",
    "order": "bars-2",
    "pass": "check-circle",
    "people": "users",
    "print": "printer",
    "search": "magnifying-glass",
    "seal": "check-badge",
    "up": "arrow-up",
    "waiting": "clock",
}
"""Our word for a sign, and its name in heroicons: pages never name a foreign icon."""

BADGE_KINDS = frozenset({"act", "look", "plain", "done", "good"})
NOTE_KINDS = frozenset({"info", "good", "look", "block"})
CHECK_WORDS = {"pass": "Đạt", "look": "Cần xem", "block": "Chưa đạt"}
STEP_WORDS = {"done": "đã xong", "now": "đang ở bước này", "later": "chưa tới", "stopped": "dừng ở bước này"}


def _of(item: object, name: str, default: object = None) -> object:
    if isinstance(item, dict):
        return item.get(name, default)
    return getattr(item, name, default)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the sign called `name` in ICONS as inline SVG, silent for screen readers. KeyError for another name."""
    return heroicon_outline(ICONS[name], size=None, focusable="false", stroke_width="1.75")


@register.filter
def deadline(value: datetime.datetime | None) -> str:
    """Return a time limit, hour first as people say it: "17 giờ 30 ngày 20/12/2022"; nothing for None."""
    if not value:
        return ""
    hour, minute = clock(value).split(":")
    spoken = f"{int(hour)} giờ" + (f" {minute}" if minute != "00" else "")
    return format_html(
        '<span class="nb">{}</span> ngày <time datetime="{}">{}</time>',
        spoken, value.isoformat(timespec="minutes"), short_date(value, always_pad=settings.PAD_MONTHS),
    )  # fmt: skip


@register.filter
def tel(number: str) -> str:
    """Return a telephone number as a tel: address needs it, digits and a leading plus only."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


@register.filter
def minutes(span: datetime.timedelta | None) -> int:
    """Return a span of time in minutes, rounded up; 0 for None."""
    return -int(-span.total_seconds() // 60) if span else 0


@register.filter
def file_size(size: int) -> str:
    """Return a number of bytes as people read it in Vietnam: 312 KB, 2,1 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


@register.filter
def short_hash(digest: str) -> str:
    """Return the first and last letters of a SHA-256 in groups of four, enough to compare by eye."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}" if len(digest) > 12 else digest


@register.inclusion_tag("components/heading.html")
def heading(
    title: str,
    lead: str = "",
    meta: str = "",
    kicker: str = "",
    badge: str = "",
    badge_kind: str = "plain",
    back_url: str = "",
    back_label: str = "Quay lại",
    act_url: str = "",
    act_label: str = "",
    main: bool = True,
) -> dict:
    """Head of a page: way back, title, one fact line, at most one act (red when `main`)."""
    return {
        "title": title, "lead": lead, "meta": meta, "kicker": kicker, "badge": badge, "badge_kind": badge_kind,
        "back_url": back_url, "back_label": back_label, "act_url": act_url, "act_label": act_label, "main": main,
    }  # fmt: skip


@register.simple_tag
def badge(label: str, kind: str = "plain", kinds: dict | None = None) -> str:
    """State badge. `kind` is act, look, plain, done or good; with `kinds` (key -> kind) it is the key to look up."""
    if kinds is not None:
        kind = kinds.get(kind, "plain")
    if kind not in BADGE_KINDS:
        raise ValueError(f"No badge of kind {kind!r}; there are {sorted(BADGE_KINDS)}")
    return format_html('<span class="badge badge--{}">{}</span>', kind, label)


@register.inclusion_tag("components/steps.html")
def steps(
    steps: list,
    holder: str = "",
    days: int | None = None,
    extra: str = "",
    full: bool = False,
    label: str = "Tiến trình",
) -> dict:
    """Where a line is. Each step: name, status (done, now, later, stopped), and for `full` holder, note, at.

    `holder` and `days` say who has it and for how long; `extra` is one more sentence.
    """
    rows = [
        {
            "name": _of(step, "name"),
            "status": _of(step, "status", "later"),
            "word": STEP_WORDS[_of(step, "status", "later")],
            "holder": _of(step, "holder", ""),
            "note": _of(step, "note", ""),
            "at": _of(step, "at"),
        }
        for step in steps
    ]
    return {
        "rows": rows, "position": _position(rows), "holder": holder, "days": days, "extra": extra,
        "full": full, "label": label,
    }  # fmt: skip


def _position(rows: list[dict]) -> str:
    """Say in words what the coloured bars show; a telephone has no room for the names of the steps."""
    for place, row in enumerate(rows, start=1):
        if row["status"] == "now":
            return f"Bước {place} trong {len(rows)}, {row['name']}."
        if row["status"] == "stopped":
            return f"Dừng ở bước {place} trong {len(rows)}, {row['name']}."
    return f"Đã xong cả {len(rows)} bước." if rows and all(row["status"] == "done" for row in rows) else ""


@register.inclusion_tag("components/timeline.html")
def timeline(entries: list) -> dict:
    """History, newest first. Each entry: title, by (person, role and unit as text), at, note; `is_now` marks one."""
    return {"entries": entries}


@register.inclusion_tag("components/checks.html")
def checks(items: list, two: bool = False, worst_first: bool = False) -> dict:
    """Results of rules. Each item: result (pass, look, block), rule, fact, act_url, act_label, and `word` where
    "Đạt", "Cần xem" or "Chưa đạt" does not say it ("Đã trình").
    """
    rows = [
        {
            "result": _of(item, "result"),
            "word": _of(item, "word") or CHECK_WORDS[_of(item, "result")],
            "rule": _of(item, "rule"),
            "fact": _of(item, "fact", ""),
            "act_url": _of(item, "act_url", ""),
            "act_label": _of(item, "act_label", ""),
        }
        for item in items
    ]
    if worst_first:
        rows.sort(key=lambda row: ("block", "look", "pass").index(row["result"]))
    return {"rows": rows, "two": two}


@register.simple_block_tag(end_name="endnote")
def note(content: str, kind: str = "info", title: str = "", level: int = 2) -> str:
    """A framed note around its content. `kind` is info, good, look or block; `level` the rank of its heading."""
    if kind not in NOTE_KINDS:
        raise ValueError(f"No note of kind {kind!r}; there are {sorted(NOTE_KINDS)}")
    heading_html = format_html("<h{0}>{1}</h{0}>", int(level), title) if title else ""
    return format_html(
        '<div class="note note--{}">{}<div>{}{}</div></div>', kind, icon(kind), heading_html, mark_safe(content)
    )


@register.inclusion_tag("components/documents.html")
def documents(items: list) -> dict:
    """Document cards. Each item: name, detail, sha256, image (bool), open_url, download_url, edit_url."""
    return {"items": items}


@register.inclusion_tag("components/facts.html")
def facts(rows: list, tight: bool = False) -> dict:
    """Label and value. Each row: label, value (empty prints "Không có"), edit_url, edit_what (for screen readers)."""
    return {"rows": rows, "tight": tight}


@register.inclusion_tag("components/empty.html")
def empty_state(
    title: str, text: str = "", act_url: str = "", act_label: str = "", main: bool = False, level: int = 3
) -> dict:
    """What an empty list says: that it is empty, why, and what to do first. `level` is the rank of its heading."""
    return {
        "title": title, "text": text, "act_url": act_url, "act_label": act_label, "main": main, "level": level,
    }  # fmt: skip


@register.inclusion_tag("components/progress.html")
def progress(
    label: str, done: int, total: int, key: str = "tien-do", text: str = "", poll_url: str = "", refresh_url: str = ""
) -> dict:
    """How far something is. With `poll_url` htmx asks every two seconds and replaces the part with the answer.

    The answer of `poll_url` is this same part; once it comes without `poll_url` the asking stops. `refresh_url` is a
    plain link to the same page for people without scripts.
    """
    return {
        "label": label, "done": done, "total": max(total, 1), "key": key, "text": text,
        "poll_url": poll_url, "refresh_url": refresh_url,
    }  # fmt: skip


@register.inclusion_tag("components/reason_box.html")
def reason_box(field: BoundField, needed_for: str = "", choice: str = "") -> dict:
    """A reason that is always visible. `choice` is the name of the radio group, `needed_for` its values that need one.

    Both only drive the hint in the browser; the form decides whether a reason is required.
    """
    return {"field": field, "needed_for": needed_for, "choice": choice}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, parameter: str = "trang") -> dict:
    """Links to the other pages of a list; filters in the address stay. `parameter` is the query key of the page."""
    query = context["request"].GET
    links = [
        {"number": number, "is_gap": not isinstance(number, int), "is_current": number == page.number,
         "query": _with_page(query, parameter, number)}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]  # fmt: skip
    return {
        "page": page,
        "links": links,
        "previous": _with_page(query, parameter, page.number - 1) if page.has_previous() else "",
        "next": _with_page(query, parameter, page.number + 1) if page.has_next() else "",
    }


def _with_page(query: object, parameter: str, number: object) -> str:
    changed = query.copy()
    changed[parameter] = str(number)
    return "?" + changed.urlencode()


@register.inclusion_tag("components/errors_summary.html")
def errors_summary(*forms: BaseForm | BaseFormSet, extra: list | str | None = None) -> dict:
    """All errors of the forms and formsets on a page, with links to the fields; prints nothing when there are none.

    `extra` is a sentence or sentences that belong to no field, such as the reason of a refused act.
    """
    found = [{"text": text, "target": ""} for text in ([extra] if isinstance(extra, str) and extra else extra or [])]
    for form in forms:
        found += _errors_of(form)
    return {"found": found}


def _errors_of(form: BaseForm | BaseFormSet | None) -> list[dict]:
    if not form or not form.is_bound:
        return []
    if isinstance(form, BaseFormSet):
        own = [{"text": text, "target": ""} for text in form.non_form_errors()]
        return own + [error for single in form for error in _errors_of(single)]
    own = [{"text": text, "target": ""} for text in form.non_field_errors()]
    return own + [
        {"text": text, "target": "" if field.is_hidden else field_target(field)}
        for field in form
        for text in error_texts(field)
    ]


@register.filter
def error_texts(field: BoundField) -> list[str]:
    """Return the errors of a field, the same sentences for the summary and for the place beside the field.

    Django's own "Trường này là bắt buộc." says nothing in a list, so it becomes a sentence that names the field.
    """
    general = str(Field.default_error_messages["required"])
    return [_missing(field) if text == general else text for text in field.errors]


def _missing(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return f"Chưa đánh dấu vào ô “{field.label}”."
    verb = "chọn" if isinstance(widget, ChoiceWidget | FileInput) else "ghi"
    return f"Chưa {verb} {lower_first(field.label)}."


def field_target(field: BoundField) -> str:
    """Return the id that a link to `field` must name so that the browser puts the focus into it."""
    if hasattr(field.field.widget, "create_option") and field.use_fieldset:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.inclusion_tag("components/filters.html")
def filters(form: BaseForm, submit: str = "Lọc", clear_url: str = "", label: str = "Lọc danh sách") -> dict:
    """A GET form above a list: what is chosen lives in the address. `clear_url` is the list without filters."""
    return {"form": form, "submit": submit, "clear_url": clear_url, "label": label}


@register.inclusion_tag("components/act_button.html")
def act_button(
    label: str,
    url: str = "",
    name: str = "",
    value: str = "",
    main: bool = False,
    harm: bool = False,
    small: bool = False,
    icon: str = "",
    about: str = "",
    refused: str = "",
) -> dict:
    """A button that does something, so always a POST. With `refused` it is disabled and the reason stands beside it.

    Without `url` it is a button of the form around it. `about` is read aloud after the label ("dòng 3").
    """
    reason_id = "ly-do-" + _ascii(f"{name} {value} {label} {about}") if refused else ""
    return {
        "label": label, "url": url, "name": name, "value": value, "main": main, "harm": harm, "small": small,
        "icon": icon, "about": about, "refused": refused, "reason_id": reason_id,
    }  # fmt: skip


@register.simple_tag
def left_alone() -> str:
    """Return what is said of work that no worker has taken up for a while."""
    return LEFT_ALONE


@register.filter
def select_options(groups: list[tuple[str | None, list[dict], int]]) -> SafeString:
    """Return the options of a select as HTML; `groups` are the `optgroups` of Django's widget.

    Django draws each option by two templates of its own, which took most of the time of a page with five hundred units.
    """
    parts = []
    for group, options, _ in groups:
        drawn = format_html_join(
            "\n", '<option value="{}"{}>{}</option>',
            ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options),
        )  # fmt: skip
        parts.append(format_html('<optgroup label="{}">{}</optgroup>', group, drawn) if group else drawn)
    return mark_safe("\n".join(parts))


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    return "-".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
