"""Many certificates as one PDF: right names in order, shared fonts and drawing, same bytes, no debris."""

from io import BytesIO

import pikepdf
import pytest

from certificates import batch
from certificates.batch import ENGINES, join, render_job, single_pdf
from certificates.benchmarks import sample_sheets
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from tests.certificates import certificate_samples as samples
from tests.documents.paper_probe import Paper

RUN = CertificateRun.sample()
PORTION, MANY = 5, 13


@pytest.fixture(scope="module", autouse=True)
def small_portions():
    """Three reports of progress from thirteen sheets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "PORTION", PORTION)
        yield


@pytest.fixture(scope="module")
def sheets():
    return sample_sheets(MANY)


@pytest.fixture(scope="module")
def many(sheets, tmp_path_factory):
    """A run of thirteen sheets."""
    out = tmp_path_factory.mktemp("run") / "giay-khen.pdf"
    render_job([(RUN, sheets)], out)
    return out


def test_every_page_names_its_recipient_in_the_order_of_the_list(many, sheets, tmp_path):
    pages = Paper(many.read_bytes(), tmp_path).page_texts
    assert len(pages) == MANY
    for page, sheet in zip(pages, sheets, strict=True):
        assert f"{sheet.form_of_address} {sheet.name}" in page
        assert page.endswith(("Nguyễn Văn Bình", f"Vào sổ khen thưởng số {sheet.register_number}"))
        assert "BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TÂN MỸ" in page


def test_drawing_common_words_and_fonts_are_stored_once(many, sheets, tmp_path):
    with pikepdf.open(many) as pdf:
        assert len({page.Resources.objgen for page in pdf.pages}) == 1
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/ToUnicode")]
        assert len(fonts) == 4
    more = tmp_path / "more.pdf"
    render_job([(RUN, sample_sheets(8 * MANY))], more)
    assert (more.stat().st_size - many.stat().st_size) / (7 * MANY) < 1024


def test_fonts_are_the_declared_ones_and_embedded(many, tmp_path):
    fonts = Paper(many.read_bytes(), tmp_path).fonts
    assert {font.removesuffix("-Bold").removesuffix("-Italic") for font in fonts} == {"EB-Garamond", "Playfair-Display"}
    with pikepdf.open(many) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            assert len(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()) > 10_000


def test_the_same_run_gives_the_same_bytes(many, sheets, tmp_path):
    render_job([(RUN, sheets)], tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == many.read_bytes()
    assert single_pdf(RUN, sheets[0]) == single_pdf(RUN, sheets[0])


def test_one_certificate_does_not_depend_on_what_was_printed_before(sheets):
    before = single_pdf(RUN, samples.SHORT)
    single_pdf(RUN, samples.RARE_LETTER)
    batch._empty.cache_clear()
    assert single_pdf(RUN, samples.SHORT) == before


def test_pieces_are_joined_and_share_what_is_equal(many, sheets, tmp_path):
    paths = []
    for start in range(0, MANY, PORTION):
        paths.append(tmp_path / f"{start}.pdf")
        render_job([(RUN, sheets[start : start + PORTION])], paths[-1])
    join(paths, tmp_path / "all.pdf")
    (tmp_path / "texts").mkdir()
    assert (
        Paper((tmp_path / "all.pdf").read_bytes(), tmp_path / "texts").page_texts
        == Paper(many.read_bytes(), tmp_path).page_texts
    )
    assert (tmp_path / "all.pdf").stat().st_size < many.stat().st_size + 2000


def test_runs_alternate_in_the_order_of_the_stack(tmp_path):
    other = CertificateRun.sample(design="hoa_sen", nature="state", paper="a3")
    parts = [(RUN, [samples.SHORT]), (other, [samples.COLLECTIVE]), (RUN, [samples.HIGHLAND, samples.LONG_NAME])]
    render_job(parts, tmp_path / "run.pdf")
    pages = Paper((tmp_path / "run.pdf").read_bytes(), tmp_path).page_texts
    names = [samples.SHORT.name, samples.COLLECTIVE.name, samples.HIGHLAND.name, samples.LONG_NAME.name]
    assert [name in page for name, page in zip(names, pages, strict=True)] == [True] * 4
    with pikepdf.open(tmp_path / "run.pdf") as pdf:
        assert [round(float(page.MediaBox[2])) for page in pdf.pages] == [842, 1191, 842, 842]
        forms = [page.Resources.XObject.Common.objgen for page in pdf.pages]
    assert forms[0] == forms[2] == forms[3] != forms[1]


def test_the_printer_is_told_not_to_scale_and_to_print_one_side(many):
    for file in (BytesIO(single_pdf(RUN, samples.SHORT)), many):
        with pikepdf.open(file) as pdf:
            wishes = pdf.Root.ViewerPreferences
            assert (wishes.PrintScaling, wishes.Duplex, str(pdf.Root.Lang)) == ("/None", "/Simplex", "vi")
            assert str(pdf.docinfo["/Title"]) == "Giấy khen"


def test_progress_is_told_after_each_portion(sheets, tmp_path):
    told = []
    render_job([(RUN, sheets[:8]), (RUN, sheets[8:])], tmp_path / "run.pdf", on_progress=told.append)
    assert told == [5, 8, MANY]


class Cancelled(Exception):
    """Raised by a progress bar whose job was cancelled."""


def test_a_cancelled_run_leaves_nothing(sheets, tmp_path):
    def cancel(done: int) -> None:
        raise Cancelled(done)

    with pytest.raises(Cancelled):
        render_job([(RUN, sheets)], tmp_path / "run.pdf", on_progress=cancel)
    assert list(tmp_path.iterdir()) == []


def test_a_run_with_a_sheet_that_cannot_be_printed_is_refused_whole(tmp_path):
    bad = CertificateSheet("individual", "Ông", "Lê Văn 漢", "", samples.MOVEMENT, "1")
    with pytest.raises(CertificateRefused, match=r"“漢” .*trong “Lê Văn 漢”.*Còn 2 chỗ khác chưa in được"):
        render_job([(RUN, [samples.SHORT, *[bad] * 5])], tmp_path / "run.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_run_is_refused(tmp_path):
    with pytest.raises(CertificateRefused, match="Chưa có ai trong danh sách in"):
        render_job([(RUN, [])], tmp_path / "run.pdf")


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path, monkeypatch):
    out = tmp_path / "run.pdf"
    out.write_bytes(b"old")

    def full_disk(_descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(batch.os, "fsync", full_disk)
    with pytest.raises(OSError, match="disk full"):
        render_job([(RUN, [samples.SHORT])], out)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_what_decides_about_the_bytes_is_named():
    engines = ENGINES()
    assert {"composer", "weasyprint", "pango", "pikepdf", "font eb-garamond"} <= set(engines)
    assert all(len(value) == 64 for name, value in engines.items() if name.startswith("font "))
