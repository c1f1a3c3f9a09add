"""Files dropped on the page go in piece by piece, and a broken line costs one piece only."""

import base64
import os

import pytest
from axe_playwright_python.sync_playwright import Axe

from nominations.models import Evidence, EvidenceType, RequiredEvidence, Upload
from nominations.transfers import PIECE
from tests.factories import dossier, line
from tests.nominations.samples import pdf, photo_with_place
from tests.pages.cell import url
from tests.pages.shared_server import served

pytestmark = pytest.mark.browser

DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { lastModified: 1 }));
  const place = document.querySelector("[data-drop]");
  for (const kind of ["dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""
TOO_SMALL = """() => [...document.querySelectorAll("main :is(a, button, input:not([type=hidden], [type=file]), .drop label, select, summary)")]
  .filter((item) => { const box = item.getBoundingClientRect(); return box.height > 0 && box.height < 43.5 && !item.closest("p:not(.acts), td, li > p") && item.tabIndex >= 0; })
  .map((item) => item.outerHTML.slice(0, 120))"""


@pytest.fixture
def bundle(w, settings, tmp_path):
    """A dossier of one line that lacks a report."""
    settings.MEDIA_ROOT = tmp_path
    report = EvidenceType.objects.get(code="report")
    RequiredEvidence.objects.create(round=w.round, type=report)
    made = dossier(w)
    line(w, made)
    return made


@pytest.fixture
def address(db):
    """Return where a server answers from the database and in the transaction of this test."""
    with served() as found:
        yield found


@pytest.fixture
def desk(chromium, address, client, w):
    """Return a function (path, width, scripts) -> page of the secretary, with what the browser complains about."""
    client.force_login(w.secretary)
    contexts = []

    def open_page(path, width=1280, *, scripts=True):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="vi-VN", java_script_enabled=scripts,
                                       has_touch=width < 700, is_mobile=width < 700)  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def long_pdf() -> bytes:
    """Return a PDF of three pieces."""
    return pdf(pages=2, change=lambda made: made.Root.__setitem__("/Filling", made.make_stream(os.urandom(2 * PIECE))))


def test_a_dropped_file_goes_on_where_the_line_broke(desk, bundle, w):
    page = desk(url("dossier_evidence", bundle.pk))
    assert "Còn thiếu" in page.locator("#can-co").inner_text()
    sent = []

    def break_second_piece(route, request):
        if request.method == "PUT":
            sent.append(request.headers["upload-offset"])
            if len(sent) == 2:
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/gui-tep/*/", break_second_piece)
    page.get_by_label("Loại tài liệu").first.select_option(label="Báo cáo thành tích")
    page.evaluate(DROP, ["Báo cáo.pdf", base64.b64encode(long_pdf()).decode()])
    page.get_by_text("Đã nhận Báo cáo.pdf.").first.wait_for()
    assert sent == ["0", str(PIECE), str(PIECE), str(2 * PIECE)]
    kept = Evidence.objects.get()
    assert (kept.original_name, kept.page_count, kept.type.code) == ("Báo cáo.pdf", 2, "report")
    assert not Upload.objects.exists()
    page.locator("#da-gui b", has_text="Báo cáo").wait_for()
    assert "đã có 1 tệp" in page.locator("#can-co").inner_text()
    assert [said for said in page.complaints if "ERR_CONNECTION_RESET" not in said] == []

    page.evaluate(DROP, ["Bản khác.pdf", base64.b64encode(content_of(kept)).decode()])
    page.get_by_text("đã có ở phần Cả hồ sơ").first.wait_for()
    page.evaluate(DROP, ["virus.exe", base64.b64encode(b"MZ\x90 nothing").decode()])
    page.get_by_text("Tệp virus.exe không phải PDF, ảnh, Word hay Excel").first.wait_for()
    assert Evidence.objects.count() == 1 and not Upload.objects.exists()


def content_of(kept) -> bytes:
    """Return the bytes that were kept."""
    with kept.file.open("rb") as file:
        return file.read()


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_files_are_accessible(desk, bundle, address, width, tmp_path):
    page = desk(url("dossier_evidence", bundle.pk), width)
    photo, paper = tmp_path / "Hội nghị.jpg", tmp_path / "Sổ quỹ.pdf"
    photo.write_bytes(photo_with_place())
    paper.write_bytes(pdf(pages=2))
    page.get_by_label("Chọn tệp").set_input_files([photo, paper])
    page.locator("#da-gui li").nth(1).wait_for()
    for path in (url("dossier_evidence", bundle.pk), url("file", Evidence.objects.get(mime="application/pdf").pk)):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert page.evaluate(TOO_SMALL) == []
    assert page.locator(".sheet img").first.evaluate("(img) => img.naturalWidth") == 1240
    assert page.complaints == []
