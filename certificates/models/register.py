"""The register of issued certificates: rows that are written once, their files, what happened to them later."""

import uuid
from pathlib import Path

from django.db import models
from django.db.models import Q

from documents.models import Decision, Number
from history.models import AppendOnly, AppendOnlyQuerySet
from nominations.models import Award
from organizations.enums import AwardForm, Nature, RecipientKind
from organizations.models import Unit
from vietnamese.fields import NameField, ProseField

from ..enums import (
    CertificateAction,
    ExchangeReason,
    IssueReason,
    RevocationReason,
    SlipState,
)
from .layouts import FrozenLayout

REASONS = [*ExchangeReason.choices, *RevocationReason.choices]


def certificate_path(sha256: str) -> str:
    """Return where the PDF with this hash is kept, relative to the media folder: its name is its content."""
    return str(Path("certificates") / sha256[:2] / f"{sha256}.pdf")


class IssuedCertificate(AppendOnly):
    """One row of the award register: what a certificate of this register number says, exactly as printed.

    `revision` counts the certificates of one award: 1 the first, then each exchange, reissue or correction, which
    `replaces` the one before. `snapshot` holds every word of the sheet ({"run": ..., "sheet": ...}), `layout` how it
    was set. `code` is what the check page is asked with. `at` and `actor_name` say when it was issued and by whom.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="certificates")
    revision = models.PositiveSmallIntegerField("bản", default=1)
    issue_reason = models.CharField("vì sao cấp", max_length=10, choices=IssueReason, default=IssueReason.FIRST)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    code = models.CharField("mã tra cứu", max_length=16, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="certificates")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="certificates")
    register = models.ForeignKey(Number, on_delete=models.PROTECT, related_name="certificates")
    register_text = models.CharField("số vào sổ", max_length=40)
    layout = models.ForeignKey(FrozenLayout, on_delete=models.PROTECT, related_name="certificates")
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    address = models.CharField("xưng hô", max_length=20)
    recipient_name = NameField("người, tập thể được tặng", max_length=250)
    unit_text = NameField("đơn vị", max_length=400, blank=True)
    citation = ProseField("lời khen")
    authority_name = NameField("cơ quan tặng", max_length=250)
    authority_nature = models.CharField("tính chất cơ quan tặng", max_length=10, choices=Nature)
    decision_number = models.CharField("số quyết định", max_length=40)
    decided_on = models.DateField("ngày quyết định")
    snapshot = models.JSONField("nội dung đã in")
    snapshot_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "giấy đã cấp"
        verbose_name_plural = "sổ khen thưởng"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["award", "revision"], name="certificate_revision_once"),
            models.CheckConstraint(
                condition=Q(revision=1, replaces=None) | Q(revision__gt=1, replaces__isnull=False),
                name="certificate_replaces_one",
            ),
        ]

    def __str__(self):
        return f"{self.get_form_display()} số {self.register_text}: {self.recipient_name}"


class IssuedFile(models.Model):
    """The PDF of an issued certificate: made once, kept under its hash, never made again.

    `engines` names the versions that made it ({"weasyprint": "70.0", "fonts": {...}, "layout": sha256, ...}).
    """

    certificate = models.OneToOneField(IssuedCertificate, on_delete=models.PROTECT, related_name="file")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    engines = models.JSONField("phiên bản đã dùng", default=dict)
    made_at = models.DateTimeField("lập lúc")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp giấy đã cấp"
        verbose_name_plural = "tệp giấy đã cấp"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="issued_file_not_empty")]

    def __str__(self):
        return self.sha256[:12]


class CertificateAct(AppendOnly):
    """What was done with an issued certificate: reprint, exchange, reissue, revocation. `note` is the reason in words.

    `paper_number` and `paper_on` name the paper it was done on; for a revocation that is the decision that revokes.
    """

    certificate = models.ForeignKey(IssuedCertificate, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField("việc", max_length=10, choices=CertificateAction)
    reason = models.CharField("lý do", max_length=20, choices=REASONS, blank=True)
    paper_number = NameField("số văn bản", max_length=60, blank=True)
    paper_on = models.DateField("ngày văn bản", null=True, blank=True)
    is_object_returned = models.BooleanField("đã thu lại hiện vật", null=True)
    is_money_returned = models.BooleanField("đã thu lại tiền thưởng", null=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "việc với giấy đã cấp"
        verbose_name_plural = "việc với giấy đã cấp"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(action=CertificateAction.REVOKE), name="certificate_revoked_once"
            ),
            models.CheckConstraint(
                condition=~Q(action=CertificateAction.REVOKE)
                | (
                    Q(reason__in=RevocationReason.values, paper_on__isnull=False)
                    & ~Q(paper_number="")
                    & Q(is_object_returned__isnull=False, is_money_returned__isnull=False)
                ),
                name="certificate_revocation_complete",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="certificate_act_has_reason"),
        ]

    def __str__(self):
        return f"{self.get_action_display()}: {self.certificate}"


class CorrectionSlip(models.Model):
    """A correction of what an issued certificate says: asked, approved by somebody else, then carried out by an exchange.

    `before` and `after` hold the words that change ({"recipient_name": ...}). `number` is that of the annex to the
    decision. The database lets a row go the way of its states only: what was asked stays as it was, what was decided too.
    """

    certificate = models.ForeignKey(IssuedCertificate, on_delete=models.PROTECT, related_name="slips")
    before = models.JSONField("đang in")
    after = models.JSONField("sửa thành")
    grounds = NameField("căn cứ", max_length=300)
    state = models.CharField("trạng thái", max_length=8, choices=SlipState, default=SlipState.ASKED)
    asked_at = models.DateTimeField("đề nghị lúc")
    asked_by_id = models.BigIntegerField("mã người đề nghị", null=True)
    asked_by_name = NameField("người đề nghị", max_length=100)
    settled_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    settled_by_name = NameField("người duyệt", max_length=100, blank=True)
    settled_note = NameField("ý kiến khi duyệt", max_length=300, blank=True)
    separation_reason = NameField("lý do một người làm hai việc", max_length=300, blank=True)
    paper_number = NameField("số phụ lục, văn bản đính chính", max_length=60, blank=True)
    paper_on = models.DateField("ngày văn bản", null=True, blank=True)
    exchanged = models.OneToOneField(
        IssuedCertificate, on_delete=models.PROTECT, null=True, blank=True, related_name="made_by_slip"
    )
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "phiếu đính chính"
        verbose_name_plural = "phiếu đính chính"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(state__in=[SlipState.ASKED, SlipState.APPROVED]),
                name="slip_one_open",
                violation_error_message="Giấy này đang có một phiếu đính chính chưa xong.",
            ),
            models.CheckConstraint(
                condition=~Q(state=SlipState.DONE) | Q(exchanged__isnull=False), name="slip_done_is_exchanged"
            ),
            models.CheckConstraint(
                condition=Q(state=SlipState.ASKED) | (Q(settled_at__isnull=False) & ~Q(settled_by_name="")),
                name="slip_settled_by_somebody",
            ),
        ]

    def __str__(self):
        return f"Đính chính {self.certificate}"


class CorrectionAnnex(models.Model):
    """The annex to the decision as it was when its slip was approved: made once, kept under its hash, never made again."""

    slip = models.OneToOneField(CorrectionSlip, on_delete=models.PROTECT, related_name="annex")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    made_at = models.DateTimeField("lập lúc")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "phụ lục đính chính đã lưu"
        verbose_name_plural = "phụ lục đính chính đã lưu"
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="correction_annex_not_empty")]

    def __str__(self):
        return self.sha256[:12]
