"""A real browser for the pages that are not part of a journey, and a round that takes lines today."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import sync_playwright

from nominations.models import Round


@pytest.fixture(scope="module")
def chromium():
    """Return a running Chromium of this machine."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: run ./test --setup-only"
    # the driver runs a loop in this thread, which Django takes for asynchronous code
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server):
    """Return a function (path, width, scripts=True) -> page; what the browser complains about is in `page.complaints`."""
    contexts = []

    def open_page(path, width=1280, scripts=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="vi-VN"
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda message: message.type in ("error", "warning") and page.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "response", lambda answer: answer.status >= 400 and page.complaints.append(f"{answer.status} {answer.url}")
        )
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def opened(w):
    """The commune's round, with a deadline that lies ahead of the clock."""
    Round.objects.filter(pk=w.round.pk).update(deadline=timezone.now() + timedelta(days=10))
    w.round.refresh_from_db()
    return w.round
