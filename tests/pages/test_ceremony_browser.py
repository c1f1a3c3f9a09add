"""The order of the stage dragged with a mouse in a real browser, and the list at the door searched while one types."""

import pytest

from tests.journeys.running import system

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A running system with a numbered decision for twenty recipients."""
    with system("twenty_numbered", tmp_path_factory.mktemp("hall")) as running:
        yield running


def test_a_ceremony_is_prepared_dragged_and_searched(chromium, office):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN", base_url=office.address)
    page, complaints = context.new_page(), []
    page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/tai-khoan/dang-nhap/")
    page.fill("#id_username", "clerk")
    page.fill("#id_password", office.facts["password"])
    with page.expect_navigation():
        page.get_by_role("button", name="Đăng nhập").click()
    page.goto("/le-trao/moi/")
    page.fill("[name=name]", "Lễ trao")
    page.fill("[name=day]", "19/5/2030")
    page.fill("[name=place]", "Hội trường")
    page.check("[name=decisions]")
    with page.expect_navigation():
        page.get_by_role("button", name="Lập buổi lễ").click()
    order = page.locator(".stage__who b").all_text_contents()
    assert len(order) == 20
    page.locator(".arrange__quick").scroll_into_view_if_needed()
    start = page.locator("[data-grip]").nth(1).bounding_box()
    end = page.locator("[data-position='4']").bounding_box()
    page.mouse.move(start["x"] + 9, start["y"] + 9)
    page.mouse.down()
    page.mouse.move(end["x"] + 80, end["y"] + end["height"] - 5, steps=6)
    page.mouse.up()
    page.locator(".is-moved").wait_for()
    assert page.locator(".is-moved .stage__no").inner_text() == "4"
    moved = [order[0], order[2], order[3], order[1], *order[4:]]
    assert page.locator(".stage__who b").all_text_contents() == moved
    page.locator("#chuyen-so").fill("4")
    page.locator("#chuyen-den").fill("2")
    page.keyboard.press("Enter")
    page.locator(".is-moved .stage__no", has_text="2").wait_for()
    assert page.locator(".stage__who b").all_text_contents() == order
    page.goto(page.url.split("#")[0] + "diem-danh/")
    page.fill("#tim", "khut")
    rows = page.locator(".door-row:visible")
    assert 0 < rows.count() < 20 and all("Khŭt" in text for text in rows.all_text_contents())
    page.fill("#tim", "4")  # a number is a whole number: place 4, not 14
    assert any(text.split()[0] == "4." for text in rows.all_text_contents())
    assert not any(text.split()[0] == "14." for text in rows.all_text_contents())
    assert complaints == []
    context.close()
