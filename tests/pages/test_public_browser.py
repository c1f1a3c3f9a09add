"""The check page and the pages of signing in a real browser: accessible, nothing cut off on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from certificates.services.register import store_file
from tests.certificates.authority import PASSPHRASE, Authority
from tests.certificates.check_samples import issued, revoke
from tests.certificates.signing_samples import blank_pdf
from tests.clerks import kept_for_module, numbered
from tests.factories import NOW, world

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the server answers, by the names of the pages. Asked before a browser runs: its driver's loop is in the way."""
    folder = tmp_path_factory.mktemp("files")
    kept = override_settings(MEDIA_ROOT=folder, VINHDANH_SIGNING_P12=str(folder / "van-phong.p12"))
    with kept, pytest.MonkeyPatch.context() as patch, kept_for_module(django_db_blocker):
        patch.setattr("django.utils.timezone.now", lambda: NOW)
        authority = Authority()
        authority.archive(authority.issue(), folder / "van-phong.p12")
        w = world()
        decision = numbered(w, 2)
        revoked, valid = issued(w, decision=decision)
        revoke(w, revoked)
        store_file(valid, blank_pdf(), engines={}, at=NOW)
        visitor, clerk = Client(), Client()
        clerk.force_login(w.clerk)
        sign = reverse("certificates:sign_certificate", args=[valid.pk])
        asked = {
            "ask": visitor.get("/kiem-tra/"),
            "valid": visitor.get(f"/kiem-tra/{valid.code}/"),
            "revoked": visitor.get(f"/kiem-tra/{revoked.code}/"),
            "unknown": visitor.get("/kiem-tra/?ma=7k4m-29xr-qa0t"),
            "refused": clerk.post(sign, {"secret": "sai"}),
            "copy": clerk.get(clerk.post(sign, {"secret": PASSPHRASE}).url),
        }
        return {name: (response.content, dict(response.items())) for name, response in asked.items()}


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_are_accessible_and_fit_a_phone(answers, chromium, width):
    page = chromium.new_page(viewport={"width": width, "height": 800}, locale="vi-VN")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.route("**/*", lambda route: answer(route, answers))
    for name in answers:
        page.goto(f"http://localhost/{name}")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator("h1").count() == 1, name
    assert complaints == []
    page.close()


def answer(route, answers) -> None:
    """Answer a browser's request with a page that was asked for before, or a static file."""
    path = route.request.url.removeprefix("http://localhost/")
    if path in answers:
        content, headers = answers[path]
        route.fulfill(status=200, headers=headers, body=content)
    else:
        route.fulfill(path=finders.find(path.removeprefix("static/")))
