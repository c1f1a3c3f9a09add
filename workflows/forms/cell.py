"""Forms of the cell: its meeting with the votes, files; what the form of a line (forms.line) shares with them."""

from typing import Any

from django import forms

from vietnamese.text import lower_first

YES_NO = {"yes": True, "no": False}


def plain_number(label: str, *, most: int = 9999, required: bool = False, **attrs: Any) -> forms.IntegerField:
    """Return a box for a whole number that says in Vietnamese what is wrong with what was typed."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off", **attrs}),
        error_messages={
            "invalid": f"{label} phải là một số, ví dụ 21.",
            "min_value": f"{label} không thể nhỏ hơn 0.",
            "max_value": f"{label} lớn quá, hãy xem lại.",
        },
    )


def either(label: str, yes: str, no: str, help_text: str = "") -> forms.TypedChoiceField:
    """Return two framed answers of which one must be chosen; the value is True for `yes`."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=YES_NO.__getitem__,
        help_text=help_text,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
        error_messages={"required": f"Chưa chọn {lower_first(yes)} hay {lower_first(no)}."},
    )
