"""Forms of papers that carry a number: who signed, why a number is void, the scan of what was signed."""

from django import forms

from documents.models import PaperStyle
from nominations.uploads import LARGEST, SCANS, Accepted, UploadRefused, inspect
from permissions.forms.fields import reason_field
from vietnamese.fields import DayField

from ..services.paper_styles import CHOICES
from .decisions import NumberForm


class PaperNumberForm(NumberForm):
    """What "Ghi số" asks of a paper: who signed, on which day."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version"]


class VoidForm(forms.Form):
    """Why a number is void."""

    reason = reason_field("Lý do hủy số", help_text="Được giữ trong sổ số văn bản.")


class ScanForm(forms.Form):
    """The scan of a paper as it was signed and sealed."""

    scan = forms.FileField(
        label="Bản đã ký",
        allow_empty_file=True,
        help_text="Tệp PDF hoặc ảnh chụp rõ chữ ký và dấu, không quá 20 MB.",
        widget=forms.FileInput(attrs={"data-max-bytes": LARGEST, "accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"required": "Chưa chọn tệp. Hãy chọn bản chụp hoặc bản quét của văn bản đã ký."},
    )
    accepted: Accepted | None = None

    def clean_scan(self):
        """Refuse what is no PDF or picture that can be read."""
        upload = self.cleaned_data["scan"]
        try:
            self.accepted = inspect(upload.name, upload.read(LARGEST + 1), kinds=SCANS)
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal.reason) from None
        return upload


class StyleForm(forms.ModelForm):
    """How a unit sets its papers, from which day on."""

    starts_on = DayField(label="Áp dụng từ ngày", help_text="Ví dụ 27/3/2026. Văn bản đã lập giữ nguyên.")

    class Meta:
        model = PaperStyle
        fields = ["starts_on", *CHOICES, "source"]
        widgets = {
            name: forms.RadioSelect(attrs={"class": "choices--row"})
            for name in ("basis_style", "end_mark", "heading_alignment", "line_spacing_pt", "spelling")
        }
        help_texts = {"source": "Số, ngày của văn bản hướng dẫn mà cơ quan theo. Để trống nếu không có."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
