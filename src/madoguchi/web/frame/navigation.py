"""The staff menu: packages register their entries from AppConfig.ready(); each person sees what they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.urls import NoReverseMatch, reverse

from madoguchi.core.actors import Actor


@dataclass(frozen=True)
class NavItem:
    """`order` sorts the menu: 100s for today's work, 500s for upkeep, 900s for the office. An empty `right` is
    open to every member of staff; a `switch` must be on, and so must a `setting` ("contacts.takes_over_history")."""

    label: str
    url_name: str
    right: str = ""
    order: int = 500
    switch: str = ""
    group: str = ""
    setting: str = ""


@dataclass(frozen=True)
class NavEntry:
    label: str
    url: str
    group: str
    current: str  # the value of aria-current, or ""

    @property
    def is_current(self) -> bool:
        return bool(self.current)


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    _items[item.url_name] = item


def menu_for(
    actor: Actor,
    path: str,
    *,
    is_on: Callable[[str], bool],
    value_of: Callable[[str], object] = lambda name: True,
) -> list[tuple[str, list[NavEntry]]]:
    """The groups of the menu with their entries; the page itself and the page that it lies under are marked."""
    shown = [
        (item, url)
        for item in sorted(_items.values(), key=lambda item: (item.order, item.label))
        if (not item.right or actor.may(item.right)) and (url := _url(item))
        if not item.switch or is_on(item.switch)
        if not item.setting or value_of(item.setting)
    ]
    under = max((url for _, url in shown if _is_under(path, url)), key=len, default="")
    entries = [
        NavEntry(item.label, url, item.group, "page" if url == path else "true" if url == under else "")
        for item, url in shown
    ]
    return [(group, list(members)) for group, members in groupby(entries, key=lambda entry: entry.group)]


def _url(item: NavItem) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _is_under(path: str, url: str) -> bool:
    # The staff home lies above everything; it is current only when it is the page itself.
    return path == url or (url.count("/") > 2 and path.startswith(url))
