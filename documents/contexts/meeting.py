"""Facts of a meeting as papers state them: the rules that applied, who was absent, who took no part."""

from dataclasses import dataclass
from fractions import Fraction

from vietnamese.text import lower_first, one_line

from .parts import two_digits


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share that a rule asks for and the number that it comes to: 2/3 of the members serving, at least 6.

    `needed` is None where the number differs from line to line.
    """

    share: Fraction
    needed: int | None
    base_label: str
    is_strict: bool = False

    @property
    def text(self) -> str:
        """ "trên 1/2 số ủy viên đương nhiệm (ít nhất 05 đồng chí)"."""
        word = "trên" if self.is_strict else "từ"
        least = f"{word} {self.share.numerator}/{self.share.denominator}{'' if self.is_strict else ' trở lên'}"
        number = f" (ít nhất {two_digits(self.needed)} đồng chí)" if self.needed is not None else ""
        return f"{least} {self.base_label}{number}"


@dataclass(frozen=True, kw_only=True)
class Absentee:
    """A member who did not attend, with the reason that was given, if any."""

    name: str
    has_reason: bool = False
    reason: str = ""

    @property
    def name_and_reason(self) -> str:
        """ "đồng chí Võ Văn Sơn (đi công tác)": of a poll, where nobody has to give a reason."""
        reason = lower_first(self.reason.strip().rstrip("."))
        return f"đồng chí {self.name} ({reason})" if reason else f"đồng chí {self.name}"

    @property
    def text(self) -> str:
        """ "đồng chí Võ Văn Sơn (có lý do: đi học)"."""
        reason = "không có lý do"
        if self.has_reason:
            reason = f"có lý do: {lower_first(self.reason.rstrip('.'))}" if self.reason else "có lý do"
        return f"đồng chí {self.name} ({reason})"


def _because(reason: str) -> str:
    """Return " (lý do: hồ sơ cần bổ sung)", or nothing without a reason."""
    reason = one_line(reason).rstrip(".")
    return f" (lý do: {lower_first(reason)})" if reason else ""


@dataclass(frozen=True, kw_only=True)
class AgendaAct:
    """That a line was added to the frozen agenda or taken off it, and why."""

    is_added: bool
    line: str
    reason: str = ""

    @property
    def text(self) -> str:
        """ "Rút khỏi chương trình: Chi bộ B (lý do: hồ sơ cần bổ sung)."."""
        what = "Bổ sung vào chương trình" if self.is_added else "Rút khỏi chương trình"
        return f"{what}: {self.line}{_because(self.reason)}."


@dataclass(frozen=True, kw_only=True)
class PutOn:
    """That a member had a line voted on which the office did not recommend, and why."""

    line: str
    member: str
    reason: str = ""

    @property
    def text(self) -> str:
        """ "Đồng chí A đề nghị đưa ra biểu quyết Chi bộ B, dù cơ quan thẩm định không đề nghị (lý do: ...)."."""
        wish = f"Đồng chí {self.member} đề nghị đưa ra biểu quyết {self.line}, dù cơ quan thẩm định không đề nghị"
        return f"{wish}{_because(self.reason)}."


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a member wrote on the ballot beside the vote on one line; how they voted is not part of it."""

    member: str
    line: str
    words: str

    @property
    def text(self) -> str:
        """ "Đồng chí A, về Chi bộ B: “đề nghị xem lại số liệu”."."""
        return f"Đồng chí {self.member}, về {self.line}: “{one_line(self.words).rstrip('.')}”."


@dataclass(frozen=True, kw_only=True)
class Recused:
    """A member who took no part in the vote on one line, and why."""

    member: str
    line: str
    reason: str = ""

    @property
    def text(self) -> str:
        """ "Đồng chí A không tham gia biểu quyết đối với Chi bộ B (là người đứng đầu đơn vị được đề nghị)"."""
        reason = f" ({lower_first(self.reason.rstrip('.'))})" if self.reason else ""
        line = "trường hợp của mình" if self.line.endswith(self.member) else self.line
        return f"Đồng chí {self.member} không tham gia biểu quyết đối với {line}{reason}"
