"""Forms of the records clerk: drafting, recording the number, printing, conferring."""

import uuid
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from documents.models import Decision, DecisionLine
from nominations.models import Nomination
from organizations.models import Signer
from vietnamese.fields import DayField

from ..services.decisions.conferral import RECEIVED_BY


class DraftForm(forms.Form):
    """Which of the waiting lines of one round and form go on the draft; the service says whether they still wait."""

    unit = forms.IntegerField(widget=forms.HiddenInput)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    lines = forms.ModelMultipleChoiceField(
        queryset=Nomination.objects.all(),
        error_messages={
            "required": "Chưa chọn dòng nào. Hãy đánh dấu ít nhất một dòng rồi bấm lại.",
            "invalid_choice": "Có dòng không còn chờ quyết định. Hãy tải lại trang rồi chọn lại.",
            "invalid_pk_value": "Có dòng không còn chờ quyết định. Hãy tải lại trang rồi chọn lại.",
        },
    )


class _SignerForm(forms.Form):
    signer = forms.ModelChoiceField(
        label="Người ký", queryset=Signer.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, signers: QuerySet[Signer], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signer"].queryset = signers
        self.fields["signer"].label_from_instance = lambda signer: (
            f"{' '.join(signer.lines())}, {signer.position}: {signer.full_name}"
        )


class DecisionForm(_SignerForm):
    """The texts of a draft, each under the name that the paper gives it."""

    subject = forms.CharField(
        label="Trích yếu", help_text="Bắt đầu bằng chữ thường: về việc ...", widget=forms.Textarea(attrs={"rows": 3})
    )
    bases = forms.CharField(
        label="Căn cứ",
        required=False,
        help_text="Mỗi căn cứ một dòng. Chữ “Căn cứ” ở đầu dòng được thêm khi in.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    bonus_text = forms.CharField(
        label="Tiền thưởng",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Thành một điều riêng. Để trống nếu không có tiền thưởng.",
    )
    executors = forms.CharField(
        label="Nơi thi hành",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ghi ở điều cuối. Phần “và các tập thể, cá nhân có tên tại Điều 1” được thêm khi in.",
    )
    recipients = forms.CharField(
        label="Nơi nhận",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi nơi một dòng. Dòng “Như Điều ...” được thêm khi in.",
    )
    place = forms.CharField(
        label="Địa danh", max_length=100, widget=forms.TextInput(attrs={"class": "input--half", "spellcheck": "false"})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ["subject", "bases", "bonus_text", "executors", "recipients", "place", "signer", "version"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signer"].required = False
        self.fields["signer"].help_text = "Chưa biết chắc thì để trống; khi ghi số sẽ hỏi lại."

    @classmethod
    def initial_of(cls, decision: Decision) -> dict:
        """Return what the form shows of a draft."""
        names = ("subject", "bases", "bonus_text", "executors", "recipients", "place", "version")
        return {name: getattr(decision, name) for name in names} | {"signer": decision.signer_id}


class LineForm(forms.Form):
    """What is printed of one recipient, on the decision and on the certificate, and at which place they are read out."""

    address = forms.CharField(
        label="Xưng hô", max_length=20, widget=forms.TextInput(attrs={"class": "input--date", "spellcheck": "false"})
    )
    name = forms.CharField(label="Tên", max_length=250, widget=forms.TextInput(attrs={"spellcheck": "false"}))
    unit_text = forms.CharField(
        label="Chức vụ, đơn vị", max_length=400, required=False, widget=forms.TextInput(attrs={"spellcheck": "false"})
    )
    citation = forms.CharField(
        label="Lời khen",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Xuống dòng ở đâu thì giấy khen xuống dòng ở đó. Không xuống dòng thì máy tự ngắt cho cân.",
    )
    position = forms.IntegerField(
        label="Đọc thứ mấy",
        min_value=1,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        error_messages={"min_value": "Thứ tự bắt đầu từ 1.", "invalid": "Thứ tự phải là số, ví dụ 3."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_citation(self) -> str:
        """Return the citation with the line ends that are stored and printed."""
        return self.cleaned_data["citation"].replace("\r\n", "\n")

    @classmethod
    def initial_of(cls, line: DecisionLine, place: int) -> dict:
        """Return what the form shows of a recipient who is read out at `place`."""
        names = ("address", "name", "unit_text", "citation")
        return {name: getattr(line, name) for name in names} | {"position": place, "version": line.decision.version}


class NumberForm(_SignerForm):
    """What "Ghi số" asks: who signed, on which day, and why one person does two acts where that matters."""

    signed_on = DayField(
        label="Ngày ký",
        help_text="Đúng ngày ghi trên bản đã ký, ví dụ 27/3/2026.",
        error_messages={"required": "Chưa ghi: ngày ký trên văn bản."},
    )
    separation_reason = forms.CharField(
        label="Lý do đồng chí làm cả hai việc",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Được lưu vào lịch sử của từng đề nghị. Ví dụ: văn phòng chỉ có một cán bộ.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, needs_reason: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["separation_reason"].required = True
        else:
            del self.fields["separation_reason"]


class RenumberForm(NumberForm):
    """What "Hủy số, ghi số mới" asks besides."""

    reason = forms.CharField(
        label="Lý do hủy số",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Được giữ trong sổ số văn bản. Ví dụ: ghi nhầm ngày ký.",
    )
    field_order = ["reason", "signer", "signed_on", "version"]


class ConferForm(forms.Form):
    """The day for all recipients on the page."""

    conferred_on = DayField(
        label="Ngày trao", help_text="Dùng cho mọi dòng không ghi ngày riêng, ví dụ 19/5/2026.", required=False
    )


class HandoverForm(forms.Form):
    """One recipient: received, received by somebody else, or not yet; a day of their own where it differs."""

    DIRECT, BY_OTHER, NOT_YET = "truc_tiep", "nhan_thay", "chua"
    CHOICES = ((DIRECT, "Nhận trực tiếp"), (BY_OTHER, "Có người nhận thay"), (NOT_YET, "Chưa trao"))

    how = forms.ChoiceField(label="Trao", choices=CHOICES)
    received_by = forms.CharField(
        label="Người nhận thay", max_length=150, required=False, widget=forms.TextInput(attrs={"spellcheck": "false"})
    )
    own_day = DayField(label="Ngày riêng", required=False)

    def __init__(self, *args, line: DecisionLine, **kwargs):
        self.line = line
        super().__init__(*args, prefix=f"d{line.pk}", initial=self._initial(line), **kwargs)
        for name, label in (("how", "Trao"), ("received_by", "Người nhận thay"), ("own_day", "Ngày riêng")):
            self.fields[name].widget.attrs["aria-label"] = f"{label}: {line.name}"

    @classmethod
    def _initial(cls, line: DecisionLine) -> dict:
        award = line.award
        if award.conferred_on is None:
            return {"how": cls.DIRECT}
        by_other = award.conferred_note.startswith(RECEIVED_BY)
        return {
            "how": cls.BY_OTHER if by_other else cls.DIRECT,
            "own_day": award.conferred_on,
            "received_by": award.conferred_note.removeprefix(RECEIVED_BY) if by_other else "",
        }

    def clean(self):
        """Refuse a proxy without a name."""
        cleaned = super().clean()
        if cleaned.get("how") == self.BY_OTHER and not cleaned.get("received_by", "").strip():
            self.add_error("received_by", ValidationError(f"{self.line.name}: hãy ghi họ tên người nhận thay."))
        return cleaned


def new_key() -> uuid.UUID:
    """Return a key for one press of a button that creates something."""
    return uuid.uuid4()


def handover_forms(lines: Sequence[DecisionLine], data=None) -> list[HandoverForm]:
    """Return a form for each recipient."""
    return [HandoverForm(data, line=line) for line in lines]
