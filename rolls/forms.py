"""Forms of the rolls: what to show, a person, a collective, a rating, discipline, going off."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from organizations.enums import Sex
from permissions.forms.fields import LineField, day_field, reason_field
from vietnamese.dates import parse_date
from vietnamese.text import search_key

from .enums import Rating

PEOPLES = (
    "Kinh", "Tày", "Thái", "Mường", "Khmer", "Hoa", "Nùng", "Mông", "Dao", "Gia Rai", "Ê Đê", "Ba Na", "Xơ Đăng", "Sán Chay",
    "Cơ Ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Ra Glai", "Xtiêng", "Bru - Vân Kiều", "Thổ", "Giáy", "Cơ Tu", "Gié Triêng",
    "Mạ", "Khơ Mú", "Co", "Tà Ôi", "Chơ Ro", "Kháng", "Xinh Mun", "Hà Nhì", "Chu Ru", "Lào", "La Chí", "La Ha", "Phù Lá",
    "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo", "Brâu", "Ơ Đu", "Rơ Măm",
    "Ngái",
)  # fmt: skip
"""The 54 peoples as they are usually written (Quyết định 121-TCTK/PPCĐ of 02/3/1979); only proposed, any text is taken."""
ORGANIZATIONS = ("chi bo ", "dang bo ", "dang uy ")
"""How the name of a Party organization begins, as a search key."""
OLDEST = 120
NAME = {"spellcheck": "false", "autocomplete": "off"}
YES_NO = {"yes": True, "no": False}


def either(label: str, yes: str, no: str, help_text: str = "") -> forms.TypedChoiceField:
    """Return two framed answers; the value is True for `yes`, None for no answer."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("yes", yes), ("no", no)],
        coerce=YES_NO.__getitem__,
        help_text=help_text,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )


class BirthField(forms.CharField):
    """A day of birth in any usual form, or a year alone; the value is (day or None, year or None).

    Two digits of a year mean the last such year that is not to come. `today` is set by the form.
    """

    widget = forms.TextInput(attrs={"class": "input--date", "inputmode": "numeric", "autocomplete": "off"})
    today: date

    def to_python(self, value):
        if isinstance(value, tuple):
            return value
        typed = super().to_python(value)
        if not typed:
            return None, None
        if re.fullmatch(r"\d{4}", typed):
            return None, self._checked(int(typed))
        try:
            day = parse_date(typed)
        except ValueError as error:
            raise ValidationError(f"{error} Nếu chỉ biết năm, hãy gõ bốn chữ số, ví dụ 1968.") from None
        if day > self.today and not re.search(r"\d{4}", typed):
            day = day.replace(year=day.year - 100)
        return day, self._checked(day.year)

    def _checked(self, year: int) -> int:
        if not self.today.year - OLDEST <= year <= self.today.year:
            raise ValidationError(f"Năm sinh {year} chưa đúng. Hãy gõ lại, ví dụ 05/3/1968 hoặc 1968.")
        return year

    def prepare_value(self, value):
        if not isinstance(value, tuple):
            return value
        day, year = value
        return f"{day:%d/%m/%Y}" if day else year or ""


class SubjectForm(forms.Form):
    """What a person's and a collective's form share. `facts` is what rolls.services takes."""

    submission_key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today


