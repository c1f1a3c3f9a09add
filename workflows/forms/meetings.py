"""Forms of a meeting: its details, who attends, the order of the agenda, shows of hands, a member's votes."""

from collections.abc import Sequence
from typing import Any

from django import forms

from meetings.enums import AttendanceStatus, MeetingMode, MeetingState
from meetings.models import Attendance, DeclaredRelative, Meeting
from meetings.queries import voting_rule_on
from meetings.queries.agenda import Row
from organizations.models import Unit
from vietnamese.fields import DayField

from ..services.meetings.polls import forbidden_sentence
from .moments import HourField, moment_of, parts_of

TALL = {"rows": 6}

TITLE = "Phiên họp Ban Thường vụ xét khen thưởng"
POLL_TITLE = "Lấy ý kiến Ban Thường vụ xét khen thưởng"
"""What stands in the box at first, and what becomes of it when the committee does not meet."""


class MeetingForm(forms.ModelForm):
    """When and where the committee meets, and who chairs and writes the minutes."""

    day = DayField(
        label="Ngày họp",
        help_text="Lấy ý kiến bằng phiếu gửi: ngày bắt đầu. Ví dụ: 27/3/2026",
        error_messages={"required": "Chưa ghi ngày họp."},
    )
    hour = HourField(label="Giờ họp", help_text="Ví dụ: 14:00 hoặc 14 giờ 30")
    end_day = DayField(
        label="Hạn gửi phiếu, ngày", required=False, help_text="Chỉ ghi khi lấy ý kiến bằng phiếu gửi. Ví dụ: 30/3/2026"
    )
    end_hour = HourField(label="Giờ", required=False, help_text="Để trống là 17:00")

    class Meta:
        model = Meeting
        fields = ["title", "mode", "secrecy", "place", "chair_name", "chair_position", "clerk_name"]
        widgets = {
            "mode": forms.RadioSelect(attrs={"class": "choices--row"}),
            "secrecy": forms.RadioSelect(attrs={"class": "choices--row"}),
            "chair_name": forms.TextInput(attrs={"spellcheck": "false"}),
            "clerk_name": forms.TextInput(attrs={"spellcheck": "false"}),
        }
        help_texts = {
            "title": "In trong biên bản, ví dụ: Phiên họp xét khen thưởng năm 2026.",
            "mode": "Lấy ý kiến bằng phiếu gửi: ủy viên gửi phiếu trên máy trước hạn, không họp. Không dùng cho việc nhân sự.",
            "secrecy": "Bỏ phiếu kín: không ai biết ai bỏ phiếu thế nào; phiếu đã bỏ không sửa được.",
            "place": "Không cần ghi khi lấy ý kiến bằng phiếu gửi.",
            "chair_position": "Chức vụ thật, ví dụ: Bí thư Đảng ủy.",
        }

    def clean(self):
        values = super().clean()
        if values.get("day") and values.get("hour"):
            values["starts_at"] = moment_of(values["day"], values["hour"])
        if "end_day" in self.fields:
            self._clean_end(values)
        return values

    def _clean_end(self, values: dict[str, Any]) -> None:
        """A poll needs an end after its beginning; a meeting has none, whatever stands in the boxes."""
        mode = values.get("mode") or self.instance.mode
        if mode != MeetingMode.POLL:
            values["poll_closes_at"] = None
            return
        if values.get("title") == TITLE:
            values["title"] = POLL_TITLE
        values["poll_closes_at"] = moment_of(values.get("end_day"), values.get("end_hour"))
        if "end_day" in self.errors:
            return
        if values["poll_closes_at"] is None:
            self.add_error("end_day", "Hãy ghi hạn gửi phiếu, để các ủy viên biết gửi trước ngày nào.")
        elif values.get("starts_at") and values["poll_closes_at"] <= values["starts_at"]:
            self.add_error("end_day", "Hạn gửi phiếu phải sau lúc bắt đầu lấy ý kiến.")

    def _refuse_poll(self, unit: Unit | None, values: dict[str, Any]) -> None:
        if unit is None or values.get("mode") != MeetingMode.POLL or not values.get("day"):
            return
        rule = voting_rule_on(unit, values["day"])
        if rule is not None and not rule.allows_poll:
            self.add_error("mode", forbidden_sentence(unit.decider))

    def details(self) -> dict[str, Any]:
        """Return what the services take."""
        wanted = ("starts_at", "poll_closes_at", *self._meta.fields)
        return {name: value for name, value in self.cleaned_data.items() if name in wanted}


