"""Forms of imports."""

import uuid

from django import forms

from organizations.models import Unit

LARGEST_MB = 20
ENDINGS = ".xlsx,.ods,.csv"


class UploadForm(forms.Form):
    """A sheet for a unit."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Đơn vị",
        empty_label="Chọn đơn vị",
        error_messages={"invalid_choice": "Đồng chí không nhập được cho đơn vị này. Hãy chọn đơn vị trong danh sách."},
    )
    file = forms.FileField(
        label="Tệp bảng tính",
        help_text="Excel (.xlsx), LibreOffice (.ods) hoặc CSV, tối đa 20 MB. Chữ kiểu cũ (TCVN3, VNI) cũng đọc được.",
        widget=forms.FileInput(attrs={"accept": ENDINGS, "data-max-bytes": LARGEST_MB * 1024 * 1024}),
        error_messages={
            "required": "Chưa chọn tệp. Đồng chí bấm nút chọn tệp rồi chọn bảng tính trong máy.",
            "empty": "Tệp này trống. Đồng chí chọn tệp khác.",
        },
    )
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, units: list[Unit], unit: Unit | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[one.pk for one in units])
        if len(units) == 1 or unit is not None:
            self.fields["unit"].initial = unit or units[0]
            self.fields["unit"].widget = forms.HiddenInput()
