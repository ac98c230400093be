"""A browser for tests: the system's Chromium, which asks nothing of the outside, at both widths of the design.

`page_at(360)` opens a page of that width; `assert_accessible(page)` runs axe on it. Pages are served by pytest-django's
live server unless a test brings a base URL of its own.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.accessibility import faults_of
from tests.browser.town import town
from tests.shared import SHARED, vendor_of_this_run

__all__ = ["town"]  # a fixture of every test here

# Nothing may leave the machine: neither the page's own requests nor the browser's.
CLOSED_NETWORK = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

PageAt = Callable[..., Page]

# What is waited for comes as soon as it comes; on a machine that does much else besides, that is later.
expect.set_options(timeout=20_000)

# Playwright's sync API runs an event loop in this thread; Django would take it for an async context.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


# A page that fits one width on one database fits it on the other: `bin/test`, which goes through both, looks at each
# width once and walks every journey on both. Whoever calls pytest gets both widths.
WIDTHS = {360: "sqlite", 1280: "postgres"}


def left_to_the_other_database(item: pytest.Item) -> bool:
    width = item.callspec.params.get("width") if hasattr(item, "callspec") else None
    return width in WIDTHS and WIDTHS[width] != vendor_of_this_run()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if "tests/browser/" in item.nodeid]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    left = {item for item in ours if left_to_the_other_database(item)} if SHARED else set()
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def chromium_here() -> str:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("Chromium is missing: bin/services gets it")
    return chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium_here(), args=CLOSED_NETWORK, chromium_sandbox=False
        )
        yield running
        running.close()


@pytest.fixture
def page_at(browser: Browser) -> Iterator[PageAt]:
    """A page of a width, with any option of a browser context (java_script_enabled, forced_colors, locale …)."""
    contexts: list[BrowserContext] = []

    def open_page(width: int = 1280, *, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **{"locale": "ja-JP", **options})
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """The faults that axe finds on the page as it is now."""
    return faults_of