class NewMeetingForm(MeetingForm):
    """The details of a new meeting, and of which committee where the person conducts several."""

    unit = forms.ModelChoiceField(label="Ban Thường vụ của", queryset=Unit.objects.none(), empty_label=None)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, units: Sequence[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = units[0].pk

    def clean(self):
        values = super().clean()
        self._refuse_poll(values.get("unit"), values)
        return values


class DetailsForm(MeetingForm):
    """The details of a meeting that exists, with what its minutes need."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    met_until = HourField(
        label="Họp xong lúc", required=False, help_text="Ví dụ: 16 giờ 30. Để trống thì biên bản chừa chỗ ghi tay."
    )

    class Meta(MeetingForm.Meta):
        fields = [*MeetingForm.Meta.fields, "met_until", "opinions", "minutes_number"]
        widgets = MeetingForm.Meta.widgets | {
            "opinions": forms.Textarea(attrs=TALL),
            "minutes_number": forms.TextInput(attrs={"class": "input--short"}),
        }
        help_texts = MeetingForm.Meta.help_texts | {
            "opinions": "Ghi tóm tắt ý kiến phát biểu và kết luận; được in trong biên bản. Ý kiến ủy viên ghi trên phiếu ở máy "
            "tự in kèm họ tên, không cần chép lại.",
            "minutes_number": "Theo sổ của văn phòng, để trống nếu chưa có.",
        }

    def __init__(self, *args, instance: Meeting, only_minutes: bool = False, **kwargs):
        day, hour = parts_of(instance.starts_at)
        end_day, end_hour = parts_of(instance.poll_closes_at) if instance.poll_closes_at else (None, None)
        initial = {"day": day, "hour": hour, "end_day": end_day, "end_hour": end_hour, "version": instance.version}
        super().__init__(*args, instance=instance, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if instance.state != MeetingState.PREPARING:
            fixed = ("chair_name",) if instance.is_poll else ("end_day", "end_hour")
            for name in ("mode", "secrecy", "day", "hour", *fixed):
                del self.fields[name]
        if instance.is_poll:
            del self.fields["met_until"]
        if only_minutes:
            for name in set(self.fields) - {"met_until", "opinions", "minutes_number", "version"}:
                del self.fields[name]

    def clean(self):
        values = super().clean()
        begun = values.get("hour") or parts_of(self.instance.starts_at)[1]
        if values.get("met_until") and values["met_until"] <= begun:
            self.add_error("met_until", f"Phiên họp bắt đầu lúc {begun:%H:%M} nên giờ họp xong phải sau giờ đó.")
        self._refuse_poll(self.instance.unit, values)
        return values


class AttendanceForm(forms.Form):
    """For each member serving: present, absent with or without reason; one tick for everybody left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    rest = forms.BooleanField(label="Các đồng chí chưa chọn ở trên đều có mặt", required=False)

    def __init__(self, *args, attendances: Sequence[Attendance], **kwargs):
        super().__init__(*args, **kwargs)
        self.attendances = attendances
        for a in attendances:
            self.fields[f"status-{a.pk}"] = forms.ChoiceField(
                label=a.name,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "choices--row"}),
                choices=[choice for choice in AttendanceStatus.choices if choice[0] != AttendanceStatus.UNKNOWN],
            )
            self.fields[f"reason-{a.pk}"] = forms.CharField(label="Lý do vắng", required=False, max_length=200)
            if a.status != AttendanceStatus.UNKNOWN:
                self.initial.setdefault(f"status-{a.pk}", a.status)
            self.initial.setdefault(f"reason-{a.pk}", a.reason)

    def rows(self) -> list[tuple[Attendance, Any, Any]]:
        """Return (member, answer, reason) for the page."""
        return [(a, self[f"status-{a.pk}"], self[f"reason-{a.pk}"]) for a in self.attendances]

    def clean(self):
        values = super().clean()
        for a in self.attendances:
            if values.get(f"status-{a.pk}") == AttendanceStatus.PRESENT:
                values[f"reason-{a.pk}"] = ""
        return values

    def statuses(self) -> dict[int, tuple[str, str]]:
        """Return attendance id -> (status, reason) as the service takes it."""
        left_out = AttendanceStatus.PRESENT if self.cleaned_data["rest"] else AttendanceStatus.UNKNOWN
        return {
            a.pk: (self.cleaned_data[f"status-{a.pk}"] or left_out, self.cleaned_data[f"reason-{a.pk}"])
            for a in self.attendances
        }


