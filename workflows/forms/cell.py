"""Forms of the cell: a line, the cell's meeting with its votes, files."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from nominations.enums import CellBallot
from nominations.models import Dossier, Nomination, Round
from nominations.rules import called
from nominations.uploads import LARGEST
from organizations.enums import AwardForm, RecipientKind, Sex
from vietnamese.fields import DayField
from vietnamese.text import lower_first, one_line

YES_NO = {"yes": True, "no": False}
OLDEST = 120
"""Years back that a year of birth may lie."""


def plain_number(label: str, *, most: int = 9999, required: bool = False, **attrs: Any) -> forms.IntegerField:
    """Return a box for a whole number that says in Vietnamese what is wrong with what was typed."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off", **attrs}),
        error_messages={
            "invalid": f"{label} phải là một số, ví dụ 21.",
            "min_value": f"{label} không thể nhỏ hơn 0.",
            "max_value": f"{label} lớn quá, hãy xem lại.",
        },
    )


def either(label: str, yes: str, no: str, help_text: str = "") -> forms.TypedChoiceField:
    """Return two framed answers of which one must be chosen; the value is True for `yes`."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=YES_NO.__getitem__,
        help_text=help_text,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
        error_messages={"required": f"Chưa chọn {lower_first(yes)} hay {lower_first(no)}."},
    )


class LineForm(forms.Form):
    """One line of a dossier. Built for a kind of nominee: the fields of the other kind are not there.

    Only the name, the form of award and who the nominee is are required: the rest may wait, the check page asks for it.
    """

    kind = forms.ChoiceField(choices=RecipientKind.choices, widget=forms.HiddenInput)
    form = forms.ChoiceField(label="Hình thức khen thưởng", widget=forms.RadioSelect(attrs={"class": "choices--row"}))
    full_name = forms.CharField(
        label="Tên", max_length=250, widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})
    )
    is_party_member = either("Có phải đảng viên không?", "Đảng viên", "Không phải đảng viên")
    is_party_organization = either(
        "Có phải tổ chức đảng không?",
        "Tổ chức đảng",
        "Không phải tổ chức đảng",
        "Chi bộ, đảng bộ là tổ chức đảng. Hội, đoàn thể, ban, tổ, trường học thì không.",
    )
    sex = forms.ChoiceField(
        label="Giới tính",
        choices=Sex.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    birth_year = plain_number("Năm sinh")
    position = forms.CharField(
        label="Chức vụ, công việc",
        max_length=150,
        required=False,
        help_text="In trên giấy khen. Ví dụ: Phó Bí thư Chi bộ.",
    )
    unit_text = forms.CharField(label="Đơn vị in trên giấy khen", max_length=250, required=False)
    is_deceased = forms.BooleanField(label="Đã mất, đề nghị truy tặng", required=False)
    model_name = forms.CharField(
        label="Tên mô hình",
        max_length=300,
        required=False,
        help_text="Ghi khi đề nghị vì một mô hình, cách làm cụ thể.",
    )
    achievement = forms.CharField(
        label="Thành tích",
        required=False,
        widget=forms.Textarea(attrs={"class": "input--tall"}),
        help_text="Kể việc đã làm và kết quả bằng số liệu. Báo cáo thành tích đầy đủ có thể gửi kèm thành tệp ở phần Minh chứng.",
    )
    citation = forms.CharField(label="Lời khen in trên giấy", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    NOMINEE = (
        "full_name",
        "unit_text",
        "position",
        "sex",
        "birth_year",
        "is_party_member",
        "is_party_organization",
        "is_deceased",
    )
    LINE = ("form", "model_name", "achievement", "citation")
    OF_INDIVIDUALS = ("is_party_member", "sex", "birth_year", "position", "is_deceased")
    OF_COLLECTIVES = ("is_party_organization",)

    def __init__(self, *args, round: Round, kind: str, today: date, room: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.is_individual = kind == RecipientKind.INDIVIDUAL
        offered = [row for row in round.forms.all() if row.recipient_kind == kind]
        self.fields["form"].choices = [(row.form, AwardForm(row.form).label) for row in offered]
        if len(offered) == 1:
            self.fields["form"].widget = forms.HiddenInput()
            self.fields["form"].initial = offered[0].form
        for name in self.OF_COLLECTIVES if self.is_individual else self.OF_INDIVIDUALS:
            del self.fields[name]
        self.fields["kind"].choices = [(kind, kind)]
        self.fields["kind"].initial = kind
        self._word(room)

    def _word(self, room: str) -> None:
        """Say in each label and hint what this kind of nominee needs."""
        name, unit = self.fields["full_name"], self.fields["unit_text"]
        self.fields["citation"].help_text = room
        if self.is_individual:
            name.label, name.help_text = "Họ và tên", "Ghi đủ họ, chữ đệm và tên, đúng như in trên giấy khen."
            unit.help_text = "In ngay dưới tên, sau chức vụ. Ví dụ: Chi bộ ấp Tân Bình 1."
            self.fields["birth_year"].help_text = "Bốn chữ số, ví dụ 1971. Để phân biệt người trùng tên."
            self.fields["sex"].help_text = "Cần khi không phải đảng viên: giấy khen ghi Ông hoặc Bà."
        else:
            name.label, name.help_text = "Tên tập thể", "Ghi đủ tên như in trên giấy khen. Ví dụ: Chi bộ ấp Tân Bình 1."
            unit.help_text = "In ngay dưới tên. Ví dụ: Đảng bộ xã Tân Mỹ."

    def clean_full_name(self):
        """Return the name on one line; a person's name has at least two words."""
        name = one_line(self.cleaned_data["full_name"])
        if self.is_individual and len(name.split()) < 2:
            raise ValidationError("Hãy ghi đủ cả họ và tên.")
        return name

    def clean_birth_year(self):
        """Refuse a year in which nobody alive, or nobody yet, was born."""
        year = self.cleaned_data.get("birth_year")
        if year is not None and not self.today.year - OLDEST <= year <= self.today.year:
            raise ValidationError("Năm sinh chưa đúng. Hãy ghi bốn chữ số, ví dụ 1971.")
        return year

    @property
    def nominee(self) -> dict:
        """Return the fields of the nominee as the services take them."""
        data = {name: self.cleaned_data[name] for name in self.NOMINEE if name in self.cleaned_data}
        return {"kind": self.cleaned_data["kind"], **data}

    @property
    def line(self) -> dict:
        """Return the fields of the line itself."""
        return {name: self.cleaned_data[name] for name in self.LINE}

    @classmethod
    def values_of(cls, line: Nomination) -> dict:
        """Return what the form shows of a line that exists."""
        words = {True: "yes", False: "no"}
        values = {name: getattr(line.nominee, name) for name in cls.NOMINEE} | {
            name: getattr(line, name) for name in cls.LINE
        }
        for name in ("is_party_member", "is_party_organization"):
            values[name] = words[values[name]]
        return values | {"version": line.version, "kind": line.nominee.kind}

    def differences(self, line: Nomination) -> list[tuple[str, str]]:
        """Return (label, stored text) of every field in which the stored line differs from what was typed here."""
        stored = self.values_of(line)
        found = []
        for name in (*self.NOMINEE, *self.LINE):
            if name not in self.fields or name in ("kind", "version"):
                continue
            typed = self.data.get(name, "")
            typed = name in self.data if name == "is_deceased" else one_line(typed)
            kept = (
                stored[name]
                if name == "is_deceased"
                else one_line(str(stored[name] if stored[name] is not None else ""))
            )
            if typed != kept:
                found.append((self.fields[name].label, self._shown(name, stored[name])))
        return found

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "Có" if value else "Không"
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value)) if value not in (None, "") else "Để trống"


