"""Somebody at a browser: signs in, reads names on buttons and links, presses them; every page is judged as it comes."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Locator, Page

DESK, PHONE = 1280, 390
"""Widths in px."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ENGLISH = re.compile(
    r"\b(the|and|of|is|are|was|with|this|that|from|please|error|invalid|required|field|value|select|choose|submit|save|cancel"
    r"|delete|remove|edit|add|new|next|previous|page|search|login|logout|sign|password|username|user|true|false|none|null|enter"
    r"|valid|must|ensure|not found|forbidden|server|unknown|draft|submitted|received|recommended|approved|rejected|issued"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september"
    r"|october|november|december|a\.m\.|p\.m\.)\b",
    re.IGNORECASE,
)
MACHINE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|<[A-Z]\w+|\{\{|\{%|\b[a-z]+_[a-z_]+\b")
"""What no person should read: ISO dates, objects, template marks, names of the code."""
SAID = """() => {
  const named = [...document.querySelectorAll("[aria-label], [title], [alt], [placeholder]")]
    .flatMap((item) => ["aria-label", "title", "alt", "placeholder"].map((name) => item.getAttribute(name) || ""));
  return [document.title, document.body.innerText, ...named].join("\\n");
}"""
PARTS = """() => [location.pathname.replace(/[0-9]+/g, "0"), [...new Set([...document.body.querySelectorAll("*")]
  .map((item) => `${item.tagName}.${item.getAttribute("class")}.${item.getAttribute("role")}.${item.getAttribute("type")}`))].sort().join(" ")]"""
"""Which page it is and of what kinds of parts it consists."""
LET_GO = """() => { for (const part of document.body.querySelectorAll("*"))
  if (getComputedStyle(part).position === "sticky") { part.style.position = "static"; part.dataset.stuck = ""; } }"""
"""Parts that stay in sight go to their places: what lies under them can be scrolled out, and is no smaller for it."""
HOLD = """() => { for (const part of document.querySelectorAll("[data-stuck]"))
  { part.style.removeProperty("position"); delete part.dataset.stuck; } }"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Person:
    """One person with a browser of their own. What the browser complains about is collected until the page is judged."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        username: str,
        password: str,
        *,
        day: date,
        width: int = DESK,
        scripts: bool = True,
        judged_alike: set | None = None,
    ):
        self.address, self.username, self.password, self.scripts, self.day = address, username, password, scripts, day
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="vi-VN", accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.judged = 0
        self.judged_alike: set[tuple] = set() if judged_alike is None else judged_alike
        self.page.on(
            "console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text)
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self._failed(request))
        self.page.on(
            "response", lambda answer: answer.status >= 400 and self.complaints.append(f"{answer.status} {answer.url}")
        )

    def _failed(self, request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or a page left before its pictures had come
            self.complaints.append(f"{request.failure} {request.url}")

    def sign_in(self) -> "Person":
        """Open the system and sign in with the keyboard of the sign-in page."""
        self.page.goto(self.address)
        self.judge()
        self.page.get_by_label("Tên đăng nhập").fill(self.username)
        self.page.get_by_label("Mật khẩu", exact=True).fill(self.password)
        self.press("Đăng nhập")
        return self

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    def home(self) -> None:
        """Go to the first page, as the link at the top does."""
        self.page.goto(self.address)
        self.judge()

    def press(self, name: str | re.Pattern, *, within: Locator | None = None, refused: int = 0) -> None:
        """Press a button and judge the page that comes. `refused` is the status with which the answer refuses, if it does."""
        self._go((within or self.page).get_by_role("button", name=name, exact=isinstance(name, str)), refused)

    def follow(self, name: str | re.Pattern, *, within: Locator | None = None) -> None:
        """Follow a link and judge the page that comes; links of one name must lead to one place."""
        links = (within or self.page).get_by_role("link", name=name, exact=isinstance(name, str))
        links.first.wait_for()
        leading_to = {link.get_attribute("href") for link in links.all()}
        assert len(leading_to) == 1, f"{self.username} at {self.page.url}: {name} leads to {leading_to}"
        self._go(links.first, 0)

    def write(self, label: str, value: str, *, within: Locator | None = None) -> None:
        """Write into a box, named by the words of its label before any bracket."""
        name = re.compile("^" + re.escape(label).replace("\\ ", " ") + r"( \(|$)")
        (within or self.page).get_by_role("textbox", name=name).fill(value)

    def tick(self, label: str, *, within: Locator | None = None) -> None:
        """Choose one of several answers, or tick a box."""
        scope = within or self.page
        scope.get_by_role("radio", name=label, exact=True).or_(
            scope.get_by_role("checkbox", name=label, exact=True)
        ).check()

    def group(self, name: str) -> Locator:
        """Return the group of boxes or answers with a name."""
        return self.page.get_by_role("group", name=name)

    def follow_to(self, path: str) -> None:
        """Follow the link that leads to a path."""
        self._go(self.page.locator(f"main a[href='{path}']").first, 0)

    def goes(self, act: Callable[[], None], refused: int = 0) -> None:
        """Do something that brings another page, and judge that page."""
        with self.page.expect_navigation(wait_until="load"):
            act()
        self.judge(refused)

    def _go(self, what: Locator, refused: int) -> None:
        self.goes(what.click, refused)

    @property
    def today(self) -> str:
        """Return today's day as people type it."""
        return self.in_days(0)

    def in_days(self, days: int) -> str:
        """Return another day as people type it."""
        day = self.day + timedelta(days=days)
        return f"{day.day}/{day.month}/{day.year}"

    def judge(self, refused: int = 0) -> None:
        """Refuse a page that complains, is not accessible, scrolls sideways, or speaks anything but Vietnamese.

        A page that goes over into another one by itself meanwhile is judged as what it became.
        """
        known = set(self.judged_alike)
        try:
            self._judge(refused)
        except Error as error:
            if "context was destroyed" not in str(error):
                raise
            self.judged_alike.intersection_update(known)
            self.page.wait_for_load_state()
            self._judge(refused)

    def _judge(self, refused: int) -> None:
        where = f"{self.username} at {self.page.url}"
        if refused:
            self.complaints = [
                line
                for line in self.complaints
                if not line.startswith(f"{refused} ") and f"status of {refused}" not in line
            ]
        assert self.complaints == [], f"{where}: {self.complaints}"
        if self.scripts and self._is_new():
            self.page.evaluate(LET_GO)
            found = Axe().run(self.page, options=RULES)
            self.page.evaluate(HOLD)
            assert found.violations_count == 0, f"{where}: {found.generate_report()}"
            self._never_scrolls_sideways(where)
        said = self.page.evaluate(SAID) if self.scripts else self.page.locator("body").inner_text()
        assert self.page.locator("h1").count() == 1, f"{where} has no heading of its own"
        assert self.page.locator("html").get_attribute("lang") == "vi"
        strange = [match.group() for pattern in (ENGLISH, MACHINE) for match in pattern.finditer(said)]
        assert strange == [], f"{where} says {strange}"
        self.judged += 1

    def _is_new(self) -> bool:
        """Tell whether nobody has yet had this page with these kinds of parts at this width: the others are alike."""
        kind = (self.page.viewport_size["width"], *self.page.evaluate(PARTS))
        if kind in self.judged_alike:
            return False
        self.judged_alike.add(kind)
        return True

    def _never_scrolls_sideways(self, where: str) -> None:
        own = self.page.viewport_size
        for width in {own["width"], PHONE}:
            self.page.set_viewport_size({"width": width, "height": own["height"]})
            assert self.page.evaluate(TOO_WIDE) <= 0, f"{where} scrolls sideways at {width} px"
        self.page.set_viewport_size(own)

    def text(self) -> str:
        """Return what the page says, with plain spaces."""
        self.page.wait_for_load_state()
        return self.page.locator("main").inner_text().replace("\u00a0", " ")

    def sees(self, *words: str) -> None:
        """Assert that the page says each of the words."""
        said = self.text()
        missing = [word for word in words if word not in said]
        assert missing == [], f"{self.username} at {self.page.url} does not read {missing} in:\n{said}"

    def unfold(self) -> None:
        """Open everything that is folded on the page, as somebody who wants to read it all."""
        self.page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")

    def section(self, heading: str) -> Locator:
        """Return the section, fieldset or list row that carries a heading or text."""
        return self.page.locator("section, fieldset, li, article, tr").filter(has_text=heading).last

    def download(self, name: str | re.Pattern, target: Path) -> Path:
        """Follow a link that hands out a file, and return the file."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name, exact=isinstance(name, str)).first.click()
        waiting.value.save_as(target)
        return target
