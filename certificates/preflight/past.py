"""What happened with these certificates before: printed, unsettled, revoked, being corrected, approved as a proof."""

from organizations.enums import RecipientKind
from vietnamese.dates import moment_text

from ..enums import CertificateAction, SlipState
from ..layout.sheets import CertificateRefused
from ..models import CertificateAct, CorrectionSlip, IssuedCertificate
from ..printing.choosing import lines_in_order
from ..printing.jobs import Job
from ..printing.settings import Part
from ..queries import printed_before, unsettled_runs
from ..rules import ABOUT_CERTIFICATE, ABOUT_PROOF, ABOUT_RUN, ABOUT_WHAT, BLOCK, LOOK, PASS, Check
from ..services.proofs import REASON, proof_check
from ..services.register import sheet_of
from .naming import all_named


def checks(job: Job, *, separation: str = REASON) -> list[Check]:
    """Return what is to be said about the past of these certificates."""
    return [*_withdrawn(job), *_kept(job), *_printed(job), *_unsettled(job), *_proofs(job, separation)]


def _withdrawn(job: Job) -> list[Check]:
    """A revoked certificate is not printed; one that is being corrected waits for the correction."""
    awards = [line.award_id for line in job.lines]
    of_award = {line.award_id: line for line in job.lines}
    revoked = CertificateAct.objects.filter(certificate__award__in=awards, action=CertificateAction.REVOKE)
    slips = CorrectionSlip.objects.filter(
        certificate__award__in=awards, state__in=(SlipState.ASKED, SlipState.APPROVED)
    )
    found = [
        (rows, "Giấy đã thu hồi", "đã bị thu hồi. Đồng chí bỏ giấy này khỏi lượt in.")
        for rows in [list(revoked.select_related("certificate"))]
    ] + [
        (rows, "Phiếu đính chính", "đang có phiếu đính chính chưa xong. Đồng chí chờ đính chính xong hoặc bỏ giấy này.")
        for rows in [list(slips.select_related("certificate"))]
    ]
    return [
        Check(
            BLOCK,
            rule,
            f"Giấy của {line.name} (dòng {line.position}) {what}",
            line,
            ABOUT_CERTIFICATE,
            row.certificate_id,
        )
        for rows, rule, what in found
        for row in rows
        if (line := of_award[row.certificate.award_id])
    ]


def _certificates(job: Job) -> dict[int, IssuedCertificate]:
    """Return the certificates that would be printed again, by their keys."""
    found = (job.certificate(line) for line in job.lines)
    return {certificate.pk: certificate for certificate in found if certificate is not None}


def _kept(job: Job) -> list[Check]:
    """Who was issued a certificate gets the same one again: other choices of layout and date do not reach it."""
    other = []
    for line in job.lines:
        issued = job.certificate(line)
        if issued is None:
            continue
        run = job.runs[line.recipient_kind]
        is_other_day = issued.snapshot["run"]["place_and_date"] != run.place_and_date
        if is_other_day or issued.layout.sha256 != run.spec.sha256:
            other.append(line)
    if not other:
        return []
    fact = (
        f"{all_named(other)} đã vào sổ khen thưởng nên in đúng bố cục và ngày đã vào sổ, không theo lựa chọn ở đây. "
        "Muốn đổi thì cấp đổi trong sổ khen thưởng."
    )
    return [Check(LOOK, "Giấy đã vào sổ", fact, other[0], ABOUT_CERTIFICATE, job.certificate(other[0]).pk)]


def _printed(job: Job) -> list[Check]:
    rule = "Đã in lần nào chưa"
    again = printed_before(_certificates(job))
    if not again:
        return [Check(PASS, rule, "Chưa giấy nào được in ra giấy.")]
    lines = [line for line in job.lines if (found := job.certificate(line)) and found.pk in again]
    fact = f"{len(lines)} giấy đã được in ra giấy: {all_named(lines)}."
    if not job.settings.reprint_reason.strip():
        return [Check(BLOCK, rule, f"{fact} Đồng chí ghi lý do in lại ở bước 1.", lines[0], ABOUT_WHAT)]
    return [Check(PASS, rule, f"{fact} Lần này ghi vào sổ là in lại, lý do: {job.settings.reprint_reason.strip()}")]


def _unsettled(job: Job) -> list[Check]:
    return [
        Check(
            LOOK,
            "Lượt in trước chưa ghi kết quả",
            f"Tệp lập {moment_text(printing.run.created_at)} có những giấy này mà chưa ghi đã in được tờ nào. "
            "Đồng chí ghi kết quả lượt đó trước, kẻo một người có hai tờ.",
            about=ABOUT_RUN,
            key=printing.pk,
        )
        for printing in unsettled_runs(job.decision, _certificates(job))[:1]
    ]


def _proofs(job: Job, separation: str) -> list[Check]:
    """The proof is of everything that the layout of a kind prints, also when only some of it is printed now."""
    found = []
    lines = job.lines if job.settings.selection.part == Part.ALL else lines_in_order(job.decision)
    for kind in (kind for kind in RecipientKind if kind in job.runs):
        try:
            sheets = [sheet_of(line) for line in lines if line.recipient_kind == kind]
        except CertificateRefused:
            continue  # said by the words already
        check = proof_check(job.decision, kind, job.runs[kind], sheets, separation=separation)
        found.append(Check(check.result, check.rule, check.fact, check.line, check.about or ABOUT_PROOF))
    return found
