"""The way through the pages by keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page


def tab_to(page: Page, selector: str) -> None:
    """From where the focus is, forwards, until it stands there."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab on {page.url}")


def leave(page: Page, turn: Callable[[], None]) -> None:
    """Turn to another page, and be there."""
    before = page.url
    turn()
    page.wait_for_url(lambda url: url != before)


def from_the_calendar_to_the_details(page: Page) -> None:
    """The first day that has places, its first time."""
    page.wait_for_url("**/book/calendar/**")
    while not page.locator("a.day").count():
        tab_to(page, ".month-turn[rel=next]")
        leave(page, lambda: page.keyboard.press("Enter"))
    tab_to(page, "a.day")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/day/**")
    tab_to(page, "button.slot")
    page.keyboard.press("Enter")
    page.wait_for_url("**/book/held/**")


def type_into(page: Page, texts: dict[str, str]) -> None:
    """Field after field; the focus stays in the last one."""
    for name, text in texts.items():
        tab_to(page, f"input[name={name}]")
        page.keyboard.type(text)
