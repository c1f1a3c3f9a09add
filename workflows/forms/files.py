"""The forms about files: handing several in at once, saying what one is."""

from django import forms
from django.core.exceptions import ValidationError

from nominations.models import EvidenceType
from nominations.uploads import LARGEST

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif,.docx,.xlsx"
"""Endings that the browser offers to choose from. It is a help, not a rule: each file is judged by its content."""
ACCEPT_SCANS = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif"


class SeveralFilesInput(forms.FileInput):
    """A file box that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        """Return every file that came under the name."""
        return files.getlist(name)


class SeveralFilesField(forms.FileField):
    """Files as they came, not looked into yet: the service judges each by its content."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        """Return the list of files."""
        return [file for file in data or [] if file]


class DescriptionForm(forms.Form):
    """What a file is about, what it is, and what it is called."""

    about = forms.ChoiceField(label="Minh chứng cho", required=False)
    type = forms.ModelChoiceField(
        EvidenceType.objects.none(), label="Loại tài liệu", required=False, empty_label="Chưa chọn"
    )
    caption = forms.CharField(label="Tên tài liệu", required=False, max_length=200)

    def __init__(self, *args, lines: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Cả hồ sơ"), *((str(pk), name) for pk, name in lines)]
        self.fields["type"].queryset = EvidenceType.objects.filter(is_active=True)

    @property
    def line_id(self) -> int | None:
        """Return the line that was chosen, None for the whole dossier."""
        return int(self.cleaned_data["about"]) if self.cleaned_data["about"] else None


class UploadForm(DescriptionForm):
    """Several files at once, for one line or for the whole dossier; a telephone also offers its camera."""

    files = SeveralFilesField(
        label="Chọn tệp",
        required=False,
        help_text="PDF, ảnh, Word (.docx) hoặc Excel (.xlsx), mỗi tệp tối đa 20 MB. Chọn được nhiều tệp một lần.",
        widget=SeveralFilesInput(attrs={"multiple": True, "accept": ACCEPT, "data-max-bytes": LARGEST}),
    )
    photo = SeveralFilesField(
        label="Chụp ảnh",
        required=False,
        widget=SeveralFilesInput(attrs={"accept": "image/*", "capture": "environment", "data-max-bytes": LARGEST}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["caption"].help_text = "Để trống thì lấy tên tệp. Sau khi gửi vẫn sửa được."

    def clean(self):
        """Return the values with all files under `files`; refuse when there is none."""
        values = super().clean()
        values["files"] = [*values.get("files", []), *values.get("photo", [])]
        if not values["files"] and "files" not in self.errors:
            raise_for = "Chưa chọn tệp nào. Hãy bấm nút chọn tệp, chọn ảnh hoặc PDF rồi gửi lại."
            self.add_error("files", ValidationError(raise_for, code="required"))
        return values


class BeginForm(DescriptionForm):
    """What a browser says of a file before it sends the first piece."""

    name = forms.CharField(max_length=400, strip=False)
    size = forms.IntegerField(min_value=0)
    fingerprint = forms.CharField(max_length=600)


class ScanForm(forms.Form):
    """The signed scan of a paper."""

    file = forms.FileField(
        label="Bản đã ký (PDF hoặc ảnh)",
        allow_empty_file=True,
        error_messages={"required": "Chưa chọn tệp. Hãy chọn bản quét PDF hoặc ảnh chụp giấy đã ký."},
        widget=forms.FileInput(attrs={"accept": ACCEPT_SCANS, "data-max-bytes": LARGEST}),
    )
