"""How fast certificates are printed, measured on made-up recipients; writes nothing but a temporary file."""

import random
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from certificates.batch import render_job, render_single
from certificates.layout.sheets import CertificateRun, CertificateSheet
from runs.memory import children_peak_mb, own_peak_mb

MOST_CERTIFICATES = 20_000
SINGLE_DOCUMENTS, WARMING_DOCUMENTS = 100, 3
SEED = 1763
COLLECTIVE_SHARE = 0.15  # as in a province: 263 collectives among 1,763

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Ưng",
    "Âu",
]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Quang", "Thị Bích", "Thị Hồng", "Công Tằng Tôn Nữ"]
GIVEN = [
    "An",
    "Ân",
    "Ánh",
    "Bình",
    "Châu",
    "Dũng",
    "Đạt",
    "Giang",
    "Hà",
    "Hằng",
    "Hạnh",
    "Hòa",
    "Khánh",
    "Liên",
    "Lưu",
    "Nhung",
    "Phượng",
    "Quyết",
    "Sơn",
    "Thắng",
    "Ước",
    "Ứng",
]
WHOLE = ["Y Khŭt Ñuôl", "Kpă H'Ŏm", "H'Bia Niê Kđăm", "Ly", "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư"]
POSTS = ["Đảng viên", "Bí thư", "Phó Bí thư", "Tổ trưởng tổ tự quản", "Phó Bí thư, Phó Hiệu trưởng"]
CELLS = [
    "Chi bộ ấp Tân Bình {}",
    "Chi bộ tổ dân phố số {}",
    "Chi bộ Trường Trung học cơ sở Tân Mỹ {}",
    "Chi bộ Trường Phổ thông Dân tộc nội trú Trung học cơ sở và Trung học phổ thông số {}",
]
ACHIEVEMENT = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
MODELS = [
    "Xây dựng tuyến đường đan",
    "Tiết kiệm bỏ ống heo đất làm quỹ thăm hỏi và hỗ trợ khó khăn đột xuất",
    "Mỗi tuần một câu chuyện, mỗi đảng viên một việc làm theo Bác",
]


class BenchmarkRefused(Exception):
    """The figures cannot be taken as asked; the message is a Vietnamese sentence."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of this benchmark to the command."""
    parser.add_argument("--count", default="1763", help="certificates: số giấy khen in thử")


def measure(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one line of figures for a run of `count` certificates. Raises BenchmarkRefused.

    `ratio_to_single_documents` compares with certificates rendered as documents of their own, one after another in
    this process, warm, with the same template, fonts, fetcher and background.
    """
    sheets = sample_sheets(_count(options["count"]))
    run = CertificateRun.sample()
    with TemporaryDirectory(prefix="vinhdanh-") as folder:
        out = Path(folder) / "giay-khen.pdf"
        began = time.perf_counter()
        render_job([(run, sheets)], out)
        seconds = time.perf_counter() - began
        size = out.stat().st_size
    peak = max(own_peak_mb(), children_peak_mb())
    single = _single_document_seconds(run, sheets)
    yield {
        "benchmark": "certificates",
        "count": len(sheets),
        "seconds": round(seconds, 2),
        "ms_each": round(1000 * seconds / len(sheets), 2),
        "peak_mb": round(peak, 1),
        "kb_each": round(size / 1024 / len(sheets), 2),
        "single_ms_each": round(1000 * single, 2),
        "ratio_to_single_documents": round(single * len(sheets) / seconds, 1),
    }


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= count <= MOST_CERTIFICATES:
        raise BenchmarkRefused(
            f"--count phải là số từ 1 đến {MOST_CERTIFICATES}, không phải “{text}”. Ví dụ: --count 1763"
        )
    return count


def _single_document_seconds(run: CertificateRun, sheets: list[CertificateSheet]) -> float:
    """Return the mean time of a certificate as a document of its own."""
    for sheet in sheets[:WARMING_DOCUMENTS]:
        render_single(run, sheet)
    began = time.perf_counter()
    for index in range(SINGLE_DOCUMENTS):
        render_single(run, sheets[index % len(sheets)])
    return (time.perf_counter() - began) / SINGLE_DOCUMENTS


def sample_sheets(count: int) -> list[CertificateSheet]:
    """Return `count` made-up recipients, the same every time, collectives first as at a ceremony."""
    chance = random.Random(SEED)
    collectives = round(count * COLLECTIVE_SHARE)
    return [(_collective if index < collectives else _individual)(chance, f"{index + 1:02d}") for index in range(count)]


def _collective(chance: random.Random, number: str) -> CertificateSheet:
    cell = chance.choice(CELLS).format(chance.randint(1, 9))
    text = f"{ACHIEVEMENT} giai đoạn 2021 - 2026, với mô hình “{chance.choice(MODELS)}”"
    return CertificateSheet("collective", "Tập thể", cell, "Đảng bộ xã Tân Mỹ", text, number)


def _individual(chance: random.Random, number: str) -> CertificateSheet:
    name = chance.choice(WHOLE) if chance.random() < 0.05 else " ".join(map(chance.choice, (FAMILY, MIDDLE, GIVEN)))
    unit = f"{chance.choice(POSTS)} {chance.choice(CELLS[:3]).format(chance.randint(1, 9))}"
    return CertificateSheet(
        "individual", chance.choice(["Đồng chí", "Ông", "Bà"]), name, unit, f"{ACHIEVEMENT} năm 2026", number
    )
