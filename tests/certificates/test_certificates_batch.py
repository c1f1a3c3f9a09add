"""Many certificates as one PDF: right names in order, equal to single ones, shared background, same bytes, no debris."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops

from certificates import batch
from certificates.batch import assemble, chunked, render_all, render_chunk, render_common, render_single
from certificates.benchmarks import sample_sheets
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from tests.certificates import certificate_samples as samples
from tests.documents.paper_probe import Paper

RUN = CertificateRun.sample()
CHUNK, MANY = 5, 13


@pytest.fixture(scope="module", autouse=True)
def small_chunks():
    """Three chunks from thirteen sheets: enough for child processes, quick to render."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "CHUNK_SIZE", CHUNK)
        yield


@pytest.fixture(scope="module")
def sheets():
    return sample_sheets(MANY)


@pytest.fixture(scope="module")
def many(sheets, tmp_path_factory):
    """A run of three chunks, rendered in child processes."""
    out = tmp_path_factory.mktemp("run") / "giay-khen.pdf"
    render_all(RUN, sheets, out)
    return out


def test_every_page_names_its_recipient_in_the_order_of_the_list(many, sheets, tmp_path):
    pages = Paper(many.read_bytes(), tmp_path).page_texts
    assert len(pages) == MANY
    for page, sheet in zip(pages, sheets, strict=True):
        assert f"{sheet.form_of_address} {sheet.name}" in page
        assert page.endswith(("Nguyễn Văn Bình", f"Vào sổ khen thưởng số {sheet.register_number}"))
        assert "BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TÂN MỸ" in page


def test_the_common_layer_is_stored_once(many):
    with pikepdf.open(many) as pdf:
        forms = {page.Resources.XObject.Common.objgen for page in pdf.pages}
        assert len(forms) == 1
    with pikepdf.open(BytesIO(render_common(RUN))) as common:
        drawing = len(common.pages[0].Contents.read_raw_bytes())
    assert many.stat().st_size < 2 * drawing + 60_000


def test_fonts_are_the_declared_ones(many, tmp_path):
    assert {
        font.removesuffix("-Bold").removesuffix("-Italic") for font in Paper(many.read_bytes(), tmp_path).fonts
    } == {"EB-Garamond", "Playfair-Display"}


def test_the_same_run_gives_the_same_bytes_however_many_processes(many, sheets, tmp_path):
    render_all(RUN, sheets, tmp_path / "alone.pdf", workers=1)
    assert (tmp_path / "alone.pdf").read_bytes() == many.read_bytes()


def test_a_job_may_render_chunk_by_chunk(many, sheets, tmp_path):
    paths = []
    for index, chunk in enumerate(chunked(sheets)):
        paths.append(tmp_path / f"{index}.pdf")
        paths[-1].write_bytes(render_chunk(RUN, chunk))
    assemble(render_common(RUN), paths, tmp_path / "all.pdf")
    assert (tmp_path / "all.pdf").read_bytes() == many.read_bytes()


@pytest.mark.parametrize("layer", ["full", "words", "titled"])
@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_a_page_of_a_run_looks_like_a_single_certificate(layer, paper, tmp_path):
    run = CertificateRun.sample(layer=layer, paper=paper, offset_right=1.5)
    render_all(run, [samples.SHORT, samples.LONG_COLLECTIVE], tmp_path / "run.pdf")
    (tmp_path / "one").mkdir()
    together = Paper((tmp_path / "run.pdf").read_bytes(), tmp_path).picture(1)
    alone = Paper(render_single(run, samples.LONG_COLLECTIVE), tmp_path / "one").picture()
    assert (together.width, together.height) == (alone.width, alone.height)
    size = (alone.width, alone.height)
    pages = [Image.frombytes("L", size, picture.dots) for picture in (together, alone)]
    differences = ImageChops.difference(*pages).histogram()
    assert sum(differences[64:]) < len(alone.dots) / 10_000


def test_the_printer_is_told_not_to_scale_and_to_print_one_side(tmp_path):
    render_all(RUN, [samples.SHORT], tmp_path / "run.pdf")
    with pikepdf.open(tmp_path / "run.pdf") as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert (wishes.PrintScaling, wishes.Duplex, str(pdf.Root.Lang)) == ("/None", "/Simplex", "vi")
        assert str(pdf.docinfo["/Title"]) == "Giấy khen"


def test_progress_is_told_after_each_chunk(sheets, tmp_path):
    told = []
    render_all(RUN, sheets, tmp_path / "run.pdf", on_progress=told.append)
    assert told == [CHUNK, 2 * CHUNK, MANY]


class Cancelled(Exception):
    """Raised by a progress bar whose job was cancelled."""


def test_a_cancelled_run_leaves_nothing(sheets, tmp_path):
    def cancel(done: int) -> None:
        raise Cancelled(done)

    with pytest.raises(Cancelled):
        render_all(RUN, sheets, tmp_path / "run.pdf", on_progress=cancel)
    assert list(tmp_path.iterdir()) == []


def test_a_run_with_a_sheet_that_cannot_be_printed_is_refused_whole(tmp_path):
    bad = CertificateSheet("individual", "Ông", "Lê Văn 漢", "", samples.MOVEMENT, "1")
    with pytest.raises(CertificateRefused, match=r"“漢” .*trong “Lê Văn 漢”.*Còn 2 chỗ khác chưa in được"):
        render_all(RUN, [samples.SHORT, *[bad] * 5], tmp_path / "run.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_run_is_refused(tmp_path):
    with pytest.raises(CertificateRefused, match="Chưa có ai trong danh sách in"):
        render_all(RUN, [], tmp_path / "run.pdf")


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path, monkeypatch):
    out = tmp_path / "run.pdf"
    out.write_bytes(b"old")

    def full_disk(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(batch.os, "fsync", full_disk)
    with pytest.raises(OSError, match="disk full"):
        assemble(render_common(RUN), [render_chunk(RUN, [samples.SHORT])], out)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_child_that_dies_is_reported_as_a_sentence(sheets, tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "_limit", _die)
    with pytest.raises(batch.BatchFailed, match="Đồng chí bấm in lại"):
        render_all(RUN, sheets, tmp_path / "run.pdf")
    assert list(tmp_path.iterdir()) == []


def _die() -> None:
    """Stand in for a child process that the machine kills."""
    import os

    os._exit(9)


def test_children_run_under_limits():
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(1, batch._limit) as pool:
        memory, seconds = pool.apply(_limits)
    assert (memory, seconds) == (batch.CHILD_MEMORY_BYTES, batch.CHILD_CPU_SECONDS)


def _limits() -> tuple[int, int]:
    """Return the limits of this process: address space in bytes, processor time in seconds."""
    import resource

    return resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0]


def test_the_common_page_has_the_size_of_the_paper():
    with pikepdf.open(BytesIO(render_common(RUN))) as pdf:
        assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 842, 595]
        assert len(pdf.pages) == 1
