"""What the rules of eligibility look at: ratings, discipline, earlier awards, exceptions, and the period. Pure."""

from dataclasses import dataclass
from datetime import date

from organizations.enums import RecipientKind
from vietnamese.dates import short_date

from .texts import years_in


@dataclass(frozen=True)
class PastAward:
    """An award of somebody's past. Without `is_certain` it may be another one's of the same name; `because` says why.

    `achievement` and `model_name` are known where this system gave it; `decided_on` may be unknown, the year is not.
    """

    recipient_name: str
    form: str
    form_label: str
    year: int
    decided_on: date | None
    authority_name: str
    decision_number: str
    citation: str
    unit_text: str
    achievement: str = ""
    model_name: str = ""
    is_certain: bool = True
    because: str = ""
    is_revoked: bool = False

    @property
    def day(self) -> date:
        """Return the day of the decision; the last day of the year where only the year is known."""
        return self.decided_on or date(self.year, 12, 31)

    @property
    def named(self) -> str:
        """Return the award inside a sentence: "Giấy khen, Quyết định số 12-QĐ/ĐU ngày 19/5/2024 của …"."""
        number = f"Quyết định số {self.decision_number}" if self.decision_number else "quyết định"
        when = f"ngày {short_date(self.decided_on)}" if self.decided_on else f"năm {self.year}"
        whose = f" của {self.authority_name}" if self.authority_name else ""
        return f"{self.form_label}, {number} {when}{whose}"


@dataclass(frozen=True)
class Rated:
    """The rating of one year."""

    year: int
    rating: str
    source: str = ""


@dataclass(frozen=True)
class Disciplined:
    """One disciplinary action; `ends_on` is unknown where nobody has written down when it ends."""

    form: str
    decision_number: str
    decided_on: date
    ends_on: date | None

    @property
    def named(self) -> str:
        """Return the action inside a sentence, with its decision and dates."""
        number = f" theo Quyết định số {self.decision_number}" if self.decision_number else ""
        end = f", hết hiệu lực {short_date(self.ends_on)}" if self.ends_on else ", chưa ghi ngày hết hiệu lực"
        return f"{self.form}{number} ngày {short_date(self.decided_on)}{end}"


@dataclass(frozen=True)
class Override:
    """Where a request to pass over a rule stands, who decided and why."""

    code: str
    state: str
    fact: str
    reason: str
    by: str
    on: date | None


@dataclass(frozen=True)
class Standing:
    """Everything that the rules of eligibility look at, on the data of the day `on`."""

    kind: str
    form: str
    form_label: str
    on: date
    period_from: date
    period_to: date
    form_is_offered: bool = True
    clause: str | None = None
    authority: str = ""
    is_member: bool = False
    joined_on: date | None = None
    ratings: tuple[Rated, ...] = ()
    discipline: tuple[Disciplined, ...] = ()
    awards: tuple[PastAward, ...] = ()
    achievement: str = ""
    citation: str = ""
    model_name: str = ""

    @property
    def year(self) -> int:
        """Return the last year of the period that the round looks at."""
        return self.period_to.year

    @property
    def period(self) -> str:
        """Return the period as text."""
        return f"{short_date(self.period_from)} - {short_date(self.period_to)}"

    @property
    def who(self) -> str:
        """Return what the nominee is called as a kind, inside a sentence."""
        return RecipientKind(self.kind).label.lower()


def period_of(period_from: date | None, period_to: date | None, label: str, deadline: date) -> tuple[date, date]:
    """Return first and last day of what a round looks at: its own days, the years of its label, or its deadline's year."""
    if period_from and period_to:
        return period_from, period_to
    years = sorted(int(year) for year in years_in(label)) or [deadline.year]
    return period_from or date(years[0], 1, 1), period_to or date(years[-1], 12, 31)
