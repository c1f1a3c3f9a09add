"""THE STANDARD TEXTS: what is told about each event as long as an office has not written something else.

They name the line and say what to do. Reasons, opinions, discipline, votes and ratings are read in the system, where
it is known who reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .enums import Event
from .rules import PLACEHOLDERS, blanks_in


@dataclass(frozen=True)
class Standard:
    """What an event is told with, and whether it also goes out as a letter; `also` are blanks that it does not use itself."""

    subject: str
    body: str
    by_mail: bool = True
    also: tuple[str, ...] = ()


STANDARD: Mapping[Event, Standard] = {
    Event.LINE_SUBMITTED: Standard(
        "Hồ sơ khen thưởng mới được trình[: {don_vi}]",
        "Hồ sơ khen thưởng[ của {don_vi}] đã được trình[, gồm {so_dong} dòng][, trong đợt “{dot}”]. "
        "Đồng chí mở trang Thẩm định để tiếp nhận.",
        also=("nguoi",),
    ),
    Event.LINE_RETURNED: Standard(
        "Cần bổ sung[: {ten}]",
        "Dòng[ “{ten}”] được trả lại để bổ sung[, đợt “{dot}”].[ Hạn trình lại: {han}.] "
        "Điều cần sửa ghi ở trang của dòng; đồng chí sửa rồi trình lại.",
        also=("nguoi",),
    ),
    Event.LINE_TAKEN_BACK: Standard(
        "Tin báo trước được rút lại[: {ten}]",
        "[Đồng chí {nguoi} đã rút lại việc vừa làm. ]Tin báo trước đó[ về “{ten}”] không còn giá trị; "
        "đồng chí không cần làm gì thêm.",
        by_mail=False,
        also=("dot",),
    ),
    Event.APPRAISAL_ASKED: Standard(
        "Đề nghị cho ý kiến thẩm định[: {ten}]",
        "Đồng chí được đề nghị cho ý kiến thẩm định[ về “{ten}”][, gồm {so_dong} dòng][, đợt “{dot}”]."
        "[ Hạn cho ý kiến: {han}.] Đồng chí mở phiếu thẩm định để ghi ý kiến của mình.",
        also=("nguoi",),
    ),
    Event.OPINION_ASKED: Standard(
        "Xin ý kiến hiệp y[: {ten}]",
        "Có đề nghị cho ý kiến hiệp y[ gửi {don_vi}][ về “{ten}”][, đợt “{dot}”].[ Đề nghị trả lời trước {han}.] "
        "Đồng chí mở trang xin ý kiến để đọc và trả lời.",
        also=("nguoi",),
    ),
    Event.OPINION_ANSWERED: Standard(
        "Đã có ý kiến hiệp y[: {ten}]",
        "Đã có ý kiến hiệp y[ của {don_vi}][ về “{ten}”][, đợt “{dot}”]. Đồng chí mở trang của dòng để đọc.",
        by_mail=False,
    ),
    Event.OBJECTION_RECORDED: Standard(
        "Có ý kiến về tên được niêm yết[: {ten}]",
        "Văn phòng đã ghi nhận một ý kiến[ về “{ten}”] trong thời gian niêm yết[, đợt “{dot}”]. "
        "Ý kiến cần được trả lời trước khi mở biểu quyết.",
    ),
    Event.STEP_DUE_SOON: Standard(
        "Sắp đến hạn[: {noi_dung}][ ({so_dong} dòng)]",
        "Việc đang chờ đồng chí sắp đến hạn[: {noi_dung}][, “{ten}”][, {so_dong} dòng][, đợt “{dot}”].[ Hạn: {han}.]",
        also=("don_vi",),
    ),
    Event.STEP_OVERDUE: Standard(
        "Quá hạn[: {noi_dung}][ ({so_dong} dòng)]",
        "Việc đang chờ đồng chí đã quá hạn[: {noi_dung}][, “{ten}”][, {so_dong} dòng][, đợt “{dot}”].[ Hạn: {han}.] "
        "Đồng chí làm sớm, hoặc xin gia hạn và nêu lý do.",
        also=("don_vi",),
    ),
    Event.STEP_ESCALATED: Standard(
        "Việc quá hạn cần đôn đốc[: {don_vi}]",
        "Có việc đã quá hạn[ ở {don_vi}][: {noi_dung}][, “{ten}”][, {so_dong} dòng][, đợt “{dot}”].[ Hạn: {han}.] "
        "Tin này báo người giao việc hoặc cấp trên trực tiếp, để đôn đốc hoặc cho gia hạn.",
    ),
    Event.VOTE_OPENED: Standard(
        "Mở biểu quyết[: {ten}]",
        "Đã mở biểu quyết[ ở {ten}][, {so_dong} dòng].[ Hạn gửi phiếu: {han}.] "
        "Đồng chí mở trang Biểu quyết để gửi phiếu của mình.",
    ),
    Event.VOTE_CLOSING: Standard(
        "Sắp hết hạn gửi phiếu[: {ten}]",
        "Sắp hết hạn gửi phiếu biểu quyết[ ở {ten}], đồng chí chưa gửi xong phiếu của mình[, còn {so_dong} dòng]."
        "[ Hạn gửi phiếu: {han}.]",
    ),
    Event.RESULTS_RELEASED: Standard(
        "Đã công bố kết quả xét khen thưởng[: {dot}]",
        "Kết quả xét khen thưởng đã được công bố[ cho {don_vi}][, {so_dong} dòng][, đợt “{dot}”]. "
        "Đồng chí mở trang hồ sơ để xem kết quả của từng dòng.",
    ),
    Event.RESULT_CORRECTED: Standard(
        "Đính chính kết quả[: {ten}]",
        "Kết quả[ của “{ten}”] đã được đính chính[, đợt “{dot}”]. "
        "Đồng chí mở trang của dòng để xem kết quả đúng và văn bản đính chính.",
        also=("nguoi", "don_vi"),
    ),
    Event.DECISION_NUMBERED: Standard(
        "Quyết định khen thưởng đã ghi số[: {ten}]",
        "Quyết định khen thưởng đã được ký và ghi số[: {ten}][, đợt “{dot}”]."
        "[ {don_vi} có {so_dong} dòng trong danh sách kèm theo.] Đồng chí mở trang hồ sơ để xem và tải quyết định.",
    ),
    Event.SUBSTITUTED: Standard(
        "Ủy quyền[ thay đồng chí {ten}]",
        "Đã lập ủy quyền[ thay đồng chí {ten}][, vai trò {noi_dung}][, ở {don_vi}][, đến hết {han}]. "
        "Việc làm thay được ghi tên của cả hai người; phiếu biểu quyết của ủy viên không ủy quyền được.",
    ),
    Event.HANDED_OVER: Standard(
        "Đồng chí nhận bàn giao việc[ của đồng chí {ten}]",
        "Đồng chí nhận bàn giao việc[ của đồng chí {ten}][, ở {don_vi}][, gồm {so_dong} việc]. "
        "Đồng chí mở trang Việc của tôi để xem việc đang chờ.",
    ),
    Event.EXCEPTION_ASKED: Standard(
        "Xin xét ngoại lệ[: {ten}]",
        "Có đề nghị xét ngoại lệ[ cho “{ten}”][ của {don_vi}][, đợt “{dot}”]. "
        "Đồng chí mở trang của dòng để xem và trả lời.",
        also=("nguoi",),
    ),
    Event.EXCEPTION_ANSWERED: Standard(
        "Đã trả lời đề nghị xét ngoại lệ[: {ten}]",
        "Đề nghị xét ngoại lệ[ cho “{ten}”] đã được trả lời[, đợt “{dot}”]. Đồng chí mở trang của dòng để xem.",
        by_mail=False,
        also=("nguoi", "don_vi"),
    ),
    Event.PROOF_ASKED: Standard(
        "Xin duyệt tờ in thử[: {ten}]",
        "Trước khi in hàng loạt[ theo {ten}], đồng chí[ {nguoi}] đề nghị đồng chí xem một tờ in thử[ ({noi_dung})]. "
        "Đồng chí mở trang tờ in thử, đọc kỹ từng dòng rồi duyệt hoặc trả lại.",
    ),
    Event.PROOF_SETTLED: Standard(
        "Đã trả lời tờ in thử[: {ten}]",
        "Tờ in thử[ theo {ten}][ ({noi_dung})] đã được[ đồng chí {nguoi}] trả lời. Đồng chí mở trang tờ in thử để xem.",
        by_mail=False,
    ),
    Event.SLIP_ASKED: Standard(
        "Xin duyệt phiếu đính chính[: {ten}]",
        "[Đồng chí {nguoi} đề nghị đính chính chữ ghi sai trên {ten}. ]Phiếu đính chính chờ đồng chí duyệt. "
        "Đồng chí mở phiếu, so chữ đang in với chữ sửa thành và căn cứ, rồi ghi kết luận.",
        also=("dot",),
    ),
    Event.SLIP_SETTLED: Standard(
        "Đã trả lời phiếu đính chính[: {ten}]",
        "Phiếu đính chính[ {ten}] đã được[ đồng chí {nguoi}] trả lời[: {noi_dung}]. "
        "Đồng chí mở phiếu để xem ý kiến và việc tiếp theo.",
        by_mail=False,
        also=("dot",),
    ),
}


def blanks_of(event: Event) -> dict[str, str]:
    """Return the blanks that are filled when this event is told, with what stands in each; the address of the page always."""
    standard = STANDARD[event]
    used = blanks_in(standard.subject + standard.body) | {*standard.also, "trang"}
    return {name: meaning for name, meaning in PLACEHOLDERS.items() if name in used}


LINK = "Trang cần mở: {trang}"
"""What stands at the end of a letter whose text does not name the page itself."""

SAMPLE = {
    "ten": "Nguyễn Văn Mẫu",
    "dot": "Khen thưởng tổng kết năm 2026",
    "don_vi": "Chi bộ ấp Tân Bình",
    "han": "17 giờ ngày 20/12/2026",
    "so_dong": "12",
    "noi_dung": "Thẩm định",
    "nguoi": "Trần Thị Mẫu",
    "trang": "https://vinhdanh.example/de-nghi/1/",
}
"""Facts for the preview of a text."""
