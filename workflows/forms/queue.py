"""Forms of the appraiser's queue: what to show, and what to say of a line."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django import forms

from nominations.enums import NominationState
from organizations.enums import RecipientKind
from vietnamese.dates import local_day
from vietnamese.fields import DayField

from ..enums import Action
from ..queries_queue import FREE, MINE, ORDERS, Overview, QueueFilter
from ..services.appraisal import NEEDS_REASON
from .moments import END_OF_WORK, HourField, moment_of
from .remarks import NEEDS_SOMETHING, RemarksMixin

USUAL_DAYS = 7
"""How many days a cell usually gets to complete a returned line."""

STATE_WORDS = {
    NominationState.SUBMITTED: "Chờ tiếp nhận",
    NominationState.FORWARDED: "Cấp dưới trình lên",
    NominationState.UNDER_APPRAISAL: "Đang thẩm định",
}
"""What the queue calls the states in which a line waits there."""

ORDER_LABELS = {
    "": "Chờ lâu nhất trước",
    "han": "Hạn gần nhất trước",
    "donvi": "Theo đơn vị đề nghị",
    "ten": "Theo tên (A đến Y)",
}

SHORT_LABELS = {Action.SEND_BACK: "Trả lại"}
"""What the narrow decision bar calls an act whose full name does not fit."""


LONGEST_SEARCH = 100
"""What is typed beyond so many characters is not looked for; it never makes the rest count for nothing."""


def searched(text: str) -> str:
    """Return what is looked for of what was typed."""
    return text.strip()[:LONGEST_SEARCH]


class QueueFilterForm(forms.Form):
    """What the list is narrowed to and how it stands; lives in the address."""

    tim = forms.CharField(label="Tìm tên, không cần dấu", required=False)
    xep = forms.ChoiceField(label="Sắp xếp", required=False)
    dot = forms.TypedChoiceField(label="Đợt", required=False, coerce=int, empty_value=None)
    donvi = forms.TypedChoiceField(label="Đơn vị đề nghị", required=False, coerce=int, empty_value=None)
    loai = forms.ChoiceField(label="Đối tượng", required=False)
    trangthai = forms.ChoiceField(label="Trạng thái", required=False)
    nguoi = forms.ChoiceField(label="Người nhận xử lý", required=False)
    quahan = forms.BooleanField(label="Chỉ dòng quá hạn", required=False)

    def __init__(self, data, overview: Overview):
        super().__init__(data)
        self.use_required_attribute = False
        self.fields["tim"].widget.attrs |= {
            "spellcheck": "false", "autocomplete": "off", "maxlength": LONGEST_SEARCH
        }  # fmt: skip
        self.fields["xep"].choices = [(order, ORDER_LABELS[order]) for order in ORDERS]
        self.fields["dot"].choices = [("", f"Cả {len(overview.rounds)} đợt"), *overview.rounds]
        self.fields["donvi"].choices = [("", f"Cả {len(overview.units)} đơn vị"), *overview.units]
        self.fields["loai"].choices = [("", "Tất cả"), *RecipientKind.choices]
        self.fields["trangthai"].choices = [
            ("", "Tất cả"),
            *((state.value, word) for state, word in STATE_WORDS.items()),
        ]
        claimants = [(str(pk), name) for pk, name in overview.claimants]
        self.fields["nguoi"].choices = [
            ("", "Tất cả"),
            (MINE, "Đồng chí (việc của tôi)"),
            (FREE, "Chưa ai nhận"),
            *claimants,
        ]

    def chosen(self) -> QueueFilter:
        """Return the filter; a part that does not exist any more narrows nothing."""
        self.full_clean()
        values = self.cleaned_data
        return QueueFilter(
            text=searched(values.get("tim") or ""),
            round_id=values.get("dot"),
            unit_id=values.get("donvi"),
            kind=values.get("loai") or "",
            state=values.get("trangthai") or "",
            overdue=bool(values.get("quahan")),
            claimant=values.get("nguoi") or "",
            order=values.get("xep") or "",
        )


class SavedViewForm(forms.Form):
    """The name under which the filters of the moment are kept."""

    name = forms.CharField(
        label="Tên bộ lọc",
        max_length=60,
        error_messages={"required": "Chưa ghi tên bộ lọc. Hãy ghi một tên ngắn, ví dụ: Tập thể quá hạn."},
    )
    query = forms.CharField(max_length=500, widget=forms.HiddenInput)


class OpinionForm(RemarksMixin):
    """An appraiser's opinion on one or many lines. Nothing is chosen beforehand; the reason box is always there.

    Remarks on parts of the line count only when it is sent back.
    """

    opinion = forms.ChoiceField(
        label="Ý kiến thẩm định",
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
        error_messages={"required": "Chưa chọn ý kiến. Hãy chọn một trong các ý kiến rồi ghi lại."},
    )
    note = forms.CharField(label="Lý do", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    due_day = DayField(label="Hạn bổ sung", required=False)
    due_hour = HourField(label="Giờ", required=False)
    separation = forms.CharField(label="Lý do một người làm cả hai việc", required=False, max_length=500)

    def __init__(self, *args, choices: Iterable[tuple[str, str]], at: datetime, **kwargs):
        due = local_day(at) + timedelta(days=USUAL_DAYS)
        kwargs["initial"] = {"due_day": due, "due_hour": END_OF_WORK} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["opinion"].choices = list(choices)
        self.add_remark_boxes()

    def clean(self):
        """A reason belongs to every opinion that the table of moves does not accept without one."""
        values = super().clean()
        action = values.get("opinion")
        if action in NEEDS_REASON and not (values.get("note") or "").strip() and "note" not in self.errors:
            if action != Action.SEND_BACK:
                self.add_error("note", "Chưa ghi lý do. Đơn vị đề nghị và cấp ủy cần biết vì sao và phải làm gì tiếp.")
            elif not self.remarks:
                self.add_error("note", NEEDS_SOMETHING)
        if action == Action.SEND_BACK and not values.get("due_day") and "due_day" not in self.errors:
            self.add_error("due_day", "Chưa ghi hạn bổ sung. Chi bộ cần biết phải trình lại trước ngày nào.")
        return values

    @property
    def action(self) -> Action:
        """Return the chosen act of a valid form."""
        return Action(self.cleaned_data["opinion"])

    @property
    def act(self) -> dict:
        """Return what the services take of a valid form: note, data and the reason for doing both acts."""
        values = self.cleaned_data
        due = moment_of(values["due_day"], values["due_hour"]) if self.action == Action.SEND_BACK else None
        return {
            "note": values["note"],
            "data": {"due_at": due, "remarks": self.remarks} if due else {},
            "separation_reason": values["separation"],
        }


class LineForm(forms.Form):
    """Which line a decision is about, and in which version the person saw it."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class HolderForm(forms.Form):
    """Whose claim the person saw when they took it over."""

    holder = forms.IntegerField(min_value=1)
