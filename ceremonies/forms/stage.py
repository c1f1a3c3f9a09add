"""Forms of a ceremony: the occasion with its rules, one place, moving by number, reasons."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django import forms
from django.db.models import QuerySet

from documents.models import Decision
from vietnamese.dates import VIETNAM, short_date
from vietnamese.fields import DayField, HourField
from vietnamese.text import one_line

from ..enums import KindOrder, WithinOrder
from ..models import Ceremony, CeremonyPlace
from ..models.stage import LARGEST_GROUP, SMALLEST_GROUP

NUMBER = {"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}


class LineField(forms.CharField):
    """One line of text in Unicode NFC with single spaces."""

    def to_python(self, value):
        return one_line(super().to_python(value))


class CeremonyForm(forms.Form):
    """When, where, which decisions, and by which rules the stage is arranged."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = LineField(label="Tên buổi lễ", max_length=200, help_text="Ví dụ: Lễ trao giấy khen năm 2026.")
    day = DayField(label="Ngày", help_text="Ví dụ 19/5/2026.")
    hour = HourField(label="Giờ bắt đầu", help_text="Ví dụ 8:00.")
    place = LineField(label="Địa điểm", max_length=200, help_text="Ví dụ: Hội trường Đảng ủy xã.")
    presenter = LineField(
        label="Người trao",
        max_length=200,
        required=False,
        help_text="Tên, chức vụ như người dẫn sẽ đọc. Ví dụ: đồng chí Võ Minh Khánh, Bí thư Đảng ủy xã.",
    )
    decisions = forms.ModelMultipleChoiceField(
        label="Quyết định được công bố",
        queryset=Decision.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chưa chọn quyết định nào. Hãy đánh dấu ít nhất một quyết định."},
    )
    higher_first = forms.TypedChoiceField(
        label="Bằng khen và giấy khen",
        choices=[("1", "Hình thức cao trao trước"), ("0", "Hình thức cao trao sau cùng")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="1",
    )
    kind_order = forms.ChoiceField(
        label="Tập thể và cá nhân",
        choices=KindOrder,
        widget=forms.RadioSelect,
        initial=KindOrder.COLLECTIVES_FIRST,
        help_text="“Không phân biệt” thì tập thể và cá nhân đứng chung một lượt.",
    )
    within_order = forms.ChoiceField(
        label="Trong cùng hình thức", choices=WithinOrder, widget=forms.RadioSelect, initial=WithinOrder.DECISION
    )
    group_size = forms.IntegerField(
        label="Số người mỗi lượt lên sân khấu",
        min_value=SMALLEST_GROUP,
        max_value=LARGEST_GROUP,
        initial=8,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="Từ 5 đến 10. Máy chia đều quanh số này: 13 người, mỗi lượt 8, thành hai lượt 7 và 6.",
        error_messages={
            "invalid": "Hãy gõ một số từ 5 đến 10.",
            "min_value": "Mỗi lượt ít nhất 5 người.",
            "max_value": "Mỗi lượt nhiều nhất 10 người.",
        },
    )
    note = forms.CharField(
        label="Ghi chú của văn phòng",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Không in trên giấy tờ nào.",
    )

    def __init__(self, *args, decisions: QuerySet[Decision], **kwargs):
        """Take the decisions to choose from, each with `line_count` and `elsewhere`, another ceremony or None."""
        super().__init__(*args, **kwargs)
        self.fields["decisions"].queryset = decisions
        self.fields["decisions"].label_from_instance = lambda each: (
            f"Quyết định số {each.number_text}, ký ngày {short_date(each.signed_on)}, {each.line_count} "
            f"{each.get_form_display().lower()}" + (f". Đã có ở buổi lễ “{each.elsewhere}”" if each.elsewhere else "")
        )

    @property
    def facts(self) -> dict:
        """Return what ceremonies.services.ceremonies takes, without key, version and decisions."""
        data = dict(self.cleaned_data)
        for name in ("submission_key", "version", "decisions"):
            data.pop(name)
        data["starts_at"] = datetime.combine(data.pop("day"), data.pop("hour"), VIETNAM)
        return data

    @staticmethod
    def initial_of(ceremony: Ceremony) -> dict:
        """Return what the form shows for a ceremony."""
        starts = ceremony.starts_at.astimezone(VIETNAM)
        names = ("name", "place", "presenter", "kind_order", "within_order", "group_size", "note", "version")
        return {name: getattr(ceremony, name) for name in names} | {
            "submission_key": ceremony.submission_key,
            "day": starts.date(),
            "hour": starts.time(),
            "higher_first": "1" if ceremony.higher_first else "0",
            "decisions": [decision.pk for decision in ceremony.decisions.all()],
        }


def new_form_facts(decisions: Collection[int]) -> dict:
    """Return the start of a new ceremony's form."""
    return {"submission_key": uuid.uuid4(), "version": 1, "hour": "8:00", "decisions": list(decisions)}


class PlaceForm(forms.Form):
    """What is known of one recipient before the day."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_absent = forms.BooleanField(label="Báo vắng", required=False)
    absent_because = LineField(label="Lý do vắng", max_length=200, required=False)
    stand_in_name = LineField(
        label="Người nhận thay", max_length=100, required=False, help_text="Để trống nếu không có ai nhận thay."
    )
    stand_in_position = LineField(
        label="Chức vụ, quan hệ của người nhận thay",
        max_length=200,
        required=False,
        help_text="Ví dụ: Phó Bí thư chi bộ; con trai.",
    )
    reading = LineField(
        label="Cách đọc tên", max_length=250, required=False, help_text="Chỉ ghi khi đọc khác với chữ viết."
    )

    def clean(self):
        """A stand-in needs an absent recipient."""
        data = super().clean()
        if data.get("stand_in_name") and not data.get("is_absent"):
            self.add_error("is_absent", "Đã ghi người nhận thay thì đánh dấu báo vắng; hoặc xóa tên người nhận thay.")
        return data

    @staticmethod
    def initial_of(place: CeremonyPlace, version: int) -> dict:
        """Return what the form shows for a place."""
        names = ("is_absent", "absent_because", "stand_in_name", "stand_in_position", "reading")
        return {name: getattr(place, name) for name in names} | {"version": version}


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = LineField(
        label="Lý do",
        max_length=300,
        error_messages={"required": "Hãy ghi lý do, để sau này xem lại biết vì sao."},
    )


class StandInForm(forms.Form):
    """Who came instead, typed at the door."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    stand_in_name = LineField(
        label="Họ tên người nhận thay", max_length=100, error_messages={"required": "Chưa ghi họ tên người nhận thay."}
    )
    stand_in_position = LineField(label="Chức vụ, quan hệ", max_length=200, required=False)
