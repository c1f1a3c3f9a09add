"""`manage.py verify_certificates`: are the kept certificates as they were issued, and would they be printed the same today?"""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q, QuerySet

from certificates.models import CorrectionAnnex, IssuedCertificate, SignedCopy
from certificates.verification import TOLERANCE, Result, Verdict, lost_annexes, lost_copies, verify
from organizations.models import Unit
from vietnamese.dates import local_day, short_date

SAID = {
    Result.SAME: "lập lại giống từng byte",
    Result.SAME_PICTURE: "phiên bản phần mềm đã đổi, hình vẫn như cũ",
    Result.DIFFERENT: "lập lại thì hình khác",
    Result.CHANGED_BYTES: "cùng phiên bản nhưng tệp lập lại khác từng byte, hình vẫn như cũ",
    Result.DAMAGED: "dữ liệu đã lưu bị mất hoặc bị thay đổi",
    Result.NOT_MADE: "không lập lại được",
}
MOST_ENGINES = 6


class Command(BaseCommand):
    """Exit code 0 when every paper is well, 1 when one is damaged or a certificate would look different."""

    help = (
        "Kiểm tra các giấy khen, bằng khen đã cấp: mã băm của tệp, và lập lại từ nội dung đã giữ để so hình; "
        "mã băm của phụ lục đính chính và của bản ký số"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --limit and --unit."""
        parser.add_argument("--limit", type=int, help="chỉ kiểm tra ngần này giấy, mới nhất trước")
        parser.add_argument("--unit", help="chỉ kiểm tra sổ của một đơn vị: tên hoặc mã số")

    def handle(self, *args: Any, limit: int | None, unit: str | None, **options: Any) -> None:
        """Say each certificate that is not well, then how many are what."""
        if limit is not None and limit < 1:
            raise CommandError("--limit phải từ 1 trở lên.")
        of_unit = _unit(unit)
        found = IssuedCertificate.objects.filter(unit__in=of_unit)
        without_file = found.filter(file=None).count()
        chosen = found.exclude(file=None).select_related("file", "layout__background", "unit").order_by("-pk")
        counted: Counter[Result] = Counter()
        changed: set[str] = set()
        for verdict in verify((chosen[:limit] if limit else chosen).iterator(chunk_size=100)):
            counted[verdict.result] += 1
            changed.update(verdict.engines)
            if not verdict.result.is_well:
                self.stdout.write(_line(verdict))
        self._summary(counted, changed, without_file)
        wrong = sum(count for result, count in counted.items() if not result.is_well)
        wrong += self._papers(of_unit)
        if wrong:
            raise CommandError(f"Có {wrong} giấy cần xem lại.", returncode=1)
        if counted:
            self.stdout.write("Tất cả còn nguyên.")

    def _papers(self, units: QuerySet[Unit]) -> int:
        """Compare the hashes of annexes and signed copies of the units; return how many are lost."""
        annexes = CorrectionAnnex.objects.filter(slip__certificate__unit__in=units)
        copies = SignedCopy.objects.filter(Q(certificate__unit__in=units) | Q(document__unit__in=units))
        wrong = [
            (f"Phụ lục đính chính của {annex.slip.certificate}", annex.made_at)
            for annex in lost_annexes(annexes.select_related("slip__certificate"))
        ]
        wrong += [
            (f"Bản ký số của {copy.document or copy.certificate}", copy.signed_at)
            for copy in lost_copies(copies.select_related("document", "certificate"))
        ]
        for label, at in wrong:
            self.stdout.write(f"{label}, lưu ngày {short_date(local_day(at))}: {SAID[Result.DAMAGED]}")
        for count, label in ((annexes.count(), "phụ lục đính chính"), (copies.count(), "bản ký số")):
            if count:
                self.stdout.write(f"  {count} {label}: đã so mã băm của tệp")
        return len(wrong)

    def _summary(self, counted: Counter[Result], changed: set[str], without_file: int) -> None:
        self.stdout.write(f"Đã kiểm tra {counted.total()} giấy:")
        for result in Result:
            if counted[result]:
                self.stdout.write(f"  {counted[result]} giấy: {SAID[result]}")
        if without_file:
            self.stdout.write(f"  {without_file} giấy chưa lập tệp nên chưa có gì để so")
        if changed:
            names = ", ".join(sorted(changed)[:MOST_ENGINES])
            rest = f" và {len(changed) - MOST_ENGINES} thứ khác" if len(changed) > MOST_ENGINES else ""
            self.stdout.write(f"Khác phiên bản so với lúc lập: {names}{rest}.")


def _unit(named: str | None) -> QuerySet[Unit]:
    if named is None:
        return Unit.objects.all()
    units = Unit.objects.filter(pk=int(named)) if named.isdecimal() else Unit.objects.filter(name=named)
    if len(units) != 1:
        raise CommandError(f"Không tìm thấy đơn vị “{named}”. Ghi đúng tên đơn vị hoặc mã số.")
    return units


def _line(verdict: Verdict) -> str:
    issued = verdict.issued
    share = ""
    if verdict.result in (Result.DIFFERENT, Result.CHANGED_BYTES):
        percent = f"{100 * verdict.share:.3f}".replace(".", ",")
        share = f" ({percent}% số điểm khác; cho phép {100 * TOLERANCE:g}%)".replace("0.02%", "0,02%")
    reason = f": {verdict.reason}" if verdict.reason else ""
    return f"{issued}, bản {issued.revision}, {issued.unit}: {SAID[verdict.result]}{share}{reason}"
