"""Without a mouse, and without JavaScript: the ballot by keyboard alone, a dossier submitted by plain forms."""

import pytest

pytestmark = pytest.mark.browser
MOST_STOPS = 60
"""How many times Tab may be pressed on one page before the wanted thing must have come."""


@pytest.mark.parametrize("office", ["voting"], indirect=True)
def test_a_member_votes_with_the_keyboard_alone(come):
    member = come("uv2")
    keys = member.page.keyboard
    tab_to(member, "Biểu quyết", tag="A", within="main")
    member.goes(lambda: keys.press("Enter"))
    # The first line by arrow keys: into the group with Tab, to the second answer with an arrow, and on.
    tab_to(member, "", tag="INPUT")
    keys.press("Space")
    assert is_checked(member, "Tán thành")
    keys.press("ArrowDown")
    assert is_checked(member, "Không tán thành")
    # The others at once, then read and send.
    tab_to(member, "Để lại, biểu quyết sau", tag="INPUT")
    keys.press("ArrowUp")
    assert is_checked(member, "Tán thành tất cả các dòng để trống")
    tab_to(member, "Xem lại phiếu", tag="BUTTON")
    member.goes(lambda: keys.press("Enter"))
    member.sees("Không tán thành: 1 dòng", "Tán thành: 2 dòng")
    tab_to(member, "Gửi 3 phiếu", tag="BUTTON")
    member.goes(lambda: keys.press("Enter"))
    member.sees("Đã ghi 3 phiếu của đồng chí")


@pytest.mark.parametrize("office", ["drafted"], indirect=True)
def test_a_cell_submits_without_javascript(come, office):
    secretary = come("secretary", scripts=False)
    name = f"Đồng chí {office.facts['name']}"
    secretary.follow_to(f"/ho-so/{office.facts['dossier']}/")
    secretary.follow(f"Sửa {name}")
    secretary.write("Thành tích", "Vận động 86/112 hộ của ấp.")
    secretary.press("Lưu dòng này")
    secretary.follow("3. Gửi minh chứng")
    photo = {"name": "anh.png", "mimeType": "image/png", "buffer": b"not a picture"}
    secretary.page.get_by_label("Chọn tệp").set_input_files(photo)
    secretary.press("Gửi tệp", refused=422)
    secretary.sees("anh.png")
    secretary.follow("Xong, về hồ sơ")
    secretary.follow("4. Kiểm tra và trình")
    secretary.sees("Vận động 86/112 hộ của ấp.")
    secretary.press("Trình Đảng ủy xã Tân Mỹ")
    secretary.sees("Đã trình 1 dòng", name)


FOCUSED = """() => { const item = document.activeElement; const label = item.labels && item.labels[0];
  return [item.tagName, (label || item).innerText.replace(/\\u00a0/g, " "), getComputedStyle(item).outlineStyle !== "none"
    || getComputedStyle(label || item).outlineStyle !== "none" || getComputedStyle((label || item).parentElement).outlineStyle !== "none",
    Boolean(item.closest("main"))]; }"""


def tab_to(person, text: str, *, tag: str, within: str = "") -> None:
    """Press Tab until something of this kind with this text has the focus, and see that it shows."""
    seen = []
    for _ in range(MOST_STOPS):
        person.page.keyboard.press("Tab")
        found, said, is_shown, is_in_main = person.page.evaluate(FOCUSED)
        seen.append((found, said))
        if found == tag and said.startswith(text) and (is_in_main or not within):
            assert is_shown, f"the focus on {said} does not show"
            return
    raise AssertionError(f"Tab does not reach {tag} {text}: {seen}")


def is_checked(person, label: str) -> bool:
    """Return whether the focused answer is the one with the label, and chosen."""
    return person.page.evaluate(
        "[document.activeElement.labels[0].innerText.replace(/\\u00a0/g, ' '), document.activeElement.checked]"
    ) == [label, True]
