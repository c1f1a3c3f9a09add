"""Keeping what is typed in a real browser: restored after closing, two windows, no network, an expired session."""

import pytest

from tests.journeys.running import system
from tests.processes import wait_until

pytestmark = pytest.mark.browser
WORDS = "Vận động 86 hộ tiết kiệm"
STATE = "[data-desk-state]"
WAIT = 4_000
"""Milliseconds of the page's own clock after which typed text has been sent."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A running system with units, people and an open round."""
    with system("committee", tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def desk(chromium, office):
    """Return a telephone on which the secretary has opened the form of a new individual, in a dossier of its own."""
    context = chromium.new_context(viewport={"width": 390, "height": 900}, locale="vi-VN")
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: message.type in ("error", "warning") and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{office.address}/tai-khoan/dang-nhap/")
    sign_in(page, office)
    page.goto(f"{office.address}/dot/1/cua-don-vi/")
    page.get_by_role("button", name="Lập").first.click()
    page.wait_for_url("**/ho-so/*/")
    opened(page, f"{page.url}them-dong/?loai=ca-nhan")
    yield page
    context.close()


def sign_in(page, office):
    page.fill("#id_username", "secretary")
    page.fill("#id_password", office.facts["password"])
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_selector(".masthead__who")


def opened(page, address):
    """Open the form with a clock that the test moves on."""
    page.clock.install()
    page.goto(address)
    return page


def typed(page, words=WORDS):
    """Type and let the page's clock run until it sends."""
    page.fill("#id_achievement", words)
    page.clock.fast_forward(WAIT)


def says(page, words, place=STATE):
    """Wait until the page says it."""
    page.wait_for_function("([at, words]) => document.querySelector(at).innerText.includes(words)", arg=[place, words])


def kept(page):
    """Return what the server gives back to a window that is opened now."""
    other = page.context.new_page()
    other.goto(page.url)
    text = other.input_value("#id_achievement")
    other.close()
    return text


def test_text_comes_back_after_the_window_was_closed(desk):
    page = desk
    typed(page)
    says(page, "Đã giữ lúc")
    assert page.complaints == []
    address, context = page.url, page.context
    page.goto("about:blank")
    wait_until(
        lambda: 'data-desk-tab=""' in context.request.get(address).text(),
        "the window was left but still holds the text",
    )
    other = opened(context.new_page(), address)
    assert other.input_value("#id_achievement") == WORDS
    said = other.inner_text("main")
    assert "Khôi phục nội dung gõ dở" in said and "Đang mở ở hai nơi" not in said
    other.fill("#id_full_name", "Thạch Sa Rươl")
    other.get_by_label("Đảng viên", exact=True).check()
    other.get_by_role("button", name="Lưu dòng này").click()
    other.wait_for_selector("text=Đã lưu dòng")
    assert WORDS not in kept(opened(other, address))


def test_second_window_is_told_and_nothing_is_overwritten(desk):
    page = desk
    typed(page)
    says(page, "Đã giữ lúc")
    other = opened(page.context.new_page(), page.url)
    assert "Đang mở ở hai nơi" in other.inner_text("main")
    typed(other, "Chữ của cửa sổ hai")
    says(other, "Chưa giữ")
    assert kept(page) == WORDS
    other.get_by_role("button", name="Sửa tiếp ở đây").click()
    says(other, "Đã giữ lúc")
    typed(page, "Cửa sổ một gõ tiếp")
    says(page, "Trang này đang được sửa ở một cửa sổ khác", "[data-desk-message]")
    assert kept(page) == "Chữ của cửa sổ hai"


def test_without_network_the_page_says_so_and_tries_again(desk):
    page = desk
    page.context.set_offline(True)
    typed(page)
    says(page, "Chưa giữ được, máy đang mất mạng; sẽ thử lại")
    page.context.set_offline(False)
    page.clock.fast_forward(6_000)
    says(page, "Đã giữ lúc")
    assert kept(page) == WORDS


def test_after_the_session_ended_the_page_keeps_the_text_and_goes_on(desk, office):
    page = desk
    page.context.clear_cookies(name="sessionid")
    typed(page)
    says(page, "Phiên làm việc đã hết")
    other = page.context.new_page()
    other.goto(page.evaluate("document.querySelector('[data-desk-state] a').href"))
    sign_in(other, office)
    typed(page, f"{WORDS} trong năm 2026")
    says(page, "Đã giữ lúc")
    assert kept(page) == f"{WORDS} trong năm 2026"


def test_certificate_appears_while_typing_and_enter_saves(desk):
    page = desk
    page.locator("#xem-truoc").scroll_into_view_if_needed()
    page.wait_for_selector("text=Ghi tên, hình giấy khen sẽ hiện ở đây")
    assert page.complaints == [], "a form that is not finished is no mistake"
    page.fill("#id_full_name", "Thạch Sa Rươl")
    page.get_by_label("Đảng viên", exact=True).check()
    page.locator("#xem-truoc").scroll_into_view_if_needed()
    page.clock.fast_forward(WAIT)
    page.wait_for_selector("[data-preview-picture]:not([hidden])")
    assert page.evaluate("document.querySelector('[data-preview-picture]').naturalWidth") == 1188
    assert "Thạch Sa Rươl" in page.get_attribute("[data-preview-picture]", "alt")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.press("#id_full_name", "Enter")
    page.wait_for_selector("text=Đã lưu dòng")
