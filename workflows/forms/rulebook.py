"""Forms about number series and dated rules of committees."""

from django import forms

from documents.enums import DocumentType
from documents.models import REGISTER
from meetings.enums import MajorityBase, QuorumBase, TieRule
from meetings.models import VotingRule
from meetings.rules import quorum_needed, votes_needed
from organizations.models import Unit, UnitKind
from permissions.forms.fields import LineField, UnitField, day_field, reason_field

from ..enums import Action, ProofAct, SlipAct
from ..models import SeparationMode

SIZES = (5, 7, 9)
"""Sizes of committees for which a rule is shown in plain numbers."""
NUMBER = {"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}
NEEDED_TYPES = [(DocumentType.QUYET_DINH.value, DocumentType.QUYET_DINH.label), (REGISTER, "Sổ khen thưởng")]
OTHER_TYPES = [(item.value, item.label) for item in DocumentType if item != DocumentType.QUYET_DINH]
ACTS = [
    (action.value, label) for action, label in (
        (Action.SUBMIT, "Trình hồ sơ của chi bộ"), (Action.RECEIVE, "Tiếp nhận hồ sơ"), (Action.RECOMMEND, "Đề nghị Ban Thường vụ khen thưởng"),
        (Action.DECLINE, "Ghi ý kiến không đề nghị"), (Action.SEND_BACK, "Trả lại để bổ sung"), (Action.ISSUE, "Ghi số quyết định"),
        *((act, act.label) for act in (*ProofAct, *SlipAct)),
    )
]  # fmt: skip
"""The acts of one person on one line; what a meeting decides is the act of many."""


class SeriesForm(forms.Form):
    """A series: whose, of what, for which term, from which number on."""

    unit = UnitField(label="Đơn vị")
    document_type = forms.ChoiceField(
        label="Loại văn bản",
        widget=forms.Select(attrs={"class": "input--half"}),
        choices=[("", "Chọn loại"), ("Cần cho khen thưởng", NEEDED_TYPES), ("Loại khác", OTHER_TYPES)],
    )
    term = LineField(
        label="Nhiệm kỳ",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input--date"}),
        help_text="Ví dụ 2025-2030. Sổ khen thưởng có thể theo năm, ví dụ 2026.",
    )
    body_symbol = LineField(
        label="Ký hiệu cơ quan",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--short"}),
        help_text="Đứng sau dấu gạch chéo: ĐU trong 05-QĐ/ĐU. Để trống, dùng ký hiệu của đơn vị. Văn phòng có sổ riêng cho tờ "
        "trình, báo cáo của mình thì ghi ký hiệu Văn phòng, ví dụ VPĐU. Sổ khen thưởng không cần.",
    )
    next_number = forms.IntegerField(
        label="Số sẽ lấy đầu tiên",
        min_value=1,
        max_value=99_999,
        initial=1,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="Nếu cơ quan đã ghi đến số 36 vào sổ giấy thì ghi 37.",
        error_messages={
            "invalid": "Hãy gõ một số, ví dụ 37.",
            "min_value": "Số đầu tiên nhỏ nhất là 1.",
            "max_value": "Số này quá lớn. Hãy xem lại.",
        },
    )
    starts_on = day_field("Dùng sổ từ ngày")

    def __init__(self, *args, units: list[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)


class NextNumberForm(forms.Form):
    """Where a series goes on, and why."""

    next_number = forms.IntegerField(
        label="Số tiếp theo",
        min_value=1,
        max_value=99_999,
        widget=forms.TextInput(attrs=NUMBER),
        error_messages={
            "invalid": "Hãy gõ một số, ví dụ 37.",
            "min_value": "Số nhỏ nhất là 1.",
            "max_value": "Số này quá lớn. Hãy xem lại.",
        },
    )
    reason = reason_field(help_text="Ví dụ: các số 38 đến 41 đã ghi trên sổ giấy cho quyết định khác.")


def whole(label: str, initial: int) -> forms.IntegerField:
    """Return a small positive number of a fraction."""
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=100,
        initial=initial,
        widget=forms.TextInput(attrs=NUMBER),
        error_messages={
            "invalid": "Hãy gõ một số, ví dụ 2.",
            "min_value": "Số nhỏ nhất là 1.",
            "max_value": "Số này quá lớn. Hãy xem lại.",
        },
    )


def part(label: str) -> forms.IntegerField:
    """Return a small positive number of a fraction that may stay empty."""
    field = whole(label, 1)
    field.required, field.initial = False, None
    return field


class VotingRuleForm(forms.Form):
    """Shares of quorum and majority, on which base, ties, written polls, for whom, from when."""

    body = forms.ChoiceField(label="Áp dụng cho", widget=forms.Select(attrs={"class": "input--half"}))
    quorum_numerator = whole("Họp hợp lệ khi có mặt ít nhất (phần)", 2)
    quorum_denominator = whole("trên tổng số phần", 3)
    quorum_base = forms.ChoiceField(
        label="Số có mặt tính trên", choices=QuorumBase, widget=forms.RadioSelect, initial=QuorumBase.SERVING
    )
    majority_numerator = whole("Được duyệt khi tán thành hơn (phần)", 1)
    majority_denominator = whole("trên tổng số phần", 2)
    majority_base = forms.ChoiceField(
        label="Tán thành tính trên", choices=MajorityBase, widget=forms.RadioSelect, initial=MajorityBase.SERVING
    )
    tie_rule = forms.ChoiceField(
        label="Khi số tán thành bằng số không tán thành mà chưa đủ để được duyệt",
        choices=TieRule,
        widget=forms.RadioSelect,
        initial=TieRule.REJECT,
        help_text="Bỏ phiếu kín thì không biết ý kiến của người chủ trì, nên dòng đó không được duyệt.",
    )
    allows_poll = forms.BooleanField(
        label="Được lấy ý kiến bằng phiếu gửi, trừ việc nhân sự", required=False, initial=True
    )
    disagreement_numerator = part("Chuyển ra phiên họp khi không tán thành từ (phần)")
    disagreement_denominator = part("trên tổng số phần")
    heads_are_recused = forms.BooleanField(
        label="Người đứng đầu đơn vị được đề nghị không biểu quyết dòng của đơn vị mình", required=False
    )
    starts_on = day_field("Từ ngày")
    source = LineField(
        label="Căn cứ", max_length=300, help_text="Ví dụ: Quy chế làm việc 01-QC/ĐU ngày 01/7/2025, Điều 9."
    )

    def __init__(self, *args, units: list[Unit], kinds: list[UnitKind], **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = {f"don-vi-{unit.pk}": (None, unit) for unit in units} | {
            f"loai-{kind.pk}": (kind, None) for kind in kinds
        }
        groups = [("Riêng một ban thường vụ", [(f"don-vi-{unit.pk}", unit.decider) for unit in units])]
        if kinds:
            groups.append(("Mọi ban thường vụ cùng loại", [(f"loai-{kind.pk}", kind.name) for kind in kinds]))
        self.fields["body"].choices = [("", "Chọn"), *groups]

    def clean(self):
        """Refuse shares above the whole; a majority of everybody or more could never be passed."""
        data = super().clean()
        parts = [
            data.get(name)
            for name in ("quorum_numerator", "quorum_denominator", "majority_numerator", "majority_denominator")
        ]
        if None not in parts:
            if parts[0] > parts[1]:
                self.add_error("quorum_numerator", "Số có mặt không thể nhiều hơn tổng số, ví dụ đúng: 2 phần trên 3.")
            if parts[2] >= parts[3]:
                self.add_error(
                    "majority_numerator", "Tỷ lệ tán thành phải nhỏ hơn toàn bộ, ví dụ đúng: hơn 1 phần trên 2."
                )
        self._clean_disagreement(data)
        data["kind"], data["unit"] = self.bodies.get(data.get("body"), (None, None))
        return data

    def _clean_disagreement(self, data: dict) -> None:
        """A share has two parts or none, and concerns polls only."""
        above, below = data.get("disagreement_numerator"), data.get("disagreement_denominator")
        if (above is None) != (below is None):
            self.add_error(
                "disagreement_numerator" if above is None else "disagreement_denominator",
                "Ghi cả hai ô, ví dụ 1 phần trên 3, hoặc để trống cả hai.",
            )
        elif above is not None and above > below:
            self.add_error("disagreement_numerator", "Tỷ lệ không thể lớn hơn toàn bộ, ví dụ đúng: 1 phần trên 3.")
        if not data.get("allows_poll"):
            data["disagreement_numerator"] = data["disagreement_denominator"] = None

    @property
    def facts(self) -> dict:
        """Return what workflows.services.rulebook.add_voting_rule takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "body"}

    def read_back(self) -> list[str]:
        """Return the rule in sentences, as it would hold. Only for a valid form."""
        shares = {name: value for name, value in self.facts.items() if name not in ("kind", "unit")}
        return reading_of(VotingRule(**shares))


def reading_of(rule: VotingRule) -> list[str]:
    """Return everything that a rule says, in sentences that can be read aloud."""
    terms = rule.terms()
    sizes = "; ".join(
        f"{size} ủy viên: ít nhất {quorum_needed(size, terms)} người dự, {votes_needed(size, 0, terms)} phiếu tán thành"
        for size in SIZES
    )
    return list(filter(None, [
        terms.sentence(),
        f"Ví dụ khi mọi người dự và biểu quyết: {sizes}.",
        terms.tie_sentence(),
        "Được lấy ý kiến bằng phiếu gửi, trừ việc nhân sự." if rule.allows_poll else "Không lấy ý kiến bằng phiếu gửi; mọi việc bàn ở phiên họp.",
        terms.disagreement_sentence() if rule.allows_poll else "",
        "Người đứng đầu đơn vị được đề nghị không biểu quyết dòng của đơn vị mình." if rule.heads_are_recused else "",
    ]))  # fmt: skip


class SeparationRuleForm(forms.Form):
    """Two acts that one person should not do on the same line."""

    first_action = forms.ChoiceField(
        label="Người đã làm việc này",
        choices=[("", "Chọn việc"), *ACTS],
        widget=forms.Select(attrs={"class": "input--half"}),
    )
    second_action = forms.ChoiceField(
        label="thì trên cùng một dòng, với việc này",
        choices=[("", "Chọn việc"), *ACTS],
        widget=forms.Select(attrs={"class": "input--half"}),
    )
    mode = forms.ChoiceField(
        label="Xử lý", choices=SeparationMode, widget=forms.RadioSelect, initial=SeparationMode.REASON
    )
    unit = UnitField(label="Áp dụng ở", required=False, empty_label="Mọi đơn vị")
    starts_on = day_field("Từ ngày")
    source = LineField(label="Căn cứ", max_length=300, help_text="Văn bản hoặc cuộc họp đã thống nhất, bằng vài từ.")

    def __init__(self, *args, units: list[Unit], is_general: bool, **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        unit.required = not is_general
        unit.empty_label = "Mọi đơn vị" if is_general else "Chọn đơn vị"
        unit.offer(units)

    def clean(self):
        """Refuse a pair of one act, and half of the pair of a paper."""
        data = super().clean()
        first, second = data.get("first_action"), data.get("second_action")
        if first and first == second:
            self.add_error("second_action", "Hai việc phải khác nhau.")
        for pair in (ProofAct, SlipAct):
            if first and second and {first, second} & set(pair) and (first, second) != tuple(pair):
                asked, approved = (act.label for act in pair)
                self.add_error("second_action", f"“{approved}” chỉ đi sau “{asked}”. Hãy chọn hai việc ấy.")
                break
        return data


class EvidenceTypeForm(forms.Form):
    """What a file can be."""

    name = LineField(label="Tên loại", max_length=100, help_text="Ví dụ: Xác nhận kết quả.")
    hint = LineField(label="Giải thích cho chi bộ", max_length=250, required=False)
    is_active = forms.BooleanField(
        label="Đang dùng", required=False, help_text="Bỏ đánh dấu thì không chọn được nữa; tệp đã gửi vẫn giữ loại này."
    )
