"""How the page of a certificate tells what it says, where it was printed, what happened to it and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from history.models import Entry
from vietnamese.dates import long_date, short_date
from vietnamese.text import lower_first

from ..enums import CertificateAction, IssueReason, PublicStatus, SlipState
from ..models import CertificateAct, CorrectionSlip, IssuedCertificate, PrintedSheet
from ..papers import side_by_side
from ..services.acts import RETURNED

WORDS = {
    CertificateAction.REPRINT: "in-lai",
    CertificateAction.EXCHANGE: "cap-doi",
    CertificateAction.REISSUE: "cap-lai",
    CertificateAction.REVOKE: "thu-hoi",
}
"""What stands in the address for each act."""


@dataclass(frozen=True)
class Button:
    """One act on the page: what it is called, where it leads, when one takes it."""

    label: str
    url: str
    when: str
    is_harm: bool = False


def said_by(issued: IssuedCertificate) -> list[dict]:
    """Return what the certificate says, as rows for {% facts %}."""
    sheet, run = issued.snapshot["sheet"], issued.snapshot["run"]
    verb = "Truy tặng" if sheet["is_posthumous"] else "Tặng"
    rows = (
        ("Cơ quan tặng", run["awarder"]),
        (verb, f"{issued.get_form_display()}"),
        ("Người, tập thể được tặng", f"{sheet['form_of_address']} {sheet['name']}"),
        ("Chức vụ, đơn vị", sheet["unit"]),
        ("Lời khen", sheet["achievement"]),
        ("Quyết định", f"Số {run['decision_number']}, {run['decision_date']}"),
        ("Số vào sổ", sheet["register_number"]),
        ("Địa danh, ngày", run["place_and_date"]),
        ("Người ký", "\n".join([*run["authority_lines"], run["position"], run["signer"]])),
    )
    return [{"label": label, "value": value} for label, value in rows]


def runs_of(sheets: Sequence[PrintedSheet]) -> list[dict]:
    """Return on which sheets of which runs the certificate was printed."""
    return [
        {
            "url": reverse("workflows:print_run", args=[sheet.printing.decision_id, sheet.printing_id]),
            "at": sheet.printing.run.created_at,
            "by": getattr(sheet.printing.run.created_by, "full_name", ""),
            "position": sheet.position,
            "state": sheet.get_state_display(),
            "because": sheet.spoiled_because,
            "printer": sheet.printing.printer_name,
        }
        for sheet in sheets
    ]


def life_of(
    revisions: Sequence[IssuedCertificate],
    acts: Sequence[CertificateAct],
    slips: Sequence[CorrectionSlip],
    returns: Sequence[Entry],
) -> list[dict]:
    """Return what happened to the certificates of an award as entries for {% timeline %}, newest first."""
    entries = [_of_revision(row, is_first=row.revision == 1) for row in revisions]
    entries += [_of_act(act) for act in acts]
    for slip in slips:
        entries += _of_slip(slip)
    entries += [
        {"title": f"{RETURNED}: {_what(entry)}", "by": entry.done_by, "at": entry.at, "note": entry.note}
        for entry in returns
    ]
    return sorted(entries, key=lambda entry: (entry["at"], entry.get("rank", 1)), reverse=True)


def _of_revision(row: IssuedCertificate, *, is_first: bool) -> dict:
    title = (
        "Vào sổ, lập giấy" if is_first else f"Lập bản {row.revision} ({lower_first(row.get_issue_reason_display())})"
    )
    note = "" if is_first else f"Số vào sổ giữ nguyên: {row.register_text}. Mã tra cứu mới."
    if row.issue_reason == IssueReason.CORRECTION:
        note = f"Tên trên giấy: {row.recipient_name}. {note}"
    return {"title": title, "by": row.done_by, "at": row.at, "note": note, "rank": 2 if not is_first else 0}


def _of_act(act: CertificateAct) -> dict:
    reason = f": {lower_first(act.get_reason_display())}" if act.reason else ""
    paper = f"Văn bản: {act.paper_number}" if act.paper_number else ""
    day = f", {long_date(act.paper_on)}" if act.paper_on else ""
    lines = [act.note, f"{paper}{day}." if paper else ""]
    if act.action == CertificateAction.REVOKE:
        said = {True: "đã thu lại", False: "chưa thu lại"}
        lines.append(f"Hiện vật {said[act.is_object_returned]}, tiền thưởng {said[act.is_money_returned]}.")
    return {
        "title": f"{act.get_action_display()} bản {act.certificate.revision}{reason}",
        "by": ", ".join(filter(None, (act.done_by, act.role_label))),
        "at": act.at,
        "note": "\n".join(filter(None, lines)),
    }


def _of_slip(slip: CorrectionSlip) -> list[dict]:
    changes = "; ".join(f"{label}: “{before}” thành “{after}”" for label, before, after in side_by_side(slip))
    found = [{"title": "Lập phiếu đính chính", "by": slip.asked_by_name, "at": slip.asked_at, "note": changes}]
    if slip.settled_at:
        title = "Duyệt phiếu đính chính"
        if slip.state == SlipState.REFUSED:  # with the day of an annex it had been approved before
            title = "Bỏ phiếu đính chính đã duyệt" if slip.paper_on else "Không duyệt phiếu đính chính"
        found.append(
            {
                "title": title,
                "by": slip.settled_by_name,
                "at": slip.settled_at,
                "note": slip.settled_note or slip.separation_reason,
            }
        )
    return found


def _what(entry: Entry) -> str:
    named = (("object", "hiện vật"), ("money", "tiền thưởng"))
    return " và ".join(word for key, word in named if entry.data.get(key))


def buttons_of(
    issued: IssuedCertificate,
    status: PublicStatus,
    revoked: CertificateAct | None,
    returns: Sequence[Entry],
    *,
    is_being_corrected: bool = False,
) -> list[Button]:
    """Return the acts that make sense now, as one reads them; the services decide again."""
    if status == PublicStatus.REPLACED or is_being_corrected:
        return []
    if status == PublicStatus.REVOKED:
        is_all = all(
            there or any(entry.data.get(key) for entry in returns)
            for key, there in (("object", revoked.is_object_returned), ("money", revoked.is_money_returned))
        )
        url = reverse("certificates:record_return", args=[issued.pk])
        return [] if is_all else [Button("Ghi đã thu lại", url, "Khi giấy hoặc tiền thưởng được nộp lại sau quyết định thu hồi.")]  # fmt: skip

    def to(action: CertificateAction) -> str:
        return reverse("certificates:act", args=[issued.pk, WORDS[action]])

    return [
        Button("In lại", to(CertificateAction.REPRINT), "Tờ in bị kẹt, lem mực. Cùng số, cùng nội dung, có đếm."),
        Button("Cấp đổi", to(CertificateAction.EXCHANGE), "Giấy bị hư hỏng hoặc in sai; tờ cũ được nộp lại."),
        Button("Cấp lại", to(CertificateAction.REISSUE), "Giấy bị mất; người được tặng có bản tường trình."),
        Button(
            "Đính chính",
            reverse("certificates:slip_new", args=[issued.pk]),
            "Tên, đơn vị, lời khen ghi sai; cần người thứ hai duyệt.",
        ),
        Button("Thu hồi", to(CertificateAction.REVOKE), "Có quyết định thu hồi theo luật.", is_harm=True),
    ]


def about_line(issued: IssuedCertificate) -> str:
    """Return which certificate a page is about, in one line."""
    return (
        f"{issued.get_form_display()} số {issued.register_text}, bản {issued.revision}, theo Quyết định số "
        f"{issued.decision_number} ngày {short_date(issued.decided_on)}"
    )
