"""What the columns of a roll may mean, and how often they are called what."""

import re
from datetime import date

from spreadsheets import values as cells
from spreadsheets.cells import Cell, ValueRefused
from spreadsheets.headings import Field

RATED_YEARS = 6
"""Years back from today for which a sheet may have a column with the rating."""

NO_NAME = re.compile(r"[^\W_]*[0-9][^\W_]*|[:;=*/\\|<>@#]")
"""What no name of a person has: a figure, or a sign of sums and notes."""

Marked = tuple[str, date | None, int | None]


def person_name(cell: Cell, today: date) -> str | None:
    """Return the name of a person. Raises ValueRefused for what is none, such as "Cộng: 25 đảng viên"."""
    name = cells.text(cell, longest=250)
    if name and NO_NAME.search(name):
        raise ValueRefused(f"“{name[:60]}” không giống họ tên một người. Hãy ghi họ và tên, hoặc bỏ dòng này.")
    return name


def woman(cell: Cell, today: date) -> Marked | None:
    """Return what a cell under "Nữ" says: the sex, and the birth date or year where it stands there."""
    return _marked(cell, today, "female")


def man(cell: Cell, today: date) -> Marked | None:
    """Return what a cell under "Nam" says; see woman()."""
    return _marked(cell, today, "male")


def _marked(cell: Cell, today: date, sex: str) -> Marked | None:
    try:
        born = cells.day_or_year(cell, today)
    except ValueRefused:
        born = None
    if born is not None and born[1] is not None and born[1] > 1900:
        return (sex, *born)
    reader, other = (cells.woman_mark, "male") if sex == "female" else (cells.man_mark, "female")
    return None if reader(cell, today) == other else (sex, None, None)


def people_fields(today: date) -> tuple[Field, ...]:
    """Return the fields of a roll of people on a day; ratings of the years before it."""
    return (*PEOPLE, *(_rating(year) for year in range(today.year, today.year - RATED_YEARS, -1)))


def collective_fields(today: date) -> tuple[Field, ...]:
    """Return the fields of a roll of collectives on a day."""
    return (*COLLECTIVES, *(_rating(year) for year in range(today.year, today.year - RATED_YEARS, -1)))


def _rating(year: int) -> Field:
    synonyms = (
        f"Xếp loại {year}",
        f"Kết quả xếp loại năm {year}",
        f"Kết quả xếp loại {year}",
        f"Kết quả đánh giá, xếp loại năm {year}",
        f"Xếp loại đảng viên năm {year}",
        f"Xếp loại chất lượng đảng viên năm {year}",
        f"Xếp loại chất lượng năm {year}",
        f"Đánh giá, xếp loại năm {year}",
        f"Mức xếp loại {year}",
        f"Năm {year}",
        f"{year}",
    )
    return Field(f"rating_{year}", f"Xếp loại năm {year}", synonyms, reads=cells.rating)


NAME = (
    "Họ tên",
    "Họ và tên đảng viên",
    "Họ tên đảng viên",
    "Họ, tên",
    "Họ và tên khai sinh",
    "Tên đảng viên",
    "Đảng viên",
)
BIRTH = (
    "Ngày sinh",
    "Ngày tháng năm sinh",
    "Ngày, tháng, năm sinh",
    "Năm sinh",
    "Sinh ngày",
    "Ngày/tháng/năm sinh",
    "NTNS",
)
POSITION = (
    "Chức vụ",
    "Chức danh",
    "Chức vụ, công việc",
    "Chức vụ Đảng",
    "Nghề nghiệp",
    "Công việc",
    "Chức vụ, nghề nghiệp",
    "Chức vụ hiện nay",
)
UNIT = (
    "Chi bộ",
    "Đơn vị",
    "Tổ chức đảng",
    "Chi bộ sinh hoạt",
    "Nơi sinh hoạt Đảng",
    "Sinh hoạt tại chi bộ",
    "Thuộc chi bộ",
)
JOINED = (
    "Ngày vào Đảng",
    "Ngày kết nạp",
    "Ngày vào Đảng dự bị",
    "Ngày kết nạp Đảng",
    "Vào Đảng ngày",
    "Ngày vào Đảng kết nạp",
    "Năm vào Đảng",
)
CARD = ("Số thẻ đảng", "Số thẻ Đảng viên", "Số thẻ", "Số TĐV", "Thẻ đảng viên", "Số thẻ ĐV")
PEOPLE = (
    Field("full_name", "Họ và tên", NAME, required=True, reads=person_name),
    Field("birth", "Ngày sinh hoặc năm sinh", BIRTH, reads=cells.day_or_year),
    Field("sex", "Giới tính", ("Nam/Nữ", "Nam, nữ", "Phái", "GT"), reads=cells.sex),
    Field("man", "Nam (đánh dấu hoặc năm sinh)", ("Nam", "Năm sinh Nam", "Ngày sinh Nam"), reads=man),
    Field("woman", "Nữ (đánh dấu hoặc năm sinh)", ("Nữ", "Năm sinh Nữ", "Ngày sinh Nữ"), reads=woman),
    Field("ethnicity", "Dân tộc", ("DT", "Thành phần dân tộc"), reads=cells.text_up_to(50)),
    Field("position", "Chức vụ, công việc", POSITION, reads=cells.text_up_to(150)),
    Field("unit", "Chi bộ, đơn vị", UNIT, reads=cells.text_up_to(250)),
    Field("joined_on", "Ngày vào Đảng", JOINED, reads=cells.day_or_year),
    Field("card_number", "Số thẻ đảng viên", CARD, reads=cells.card_number),
    Field("is_party_member", "Là đảng viên (có, không)", ("Là đảng viên", "ĐV/QC"), reads=cells.yes_no),
)
COLLECTIVES = (
    Field(
        "name",
        "Tên tập thể",
        ("Tập thể", "Tên đơn vị", "Tên tổ chức", "Tên chi bộ", "Tên cơ quan, đơn vị", "Tên tổ chức đảng"),
        required=True,
        reads=cells.text_up_to(250),
    ),
    Field(
        "is_party_organization", "Là tổ chức đảng (có, không)", ("Tổ chức đảng", "Là tổ chức đảng"), reads=cells.yes_no
    ),
    Field(
        "unit",
        "Trong danh sách của",
        ("Trực thuộc", "Thuộc đơn vị", "Thuộc đảng bộ", "Đơn vị cấp trên"),
        reads=cells.text_up_to(250),
    ),
)
