"""Forms of a vote: counts made in the room, a member's ballot, changes of a frozen agenda."""

from collections.abc import Sequence
from typing import Any

from django import forms

from meetings import rules
from meetings.enums import Choice
from meetings.queries.agenda import Row
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.rules import called

REST_LATER = "later"
UNREADABLE = {"invalid_choice": "Có lựa chọn không đọc được. Hãy chọn lại rồi xem lại phiếu."}


class HandsForm(forms.Form):
    """Four numbers for each line; a line left empty is voted on by ballot, or filled by the choice at the end."""

    FIELDS = (
        ("in_favor", "Tán thành"),
        ("against", "Không tán\u00a0thành"),
        ("abstain", "Không có ý\u00a0kiến"),
        ("invalid", "Phiếu không hợp\u00a0lệ"),
    )
    rest = forms.ChoiceField(
        label="Những dòng để trống",
        widget=forms.RadioSelect,
        initial=REST_LATER,
        choices=[
            (Choice.IN_FAVOR, "Tất cả đồng chí được biểu quyết đều tán thành"),
            (REST_LATER, "Để trống: biểu quyết bằng phiếu trên máy hoặc ghi sau"),
        ],
    )

    def __init__(self, *args, rows: Sequence[Row], may_be_short: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.agenda, self.may_be_short = rows, may_be_short
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
        """Return (row, its boxes) for the page."""
        return [(row, [self[f"{name}-{row.line.pk}"] for name, _ in self.FIELDS]) for row in self.agenda]

    def clean(self):
        values = super().clean()
        self.counts: dict[int, tuple[int, ...] | None] = {}
        for row in self.agenda:
            names = [f"{name}-{row.line.pk}" for name, _ in self.FIELDS]
            if not any(name in self.errors for name in names):
                self._count(row, [values.get(name) for name in names], fill=values.get("rest") == Choice.IN_FAVOR)
        return values

    def _count(self, row: Row, typed: list[int | None], *, fill: bool) -> None:
        if all(number is None for number in typed):
            if fill:
                self.counts[row.line.pk] = (row.may_vote, 0, 0, 0)
            elif row.line.by_hands:
                self.counts[row.line.pk] = None
            return
        *count, invalid = (number or 0 for number in typed)
        try:
            rules.hands(*count, invalid=invalid, attending=row.may_vote, recused=0, may_be_short=self.may_be_short)
        except rules.CountRefused as refusal:
            self.add_error(f"in_favor-{row.line.pk}", f"Dòng {row.line.position}, {row.line.name}: {refusal}")
            return
        self.counts[row.line.pk] = (*count, invalid)


class BallotForm(forms.Form):
    """One member's votes: a choice for each line, one for all the lines left empty, and in an open vote an opinion."""

    rest = forms.ChoiceField(
        required=False, choices=[(Choice.IN_FAVOR, ""), (REST_LATER, "")], error_messages=UNREADABLE
    )

    def __init__(self, *args, rows: Sequence[Row], to_vote: set[int], is_secret: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.agenda, self.to_vote = rows, to_vote
        for row in rows:
            self.fields[f"line-{row.line.pk}"] = forms.ChoiceField(
                required=False, choices=Choice.choices, label=row.line.name, error_messages=UNREADABLE
            )
            if not is_secret:
                self.fields[f"opinion-{row.line.pk}"] = forms.CharField(required=False, strip=False)

    def clean(self):
        values = super().clean()
        chosen = self.choices()
        for row in self.agenda:
            name, about = f"opinion-{row.line.pk}", f"Dòng {row.line.position}, {row.line.name}"
            if name not in values:
                continue
            try:
                values[name] = rules.opinion(values[name])
            except rules.OpinionRefused as refusal:
                self.add_error(name, f"{about}: {refusal}")
                continue
            if values[name] and row.line.pk not in chosen and f"line-{row.line.pk}" not in self.errors:
                self.add_error(
                    name,
                    f"{about}: đã ghi ý kiến nhưng chưa chọn ô nào. Hãy chọn một ô, kể cả ô “Không có ý kiến”, để ý kiến "
                    "được gửi cùng phiếu.",
                )
        return values

    def choices(self) -> dict[int, str]:
        """Return line id -> choice; lines left empty and not voted on before are filled as the member asked."""
        fill = self.cleaned_data.get("rest") == Choice.IN_FAVOR
        found = {}
        for row in self.agenda:
            chosen = self.cleaned_data.get(f"line-{row.line.pk}")
            if chosen or (fill and row.line.pk in self.to_vote):
                found[row.line.pk] = chosen or Choice.IN_FAVOR.value
        return found

    def opinions(self) -> dict[int, str]:
        """Return line id -> the words that were sent for it, refused ones as they were typed."""
        sent = {row.line.pk: f"opinion-{row.line.pk}" for row in self.agenda}
        return {
            pk: self.cleaned_data.get(name, self.data[name])
            for pk, name in sent.items()
            if name in self.fields and name in self.data
        }


class AddLineForm(forms.Form):
    """Which waiting line comes onto an agenda that is voted on, and why."""

    nomination = forms.ModelChoiceField(
        label="Dòng đang chờ Ban Thường vụ",
        queryset=Nomination.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Hãy chọn một dòng để bổ sung."},
    )
    reason = forms.CharField(
        label="Lý do bổ sung",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Các ủy viên đọc lý do này ở trang biểu quyết; biên bản ghi lại.",
        error_messages={"required": "Hãy ghi lý do bổ sung, ví dụ: hồ sơ vừa thẩm định xong, kịp đợt này."},
    )

    def __init__(self, *args, waiting: Any, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nomination"].queryset = waiting
        self.fields["nomination"].label_from_instance = _waiting_label


def _waiting_label(nomination: Nomination) -> str:
    mark = "" if nomination.state == NominationState.RECOMMENDED else ", cơ quan thẩm định không đề nghị"
    return f"{called(nomination.nominee)}, {nomination.proposing_unit_name}{mark}"


class WithdrawLineForm(forms.Form):
    """Why a line is taken off an agenda that is voted on."""

    reason = forms.CharField(
        label="Lý do rút",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Các ủy viên đọc lý do này ở trang biểu quyết; biên bản ghi lại.",
        error_messages={"required": "Hãy ghi lý do rút, ví dụ: đơn vị đề nghị xin rút để bổ sung minh chứng."},
    )
