"""Words of certificates and of their later life."""

from django.db import models


class Paper(models.TextChoices):
    """The standard sheets of the shipped designs, landscape; a layout of an office may have any size."""

    A4 = "a4", "A4 ngang"
    A3 = "a3", "A3 ngang"


class PrintMode(models.TextChoices):
    """What is printed on the sheet."""

    FULL = "full", "Cả khung và chữ, in trên giấy trắng"
    TEXT = "text", "Chỉ in chữ lên phôi có khung"
    TEXT_TITLED = "text_titled", "Chỉ in chữ lên phôi đã có khung và tiêu đề"


class SheetOrder(models.TextChoices):
    """In which sequence the sheets of a run are stacked."""

    STAGE = "stage", "Theo thứ tự trao"
    UNIT = "unit", "Theo đơn vị"
    GIVEN_NAME = "given_name", "Theo tên (A, B, C)"


class RunOutput(models.TextChoices):
    """What a run hands out."""

    ONE_FILE = "one_file", "Một tệp PDF để in"
    ZIP = "zip", "Mỗi người một tệp PDF, gói trong tệp ZIP"


class SheetState(models.TextChoices):
    """What became of one sheet of a run; MADE until the clerk says what came out of the printer."""

    MADE = "made", "Đã lập tệp"
    PRINTED = "printed", "Đã in"
    SPOILED = "spoiled", "Hỏng"
    SKIPPED = "skipped", "Không in"


class BackgroundKind(models.TextChoices):
    """What an office's own blank was handed over as."""

    PICTURE = "picture", "Ảnh"
    PDF = "pdf", "PDF"


class BlankMove(models.TextChoices):
    """What changed the stock of a blank; what runs use is counted from their sheets."""

    RECEIVED = "received", "Nhận về"
    RETURNED = "returned", "Trả lại nhà in"
    DISCARDED = "discarded", "Loại bỏ"
    COUNTED = "counted", "Kiểm đếm"


class IssueReason(models.TextChoices):
    """Why a certificate of this register number was made."""

    FIRST = "first", "Cấp lần đầu"
    EXCHANGE = "exchange", "Cấp đổi"
    REISSUE = "reissue", "Cấp lại"
    CORRECTION = "correction", "Đính chính"


class CertificateAction(models.TextChoices):
    """The acts on an issued certificate, each with its own effect."""

    REPRINT = "reprint", "In lại"
    EXCHANGE = "exchange", "Cấp đổi"
    REISSUE = "reissue", "Cấp lại"
    REVOKE = "revoke", "Thu hồi"


class ExchangeReason(models.TextChoices):
    """Why a sheet is exchanged."""

    DAMAGED = "damaged", "Bị hư hỏng"
    MISPRINTED = "misprinted", "In sai"
    CORRECTED = "corrected", "Đính chính thông tin"
    NUMBER_REPLACED = "number_replaced", "Quyết định được ghi số lại"


class RevocationReason(models.TextChoices):
    """The four reasons of the Law on Emulation and Commendation 2022 (06/2022/QH15), article 93, clause 2."""

    FALSE_DECLARATION = "false_declaration", "Gian dối trong việc kê khai thành tích"
    FALSE_PAPERS = "false_papers", "Cung cấp thông tin sai sự thật hoặc làm giả giấy tờ"
    UNLAWFUL_DECISION = "unlawful_decision", "Thẩm định, quyết định khen thưởng trái quy định của pháp luật"
    LATER_CONCLUSION = (
        "later_conclusion",
        "Có kết luận, bản án của cơ quan có thẩm quyền về vi phạm, khuyết điểm trong thời gian tính thành tích",
    )


class SlipState(models.TextChoices):
    """The way of a correction slip."""

    ASKED = "asked", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt, chờ cấp đổi"
    REFUSED = "refused", "Không duyệt"
    DONE = "done", "Đã cấp đổi"


class PublicStatus(models.TextChoices):
    """What the check page says of a certificate."""

    VALID = "valid", "Còn hiệu lực"
    REPLACED = "replaced", "Đã được thay bằng bản khác"
    REVOKED = "revoked", "Đã bị thu hồi"
