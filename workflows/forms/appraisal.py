"""Forms of appraisal: the criteria of a round, an appraiser's sheet, asking colleagues for sheets, excusing one."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django import forms

from nominations.enums import Advice, Mark
from nominations.models import AppraisalMark, RoundForm
from vietnamese.fields import DayField
from vietnamese.text import one_line

from ..services.sheets import Judged


class CriterionForm(forms.Form):
    """One criterion, new or changed."""

    text = forms.CharField(
        label="Tiêu chí", max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Viết thành một điều có thể trả lời Đạt hoặc Không đạt.",
    )  # fmt: skip
    source = forms.CharField(label="Căn cứ (văn bản, điều khoản)", max_length=300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False


class CopyCriteriaForm(forms.Form):
    """From where the criteria of one form come: the usual ones, or a form of another round."""

    source = forms.ChoiceField(label="Chép từ")

    def __init__(self, data=None, *, sources: Iterable[RoundForm], prefix: str):
        super().__init__(data, prefix=prefix)
        self.use_required_attribute = False
        self.sources = {str(form.pk): form for form in sources}
        self.fields["source"].choices = [
            ("mau", "Bộ tiêu chí mẫu của hệ thống"),
            *((pk, f"Đợt {form.round.code}: {form}") for pk, form in self.sources.items()),
        ]

    @property
    def chosen(self) -> RoundForm | None:
        """Return the form of a round that was chosen; None for the usual criteria."""
        return self.sources.get(self.cleaned_data["source"])


def key_of(criterion: str) -> str:
    """Return how the boxes of a criterion are called: by its words, so that changed words are judged anew."""
    return sha256(one_line(criterion).encode()).hexdigest()[:12]


class SheetForm(forms.Form):
    """One appraiser's sheet: a mark and a remark for each criterion, a conclusion and a remark on the whole.

    `rows` are (criterion, source, what was said so far). Saving a draft asks for nothing; what a sheet that is handed
    in must have is said by the service.
    """

    advice = forms.ChoiceField(
        label="Kết luận",
        choices=Advice.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    remark = forms.CharField(
        label="Nhận xét chung", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Cần ghi khi kết luận không phải “Nên đề nghị”.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, rows: Iterable[tuple[str, str, AppraisalMark | None]], initial: Mapping[str, Any]):
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        self.rows = list(rows)
        for criterion, _, said in self.rows:
            key = key_of(criterion)
            self.fields[f"dg-{key}"] = forms.ChoiceField(
                label=criterion, choices=Mark.choices, required=False, initial=said.mark if said else "",
                widget=forms.RadioSelect(attrs={"class": "choices--row"}),
            )  # fmt: skip
            self.fields[f"nx-{key}"] = forms.CharField(
                label="Nhận xét", required=False, max_length=500, initial=said.remark if said else "",
                widget=forms.Textarea(attrs={"rows": 1, "class": "input--low"}),
            )  # fmt: skip

    @property
    def criteria(self) -> list[dict]:
        """Return the boxes of each criterion in the order of the sheet: number, text, source, mark, remark."""
        return [
            {
                "number": i, "text": criterion, "source": source,
                "mark": self[f"dg-{key_of(criterion)}"], "remark": self[f"nx-{key_of(criterion)}"],
            }
            for i, (criterion, source, _) in enumerate(self.rows, start=1)
        ]  # fmt: skip

    @property
    def judged(self) -> list[Judged]:
        """Return what a valid form says of each criterion."""
        data = self.cleaned_data
        return [
            Judged(criterion, data[f"dg-{key_of(criterion)}"], data[f"nx-{key_of(criterion)}"])
            for criterion, _, _ in self.rows
        ]

    @property
    def orphans(self) -> list[str]:
        """Return remarks typed on criteria that the round has changed or dropped since the page was opened."""
        known = {f"nx-{key_of(criterion)}" for criterion, _, _ in self.rows}
        return [
            text for name, text in self.data.items() if name.startswith("nx-") and name not in known and text.strip()
        ]


class AskSheetsForm(forms.Form):
    """Which colleagues write sheets, and until when; the lines stand in the page."""

    appraisers = forms.MultipleChoiceField(
        label="Đề nghị các đồng chí viết phiếu", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn đồng chí nào. Hãy chọn ít nhất một đồng chí."},
    )  # fmt: skip
    due_on = DayField(label="Hạn nộp phiếu", required=False, help_text="Ví dụ 27/3/2026. Để trống nếu không đặt hạn.")

    def __init__(self, data=None, *, colleagues: Iterable[Any], load: Mapping[int, int], initial=None):
        super().__init__(data, initial=initial)
        self.use_required_attribute = False
        self.colleagues = {str(user.pk): user for user in colleagues}
        self.fields["appraisers"].choices = [
            (pk, f"{user.full_name}, đang có {load[user.pk]} phiếu chưa nộp" if load.get(user.pk) else user.full_name)
            for pk, user in self.colleagues.items()
        ]

    @property
    def people(self) -> list[Any]:
        """Return who was chosen in a valid form."""
        return [self.colleagues[pk] for pk in self.cleaned_data["appraisers"]]


class WhyForm(forms.Form):
    """A reason in one line, kept with the act."""

    reason = forms.CharField(label="Lý do", max_length=300)

    def __init__(self, *args, hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["reason"].help_text = hint
