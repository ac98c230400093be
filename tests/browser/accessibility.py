"""WCAG 2.2 AA, as far as a machine sees it: axe finds about half; the tests by keyboard and eye find the rest."""

import json
from functools import cache
from pathlib import Path

from playwright.sync_api import Error, Page

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def assert_accessible(page: Page) -> None:
    """No fault of WCAG 2.2 AA, and nothing wider than the page."""
    try:
        faults = faults_of(page)
    except Error:  # the page that the last click left was still there, and went away while it was looked at
        page.wait_for_load_state()
        faults = faults_of(page)
    assert not faults, "\n".join([page.url, *faults])
    assert_fits(page)


def assert_fits(page: Page) -> None:
    """Nobody has to scroll sideways (WCAG 1.4.10)."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px wider than the window"


def faults_of(page: Page) -> list[str]:
    # Evaluated, not inserted as a script element: the page's own policy stays as strict as it is.
    page.evaluate(_axe())
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{fault['id']}（{fault['help']}）: {node['target']} {node['html'][:200]}"
        for fault in result["violations"]
        for node in fault["nodes"]
    ]


@cache
def _axe() -> str:
    source = (AXE / "axe.min.js").read_text()
    locale = AXE / "locales/ja.json"
    words = json.loads(locale.read_text()) if locale.exists() else {}
    return f"{source}; axe.configure({{locale: {json.dumps(words)}}})"
