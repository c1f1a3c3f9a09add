"""Forms around one line: the confirmation of an act, the copy into another round, the search."""

from collections.abc import Sequence
from datetime import datetime

from django import forms

from nominations.enums import NominationState
from organizations.enums import RecipientKind
from permissions.models import RoleAssignment
from vietnamese.fields import DayField

from .moments import HourField, moment_of
from .remarks import NEEDS_SOMETHING, RemarksMixin


class ActForm(RemarksMixin):
    """What an act asks for besides the press of its button: a reason, a due date, the role, why one person does two acts.

    An act that sends the line back takes remarks on its parts too; then the reason may stand in them alone.
    """

    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    due_on = DayField(label="Hạn bổ sung", help_text="Ví dụ: 27/3/2026")
    due_time = HourField(label="Giờ", help_text="Ví dụ: 17:00", required=False)
    acting_as = forms.TypedChoiceField(label="Làm với vai trò nào", coerce=int, widget=forms.RadioSelect)
    separation_reason = forms.CharField(
        label="Lý do đồng chí làm cả hai việc",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Được lưu vào lịch sử của đề nghị. Ví dụ: văn phòng chỉ có một cán bộ.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        needs_note: bool,
        note_label: str = "",
        note_hint: str = "",
        asks_due: bool,
        holdings: Sequence[RoleAssignment],
        needs_reason: bool,
        asks_remarks: bool = False,
        remark_hints: dict[str, str] | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        note = self.fields["note"]
        note.required, note.label, note.help_text = needs_note, note_label or note.label, note_hint
        if asks_remarks:
            self.add_remark_boxes(hints=remark_hints)
            note.required = needs_note and not self.typed_remarks
            note.error_messages["required"] = NEEDS_SOMETHING
        if not asks_due:
            del self.fields["due_on"], self.fields["due_time"]
        if len(holdings) > 1:
            self.fields["acting_as"].choices = [(a.pk, _holding_text(a)) for a in holdings]
            self.fields["acting_as"].initial = holdings[0].pk
        else:
            del self.fields["acting_as"]
        if needs_reason:
            self.fields["separation_reason"].required = True
        else:
            del self.fields["separation_reason"]

    @property
    def due_at(self) -> datetime | None:
        """Return the due date and hour as a moment in Viet Nam, or None when the act asks for none."""
        return moment_of(self.cleaned_data.get("due_on"), self.cleaned_data.get("due_time"))


def _holding_text(holding: RoleAssignment) -> str:
    """Return a role as one chooses it: one's own, or in whose name."""
    name = f"{holding.get_role_display()}, {holding.unit.name}"
    return f"{name}, thay đồng chí {holding.on_behalf_of}" if holding.stands_for else name


class CopyForm(forms.Form):
    """Where to copy a line: a dossier of the unit in another open round, or a new one there."""

    target = forms.ChoiceField(
        label="Chép vào đợt nào",
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đợt sẽ nhận bản chép."},
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, targets: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = targets


class SearchForm(forms.Form):
    """What is looked for; lives in the address."""

    q = forms.CharField(
        label="Tên hoặc mã đề nghị",
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "type": "search"}),
    )
    dot = forms.ChoiceField(label="Đợt", required=False)
    trang_thai = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), *NominationState.choices]
    )
    don_vi = forms.ChoiceField(label="Đơn vị đề nghị", required=False)
    loai = forms.ChoiceField(label="Đối tượng", required=False, choices=[("", "Tất cả"), *RecipientKind.choices])

    def __init__(self, *args, rounds: list[tuple[int, str]], units: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dot"].choices = [("", "Tất cả"), *((str(pk), title) for pk, title in rounds)]
        self.fields["don_vi"].choices = [("", "Tất cả"), *((str(pk), name) for pk, name in units)]
