"""Fictitious people and bodies for the samples of all papers: the commune Tân Mỹ does not exist."""

from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from typing import Any

from meetings.enums import Outcome

from .lines import MEMBER, Line, Lines, Vote
from .meeting import Absentee, Recused, Share
from .parts import Heading, Signature, Speaker

COMMITTEE = "Đảng ủy xã Tân Mỹ"
STANDING_COMMITTEE = "Ban Thường vụ Đảng ủy xã Tân Mỹ"
PROVINCE = "Ban Thường vụ Tỉnh ủy Đồng Bình"
OFFICE = "Văn phòng Đảng ủy"
CELL = "Chi bộ ấp Tân Thành"
SUBJECT = (
    "khen thưởng tập thể, cá nhân có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách "
    "Hồ Chí Minh năm 2026"
)
ROUND = "Khen thưởng học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026"
ACHIEVEMENT = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026"
BASIS = (
    "Quy định số 208-QĐ/TW, ngày 26/7/2026 của Ban Chấp hành Trung ương về thi hành Điều lệ Đảng",
    (
        "Chỉ thị số 05-CT/TW, ngày 15/5/2016 của Bộ Chính trị về đẩy mạnh việc học tập và làm theo tư tưởng, đạo đức, "
        "phong cách Hồ Chí Minh"
    ),
)
SECRETARY = Signature(authority=("T/M Ban Thường vụ",), position="Bí thư", name="Trần Minh Quang")
OFFICE_HEAD = Signature(position="Chánh Văn phòng", name="Hồ Ngọc Diễm")
CELL_SECRETARY = Signature(authority=("T/M Chi bộ",), position="Bí thư", name="Lê Thị Bích Vân")
CHAIR = Speaker(name="Trần Minh Quang", position="Bí thư Đảng ủy")
CLERK = Speaker(name="Nguyễn Thị Kim Oanh", position="Phó Chánh Văn phòng Đảng ủy")
DISAGREEMENT = "Lấy ý kiến bằng phiếu gửi: dòng có từ 1/3 số phiếu gửi về không tán thành thì chưa quyết định mà chuyển ra phiên họp."
MEETING_DAY = date(2026, 9, 5)


def committee_heading(number: str, dated: date | None = MEETING_DAY) -> Heading:
    """Return the heading of a paper of the sample committee."""
    return Heading(superior="Đảng bộ tỉnh Đồng Bình", issuer=COMMITTEE, number=number, place="Tân Mỹ", dated=dated)


def office_heading(number: str, dated: date | None = date(2026, 9, 1)) -> Heading:
    """Return the heading of a paper of the sample committee's office."""
    return Heading(superior=COMMITTEE, issuer="Văn phòng", number=number, place="Tân Mỹ", dated=dated)


def cell_heading(number: str, dated: date | None = date(2026, 8, 12)) -> Heading:
    """Return the heading of a paper of the sample cell."""
    return Heading(superior="Đảng bộ xã Tân Mỹ", issuer=CELL, number=number, place="Tân Mỹ", dated=dated)


def _model(name: str) -> str:
    return f"{ACHIEVEMENT}, với mô hình “{name}”"


