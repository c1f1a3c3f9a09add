"""The cell's meeting, recorded once: the minutes, the letter, the roster and the reports all come from it."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from nominations.enums import CellBallot
from nominations.models import Dossier, Nomination
from nominations.rules import called
from vietnamese.fields import DayField

from .cell import plain_number
from .moments import HourField


class MeetingForm(forms.Form):
    """The cell's meeting and the numbers of its papers. Everything may be left for later."""

    met_on = DayField(label="Ngày họp chi bộ", required=False, help_text="Ví dụ: 27/3/2026")
    met_from = HourField(label="Bắt đầu lúc", required=False, help_text="Ví dụ: 19 giờ 30, 19:30 hoặc 19h30.")
    met_until = HourField(label="Kết thúc lúc", required=False, help_text="Để trống thì biên bản chừa chỗ ghi tay.")
    met_place = forms.CharField(label="Nơi họp", max_length=200, required=False)
    chair_name = forms.CharField(
        label="Người chủ trì", max_length=100, required=False, help_text="Họ và tên, không ghi “đồng chí”."
    )
    chair_position = forms.CharField(
        label="Chức vụ người chủ trì", max_length=100, required=False, help_text="Ví dụ: Bí thư chi bộ."
    )
    clerk_name = forms.CharField(label="Người ghi biên bản", max_length=100, required=False)
    members_total = plain_number("Tổng số đảng viên của chi bộ")
    members_present = plain_number("Số đảng viên dự họp")
    ballot = forms.ChoiceField(
        label="Cách biểu quyết", choices=CellBallot.choices, widget=forms.RadioSelect(attrs={"class": "choices--row"})
    )
    opinions = forms.CharField(
        label="Ý kiến tại cuộc họp",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In vào biên bản. Mỗi ý kiến một dòng. Để trống thì biên bản chừa dòng để ghi tay.",
    )
    letter_number = forms.CharField(
        label="Số tờ trình",
        max_length=20,
        required=False,
        help_text="Theo sổ của chi bộ. Chưa có số thì để trống để ghi tay.",
        widget=forms.TextInput(attrs={"class": "input--date"}),
    )
    minutes_number = forms.CharField(
        label="Số biên bản",
        max_length=20,
        required=False,
        help_text="Theo sổ của chi bộ. Chưa có số thì để trống để ghi tay.",
        widget=forms.TextInput(attrs={"class": "input--date"}),
    )
    signer_name = forms.CharField(label="Người ký tờ trình", max_length=100, required=False)
    signer_position = forms.CharField(label="Chức vụ người ký", max_length=100, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    FACTS = (
        "met_on",
        "met_from",
        "met_until",
        "met_place",
        "chair_name",
        "chair_position",
        "clerk_name",
        "members_total",
        "members_present",
        "ballot",
        "opinions",
        "letter_number",
        "minutes_number",
        "signer_name",
        "signer_position",
    )

    VOTES = (("in_favor", "Tán thành"), ("against", "Không tán thành"), ("invalid", "Không hợp lệ"))

    def __init__(self, *args, today: date, lines: list[Nomination], **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.lines = lines
        for line in lines:
            for name, label in self.VOTES:
                field = plain_number(label)
                field.initial = getattr(line, f"votes_{name}")
                field.widget.attrs["aria-label"] = f"{label}, {called(line.nominee)}"
                for code in ("invalid", "min_value", "max_value"):
                    field.error_messages[code] = (
                        f"{called(line.nominee)}: số phiếu “{label.lower()}” phải là một số, ví dụ 21."
                    )
                self.fields[f"{name}_{line.pk}"] = field

    def clean_met_on(self):
        """Refuse a meeting that has not been held yet."""
        day = self.cleaned_data["met_on"]
        if day and day > self.today:
            raise ValidationError("Ngày họp chi bộ chưa tới. Hãy xem lại ngày, hoặc ghi sau khi chi bộ đã họp.")
        return day

    def clean(self):
        """Refuse an end before the start, more members present than there are, votes that do not add up to those present."""
        data = super().clean()
        start, end = data.get("met_from"), data.get("met_until")
        if start and end and end <= start:
            self.add_error("met_until", "Giờ kết thúc phải sau giờ bắt đầu. Hãy xem lại hai giờ này.")
        total, present = data.get("members_total"), data.get("members_present")
        if total is not None and present is not None and present > total:
            self.add_error(
                "members_present", f"Số dự họp là {present}, lớn hơn tổng số {total} đảng viên. Hãy xem lại hai số này."
            )
        for line in self.lines:
            votes = [data.get(f"{name}_{line.pk}") for name, _ in self.VOTES]
            if present is None or votes[0] is None:
                continue
            cast = sum(vote or 0 for vote in votes)
            if cast != present:
                self.add_error(
                    f"in_favor_{line.pk}",
                    f"{called(line.nominee)}: tổng số phiếu là {cast}, nhưng có {present} đảng viên dự họp. Hãy xem lại.",
                )
        return data

    @property
    def vote_rows(self) -> list[dict]:
        """Return for each line its name, its three boxes and the sum that is stored."""
        return [
            {"name": called(line.nominee), "code": line.code, "boxes": [self[f"{name}_{line.pk}"] for name, _ in self.VOTES],
             "sum": None if line.votes_in_favor is None else sum(getattr(line, f"votes_{name}") or 0 for name, _ in self.VOTES)}
            for line in self.lines
        ]  # fmt: skip

    @property
    def votes(self) -> dict[int, dict]:
        """Return nomination id -> votes as the service takes them; a line with a vote has zeros, not gaps."""
        return {line.pk: self._votes_of(line) for line in self.lines}

    def _votes_of(self, line: Nomination) -> dict:
        given = {name: self.cleaned_data.get(f"{name}_{line.pk}") for name, _ in self.VOTES}
        return given if given["in_favor"] is None else {name: value or 0 for name, value in given.items()}

    @classmethod
    def values_of(cls, dossier: Dossier) -> dict:
        """Return what the form shows of a dossier."""
        return {name: getattr(dossier, name) for name in cls.FACTS} | {"version": dossier.version}

    @property
    def facts(self) -> dict:
        """Return the fields as the service takes them."""
        return {name: self.cleaned_data[name] for name in self.FACTS}
