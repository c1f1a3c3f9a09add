"""Kinds of papers, and the types of Party documents whose numbers run in series of their own."""

from django.db import models


class DocumentType(models.TextChoices):
    """A type of Party document (Quy định 399-QĐ/TW, 09/01/2026). Each type is counted apart, per body and term.

    Quyết định and quy định are two types with two counters although both print the symbol QĐ.
    """

    NGHI_QUYET = "nghi_quyet", "Nghị quyết"
    QUYET_DINH = "quyet_dinh", "Quyết định"
    QUY_DINH = "quy_dinh", "Quy định"
    KET_LUAN = "ket_luan", "Kết luận"
    QUY_CHE = "quy_che", "Quy chế"
    THONG_BAO = "thong_bao", "Thông báo"
    BAO_CAO = "bao_cao", "Báo cáo"
    KE_HOACH = "ke_hoach", "Kế hoạch"
    CHUONG_TRINH = "chuong_trinh", "Chương trình"
    TO_TRINH = "to_trinh", "Tờ trình"
    CONG_VAN = "cong_van", "Công văn"
    BIEN_BAN = "bien_ban", "Biên bản"
    DE_AN = "de_an", "Đề án"
    PHUONG_AN = "phuong_an", "Phương án"
    HUONG_DAN = "huong_dan", "Hướng dẫn"
    CHI_THI = "chi_thi", "Chỉ thị"
    THONG_TRI = "thong_tri", "Thông tri"

    @property
    def symbol(self) -> str:
        """The letters that stand in a number before the slash: QĐ in "12-QĐ/ĐU"."""
        return TYPE_SYMBOLS[self]


TYPE_SYMBOLS: dict[str, str] = {
    DocumentType.NGHI_QUYET: "NQ",
    DocumentType.QUYET_DINH: "QĐ",
    DocumentType.QUY_DINH: "QĐ",
    DocumentType.KET_LUAN: "KL",
    DocumentType.QUY_CHE: "QC",
    DocumentType.THONG_BAO: "TB",
    DocumentType.BAO_CAO: "BC",
    DocumentType.KE_HOACH: "KH",
    DocumentType.CHUONG_TRINH: "CTr",
    DocumentType.TO_TRINH: "TTr",
    DocumentType.CONG_VAN: "CV",
    DocumentType.BIEN_BAN: "BB",
    DocumentType.DE_AN: "ĐA",
    DocumentType.PHUONG_AN: "PA",
    DocumentType.HUONG_DAN: "HD",
    DocumentType.CHI_THI: "CT",
    DocumentType.THONG_TRI: "TT",
}


class DocumentKind(models.TextChoices):
    """A paper that the system can make. The value names its template and its style sheet."""

    DECISION = "decision", "Quyết định khen thưởng"
    SUBMISSION_LETTER = "submission_letter", "Tờ trình của chi bộ"
    MEETING_MINUTES_CELL = "meeting_minutes_cell", "Biên bản họp chi bộ"
    OFFICE_SUBMISSION = "office_submission", "Tờ trình kết quả thẩm định"
    COMMITTEE_MINUTES = "committee_minutes", "Biên bản họp Ban Thường vụ"
    TALLY_MINUTES = "tally_minutes", "Biên bản kiểm phiếu"
    UPWARD_SUBMISSION = "upward_submission", "Tờ trình lên cấp trên"
    ROSTER = "roster", "Danh sách trích ngang"
    ACHIEVEMENT_REPORT = "achievement_report", "Báo cáo thành tích"
    RECEIPT = "receipt", "Giấy biên nhận hồ sơ"
    APPRAISAL_SHEET = "appraisal_sheet", "Phiếu thẩm định"
    APPRAISAL_SUMMARY = "appraisal_summary", "Báo cáo kết quả thẩm định"
    BALLOT_PAPERS = "ballot_papers", "Phiếu biểu quyết"
    CONCLUSION_NOTICE = "conclusion_notice", "Thông báo kết luận"
    RESULT_NOTICE = "result_notice", "Thông báo kết quả cho đơn vị"
    POSTING_NOTICE = "posting_notice", "Thông báo niêm yết lấy ý kiến"
    CORRECTION_NOTICE = "correction_notice", "Thông báo đính chính kết quả"
    CERTIFICATE = "certificate", "Giấy khen, bằng khen"

    @property
    def document_type(self) -> DocumentType | None:
        """The type of Party document that the paper is; None for papers that carry no number."""
        return KIND_TYPES.get(self)


KIND_TYPES: dict[str, DocumentType] = {
    DocumentKind.DECISION: DocumentType.QUYET_DINH,
    DocumentKind.SUBMISSION_LETTER: DocumentType.TO_TRINH,
    DocumentKind.MEETING_MINUTES_CELL: DocumentType.BIEN_BAN,
    DocumentKind.OFFICE_SUBMISSION: DocumentType.TO_TRINH,
    DocumentKind.COMMITTEE_MINUTES: DocumentType.BIEN_BAN,
    DocumentKind.TALLY_MINUTES: DocumentType.BIEN_BAN,
    DocumentKind.UPWARD_SUBMISSION: DocumentType.TO_TRINH,
    DocumentKind.ACHIEVEMENT_REPORT: DocumentType.BAO_CAO,
    DocumentKind.APPRAISAL_SUMMARY: DocumentType.BAO_CAO,
    DocumentKind.CONCLUSION_NOTICE: DocumentType.THONG_BAO,
    DocumentKind.RESULT_NOTICE: DocumentType.THONG_BAO,
    DocumentKind.POSTING_NOTICE: DocumentType.THONG_BAO,
    DocumentKind.CORRECTION_NOTICE: DocumentType.THONG_BAO,
}
