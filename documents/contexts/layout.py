"""The layout standard of Party papers as dated data.

Sources contradict each other on several points, so every such point is a field. A paper keeps the standard with which
it was made; an office that writes a point differently changes the field, not a template.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from unicodedata import normalize


class BasisStyle(StrEnum):
    """How the lines of the legal basis are set."""

    DASHED = "dashed"  # upright, each with a dash, ";" between them
    ITALIC = "italic"  # italic, no dash


class Alignment(StrEnum):
    """Where the lines of the right column of the heading stand."""

    CENTER = "center"
    RIGHT = "right"


class Spelling(StrEnum):
    """Where fixed text puts the tone in oa, oe, uy."""

    ON_FIRST_VOWEL = "first"  # ủy, hòa
    ON_SECOND_VOWEL = "second"  # uỷ, hoà


SECOND_VOWEL_TONES = {
    first: second
    for open_syllables, vowels in (("òa óa ỏa õa ọa", "oa"), ("òe óe ỏe õe ọe", "oe"), ("ùy úy ủy ũy ụy", "uy"))
    for first, second in zip(
        open_syllables.split(),
        (normalize("NFC", f"{vowels}{tone}") for tone in "\u0300\u0301\u0309\u0303\u0323"),
        strict=True,
    )
}


@dataclass(frozen=True, kw_only=True)
class LayoutStandard:
    """What a Party paper looks like: lengths in mm where the name ends in _mm, in points where it ends in _pt."""

    name: str
    source: str
    starts_on: date

    margin_top_mm: float = 20
    margin_bottom_mm: float = 20
    margin_left_mm: float = 30
    margin_right_mm: float = 15

    body_pt: float = 14
    line_spacing_pt: float = 18
    paragraph_gap_pt: float = 6
    first_line_indent_mm: float = 10
    table_pt: float = 13
    page_number_pt: float = 14

    heading_left_mm: float = 72
    party_name_pt: float = 15
    party_rule_pt: float = 0.75
    superior_pt: float = 14
    issuer_pt: float = 14
    number_pt: float = 14
    place_and_date_pt: float = 14
    heading_alignment: Alignment = Alignment.CENTER

    type_name_pt: float = 16
    subject_pt: float = 14
    subject_rule: str = "-----"

    basis_style: BasisStyle = BasisStyle.DASHED
    basis_last_mark: str = ","
    end_mark: str = "."
    spelling: Spelling = Spelling.ON_FIRST_VOWEL
    pads_months: bool = False  # short dates: 05/9/2026, or 05/09/2026

    authority_pt: float = 14
    position_is_bold: bool = False
    signature_lines: int = 5
    copies_label_pt: float = 14
    copies_pt: float = 12
    most_in_article: int = 1  # so many recipients are named in Điều 1 itself; more stand in an annex

    @property
    def signature_room_pt(self) -> float:
        """The empty room between the position and the name."""
        return self.signature_lines * self.line_spacing_pt

    def on_a5(self) -> "LayoutStandard":
        """Return the standard for a sheet of A5 (148 x 210 mm), which the guide of 2018 allows for administrative papers."""
        return replace(
            self, margin_top_mm=13, margin_bottom_mm=12, margin_left_mm=18, margin_right_mm=12, body_pt=12,
            line_spacing_pt=15, paragraph_gap_pt=4, first_line_indent_mm=7, table_pt=11.5, page_number_pt=11,
            heading_left_mm=54, party_name_pt=12, superior_pt=11, issuer_pt=11, number_pt=11, place_and_date_pt=11,
            type_name_pt=14, subject_pt=12, authority_pt=12, signature_lines=2, copies_label_pt=11, copies_pt=10,
        )  # fmt: skip

    def spell(self, text: str) -> str:
        """Return fixed text in this standard's spelling. Names of people and units are never passed through this."""
        if self.spelling is Spelling.ON_FIRST_VOWEL:
            return text
        for first, second in SECOND_VOWEL_TONES.items():
            for change in (str.lower, str.capitalize, str.upper):
                text = text.replace(change(first), change(second))
        return text


GUIDE_05_HD = LayoutStandard(
    name="05-HD/VPTW",
    source=(
        "Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026 của Văn phòng Trung ương Đảng về thể thức và kỹ thuật trình bày "
        "văn bản của Đảng, theo cách các văn phòng cấp ủy đang áp dụng"
    ),
    starts_on=date(2026, 5, 27),
)
