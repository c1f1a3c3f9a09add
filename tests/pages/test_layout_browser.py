"""The editor in a real browser: what one drags, nudges and takes back is what is printed."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from certificates.layout.spec import LayoutSpec
from certificates.services.layouts import layout_in_use
from tests.pages.shared_server import served
from tests.pages.test_browser import RULES
from tests.pages.test_layout_pages import here, made

pytestmark = pytest.mark.browser
PLACES = "[data-panel] [name=x], [data-panel] [name=y]"


@pytest.fixture
def editor(chromium, client, db, w):
    """The records clerk's window, 1280 wide, at the editor of a new layout."""
    w.extra["layout"] = made(w, "Phôi đỏ A4")
    client.force_login(w.clerk)
    with served() as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 1300}, locale="vi-VN", base_url=address)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(here(w))
        yield page
        context.close()


def place(page) -> list[float]:
    """Return what the boxes say of the chosen part, mm."""
    return [float(box.input_value().replace(",", ".")) for box in page.locator(PLACES).all()]


def test_dragged_nudged_taken_back_and_used(editor, w):
    page = editor
    hold = page.locator("[data-item=signer]")
    box, sheet = hold.bounding_box(), page.locator("#to-giay").bounding_box()
    dots = sheet["width"] / (297 + 18)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] - 10 * dots, middle[1] + 5 * dots, steps=4)
    page.mouse.up()
    assert page.locator("[data-item-label]").inner_text() == "Người ký"
    assert place(page) == [216.0, 191.4]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+ArrowUp")
    assert place(page) == [215.0, 191.3]
    page.keyboard.press("Control+z")
    assert place(page) == [216.0, 191.4]
    page.keyboard.press("Control+z")
    assert place(page) == [226.0, 186.4]
    page.get_by_role("button", name="Làm lại").click()
    page.fill("[data-panel] [name=x]", "giữa")
    page.fill("[data-panel] [name=y]", "190,25 mm")
    assert "“giữa” chưa phải là số nên chưa đổi gì" in page.locator("[data-wrong]").inner_text()
    page.fill("[data-panel] [name=x]", "216")
    assert page.locator("[data-wrong]").inner_text() == ""
    page.get_by_text("Đã giữ lúc").wait_for()
    page.wait_for_function("document.querySelector('[data-words=signer]').getAttribute('transform') === null")
    assert Axe().run(page, options=RULES).violations_count == 0
    page.get_by_role("button", name="Dùng bố cục này").click()
    page.wait_for_url("**/giay-khen/bo-cuc/#*")
    spec = LayoutSpec.from_json(layout_in_use(w.commune, "giay_khen", "individual").spec)
    assert (spec.field("signer").x, spec.field("signer").y) == (216.0, 190.25)
    assert page.complaints == []