class OrderForm(forms.Form):
    """A number beside each line of the agenda."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, rows: Sequence[Row], **kwargs):
        super().__init__(*args, **kwargs)
        self.agenda = rows
        for row in rows:
            self.fields[f"place-{row.line.pk}"] = forms.IntegerField(
                label=f"Thứ tự của {row.line.name}",
                min_value=1,
                max_value=9999,
                initial=row.line.position,
                widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
                error_messages={"required": f"Chưa ghi thứ tự của {row.line.name}."},
            )

    def rows(self) -> list[tuple[Row, Any]]:
        """Return (row, box) for the page."""
        return [(row, self[f"place-{row.line.pk}"]) for row in self.agenda]

    def order(self, *, step: tuple[int, int] | None = None) -> list[int]:
        """Return the line ids in the typed order; `step` (line id, -1 or 1) then moves one line by one place.

        A line that was given another line's number takes that place, whether it moves up or down.
        """

        def key(row: Row) -> tuple[int, int, int]:
            place = self.cleaned_data[f"place-{row.line.pk}"]
            moved = (place > row.line.position) - (place < row.line.position)
            return place, moved, row.line.position

        ids = [row.line.pk for row in sorted(self.agenda, key=key)]
        if step and step[0] in ids:
            at = ids.index(step[0])
            to = min(max(at + step[1], 0), len(ids) - 1)
            ids.insert(to, ids.pop(at))
        return ids


class ReasonForm(forms.Form):
    """Why something is put off."""

    reason = forms.CharField(
        label="Lý do",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi lý do, ví dụ: không đủ số ủy viên dự họp."},
    )


class SeparationForm(forms.Form):
    """Why one person does two acts that two people should do; asked only when the service says that it is needed."""

    separation_reason = forms.CharField(
        label="Lý do đồng chí làm cả hai việc",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Được lưu vào lịch sử của đề nghị. Ví dụ: cơ quan không có người thứ hai.",
    )


class PutOnForm(SeparationForm):
    """Why a member has a line voted on that the office did not recommend; the service says when a reason is needed."""

    reason = forms.CharField(
        label="Lý do đưa ra biểu quyết",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Các ủy viên đọc trước khi biểu quyết; được lưu vào lịch sử và ghi vào biên bản.",
    )
    field_order = ("reason", "separation_reason")

    def __init__(self, *args: Any, needs_reason: bool, asks_separation: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        if not asks_separation:
            del self.fields["separation_reason"]


class RelativeForm(forms.ModelForm):
    """One relative of a member."""

    class Meta:
        model = DeclaredRelative
        fields = ["full_name", "relation", "birth_year"]
        widgets = {
            "full_name": forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
            "relation": forms.TextInput(attrs={"class": "input--half"}),
            "birth_year": forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        }
        help_texts = {
            "relation": "Ví dụ: vợ, con trai, em ruột.",
            "birth_year": "Nên ghi, để không nhầm với người trùng họ tên.",
        }

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and not 1900 <= year <= 2100:
            raise forms.ValidationError("Năm sinh chưa đúng. Hãy ghi bốn chữ số, ví dụ 1985.")
        return year
