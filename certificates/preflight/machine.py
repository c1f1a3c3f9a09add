"""Printer, tray and blank: do they fit each other and the layouts, is there enough paper, when was it measured."""

from datetime import datetime, timedelta
from decimal import Decimal

from vietnamese.dates import local_day, short_date

from ..enums import PrintMode
from ..layout.grounds import FINER, coarse_dots, ground_area
from ..layout.sheets import CertificateRun
from ..printing.jobs import Job
from ..printing.settings import PrintSettings
from ..queries.blanks import sheets_left
from ..rules import ABOUT_BLANK, ABOUT_HOW, ABOUT_PRINTER, ABOUT_WHAT, BLOCK, LOOK, PASS, Check

SAME_MM = 1.0
"""Sizes that differ by less are one size: paper is cut with a tolerance of about that."""
OLD = timedelta(days=180)
"""After half a year a printer has been opened, moved or given new rollers."""


def checks(job: Job, *, at: datetime) -> list[Check]:
    """Return what is to be said about the machine."""
    return [*_sizes(job), *_ground(job), *_blank(job), _calibration(job.settings, at=at)]


def _sizes(job: Job) -> list[Check]:
    """Layouts, blank and profile name one size of sheet."""
    rule = "Khổ giấy"
    sizes = {job.size(line) for line in job.lines}
    settings = job.settings
    found = [
        Check(
            BLOCK,
            rule,
            f"Bố cục khổ {_size(size)} mà {what} khổ {_size(other)}. Đồng chí chọn lại cho khớp.",
            about=ABOUT_HOW,
        )
        for what, source in ((f"phôi {settings.blank}", settings.blank), ("số đo máy in", settings.profile))
        if source is not None
        for other in [(float(source.width_mm), float(source.height_mm))]
        for size in sorted(sizes)
        if not _is_same(size, other)
    ]
    if found:
        return found
    if len(sizes) > 1:
        text = " và ".join(_size(size) for size in sorted(sizes))
        return [
            Check(
                LOOK,
                rule,
                f"Lượt này có hai khổ giấy ({text}). Đồng chí nên in cá nhân và tập thể thành hai lượt.",
                about=ABOUT_WHAT,
            )
        ]
    return [Check(PASS, rule, f"{_size(next(iter(sizes)))}.")]


def _ground(job: Job) -> list[Check]:
    """The office's own picture is fine enough where it is printed; said only where it is not."""
    if job.settings.mode != PrintMode.FULL:
        return []
    coarse = {dots for run in job.runs.values() if (dots := _coarse(run)) is not None}
    return [
        Check(
            LOOK,
            "Hình nền",
            f"Hình nền chỉ có {dots} điểm ảnh trên một inch nên in ra sẽ mờ, vỡ nét. {FINER}",
            about=ABOUT_HOW,
        )
        for dots in sorted(coarse)
    ]


def _coarse(run: CertificateRun) -> int | None:
    ground = run.layout.ground
    if ground.kind != "own" or not ground.is_printed or run.own_ground is None:
        return None
    area = ground_area(run)
    return coarse_dots(run.own_ground, area.width, area.height)


def _is_same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) < SAME_MM for a, b in zip(one, other, strict=True))


def _size(size: tuple[float, float]) -> str:
    return " x ".join(f"{length:g}".replace(".", ",") for length in size) + " mm"


def _blank(job: Job) -> list[Check]:
    """What the blank carries is what the print leaves out, and there are enough of them."""
    rule, settings = "Phôi", job.settings
    if settings.mode == PrintMode.FULL:
        if settings.blank is None:
            return []
        fact = (
            f"Đang chọn in cả khung lên phôi {settings.blank} đã có khung. Đồng chí chọn chỉ in chữ, hoặc bỏ chọn phôi."
        )
        return [Check(BLOCK, rule, fact, about=ABOUT_HOW)]
    if settings.blank is None:
        fact = "Chỉ in chữ mà chưa chọn phôi nên không trừ được số phôi. Đồng chí chọn phôi ở bước 2."
        return [Check(LOOK, rule, fact, about=ABOUT_HOW)]
    if settings.blank.carries != settings.mode:
        carries = settings.blank.get_carries_display().lower()
        fact = f"Phôi {settings.blank} đã in sẵn {carries}, không hợp với cách in đang chọn. Đồng chí chọn lại cách in."
        return [Check(BLOCK, rule, fact, about=ABOUT_HOW)]
    return [_stock(job)]


def _stock(job: Job) -> Check:
    left, count = sheets_left(job.settings.blank), len(job.lines)
    fact = f"Sổ phôi còn {left} tờ {job.settings.blank}, lượt này cần {count} tờ"
    if left < count:
        return Check(
            LOOK,
            "Phôi",
            f"{fact}. Đồng chí kiểm đếm lại phôi hoặc in làm hai lượt.",
            about=ABOUT_BLANK,
            key=job.settings.blank.pk,
        )
    return Check(PASS, "Phôi", f"{fact}.")


def _calibration(settings: PrintSettings, *, at: datetime) -> Check:
    rule, profile = "Canh máy in", settings.profile
    shift = f"dịch ngang {_mm(settings.shift_x_mm)}, dịch dọc {_mm(settings.shift_y_mm)}"
    is_shifted = bool(settings.shift_x_mm or settings.shift_y_mm)
    if profile is None:
        if settings.mode == PrintMode.FULL:
            return Check(PASS, rule, f"In cả khung nên chữ luôn đúng chỗ trong khung ({shift}).")
        if is_shifted:
            return Check(PASS, rule, f"Đã bù: {shift}.")
        fact = "In chữ lên phôi mà chưa bù lệch máy in. Đồng chí chọn máy in đã đo, hoặc in tờ căn chỉnh rồi đo."
        return Check(LOOK, rule, fact, about=ABOUT_PRINTER)
    measured = f"{profile}, đo ngày {short_date(local_day(profile.measured_at))}"
    more = f"; thêm {shift}" if is_shifted else ""
    if not profile.is_current:
        fact = f"Số đo đang chọn ({measured}) đã có số đo mới thay. Đồng chí chọn số đo mới."
        return Check(LOOK, rule, fact, about=ABOUT_HOW)
    if settings.mode != PrintMode.FULL and settings.blank and profile.blank_id not in (None, settings.blank.pk):
        fact = f"Số đo đang chọn ({measured}) đo với phôi khác. Đồng chí chọn số đo của phôi {settings.blank}."
        return Check(LOOK, rule, fact, about=ABOUT_HOW)
    if settings.mode != PrintMode.FULL and at - profile.measured_at > OLD:
        return Check(
            LOOK, rule, f"{measured}, đã quá 6 tháng. Đồng chí in tờ căn chỉnh và đo lại.", about=ABOUT_PRINTER
        )
    return Check(PASS, rule, f"{measured}{more}.")


def _mm(value: Decimal) -> str:
    return f"{value.normalize():f} mm".replace(".", ",")
