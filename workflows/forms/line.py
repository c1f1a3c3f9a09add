"""The form of one line of a dossier."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from nominations.models import Nomination, Nominee, Round
from organizations.enums import AwardForm, RecipientKind, Sex
from vietnamese.dates import parse_date, short_date
from vietnamese.fields import DayField
from vietnamese.text import one_line

from .cell import either

OLDEST = 120
"""Years back that somebody may have been born."""
YEAR = re.compile(r"\d{4}")
MONTH = re.compile(r"\d{1,2}\s*[/.\-\s]\s*(\d{4})")


class BirthField(forms.CharField):
    """A typed birth date or, where only that is known, the year: gives (date or None, year or None)."""

    widget = forms.TextInput(attrs={"class": "input--date", "inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value):
        """Return the day and the year, as far as they were typed."""
        typed = super().clean(value)
        if not typed:
            return None, None
        if YEAR.fullmatch(typed):
            return None, int(typed)
        if month := MONTH.fullmatch(typed):
            return None, int(month[1])
        try:
            day = parse_date(typed)
        except ValueError as error:
            raise ValidationError(
                str(error) if "Không có ngày" in str(error) else
                "Ngày sinh chưa đúng. Hãy ghi ngày đầy đủ, ví dụ 27/3/1971, hoặc bốn chữ số của năm sinh, ví dụ 1971."
            ) from None  # fmt: skip
        return day, day.year


class LineForm(forms.Form):
    """One line of a dossier. Built for a kind of nominee: the fields of the other kind are not there.

    Only the name, the form of award and who the nominee is are required: the rest may wait, the check page asks for it.
    `templates` are (achievement, citation) of each form offered, by form.
    """

    kind = forms.ChoiceField(choices=RecipientKind.choices, widget=forms.HiddenInput)
    chosen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    form = forms.ChoiceField(label="Hình thức khen thưởng", widget=forms.RadioSelect(attrs={"class": "choices--row"}))
    full_name = forms.CharField(
        label="Tên", max_length=250, widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"})
    )
    one_name_ok = forms.BooleanField(label="Đúng là chỉ có một tên", required=False)
    same_as = forms.TypedChoiceField(
        label="Có phải là một trong các đồng chí này không?", required=False, coerce=int, empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
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
    birth_date = BirthField(label="Ngày sinh hoặc năm sinh", required=False, max_length=30)
    position = forms.CharField(
        label="Chức vụ, công việc",
        max_length=150,
        required=False,
        help_text="In trên giấy khen. Ví dụ: Phó Bí thư Chi bộ.",
    )
    unit_text = forms.CharField(label="Đơn vị in trên giấy khen", max_length=250, required=False)
    is_deceased = forms.BooleanField(label="Đã mất, đề nghị truy tặng", required=False)
    ethnicity = forms.CharField(label="Dân tộc", max_length=50, required=False, help_text="Ví dụ: Kinh, Khmer.")
    joined_on = DayField(label="Ngày vào Đảng", required=False, help_text="Ví dụ: 03/02/2005.")
    keeps_on_roll = forms.BooleanField(
        label="Ghi vào danh sách của chi bộ", required=False, help_text="Lần sau chọn từ danh sách, không phải gõ lại."
    )
    model_name = forms.CharField(
        label="Tên mô hình",
        max_length=300,
        required=False,
        help_text="Ghi khi đề nghị vì một mô hình, cách làm cụ thể.",
    )
    achievement = forms.CharField(
        label="Thành tích",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "input--tall", "data-grow": ""}),
        help_text="Kể việc đã làm và kết quả bằng số liệu. Báo cáo thành tích đầy đủ có thể gửi kèm thành tệp ở phần Minh chứng.",
    )
    citation = forms.CharField(
        label="Lời khen in trên giấy", required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": ""}),
    )  # fmt: skip
    submission_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    NOMINEE = (
        "full_name", "unit_text", "position", "sex", "birth_date", "ethnicity", "joined_on", "is_party_member",
        "is_party_organization", "is_deceased",
    )  # fmt: skip
    LINE = ("form", "model_name", "achievement", "citation")
    OF_INDIVIDUALS = (
        "is_party_member", "sex", "birth_date", "position", "is_deceased", "one_name_ok", "ethnicity", "joined_on",
    )  # fmt: skip
    OF_COLLECTIVES = ("is_party_organization",)
    YES_NO = ("is_party_member", "is_party_organization")

    def __init__(
        self, *args, round: Round, kind: str, today: date, room: str = "", keeps_roll: bool = False,
        candidates: list[tuple[int, str]] = (), **kwargs,
    ):  # fmt: skip
        super().__init__(*args, **kwargs)
        self.today = today
        self.is_individual = kind == RecipientKind.INDIVIDUAL
        offered = [row for row in round.forms.all() if row.recipient_kind == kind]
        self.offered = offered
        self.fields["form"].choices = [(row.form, AwardForm(row.form).label) for row in offered]
        if len(offered) == 1:
            self.fields["form"].widget = forms.HiddenInput()
            self.initial["form"] = offered[0].form
        for name in self.OF_COLLECTIVES if self.is_individual else self.OF_INDIVIDUALS:
            del self.fields[name]
        if not keeps_roll:
            del self.fields["keeps_on_roll"]
        self.fields["kind"].choices = [(kind, kind)]
        self.fields["kind"].initial = kind
        self.ask_about(candidates)
        self._word(room)

    def _word(self, room: str) -> None:
        """Say in each label and hint what this kind of nominee needs."""
        name, unit = self.fields["full_name"], self.fields["unit_text"]
        self.fields["citation"].help_text = room
        if self.is_individual:
            name.label, name.help_text = "Họ và tên", "Ghi đủ họ, chữ đệm và tên, đúng như in trên giấy khen."
            unit.help_text = "In ngay dưới tên, sau chức vụ. Ví dụ: Chi bộ ấp Tân Bình 1."
            self.fields["birth_date"].help_text = "Ví dụ 27/3/1971, hoặc chỉ năm 1971. Để phân biệt người trùng tên."
            self.fields["sex"].help_text = "Cần khi không phải đảng viên: giấy khen ghi Ông hoặc Bà."
        else:
            name.label, name.help_text = "Tên tập thể", "Ghi đủ tên như in trên giấy khen. Ví dụ: Chi bộ ấp Tân Bình 1."
            unit.help_text = "In ngay dưới tên. Ví dụ: Đảng bộ xã Tân Mỹ."
            self.fields["same_as"].label = "Có phải là một trong các tập thể này không?"

    def ask_about(self, candidates: list[tuple[int, str]]) -> None:
        """Ask which of these (id, description) is meant, if any; without candidates nothing is asked."""
        self.candidates = list(candidates)
        none = "Không phải, đây là người khác" if self.is_individual else "Không phải, đây là tập thể khác"
        self.fields["same_as"].choices = [*self.candidates, (0, none)] if candidates else []
        self.fields["same_as"].required = bool(candidates)

    def clean_full_name(self):
        """Return the name on one line."""
        return one_line(self.cleaned_data["full_name"])

    def clean_birth_date(self):
        """Refuse a year in which nobody alive, or nobody yet, was born."""
        day, year = self.cleaned_data["birth_date"]
        if (year is not None and not self.today.year - OLDEST <= year <= self.today.year) or (day and day > self.today):
            raise ValidationError("Năm sinh chưa đúng. Hãy ghi bốn chữ số, ví dụ 1971.")
        return day, year

    def clean_joined_on(self):
        """Refuse a day that has not come."""
        day = self.cleaned_data["joined_on"]
        if day and day > self.today:
            raise ValidationError("Ngày vào Đảng chưa tới. Hãy xem lại năm.")
        return day

    def clean_achievement(self):
        """Return the text; the office's template that nobody has filled in is no achievement."""
        text = self.cleaned_data["achievement"]
        untouched = {one_line(row.achievement_template) for row in self.offered if row.achievement_template}
        return "" if one_line(text) in untouched else text

    def clean(self):
        """Ask about a name of one word once: some peoples have one name, and some people forget the family name."""
        data = super().clean()
        if self.asks_one_name and not data.get("one_name_ok"):
            self.add_error(
                "one_name_ok",
                f"Tên “{data['full_name']}” chỉ có một chữ. Nếu đúng là tên đầy đủ, hãy đánh dấu vào ô xác nhận; "
                "nếu không, ghi đủ cả họ và tên.",
            )
        return data

    @property
    def asks_one_name(self) -> bool:
        """Return whether the name that stands in the form is a person's and has one word."""
        return self.is_individual and len(one_line(str(self["full_name"].value() or "")).split()) == 1

    @property
    def has_more(self) -> bool:
        """Return whether something stands in the folded fields, so that they are shown unfolded."""
        names = [name for name in ("ethnicity", "joined_on") if name in self.fields]
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def nominee(self) -> dict:
        """Return the fields of the nominee as the services take them, as far as they could be read."""
        data = {name: self.cleaned_data[name] for name in self.NOMINEE if name in self.cleaned_data}
        if "birth_date" in data:
            data["birth_date"], data["birth_year"] = data["birth_date"]
        return {"kind": self.fields["kind"].initial, **data}

    @property
    def line(self) -> dict:
        """Return the fields of the line itself."""
        return {name: self.cleaned_data[name] for name in self.LINE}

    def as_typed(self) -> tuple[Nominee, str, str]:
        """Return (nominee, citation, form) as typed so far, whether or not the form could be saved like this."""
        self.is_valid()
        values = {name: value for name, value in self.nominee.items() if value not in (None, "")}
        form = self.cleaned_data.get("form") or self.offered[0].form
        return Nominee(**values), self.cleaned_data.get("citation", ""), form

    @classmethod
    def values_of(cls, line: Nomination) -> dict:
        """Return what the form shows of a line that exists."""
        nominee = line.nominee
        values = {name: getattr(nominee, name) for name in cls.NOMINEE} | {n: getattr(line, n) for n in cls.LINE}
        for name in cls.YES_NO:
            values[name] = "yes" if values[name] else "no"
        values["birth_date"] = birth_text(nominee)
        values["one_name_ok"] = len(nominee.full_name.split()) == 1
        values["chosen"] = nominee.person_id or nominee.collective_id
        return values | {"version": line.version, "kind": nominee.kind}

    def differences(self, line: Nomination) -> list[tuple[str, str]]:
        """Return (label, stored text) of every field in which the stored line differs from what stands in the form."""
        stored = self.values_of(line)
        found = []
        for name in (*self.NOMINEE, *self.LINE):
            if name in self.fields and self._plain(name, self[name].value()) != self._plain(name, stored[name]):
                found.append((self.fields[name].label, self._shown(name, stored[name])))
        return found

    def _plain(self, name: str, value: Any) -> Any:
        if isinstance(self.fields[name], forms.BooleanField):
            return bool(value)
        return one_line(str(self.fields[name].prepare_value(value) or ""))

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "Có" if value else "Không"
        choices = dict(getattr(self.fields[name], "choices", ()))
        value = self.fields[name].prepare_value(value)
        return str(choices.get(value, value)) if value not in (None, "") else "Để trống"


