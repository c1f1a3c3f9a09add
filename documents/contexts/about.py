"""What is known of a nominee besides name and position: life, ratings, earlier awards. Nothing is invented."""

from dataclasses import dataclass
from datetime import date

from vietnamese.dates import short_date
from vietnamese.text import lower_first


@dataclass(frozen=True, kw_only=True)
class Rated:
    """The rating of one year, in full: "Hoàn thành tốt nhiệm vụ"."""

    year: int
    rating: str

    @property
    def short(self) -> str:
        """ "2025: xuất sắc"."""
        word = self.rating.removesuffix(" nhiệm vụ").removeprefix("Hoàn thành ")
        return f"{self.year}: {lower_first(word)}"


@dataclass(frozen=True, kw_only=True)
class Given:
    """An award of earlier years as its decision says it."""

    form: str
    year: int
    authority: str = ""
    number: str = ""
    decided_on: date | None = None

    @property
    def decision(self) -> str:
        """ "số 12-QĐ/ĐU, ngày 05/9/2024"; what is not known is left out."""
        day = f"ngày {short_date(self.decided_on)}" if self.decided_on else ""
        return ", ".join(part for part in (f"số {self.number}" if self.number else "", day) if part)

    @property
    def short(self) -> str:
        """ "Giấy khen (12-QĐ/ĐU, 2024)"."""
        return f"{self.form} ({', '.join(part for part in (self.number, str(self.year)) if part)})"


@dataclass(frozen=True, kw_only=True)
class About:
    """The person or the collective. Ratings and awards with the newest first; `summary` is the achievement in short."""

    born_on: date | None = None
    birth_year: int | None = None
    sex: str = ""
    ethnicity: str = ""
    joined_on: date | None = None
    ratings: tuple[Rated, ...] = ()
    awards: tuple[Given, ...] = ()
    summary: str = ""

    @property
    def born(self) -> str:
        """The day of birth, or the year when only that is known."""
        return short_date(self.born_on) if self.born_on else str(self.birth_year or "")

    @property
    def joined(self) -> str:
        """The day of joining the Party."""
        return short_date(self.joined_on) if self.joined_on else ""

    @property
    def ratings_text(self) -> str:
        """ "2025: xuất sắc; 2024: tốt"."""
        return "; ".join(each.short for each in self.ratings)

    @property
    def awards_text(self) -> str:
        """ "Giấy khen (12-QĐ/ĐU, 2024); Bằng khen (2021)"."""
        return "; ".join(each.short for each in self.awards)


NOTHING_KNOWN = About()
