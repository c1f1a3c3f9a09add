"""The office's texts for one form of award of a round."""

from django import forms

from nominations.models import RoundForm


class TemplatesForm(forms.Form):
    """Both texts; an empty one means that there is none, or that the round's own citation holds."""

    achievement = forms.CharField(
        label="Khung viết thành tích", required=False, max_length=5_000,
        widget=forms.Textarea(attrs={"class": "input--tall"}),
        help_text="Điền sẵn vào ô Thành tích để chi bộ viết theo. Ví dụ: Việc đã làm: … Kết quả, số liệu: … Thời gian: …",
    )  # fmt: skip
    citation = forms.CharField(
        label="Mẫu lời khen in trên giấy", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, row: RoundForm, general: str, **kwargs):
        initial = {"achievement": row.achievement_template, "citation": row.citation_template}
        super().__init__(*args, initial=initial, **kwargs)
        self.row = row
        self.fields["citation"].help_text = (
            f"Để trống thì dùng mẫu chung của đợt: “{general}”" if general else "Để trống thì chi bộ tự viết."
        )

    @property
    def texts(self) -> tuple[str, str]:
        """Return (achievement, citation)."""
        return self.cleaned_data["achievement"], self.cleaned_data["citation"]