class PersonForm(SubjectForm):
    """A person on the roll. Nothing but the name is needed."""

    full_name = LineField(label="Họ và tên", max_length=250, widget=forms.TextInput(attrs=NAME))
    position = LineField(
        label="Chức vụ, công việc",
        max_length=150,
        required=False,
        help_text="In trên giấy khen, ví dụ: Phó Bí thư Chi bộ.",
    )
    birth = BirthField(label="Ngày sinh", required=False, help_text="Ví dụ 05/3/1968; hoặc chỉ năm sinh: 1968.")
    sex = forms.ChoiceField(
        label="Giới tính",
        choices=Sex.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    ethnicity = LineField(
        label="Dân tộc",
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--half", "list": "cac-dan-toc", "autocomplete": "off"}),
    )
    is_party_member = either("Có phải đảng viên không?", "Đảng viên", "Không phải đảng viên")
    joined_on = day_field("Ngày vào Đảng", required=False)
    card_number = LineField(
        label="Số thẻ đảng viên",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--half", "inputmode": "numeric", "autocomplete": "off"}),
        help_text="12 chữ số, gõ liền hay cách đều được.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["birth"].today = self.today

    @property
    def facts(self) -> dict:
        """Return what is known of the person."""
        data = self.cleaned_data
        day, year = data["birth"]
        words = ("full_name", "sex", "ethnicity", "is_party_member", "joined_on", "card_number")
        known = {"birth_date": day, "birth_year": year} | {word: data[word] for word in words}
        return known | {"is_party_member": data["is_party_member"] is not False}


class CollectiveForm(SubjectForm):
    """A collective on the roll."""

    full_name = LineField(
        label="Tên tập thể",
        max_length=250,
        widget=forms.TextInput(attrs=NAME),
        help_text="Ghi đủ, như sẽ in trên giấy khen.",
    )
    is_party_organization = either(
        "Có phải tổ chức đảng không?",
        "Tổ chức đảng",
        "Không phải tổ chức đảng",
        "Chi bộ, đảng bộ là tổ chức đảng. Hội, đoàn thể, ban, tổ, trường học thì không.",
    )
    former_names = forms.CharField(
        label="Tên trước đây",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="Mỗi dòng một tên. Nhờ đó tìm được khen thưởng của những năm trước.",
    )

    @property
    def facts(self) -> dict:
        """Return what is known of the collective."""
        data = self.cleaned_data
        is_organization = data["is_party_organization"]
        if is_organization is None:
            is_organization = search_key(data["full_name"]).startswith(ORGANIZATIONS)
        return {
            "name": data["full_name"],
            "former_names": data["former_names"],
            "is_party_organization": is_organization,
        }


class RollFilter(forms.Form):
    """What a roll is narrowed to; lives in the address, where `don-vi` and `loai` say which roll it is."""

    q = forms.CharField(
        label="Tìm tên, không cần dấu",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"spellcheck": "false", "type": "search"}),
    )
    la = forms.ChoiceField(label="Đối tượng", required=False)
    con = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Đang có"), ("roi", "Đã ra khỏi danh sách")]
    )
    MEMBERS = {"dang": True, "ngoai": False}

    def __init__(self, data, *, is_people: bool, keep: dict[str, str]):
        super().__init__(data)
        called = ("Đảng viên", "Quần chúng") if is_people else ("Tổ chức đảng", "Tập thể khác")
        self.fields["la"].choices = [("", "Tất cả"), *zip(self.MEMBERS, called, strict=True)]
        for name, value in keep.items():
            self.fields[name] = forms.CharField(required=False, initial=value, widget=forms.HiddenInput)
        self.full_clean()

    @property
    def chosen(self) -> dict:
        """Return text, member and gone as rolls.queries.entries_of takes them; an unknown choice narrows nothing."""
        data = self.cleaned_data
        return {
            "text": data.get("q", ""),
            "member": self.MEMBERS.get(data.get("la", "")),
            "gone": data.get("con") == "roi",
        }

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything is chosen."""
        return any(self.cleaned_data.get(name) for name in ("q", "la", "con"))


class UnitFilter(forms.Form):
    """Which units to choose from."""

    q = forms.CharField(
        label="Tìm đơn vị, không cần dấu",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"spellcheck": "false", "type": "search"}),
    )


class RatingForm(forms.Form):
    """The rating of one year."""

    year = forms.TypedChoiceField(label="Năm", coerce=int, widget=forms.Select(attrs={"class": "input--short"}))
    rating = forms.ChoiceField(label="Xếp loại", choices=[("", "Chọn mức"), *Rating.choices])
    source = LineField(
        label="Căn cứ", max_length=200, required=False, help_text="Ví dụ: Quyết định 12-QĐ/ĐU ngày 15/12/2025."
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        years = range(today.year, today.year - 11, -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.fields["year"].initial = today.year - 1


class DisciplineForm(forms.Form):
    """A disciplinary action."""

    form = LineField(
        label="Hình thức kỷ luật", max_length=100, help_text="Ví dụ: Khiển trách, Cảnh cáo, Cách chức, Khai trừ."
    )
    decision_number = LineField(label="Số quyết định", max_length=60, required=False)
    decided_on = day_field("Ngày quyết định")
    ends_on = day_field("Hết hiệu lực ngày", required=False, help_text="Để trống nếu chưa biết.")


class TakeOffForm(forms.Form):
    """Going off the roll."""

    ends_on = day_field("Ngày cuối cùng còn trong danh sách")
    reason = reason_field(help_text="Ví dụ: chuyển sinh hoạt đến Chi bộ ấp 2; từ trần; ghi nhầm.")
