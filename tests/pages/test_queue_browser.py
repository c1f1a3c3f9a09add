"""The bench in a real browser: keys that never record anything, the same by touch, seconds that count down."""

import pytest

from tests.journeys.running import system

pytestmark = [pytest.mark.browser, pytest.mark.slow]
QUEUE = "/tham-dinh/"
OPTIONS = "/tai-khoan/tuy-chon/"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A running system in which four lines wait for the office."""
    with system("handed_in", tmp_path_factory.mktemp("queue")) as running:
        yield running


@pytest.fixture
def bench(chromium, office):
    """Return a function (keys, width, scripts) -> the queue in a window of the appraiser."""
    contexts = []

    def opened(*, keys=False, width=1280, scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="vi-VN",
            base_url=office.address,
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto("/tai-khoan/dang-nhap/")
        page.fill("#id_username", "appraiser")
        page.fill("#id_password", office.facts["password"])
        with page.expect_navigation():
            page.get_by_role("button", name="Đăng nhập").click()
        page.goto(OPTIONS)
        page.set_checked("[name=uses_keys]", keys)
        with page.expect_navigation():
            page.get_by_role("button", name="Lưu tùy chọn").click()
        page.goto(QUEUE)
        return page

    yield opened
    for context in contexts:
        context.close()


def pressed(page, what):
    """Press something that brings another page."""
    with page.expect_navigation():
        page.click(what)


def focused(page, what):
    """Return a property of what has the focus."""
    return page.evaluate(f"document.activeElement.{what}")


def on_the_record(page):
    """Return what the page says has been done so far: how many lines have an opinion, and where the others stand."""
    return page.inner_text("#tien-do"), page.locator(".queue__foot").all_inner_texts()


def test_keys_move_tick_and_choose_but_record_nothing(bench, office):
    page = bench(keys=True)
    before, links = on_the_record(page), page.locator(".queue__body > a")
    names = links.all_inner_texts()
    page.keyboard.press("j")
    assert focused(page, "textContent") == names[1]
    for key in "xjjxk":
        page.keyboard.press(key)
    assert focused(page, "textContent") == names[2]
    boxes = page.locator(".queue__tick input")
    assert [boxes.nth(i).is_checked() for i in range(4)] == [False, True, False, True]
    page.keyboard.press("Enter")
    page.wait_for_url("**#ho-so")
    assert names[2] in page.inner_text("#ten")
    for keys, opinion, where in (
        ("d", "recommend", "BUTTON"),
        ("t", "send_back", "TEXTAREA"),
        ("k", "decline", "TEXTAREA"),
    ):
        page.keyboard.press(f"Alt+{keys}")
        assert page.locator(".decide [name=opinion]:checked").get_attribute("value") == opinion
        assert focused(page, "tagName") == where
    page.keyboard.type("jxc?/")
    assert page.input_value(".decide [name=note]") == "jxc?/"
    for key, name in (("/", "tim"), ("n", "note")):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press(key)
        assert focused(page, "name") == name
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    assert "Nhận xử lý" in focused(page, "textContent")
    page.keyboard.press("?")
    assert page.locator("#phim-tat").is_visible()
    page.keyboard.press("Alt+d")
    page.keyboard.press("Escape")
    assert not page.locator("#phim-tat").is_visible()
    assert page.locator(".decide [name=opinion]:checked").get_attribute("value") == "decline"
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(QUEUE)
    assert on_the_record(page) == before and page.complaints == []


def test_without_the_switch_no_key_does_anything(bench):
    page = bench()
    for keys in ("j", "x", "Alt+t", "?"):
        page.keyboard.press(keys)
    assert focused(page, "tagName") == "BODY" and page.locator("#phim-tat").count() == 0
    assert page.locator(":checked[name=opinion], :checked[name=chon]").count() == 0


def test_a_thumb_goes_from_line_to_line_and_takes_back(bench):
    page = bench(width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for target in (".steer .btn", ".queue__tick", ".claim .btn", ".parts a"):
        boxes = [box.bounding_box() for box in page.locator(target).all()]
        assert boxes and all(box["height"] >= 44 and box["width"] >= 44 for box in boxes), target
    names = page.locator(".queue__body > a").all_inner_texts()
    page.evaluate("document.querySelector('#dkien').scrollIntoView()")
    bar = page.locator(".steer").bounding_box()
    assert bar["y"] + bar["height"] <= 901
    page.click(".steer [rel=next]")
    page.wait_for_url("**dong=*")
    assert page.inner_text("#ten") == names[1]
    page.click(".steer >> text=Ghi ý kiến")
    page.check(".decide [value=recommend]")
    page.clock.install()
    page.click(".decide .btn--main")
    page.wait_for_selector("form[data-seconds]")
    at_first = int(page.inner_text("[data-seconds-left]"))
    page.clock.run_for(5000)
    assert int(page.inner_text("[data-seconds-left]")) <= at_first - 5
    pressed(page, "form[data-seconds] button")
    page.wait_for_selector("text=Đã rút lại ý kiến")
    assert page.inner_text("#ten") == names[1] and page.locator(".decide [value=recommend]").is_checked()
    assert page.locator(".queue li").count() == 4 and page.complaints == []


def test_without_scripts_an_opinion_is_taken_back_all_the_same(bench):
    page = bench(scripts=False)
    name = page.inner_text("#ten")
    page.check(".decide [value=recommend]")
    page.fill(".decide [name=note]", "Số liệu khớp.")
    pressed(page, ".decide .btn--main")
    assert page.inner_text("#ten") != name
    pressed(page, "form[data-seconds] button")
    assert page.inner_text("#ten") == name and page.input_value(".decide [name=note]") == "Số liệu khớp."