def lines(base: int = 15, *, award: str = "Giấy khen") -> Lines:
    """Return five nominees with votes of a body of `base` people."""
    return Lines(
        (
            Line(
                name=CELL,
                is_collective=True,
                award=award,
                proposer=CELL,
                outcome=Outcome.APPROVED,
                achievement=_model("Tuyến đường ánh sáng an ninh, cột cờ, hàng cây kiểng"),
                vote=Vote(in_favor=base, base=base),
            ),
            Line(
                name="Hội Liên hiệp Phụ nữ xã",
                is_collective=True,
                award=award,
                proposer="Chi bộ ấp Tân Bình 1",
                achievement=_model("Bỏ ống heo đất giúp hộ khó khăn"),
                outcome=Outcome.APPROVED,
                vote=Vote(in_favor=base - 1, abstain=1, base=base),
            ),
            Line(
                name="Nguyễn Văn Hai",
                address=MEMBER,
                position="Bí thư chi bộ",
                unit="Chi bộ ấp Tân Đông",
                birth_year=1968,
                is_member=True,
                award=award,
                achievement=ACHIEVEMENT,
                proposer="Chi bộ ấp Tân Đông",
                outcome=Outcome.APPROVED,
                vote=Vote(in_favor=base - 1, recused=1, base=base),
            ),
            Line(
                name="Phạm Văn Tám",
                address="Ông",
                position="Hội viên Hội Nông dân",
                unit="ấp Tân Hưng",
                birth_year=1959,
                award=award,
                achievement=ACHIEVEMENT,
                proposer="Chi bộ ấp Tân Hưng",
                outcome=Outcome.APPROVED,
                vote=Vote(in_favor=base - 2, against=1, not_voting=1, base=base),
            ),
            Line(
                name="Trần Thị Ẩn",
                address="Bà",
                position="Hội viên phụ nữ",
                unit="ấp Tân Hưng",
                birth_year=1950,
                is_deceased=True,
                award=award,
                achievement=ACHIEVEMENT,
                proposer="Chi bộ ấp Tân Hưng",
                outcome=Outcome.APPROVED,
                vote=Vote(in_favor=base, base=base),
            ),
        )
    )


def weak_lines() -> Lines:
    """Return two nominees whom the office does not recommend, with its reasons."""
    return Lines(
        (
            Line(
                name="Chi bộ ấp Tân Phú 1",
                is_collective=True,
                proposer="Chi bộ ấp Tân Phú 1",
                achievement=_model("Thu gom rác thải"),
                note="Mô hình mới làm từ tháng 7, chưa đủ thời gian đánh giá kết quả",
            ),
            Line(
                name="Đỗ Thị Sáu",
                address=MEMBER,
                position="Đảng viên",
                unit="Chi bộ ấp Tân Lập",
                birth_year=1977,
                is_member=True,
                proposer="Chi bộ ấp Tân Lập",
                achievement=ACHIEVEMENT,
                note="Đã được khen thưởng về cùng một thành tích trong đợt tháng 5",
            ),
        )
    )


def meeting_facts() -> dict[str, Any]:
    """Return what the minutes and the tally of one fictitious meeting have in common."""
    voted = lines(9)
    passed = [
        replace(line, vote=replace(line.vote, in_favor=min(line.vote.in_favor, 8))) for line in voted if line.vote
    ]
    failed = Line(
        name="Chi bộ Trạm Y tế",
        is_collective=True,
        proposer="Chi bộ Trạm Y tế",
        achievement=ACHIEVEMENT,
        vote=Vote(in_favor=4, against=3, abstain=1, base=9),
        outcome=Outcome.REJECTED,
    )
    return {
        "committee": STANDING_COMMITTEE,
        "met_on": MEETING_DAY,
        "starts_at": time(14, 0),
        "ends_at": time(16, 15),
        "location": "Phòng họp số 1, trụ sở Đảng ủy xã Tân Mỹ",
        "serving": 9,
        "attending": (
            CHAIR,
            Speaker(name="Bùi Thanh Hà", position="Phó Bí thư Thường trực"),
            Speaker(name="Ngô Đức Thịnh", position="Phó Bí thư, Chủ tịch Ủy ban nhân dân xã"),
            *(
                Speaker(name=name, position="Ủy viên Ban Thường vụ")
                for name in ("Nguyễn Văn Hai", "Lý Thị Hồng", "Đoàn Quốc Việt", "Mai Xuân Ứng", "Phan Thị Ngọc Ẩn")
            ),
        ),
        "absent": (Absentee(name="Võ Văn Sơn", has_reason=True, reason="đi học lớp cao cấp lý luận chính trị"),),
        "quorum": Share(share=Fraction(2, 3), needed=6, base_label="số ủy viên đương nhiệm"),
        "majority": Share(share=Fraction(1, 2), needed=5, base_label="số ủy viên đương nhiệm", is_strict=True),
        "chair": CHAIR,
        "clerk": CLERK,
        "lines": Lines((*passed, failed)),
        "recusals": (Recused(member="Nguyễn Văn Hai", line="đồng chí Nguyễn Văn Hai", reason="là người được đề nghị"),),
        "not_recommended": weak_lines(),
    }
