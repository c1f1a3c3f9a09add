"""The Chromium of this machine, patient with a slow one."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

PATIENCE = 120_000
"""Milliseconds after which a page hangs, on however busy a machine."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Run a browser whose windows wait as long as the machine needs."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: run ./test --setup-only, which installs it (apt-get install chromium)."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=PATIENCE)
        browser.new_context, browser.new_page = _patient(browser.new_context), _patient(browser.new_page)
        yield browser
        browser.close()


def _patient(make: Callable[..., Any]) -> Callable[..., Any]:
    """Return what opens a window in which nothing is given up earlier."""

    def opened(*args: Any, **kwargs: Any) -> Any:
        window = make(*args, **kwargs)
        window.set_default_timeout(PATIENCE)
        return window

    return opened