class MeetingForm(forms.Form):
    """The cell's meeting and the numbers of its papers. Everything may be left for later."""

    met_on = DayField(label="Ngày họp chi bộ", required=False, help_text="Ví dụ: 27/3/2026")
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
        """Refuse more members present than there are, and votes that do not add up to those present."""
        data = super().clean()
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


class SeveralFilesInput(forms.FileInput):
    """A file box that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        """Return every file that came under the name."""
        return files.getlist(name)


class SeveralFilesField(forms.FileField):
    """Files as they came, not looked into yet: the service judges each by its content."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        """Return the list of files."""
        files = [file for file in data or [] if file]
        if not files:
            raise ValidationError(
                "Chưa chọn tệp nào. Hãy bấm nút chọn tệp, chọn ảnh hoặc PDF rồi gửi lại.", code="required"
            )
        return files


class UploadForm(forms.Form):
    """Several files at once, for one line or for the whole dossier."""

    about = forms.ChoiceField(label="Minh chứng cho")
    files = SeveralFilesField(
        label="Chọn tệp",
        help_text="PDF hoặc ảnh (JPEG, PNG), mỗi tệp tối đa 20 MB. Chọn được nhiều tệp một lần.",
        widget=SeveralFilesInput(attrs={"multiple": True, "accept": ".pdf,.jpg,.jpeg,.png", "data-max-bytes": LARGEST}),
    )

    def __init__(self, *args, lines: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", "Cả hồ sơ"), *((str(pk), name) for pk, name in lines)]
        self.fields["about"].required = False
