"""Forms of a meeting: its details, who attends, the order of the agenda, shows of hands, a member's votes."""

from collections.abc import Sequence
from typing import Any

from django import forms

from meetings import rules
from meetings.enums import AttendanceStatus, Choice
from meetings.models import Attendance, DeclaredRelative, Meeting
from meetings.queries.agenda import Row
from organizations.models import Unit
from vietnamese.fields import DayField

from .moments import HourField, moment_of, parts_of

REST_LATER = "later"
TALL = {"rows": 6}


class MeetingForm(forms.ModelForm):
    """When and where the committee meets, and who chairs and writes the minutes."""

    day = DayField(label="Ngày họp", help_text="Ví dụ: 27/3/2026", error_messages={"required": "Chưa ghi ngày họp."})
    hour = HourField(label="Giờ họp", help_text="Ví dụ: 14:00 hoặc 14 giờ 30")

    class Meta:
        model = Meeting
        fields = ["title", "place", "chair_name", "chair_position", "clerk_name"]
        widgets = {
            "chair_name": forms.TextInput(attrs={"spellcheck": "false"}),
            "clerk_name": forms.TextInput(attrs={"spellcheck": "false"}),
        }
        help_texts = {
            "title": "In trong biên bản, ví dụ: Phiên họp xét khen thưởng năm 2026.",
            "chair_position": "Chức vụ thật, ví dụ: Bí thư Đảng ủy.",
        }

    def clean(self):
        values = super().clean()
        if values.get("day") and values.get("hour"):
            values["starts_at"] = moment_of(values["day"], values["hour"])
        return values

    def details(self) -> dict[str, Any]:
        """Return what the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name in ("starts_at", *self._meta.fields)}


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


class DetailsForm(MeetingForm):
    """The details of a meeting that exists, with what its minutes need."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(MeetingForm.Meta):
        fields = [*MeetingForm.Meta.fields, "opinions", "minutes_number"]
        widgets = MeetingForm.Meta.widgets | {
            "opinions": forms.Textarea(attrs=TALL),
            "minutes_number": forms.TextInput(attrs={"class": "input--short"}),
        }
        help_texts = MeetingForm.Meta.help_texts | {
            "opinions": "Ghi tóm tắt ý kiến phát biểu và kết luận; được in trong biên bản.",
            "minutes_number": "Theo sổ của văn phòng, để trống nếu chưa có.",
        }

    def __init__(self, *args, instance: Meeting, only_minutes: bool = False, **kwargs):
        day, hour = parts_of(instance.starts_at)
        initial = {"day": day, "hour": hour, "version": instance.version} | kwargs.pop("initial", {})
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        if only_minutes:
            for name in set(self.fields) - {"opinions", "minutes_number", "version"}:
                del self.fields[name]


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


class HandsForm(forms.Form):
    """Three numbers for each line; a line left empty is voted on by ballot, or filled by the choice at the end."""

    FIELDS = (("in_favor", "Tán thành"), ("against", "Không tán\u00a0thành"), ("abstain", "Không có ý\u00a0kiến"))
    rest = forms.ChoiceField(
        label="Những dòng để trống",
        widget=forms.RadioSelect,
        initial=REST_LATER,
        choices=[
            (Choice.IN_FAVOR, "Tất cả đồng chí được biểu quyết đều tán thành"),
            (REST_LATER, "Để trống: biểu quyết bằng phiếu trên máy hoặc ghi sau"),
        ],
    )

    def __init__(self, *args, rows: Sequence[Row], **kwargs):
        super().__init__(*args, **kwargs)
        self.agenda = rows
        for row in rows:
            for name, label in self.FIELDS:
                self.fields[f"{name}-{row.line.pk}"] = forms.IntegerField(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=999,
                    initial=getattr(row.line, f"hands_{name}"),
                    widget=forms.TextInput(
                        attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}
                    ),
                )

    def rows(self) -> list[tuple[Row, list[Any]]]:
        """Return (row, three boxes) for the page."""
        return [(row, [self[f"{name}-{row.line.pk}"] for name, _ in self.FIELDS]) for row in self.agenda]

    def clean(self):
        values = super().clean()
        self.counts: dict[int, tuple[int, int, int] | None] = {}
        for row in self.agenda:
            names = [f"{name}-{row.line.pk}" for name, _ in self.FIELDS]
            if not any(name in self.errors for name in names):
                self._count(row, [values.get(name) for name in names], fill=values.get("rest") == Choice.IN_FAVOR)
        return values

    def _count(self, row: Row, typed: list[int | None], *, fill: bool) -> None:
        if all(number is None for number in typed):
            if fill:
                self.counts[row.line.pk] = (row.may_vote, 0, 0)
            elif row.line.by_hands:
                self.counts[row.line.pk] = None
            return
        count = tuple(number or 0 for number in typed)
        try:
            rules.hands(*count, attending=row.may_vote, recused=0)
        except rules.CountRefused as refusal:
            self.add_error(f"in_favor-{row.line.pk}", f"Dòng {row.line.position}, {row.line.name}: {refusal}")
            return
        self.counts[row.line.pk] = count


class BallotForm(forms.Form):
    """One member's votes: a choice for each line, and one for all the lines left empty."""

    rest = forms.ChoiceField(required=False, choices=[(Choice.IN_FAVOR, ""), (REST_LATER, "")])

    def __init__(self, *args, rows: Sequence[Row], to_vote: set[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.agenda, self.to_vote = rows, to_vote
        for row in rows:
            self.fields[f"line-{row.line.pk}"] = forms.ChoiceField(
                required=False, choices=Choice.choices, label=row.line.name
            )

    def choices(self) -> dict[int, str]:
        """Return line id -> choice; lines left empty and not voted on before are filled as the member asked."""
        fill = self.cleaned_data.get("rest") == Choice.IN_FAVOR
        found = {}
        for row in self.agenda:
            chosen = self.cleaned_data.get(f"line-{row.line.pk}")
            if chosen or (fill and row.line.pk in self.to_vote):
                found[row.line.pk] = chosen or Choice.IN_FAVOR.value
        return found


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
