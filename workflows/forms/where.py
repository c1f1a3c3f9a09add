"""What the pages of waiting lines are narrowed to; lives in the address."""

from django import forms

from nominations.enums import STEP_OF, Step

LATE, STUCK, ALL = "qua-han", "vuong", "tat-ca"
WHAT = [(LATE, "Chỉ dòng quá hạn"), (STUCK, "Dòng đang vướng"), (ALL, "Mọi dòng đang chờ")]
"""What the list shows: past their time, stuck (also without a due date), or everything."""


class RoundChoiceForm(forms.Form):
    """One round out of those under way, or all; without `all_label` only one."""

    dot = forms.ChoiceField(label="Đợt", required=False)

    def __init__(self, data, *, rounds: list[tuple[int, str]], all_label: str = "Tất cả các đợt đang xử lý"):
        super().__init__(data)
        every = [("", all_label)] if all_label else []
        self.fields["dot"].choices = [*every, *((str(pk), title) for pk, title in rounds)]

    @property
    def chosen(self) -> int | None:
        """Return the round that is asked for; None for all, also when the address asks for one that is not there."""
        return int(self.cleaned_data["dot"]) if self.is_valid() and self.cleaned_data["dot"] else None


class WaitingForm(forms.Form):
    """Which waiting lines are shown."""

    xem = forms.ChoiceField(label="Xem", required=False, choices=WHAT)
    dot = forms.ChoiceField(label="Đợt", required=False)
    don_vi = forms.ChoiceField(label="Nơi giữ", required=False)
    buoc = forms.ChoiceField(label="Bước", required=False, choices=[("", "Tất cả"), *Step.choices])

    def __init__(self, data, *, rounds: list[tuple[int, str]], units: list[tuple[int, str]]):
        super().__init__(data)
        self.fields["dot"].choices = [("", "Tất cả"), *((str(pk), title) for pk, title in rounds)]
        self.fields["don_vi"].choices = [("", "Tất cả"), *((str(pk), name) for pk, name in units)]
        self.is_valid()

    @property
    def what(self) -> str:
        """Return what is shown; late lines unless another word of the list is asked for."""
        return self.cleaned_data.get("xem") or LATE

    @property
    def conditions(self) -> dict:
        """Return the conditions on lines; a choice that is not offered does not count."""
        values = self.cleaned_data
        found = {"round_id": values.get("dot"), "holder_unit_id": values.get("don_vi")}
        if step := values.get("buoc"):
            found["state__in"] = [state for state, its_step in STEP_OF.items() if its_step == step]
        return {name: value for name, value in found.items() if value}
