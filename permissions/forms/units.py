"""Forms about units, awarding authorities, rights to award and signers."""

from datetime import date

from django import forms
from django.db.models import Q

from organizations.enums import AwardForm, Nature, RecipientKind
from organizations.models import AwardingAuthority, AwardRight, Unit, UnitKind
from organizations.rules import usual_names
from vietnamese.text import lower_first, one_line, search_key

from .fields import LineField, PhoneField, UnitField, day_field

WORDS = ("kind", "parent", "name", "organ_name", "standing_committee_name", "office_name", "symbol", "place", "phone")
"""What the form knows of a unit, in the words of organizations.services."""
SIGNER_WORDS = ("unit", "full_name", "position", "authority_lines", "starts_on")
COMMITTEE_NEEDS = {
    "organ_name": "Hãy ghi tên cấp ủy, ví dụ Đảng ủy xã Tân Mỹ: văn bản in tên này.",
    "standing_committee_name": "Hãy ghi tên ban thường vụ: quyết định in tên này.",
    "place": "Hãy ghi địa danh, ví dụ Tân Mỹ: đứng trước ngày trên văn bản.",
}
MOST_AT_ONCE = 100
CELL = "cell"
"""The code of the kind Chi bộ."""
PAPER_HINT = "Để trống, hệ thống đặt theo tên đơn vị."


def unit_kinds():
    """Return the kinds that stand in the tree: those that propose, appraise or decide."""
    return UnitKind.objects.filter(Q(proposes=True) | Q(appraises=True) | Q(has_standing_committee=True))