def typed_identity(data: Any, kind: str) -> dict:
    """Return who is meant as raw fields of the form say it: name and birth; an unreadable birth is unknown."""
    try:
        day, year = BirthField(required=False).clean(data.get("birth_date", ""))
    except ValidationError:
        day, year = None, None
    return {"kind": kind, "full_name": one_line(data.get("full_name", "")), "birth_date": day, "birth_year": year}


def birth_text(known: Any) -> str:
    """Return the birth date of a nominee or a person as the form shows it, else the year, else ""."""
    if known.birth_date:
        return short_date(known.birth_date, always_pad=True)
    return str(known.birth_year or "")


def values_of_person(person: Any, position: str, unit_name: str) -> dict:
    """Return what the form shows of somebody chosen from the roll."""
    return {
        "chosen": person.pk,
        "full_name": person.full_name,
        "one_name_ok": len(person.full_name.split()) == 1,
        "birth_date": birth_text(person),
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "joined_on": person.joined_on,
        "is_party_member": "yes" if person.is_party_member else "no",
        "position": position,
        "unit_text": unit_name,
    }


def values_of_collective(collective: Any) -> dict:
    """Return what the form shows of a collective chosen from the roll."""
    return {
        "chosen": collective.pk,
        "full_name": collective.name,
        "is_party_organization": "yes" if collective.is_party_organization else "no",
    }
