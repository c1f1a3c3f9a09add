"""Certificates of the demo: a measured printer, bought blanks, an own layout, proofs, runs with spoiled sheets, later acts."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from certificates.enums import BlankMove, ExchangeReason, PrintMode, RevocationReason
from certificates.layout.spec import Key
from certificates.models import BlankKind, CalibrationProfile, IssuedCertificate, PrintRun
from certificates.printing import OWN, Part, PrintSettings, Selection
from certificates.services import acts, blanks, layout_starts, layouts, printers, slips
from certificates.services.register import current_of
from documents.models import Decision
from nominations.models import Award
from organizations.enums import AwardForm, RecipientKind
from runs.services import work_once

from .committee import Committee
from .journey import moment
from .services import printing, proofs

A4 = {"width_mm": Decimal("297.0"), "height_mm": Decimal("210.0")}
"""The blanks of the demo, landscape."""
FIRST_READ = ("21.5", "19", "18.5", "19", "21.5", "21", "18.5", "21")
LAST_READ = ("20.5", "20", "19.5", "20", "20.5", "20", "19.5", "20")
"""What the ruler says on the test grid, in mm: 1.5 mm too far right, then half a millimetre."""
SPOILED = {4: "kẹt giấy", 7: "lem mực ở chỗ ký"}
EXCHANGED, REVOKED, MISNAMED = "Lê Thị Bích Liên", "Đặng Xuân Ước", "Y Khŭt Ñuôl"
"""Whom something happened to after the ceremony."""


def print_everything(decision: Decision, office: Committee) -> PrintRun:
    """Print a numbered decision of January 2023 on blanks, two sheets of them twice; return the first run."""
    clerk = office.people["vanthu"]
    printer = printers.add_printer(
        unit=office.unit, name="Máy in màu phòng Văn thư", actor=clerk, at=moment(2023, 1, 7, 8)
    )
    blank = _blanks(office)
    _own_layout(office, at=moment(2023, 1, 7, 9))
    profile = _measure(
        printers.Feed(printer, "Khay tay", **A4, blank=blank), FIRST_READ, office, moment(2023, 1, 7, 10)
    )
    settings = PrintSettings(design=OWN, mode=PrintMode.TEXT, profile=profile, blank=blank)
    _proofs(decision, settings, office)
    whole = _run(decision, settings, office, at=moment(2023, 1, 10, 8))
    printing.settle_printing(whole, spoiled=SPOILED, actor=clerk, at=moment(2023, 1, 10, 10))
    spoiled = replace(
        settings, selection=Selection(Part.SPOILED, run=whole), reprint_reason="Hai tờ hỏng khi in: kẹt giấy, lem mực"
    )
    again = _run(decision, spoiled, office, at=moment(2023, 1, 10, 10, 30))
    printing.settle_printing(again, spoiled={}, actor=clerk, at=moment(2023, 1, 10, 11))
    blanks.write_entry(
        blank, move=BlankMove.COUNTED, sheets=blanks.sheets_left(blank), on=date(2023, 1, 11),
        note="Đếm sau khi in đợt năm 2022", actor=clerk, at=moment(2023, 1, 11),
    )  # fmt: skip
    return whole


def what_came_later(decision: Decision, office: Committee, *, at: datetime) -> None:
    """Exchange one certificate, revoke one award, ask for a correction, measure the printer again."""
    clerk = office.people["vanthu"]
    acts.exchange(
        _certificate(decision, EXCHANGED), reason=ExchangeReason.DAMAGED, note="Giấy bị ướt, nhòe chữ; tờ cũ đã nộp lại.",
        paper_number="Đơn đề nghị cấp đổi", paper_on=date(2023, 3, 6), actor=clerk, at=moment(2023, 3, 7),
    )  # fmt: skip
    acts.revoke(
        _certificate(decision, REVOKED), reason=RevocationReason.LATER_CONCLUSION,
        note="Ủy ban Kiểm tra Đảng ủy kết luận có vi phạm trong năm 2022.", paper_number="58-QĐ/ĐU",
        paper_on=date(2023, 9, 15), is_object_returned=True, is_money_returned=False, actor=clerk,
        at=moment(2023, 9, 18),
    )  # fmt: skip
    slips.ask_slip(
        _certificate(decision, MISNAMED), after={"recipient_name": "Y Khŭt Ñuôl Êban"},
        grounds="Giấy khai sinh và đơn của người được tặng: tên thiếu họ Êban.",
        actor=clerk, at=at - timedelta(days=1),
    )  # fmt: skip
    profile = CalibrationProfile.objects.select_related("printer__unit", "blank").get(is_current=True)
    _measure(printers.feed_of(profile), LAST_READ, office, at - timedelta(days=30), base=profile)


def _blanks(office: Committee) -> BlankKind:
    clerk, at = office.people["vanthu"], moment(2023, 1, 7, 8, 30)
    kind = blanks.add_kind(
        unit=office.unit, name="Phôi giấy khen A4, khung trống đồng", **A4, carries=PrintMode.TEXT, actor=clerk, at=at
    )
    blanks.write_entry(
        kind, move=BlankMove.RECEIVED, sheets=50, on=date(2023, 1, 6), note="Nhà in giao đợt đầu", actor=clerk, at=at
    )
    return kind


def _own_layout(office: Committee, *, at: datetime) -> None:
    """Begin with a standard design, move place and date up a little, print individuals with it."""
    clerk = office.people["vanthu"]
    layout = layout_starts.create_from_design(
        unit=office.unit, form=AwardForm.GIAY_KHEN, kind=RecipientKind.INDIVIDUAL, design="trong_dong",
        name="Giấy khen cá nhân, phôi trống đồng", width_mm=float(A4["width_mm"]), height_mm=float(A4["height_mm"]),
        actor=clerk, at=at,
    )  # fmt: skip
    spec, _ = layouts.working_copy(layout)
    dated = spec.field(Key.DATE)
    moved = spec.with_field(replace(dated, y=dated.y - 1.5))
    layout = layouts.save_draft(layout, spec=moved, expected_version=layout.draft_version, actor=clerk, at=at)
    layouts.use_layout(layout, expected_version=layout.draft_version, actor=clerk, at=at)


def _measure(
    feed: printers.Feed, read: tuple[str, ...], office: Committee, at: datetime, base: CalibrationProfile | None = None
) -> CalibrationProfile:
    distances = [Decimal(distance) for distance in read]
    return printers.save_profile(feed, distances, base=base, actor=office.people["vanthu"], at=at)


def _proofs(decision: Decision, settings: PrintSettings, office: Committee) -> None:
    for part in proofs.parts_of(decision, settings):
        proof = proofs.hand_in(decision, part, actor=office.people["vanthu"], at=moment(2023, 1, 9, 8))
        proofs.answer(proof, is_approved=True, actor=office.people["chutri"], at=moment(2023, 1, 9, 14))


def _run(decision: Decision, settings: PrintSettings, office: Committee, *, at: datetime) -> PrintRun:
    """Print as the screens do, and do at once what the worker would do."""
    started = printing.start_printing(
        decision, settings, actor=office.people["vanthu"], at=at, submission_key=uuid.uuid4()
    )
    while work_once("demo", clock=lambda: at):
        pass
    return started


def _certificate(decision: Decision, name: str) -> IssuedCertificate:
    return current_of(Award.objects.get(recipient_name=name, decision_line__decision=decision))
