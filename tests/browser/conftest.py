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


# A page that fits one width on one database fits it on the other: `bin/test`, which goes through both databases, looks
# at each width once. Whoever calls pytest gets both.
LEFT_TO_THE_OTHER = {"sqlite": 1280, "postgres": 360} if os.environ.get("MADOGUCHI_TEST_WIDTHS") == "shared" else {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = LEFT_TO_THE_OTHER.get(os.environ.get("MADOGUCHI_TEST_DB", "sqlite"))
    elsewhere = []
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if left and getattr(item, "callspec", None) and item.callspec.params.get("width") == left:  # type: ignore[attr-defined]
                elsewhere.append(item)
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


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
