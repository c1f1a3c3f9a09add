"""Filters that every template has: dates and numbers in the one form that people see."""

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

from .. import dates, text

register = template.Library()


@register.filter
def day(value):
    """Return a date or moment as 05/9/2026 inside <time>, or "" for none."""
    if not value:
        return ""
    shown = dates.short_date(value, always_pad=settings.PAD_MONTHS)
    return mark_safe(f'<time datetime="{dates.local_day(value).isoformat()}">{shown}</time>')


@register.filter
def moment(value):
    """Return a moment as "05/9/2026 lúc 14:05" inside <time>, or "" for none."""
    if not value:
        return ""
    shown = f"{dates.short_date(value, always_pad=settings.PAD_MONTHS)} lúc {dates.clock(value)}"
    return mark_safe(f'<time datetime="{value.isoformat()}">{shown}</time>')


@register.filter
def long_day(value):
    """Return "ngày 05 tháng 9 năm 2026", or "" for none."""
    return dates.long_date(value) if value else ""


@register.filter
def weekday(value):
    """Return the name of the day of the week."""
    return dates.weekday(value) if value else ""


@register.filter
def thousands(value):
    """Return 18117 as 18.117."""
    return text.thousands(int(value)) if value not in (None, "") else ""


@register.filter
def lower_first(value):
    """Return the text with a small first letter, for use inside a sentence."""
    return text.lower_first(str(value))
