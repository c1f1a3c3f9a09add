"""A real browser for the pages that are not part of a journey, and a round that takes lines today."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nominations.models import Round
from tests.browsing import running_chromium


@pytest.fixture(scope="module")
def chromium():
    """Return a running Chromium of this machine."""
    # the driver runs a loop in this thread, which Django takes for asynchronous code
    with pytest.MonkeyPatch.context() as patch, running_chromium() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield browser


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
