"""Forms of printers: names, which paper in which tray, what the ruler says."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from organizations.models import Unit
from permissions.forms.fields import LineField, UnitField

from ..layout.correction import CorrectionRefused
from ..layout.grid import READINGS
from ..models import BlankKind, Printer
from ..services.blanks import LEAST_SIDE_MM, MOST_SIDE_MM
from ..services.equipment import LONGEST_NAME
from ..services.printers import LONGEST_TRAY, Feed

PAPERS = {
    "a4": ("A4 ngang, 297 × 210 mm", Decimal(297), Decimal(210)),
    "a3": ("A3 ngang, 420 × 297 mm", Decimal(420), Decimal(297)),
    "400x300": ("400 × 300 mm", Decimal(400), Decimal(300)),
}
OTHER = "khac"
BLANK = "phoi-"


class MmField(forms.DecimalField):
    """A length in mm with at most one decimal, typed with a comma or a dot."""

    default_error_messages = {
        "invalid": "Ghi số mi-li-mét, ví dụ 20 hoặc 20,5.",
        "max_decimal_places": "Chỉ ghi một chữ số sau dấu phẩy, ví dụ 20,5.",
    }

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "input--short", "inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(max_digits=5, decimal_places=1, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().replace("\u2212", "-").replace(",", ".").removesuffix("mm").strip()
        return super().to_python(value)

    def prepare_value(self, value):
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class NameForm(forms.Form):
    """What a thing of the office is called; the unit is asked where the person works for several."""

    unit = UnitField(label="Đơn vị")
    name = LineField(label="Tên", max_length=LONGEST_NAME)
    field_order = ["name", "unit"]

    def __init__(self, *args, units: Iterable[Unit] = (), label: str, hint: str, **kwargs):
        super().__init__(*args, **kwargs)
        units = list(units)
        self.only = units[0] if len(units) == 1 else None
        self.fields["name"].label, self.fields["name"].help_text = label, hint
        if len(units) > 1:
            self.fields["unit"].offer(units)
        else:
            del self.fields["unit"]

    @property
    def of_unit(self) -> Unit:
        """The unit that was chosen, or the only one."""
        return self.cleaned_data.get("unit") or self.only


class FeedForm(forms.Form):
    """Which tray holds which paper. Lives in the address, so that a printed grid leads back to its own numbers."""

    khay = LineField(
        label="Khay giấy", max_length=LONGEST_TRAY, required=False,
        help_text="Ví dụ: khay tay, khay 2. Để trống nếu máy chỉ có một khay.",
    )  # fmt: skip
    giay = forms.ChoiceField(label="Giấy trong khay", widget=forms.RadioSelect)
    rong = MmField(label="Rộng (mm)", required=False, min_value=LEAST_SIDE_MM, max_value=MOST_SIDE_MM)
    cao = MmField(label="Cao (mm)", required=False, min_value=LEAST_SIDE_MM, max_value=MOST_SIDE_MM)

    def __init__(self, *args, printer: Printer, blanks: Iterable[BlankKind], **kwargs):
        super().__init__(*args, **kwargs)
        self.printer = printer
        self.blanks = {f"{BLANK}{kind.pk}": kind for kind in blanks}
        self.fields["giay"].choices = [
            *(
                (key, f"{kind.name}, {mm(kind.width_mm)} × {mm(kind.height_mm)} mm")
                for key, kind in self.blanks.items()
            ),
            *((key, f"Giấy trắng {label}") for key, (label, *_) in PAPERS.items()),
            (OTHER, "Giấy trắng khổ khác, ghi ở hai ô dưới"),
        ]
        self.fields["giay"].initial = next(iter(self.blanks), "a4")

    def clean(self):
        """Ask for both sides of a paper that is not in the list."""
        said = super().clean()
        if said.get("giay") == OTHER:
            for name in ("rong", "cao"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, ValidationError(f"Chưa ghi chiều {self.fields[name].label.lower()}."))
        return said

    @property
    def feed(self) -> Feed:
        """What was chosen."""
        said = self.cleaned_data
        kind = self.blanks.get(said["giay"])
        if kind:
            return Feed(self.printer, said["khay"], kind.width_mm, kind.height_mm, kind)
        if said["giay"] == OTHER:
            return Feed(self.printer, said["khay"], said["rong"], said["cao"])
        _, width, height = PAPERS[said["giay"]]
        return Feed(self.printer, said["khay"], width, height)


def feed_values(feed: Feed) -> dict[str, str]:
    """Return a feed as the address says it."""
    known = next((key for key, (_, *size) in PAPERS.items() if size == [feed.width_mm, feed.height_mm]), OTHER)
    values = {"khay": feed.tray, "giay": f"{BLANK}{feed.blank.pk}" if feed.blank else known}
    return values | ({"rong": mm(feed.width_mm), "cao": mm(feed.height_mm)} if values["giay"] == OTHER else {})


class ReadingsForm(forms.Form):
    """The eight distances in mm, by the numbers that stand on the printed grid."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for reading in READINGS:
            self.fields[f"so{reading.number}"] = MmField(
                label=f"Số {reading.number}, cách mép {reading.edge}",
                error_messages={"required": f"Chưa ghi số {reading.number}."},
            )

    @property
    def distances(self) -> list[Decimal]:
        """The numbers in their order."""
        return [self.cleaned_data[f"so{reading.number}"] for reading in READINGS]

    @property
    def corners(self) -> list[tuple[str, list]]:
        """The fields by the corner at which they are read, for the page."""
        found: dict[str, list] = {}
        for reading in READINGS:
            corner = reading.label.split(",")[0]
            found.setdefault(corner, []).append(self[f"so{reading.number}"])
        return list(found.items())

    def refuse(self, refusal: CorrectionRefused) -> None:
        """Say at the number which looks wrong why it does; at the top where it is about no single one."""
        numbers = [r.number for r in READINGS if (r.mark, r.axis) in refusal.readings]
        if len(refusal.readings) in (1, 2) and numbers:
            first = next(r.number for r in READINGS if (r.mark, r.axis) == refusal.readings[0])
            self.add_error(f"so{first}", refusal.reason)
        else:
            self.add_error(None, refusal.reason)


def mm(value: Decimal) -> str:
    """Return a length as people write it: 297; 20,5."""
    return f"{Decimal(value).normalize():f}".replace(".", ",")
