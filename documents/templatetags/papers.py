"""Filters and tags for the templates of papers."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.breaks import balanced_lines, pieces

register = template.Library()
NO_BREAK = "\u00a0"
BREAKS = re.compile(r"[-/][^\W\d]")  # after these a line may end although no space follows: 12-QĐ/ĐU


@register.filter
def tie(text: object) -> SafeString:
    """Return escaped text in which no line breaks inside a date, a number, a document number or "Điều 1.".

    Words are tied by no-break spaces. Only a document number also has places to break without a space; it alone is put
    into an element: before such an element WeasyPrint now and then ends a line far too early.
    """
    escaped = [_tied(piece) if is_tied else conditional_escape(piece) for piece, is_tied in pieces(str(text))]
    return mark_safe("".join(escaped))  # every piece is escaped above


def _tied(piece: str) -> str:
    glued = piece.replace(" ", NO_BREAK)
    return format_html('<span class="tie">{}</span>', glued) if BREAKS.search(glued) else conditional_escape(glued)


@register.simple_tag
def balanced(text: str, size_pt: float, width_mm: float, weight: int = 400, style: str = "normal") -> SafeString:
    """Return escaped text in as few lines as `width_mm` allows, of even length, broken where the sense breaks."""
    lines = balanced_lines(text, size_pt, width_mm, weight, style)
    return format_html_join(mark_safe("<br>"), "{}", ((tie(line),) for line in lines))