class UnitForm(forms.Form):
    """A unit: kind, names, superior, and from which day."""

    kind = forms.ModelChoiceField(
        queryset=UnitKind.objects.none(),
        label="Loại đơn vị",
        empty_label="Chọn loại",
        widget=forms.Select(attrs={"class": "input--half"}),
    )
    name = LineField(
        label="Tên đơn vị", max_length=250, help_text="Ghi đủ, ví dụ: Chi bộ ấp Tân Bình 1, Đảng bộ xã Tân Mỹ."
    )
    parent = UnitField(label="Trực thuộc")
    phone = PhoneField(
        label="Điện thoại của cơ quan",
        help_text="Số của văn phòng đảng ủy hiện ở cuối mọi trang để người dùng gọi khi cần giúp.",
    )
    organ_name = LineField(
        label="Tên cấp ủy", max_length=250, required=False, help_text=f"Ví dụ: Đảng ủy xã Tân Mỹ. {PAPER_HINT}"
    )
    standing_committee_name = LineField(
        label="Tên ban thường vụ",
        max_length=250,
        required=False,
        help_text=f"Ví dụ: Ban Thường vụ Đảng ủy xã Tân Mỹ. {PAPER_HINT}",
    )
    office_name = LineField(
        label="Cơ quan thẩm định",
        max_length=250,
        required=False,
        help_text=f"Ví dụ: Văn phòng Đảng ủy xã Tân Mỹ. {PAPER_HINT}",
    )
    symbol = LineField(
        label="Ký hiệu trên văn bản",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--short"}),
        help_text="Đứng sau dấu gạch chéo của số văn bản, ví dụ ĐU. Để trống, hệ thống dùng ký hiệu chung của loại đơn vị.",
    )
    place = LineField(
        label="Địa danh",
        max_length=100,
        required=False,
        help_text=f"Đứng trước ngày trên văn bản, ví dụ Tân Mỹ. {PAPER_HINT}",
    )
    starts_on = day_field("Hoạt động từ ngày")
    source = LineField(
        label="Theo quyết định",
        max_length=300,
        required=False,
        help_text="Số, ngày, cơ quan ban hành. Để trống nếu không có.",
    )

    def __init__(self, *args, parents: list[Unit], unit: Unit | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["kind"].queryset = unit_kinds()
        self.fields["parent"].offer(parents)
        if unit is not None and unit.parent_id is None:
            self.fields["parent"].required = False
            self.fields["parent"].empty_label = "Không trực thuộc đơn vị nào trong hệ thống"
            self.fields["parent"].offer(parents)

    def clean(self):
        """Fill in usual names, then refuse a place in the tree that makes no sense and names that papers would miss."""
        data = super().clean()
        kind, parent, name = data.get("kind"), data.get("parent"), data.get("name")
        if kind and parent and parent.kind.rank >= kind.rank:
            self.add_error(
                "parent",
                f"{kind} không thể trực thuộc {parent} (cùng cấp hoặc cấp thấp hơn). Hãy chọn cấp trên của đơn vị.",
            )
        if kind and name and (kind.appraises or kind.has_standing_committee):
            self._names_of_committee(data, kind, name)
        if name and parent and self._has_namesake(name, parent):
            self.add_error("name", f"{parent} đã có đơn vị trực thuộc tên này. Hãy xem lại danh sách đơn vị.")
        return data

    def _names_of_committee(self, data: dict, kind: UnitKind, name: str) -> None:
        for field, usual in usual_names(name).items():
            if field == "standing_committee_name" and not kind.has_standing_committee:
                continue
            if field not in self.errors:
                data[field] = data.get(field) or usual
        for field, sentence in COMMITTEE_NEEDS.items():
            if kind.has_standing_committee and not data.get(field) and field not in self.errors:
                self.add_error(field, sentence)

    def _has_namesake(self, name: str, parent: Unit) -> bool:
        others = Unit.objects.filter(parent=parent, search_key=search_key(name)[:300], ends_on=None)
        return (others.exclude(pk=self.unit.pk) if self.unit else others).exists()

    @property
    def facts(self) -> dict:
        """Return what organizations.services takes as facts."""
        return {word: self.cleaned_data[word] for word in WORDS}


def is_of_another_kind(name: str, code: str) -> bool:
    """Tell whether a name begins with what a unit of kind `code` is not: a "Chi bộ" that is no cell, a cell "Đảng bộ"."""
    begins = search_key(name)
    return begins.startswith("chi bo ") if code != CELL else begins.startswith("dang bo ")


class UnitsForm(forms.Form):
    """Several units of one kind under one superior: a name on each line."""

    parent = UnitField(label="Trực thuộc")
    kind = forms.ModelChoiceField(
        queryset=UnitKind.objects.none(),
        label="Loại đơn vị",
        empty_label=None,
        widget=forms.Select(attrs={"class": "input--half"}),
    )
    names = forms.CharField(
        label="Tên các đơn vị",
        widget=forms.Textarea(attrs={"class": "input--tall", "rows": 12, "spellcheck": "false"}),
        help_text="Mỗi dòng một tên, ví dụ: Chi bộ ấp Tân Bình 1. Có thể dán từ danh sách có sẵn.",
    )
    starts_on = day_field("Hoạt động từ ngày")
    source = LineField(label="Theo quyết định", max_length=300, required=False)

    def __init__(self, *args, parents: list[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].offer(parents)
        self.fields["kind"].queryset = UnitKind.objects.filter(proposes=True, has_standing_committee=False)
        self.fields["kind"].initial = UnitKind.objects.filter(code=CELL).first()

    def clean_names(self):
        """Return the names, one each, with a capital in front; refuse one twice and one too long to print."""
        lines = (one_line(line) for line in self.cleaned_data["names"].splitlines())
        names = [name[0].upper() + name[1:] for name in lines if name]
        keys = [search_key(name) for name in names]
        for name in names:
            if keys.count(search_key(name)) > 1:
                raise forms.ValidationError(f"“{name}” được ghi hai lần. Hãy bỏ bớt một dòng.")
            if not 3 <= len(name) <= 250:
                raise forms.ValidationError(f"Tên “{name[:60]}” quá ngắn hoặc quá dài. Hãy xem lại dòng đó.")
        if len(names) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Mỗi lần thêm nhiều nhất {MOST_AT_ONCE} đơn vị. Hãy chia làm hai lần.")
        return names

    def clean(self):
        """Refuse names that are there already, a superior of the wrong level, and a kind that the names contradict."""
        data = super().clean()
        parent, kind, names = data.get("parent"), data.get("kind"), data.get("names") or []
        if kind and (other := next((name for name in names if is_of_another_kind(name, kind.code)), "")):
            self.add_error(
                "kind",
                f"“{other}” không phải là {lower_first(kind.name)}. Hãy chọn lại loại, hoặc thêm riêng dòng đó.",
            )
        if parent and kind and parent.kind.rank >= kind.rank:
            self.add_error("parent", f"{kind} không thể trực thuộc {parent}. Hãy chọn cấp trên của các đơn vị.")
        if parent:
            known = set(Unit.objects.filter(parent=parent, ends_on=None).values_list("search_key", flat=True))
            there = [name for name in names if search_key(name)[:300] in known]
            if there:
                self.add_error("names", f"{parent} đã có: {', '.join(there)}. Hãy bỏ các dòng đó.")
        return data


class UnitChangeForm(UnitForm):
    """New facts from a day on, or a correction of what was typed wrong."""

    CORRECT, CHANGE = "correct", "change"
    mode = forms.ChoiceField(label="Đồng chí đang làm gì?", widget=forms.RadioSelect)
    field_order = ["mode", "starts_on", "source"]

    def __init__(self, *args, unit: Unit, since: date, since_text: str, **kwargs):
        super().__init__(*args, unit=unit, **kwargs)
        self.since = since
        self.fields["mode"].choices = [
            (self.CHANGE, "Ghi một thay đổi: từ một ngày, đơn vị đổi tên, đổi cấp trên hoặc đổi loại"),
            (self.CORRECT, f"Sửa chỗ ghi sai hoặc còn thiếu của giai đoạn hiện tại (từ {since_text})"),
        ]
        self.fields["starts_on"].label = "Thay đổi có hiệu lực từ ngày"
        self.fields["starts_on"].required = False
        self.fields[
            "starts_on"
        ].help_text = "Chỉ ghi khi là một thay đổi. Trước ngày này, văn bản và lịch sử vẫn mang tên cũ."

    def clean(self):
        """A change needs its day; a correction holds from the first day of the current period."""
        data = super().clean()
        if data.get("mode") == self.CORRECT:
            data["starts_on"] = self.since
        elif data.get("mode") == self.CHANGE and not data.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "Hãy ghi ngày thay đổi có hiệu lực.")
        return data


class CloseUnitForm(forms.Form):
    """The last day of a unit."""

    ends_on = day_field("Ngày hoạt động cuối cùng")
    source = LineField(
        label="Theo quyết định", max_length=300, help_text="Số, ngày, cơ quan ban hành, hoặc lý do bằng vài từ."
    )


class UnitFilter(forms.Form):
    """What the list of units can be narrowed by."""

    q = forms.CharField(label="Tìm tên đơn vị", required=False)
    loai = forms.ModelChoiceField(
        label="Loại", queryset=UnitKind.objects.none(), required=False, empty_label="Mọi loại"
    )
    tinh_trang = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Đang hoạt động"), ("thieu", "Chưa có người lập hồ sơ"), ("het", "Đã kết thúc")],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["loai"].queryset = unit_kinds()


class AuthorityForm(forms.Form):
    """An awarding authority outside this system."""

    name = LineField(
        label="Tên cơ quan, chức danh tặng",
        max_length=250,
        help_text="Ghi như in trên văn bản, ví dụ: Chủ tịch Ủy ban nhân dân tỉnh Bình An.",
    )
    nature = forms.ChoiceField(
        label="Thuộc",
        widget=forms.RadioSelect,
        choices=[
            (Nature.PARTY.value, "Đảng: giấy in tiêu đề Đảng Cộng sản Việt Nam"),
            (Nature.STATE.value, "Nhà nước: giấy in Quốc hiệu"),
        ],
    )
    level = forms.ModelChoiceField(
        queryset=UnitKind.objects.none(),
        label="Cấp",
        empty_label="Chọn cấp",
        widget=forms.Select(attrs={"class": "input--half"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = UnitKind.objects.filter(pk__in=AwardRight.objects.values("kind_id"))

    def clean(self):
        """Refuse a name that is there already and a level of the other kind."""
        data = super().clean()
        name, level, nature = data.get("name"), data.get("level"), data.get("nature")
        if name and AwardingAuthority.objects.filter(name=name).exists():
            self.add_error("name", "Cơ quan này đã có trong danh sách.")
        if level and nature and level.nature != nature:
            self.add_error("level", f"“{level}” không cùng loại với mục Thuộc đã chọn. Hãy chọn lại một trong hai.")
        return data


class AwardRightForm(forms.Form):
    """That a kind of body may give a form of award, by which clause, from when."""

    kind = forms.ModelChoiceField(
        queryset=UnitKind.objects.all(),
        label="Cấp được tặng",
        empty_label="Chọn cấp",
        widget=forms.Select(attrs={"class": "input--half"}),
    )
    form = forms.ChoiceField(
        label="Hình thức", choices=AwardForm, widget=forms.RadioSelect(attrs={"class": "choices--row"})
    )
    recipient_kinds = forms.MultipleChoiceField(
        label="Tặng cho", choices=RecipientKind, widget=forms.CheckboxSelectMultiple
    )
    clause = LineField(
        label="Điều khoản",
        max_length=200,
        help_text="Ví dụ: Điều 34 Quy định 24-QĐ/TW. Câu này hiện khi một đợt bị từ chối.",
    )
    source = LineField(label="Nguồn", max_length=300, required=False, help_text="Nơi có thể đọc văn bản đó.")
    starts_on = day_field("Từ ngày")
    ends_on = day_field("Đến hết ngày", required=False, help_text="Để trống nếu chưa biết.")

    def clean(self):
        """Refuse a period that ends before it begins."""
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Ngày cuối phải sau hoặc đúng ngày đầu.")
        return data


class SignerForm(forms.Form):
    """Somebody who signs, as the signature block prints it."""

    unit = UnitField(label="Ký cho đơn vị")
    full_name = LineField(label="Họ và tên", max_length=100)
    position = LineField(
        label="Chức vụ in trên văn bản",
        max_length=100,
        help_text="Không kèm tên cơ quan, ví dụ: Bí thư, Phó Bí thư Thường trực.",
    )
    authority_lines = forms.CharField(
        label="Quyền hạn ký",
        initial="T/M BAN THƯỜNG VỤ",
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--half"}),
        help_text="Mỗi dòng một hàng, từ 1 đến 3 dòng, ví dụ: T/M BAN THƯỜNG VỤ; hoặc K/T BÍ THƯ ở dòng thứ hai.",
    )
    starts_on = day_field("Ký từ ngày")

    def __init__(self, *args, units: list[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)

    def clean_authority_lines(self):
        """Return one to three lines."""
        lines = [line.strip() for line in self.cleaned_data["authority_lines"].splitlines() if line.strip()]
        if not 1 <= len(lines) <= 3:
            raise forms.ValidationError("Quyền hạn ký có từ 1 đến 3 dòng. Hãy xem lại.")
        return "\n".join(lines)

    @property
    def facts(self) -> dict:
        """Return what organizations.services.add_signer takes."""
        return {name: self.cleaned_data[name] for name in SIGNER_WORDS}


class SuccessionForm(forms.Form):
    """Which unit went over into this one, from when."""

    predecessor = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label="Kế tục đơn vị nào?",
        empty_label="Chọn đơn vị",
        widget=forms.Select(attrs={"class": "input--half"}),
        help_text="Đơn vị trước khi nhập, tách hoặc lập lại. Nhập nhiều đơn vị thì ghi từng đơn vị một.",
    )
    happened_on = day_field("Từ ngày")
    source = LineField(
        label="Theo quyết định",
        max_length=300,
        required=False,
        help_text="Số, ngày, cơ quan ban hành. Để trống nếu không có.",
    )

    def __init__(self, *args, units: list[Unit], today: date, **kwargs):
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[int, str]]] = {"Đã kết thúc": [], "Đang hoạt động": []}
        for unit in units:
            is_closed = unit.ends_on is not None and unit.ends_on < today
            groups["Đã kết thúc" if is_closed else "Đang hoạt động"].append((unit.pk, unit.name))
        field = self.fields["predecessor"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        field.choices = [("", field.empty_label), *((label, rows) for label, rows in groups.items() if rows)]
