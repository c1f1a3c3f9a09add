"""The frame and the parts in a real browser: nothing refused, nothing too small, nothing needed but HTML."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.pages import specimen

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.pages.specimen"),
]
PAGES = ["/mau/", "/mau/?loi=1", "/tai-khoan/dang-nhap/", "/khong-co-trang-nay/"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
  .map((item) => item.closest("label") || item)
  .filter((item) => { const box = item.getBoundingClientRect(); return box.height > 0 && !item.matches(".skip") && box.height < 43.5; })
  .map((item) => item.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_break_no_security_rule(visit, path, width):
    page = visit(path, width)
    page.evaluate("document.fonts.ready")
    answered = [line for line in page.complaints if "khong-co-trang-nay" not in line and "status of 404" not in line]
    assert answered == []
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("width", [1280, 640, 390, 320])
@pytest.mark.parametrize("path", PAGES)
def test_pages_never_scroll_sideways(visit, path, width):
    """640 px is a screen of 1280 at 200 % zoom, 320 px the same at 400 %."""
    page = visit(path, width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_second_family_is_fetched_only_for_its_letters(visit):
    loaded = (
        "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family.replaceAll('\"', ''))"
    )
    page = visit("/tai-khoan/dang-nhap/")
    page.evaluate("document.fonts.ready")
    assert set(page.evaluate(loaded)) == {"Be Vietnam Pro"}
    page = visit("/mau/")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    assert set(page.evaluate(loaded)) == {"Be Vietnam Pro", "Vinh Danh Noto"}


def test_keyboard_reaches_the_content_first_and_shows_where_it_is(visit):
    page = visit("/mau/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    shown = "getComputedStyle(document.activeElement)"
    assert page.evaluate(f"{shown}.outlineStyle") == "solid" and page.evaluate(f"{shown}.outlineWidth") == "3px"
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_error_summary_takes_the_focus(visit):
    assert visit("/mau/?loi=1").evaluate("document.activeElement.className") == "errors"


def test_double_press_within_a_second_is_stopped(visit):
    page = visit("/mau/")
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    # the window hears of a submission after the script; keeping the page where it is makes the second press visible
    page.evaluate("""() => { window.stopped = []; window.addEventListener("submit", (event) => {
      window.stopped.push(event.defaultPrevented); event.preventDefault(); }); }""")
    button = page.get_by_role("button", name="Tiếp tục")
    button.evaluate("(button) => { button.click(); button.click(); }")
    assert page.evaluate("window.stopped") == [False, True]
    page.clock.run_for(1)
    assert button.is_disabled()
    page.clock.run_for(1200)
    assert button.is_enabled()
    button.click()
    assert page.evaluate("window.stopped") == [False, True, False]


def test_pressed_button_s_own_value_is_sent(visit):
    specimen.SENT.clear()
    page = visit("/mau/")
    page.fill("#id_name", "Chi bộ ấp Tân Bình 1")
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_selector(".errors a")
    assert [(sent["act"], sent["name"]) for sent in specimen.SENT] == [("send", "Chi bộ ấp Tân Bình 1")]


def test_helps_of_the_script(visit, tmp_path):
    page = visit("/mau/")
    page.get_by_label("Chọn tất cả").check()
    assert page.locator("[data-selected-count]").inner_text() == "3"
    page.get_by_label("Chọn dòng 2").uncheck()
    assert page.locator("[data-selected-count]").inner_text() == "2"
    assert page.evaluate("document.querySelector('[data-select-all]').indeterminate")

    page.get_by_label("Trả lại").check()
    assert "(bắt buộc với ý kiến này)" in page.locator("label[for=id_reason]").inner_text()
    page.get_by_label("Đề nghị", exact=True).check()
    assert "(không bắt buộc)" in page.locator("label[for=id_reason]").inner_text()

    large = tmp_path / "biên bản.pdf"
    large.write_bytes(b"x" * 2000)
    page.set_input_files("#id_minutes", large)
    assert "biên bản.pdf, 2 KB" in page.locator(".chosen").inner_text()
    assert "Lỗi: Tệp lớn hơn 1 KB" in page.locator(".chosen").inner_text()
    assert page.get_by_role("button", name="In trang này").is_visible()


def test_leaving_a_changed_form_asks_first(visit):
    page = visit("/mau/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#id_name").press_sequentially("Chi bộ")
    page.goto(page.url.replace("/mau/", "/tai-khoan/dang-nhap/"))
    assert asked == ["beforeunload"]


def test_everything_works_without_scripts(visit):
    specimen.SENT.clear()
    page = visit("/mau/", 390, scripts=False)
    assert page.locator("[data-select-all]").is_hidden() and page.locator("[data-print]").is_hidden()
    page.fill("#id_name", "Y Khŭt Ñuôl")
    page.get_by_role("button", name="Tiếp tục").click()
    assert page.locator(".errors").is_visible() and specimen.SENT[0]["name"] == "Y Khŭt Ñuôl"


def test_htmx_may_not_evaluate_text(visit):
    page = visit("/mau/")
    assert page.evaluate(
        "[htmx.config.allowEval, htmx.config.includeIndicatorStyles, htmx.config.historyCacheSize]"
    ) == [False, False, 0]
    assert page.evaluate("document.querySelectorAll('style').length") == 0


def test_printed_page_has_no_controls(visit):
    page = visit("/mau/")
    page.emulate_media(media="print")
    for part in (".nav", ".footer", ".btn", ".filters", ".facts__act", ".pages"):
        assert all(not item.is_visible() for item in page.locator(part).all()), part
    assert page.locator("h1").is_visible()
