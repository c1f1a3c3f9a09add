"""Filters and tags for the templates of papers."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.breaks import balanced_lines, pieces

register = template.Library()


@register.filter
def tie(text: object) -> SafeString:
    """Return escaped text in which no line breaks inside a date, a number, a document number or "Điều 1."."""
    escaped = [
        format_html('<span class="tie">{}</span>', piece) if is_tied else conditional_escape(piece)
        for piece, is_tied in pieces(str(text))
    ]
    return mark_safe("".join(escaped))  # every piece is escaped above


@register.simple_tag
def balanced(text: str, size_pt: float, width_mm: float, weight: int = 400, style: str = "normal") -> SafeString:
    """Return escaped text in as few lines as `width_mm` allows, of even length, broken where the sense breaks."""
    lines = balanced_lines(text, size_pt, width_mm, weight, style)
    return format_html_join(mark_safe("<br>"), "{}", ((tie(line),) for line in lines))
