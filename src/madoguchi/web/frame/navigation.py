"""The staff menu: packages register their entries from AppConfig.ready(); each person sees what they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.urls import NoReverseMatch, reverse

from madoguchi.core.actors import Actor, UserKind


@dataclass(frozen=True)
class NavItem:
    """`order` sorts the menu: 100s for today's work, 500s for upkeep, 900s for the office; entries of one `group` stand
    one after the other. An empty `right` is open to every member of staff; a `switch` must be on, and so must a
    `setting` ("contacts.takes_over_history"); for whoever works for the city `city_switch` must be on too."""

    label: str
    url_name: str
    right: str = ""
    order: int = 500
    switch: str = ""
    group: str = ""
    setting: str = ""
    city_switch: str = ""


@dataclass(frozen=True)
class NavEntry:
    label: str
    url: str
    group: str
    current: str  # the value of aria-current, or ""

    @property
    def is_current(self) -> bool:
        return bool(self.current)


@dataclass(frozen=True)
class NavGroup:
    """Folded away until it is opened; the group of the page that is shown is open."""

    label: str
    entries: list[NavEntry]
    is_open: bool


# So few entries are seen at a glance: nothing of them is folded.
AT_A_GLANCE = 12

_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    _items[item.url_name] = item


def menu_for(
    actor: Actor,
    path: str,
    *,
    is_on: Callable[[str], bool],
    value_of: Callable[[str], object] = lambda name: True,
) -> list[NavGroup]:
    """The groups of the menu with their entries; the page itself and the page that it lies under are marked. Where it
    stands in none (the home), the first group is open."""
    shown = [
        (item, url)
        for item in _in_order()
        if (not item.right or actor.may(item.right)) and (url := _url(item))
        if not item.switch or is_on(item.switch)
        if not item.setting or value_of(item.setting)
        if not item.city_switch or actor.kind is not UserKind.CITY or is_on(item.city_switch)
    ]
    under = max((url for _, url in shown if _is_under(path, url)), key=len, default="")
    entries = [
        NavEntry(item.label, url, item.group, "page" if url == path else "true" if url == under else "")
        for item, url in shown
    ]
    groups = [(group, list(members)) for group, members in groupby(entries, key=lambda entry: entry.group)]
    named = [group for group, _ in groups if group]
    opened = next((entry.group for entry in entries if entry.is_current and entry.group), next(iter(named), ""))
    return [
        NavGroup(group, members, is_open=group == opened or len(entries) <= AT_A_GLANCE)
        for group, members in groups
    ]


def _in_order() -> list[NavItem]:
    """By their order, and a group together where its first entry stands, whoever else has a number in between."""
    begins: dict[str, int] = {}
    for item in _items.values():
        begins[item.group] = min(item.order, begins.get(item.group, item.order))
    return sorted(
        _items.values(),
        key=lambda item: (begins[item.group] if item.group else item.order, item.group, item.order, item.label),
    )


@lru_cache(maxsize=500)  # thirty of them on every page of staff
def _url(item: NavItem) -> str:
    try:
        return reverse(item.url_name)
    except NoReverseMatch:
        return ""


def _is_under(path: str, url: str) -> bool:
    # The staff home lies above everything; it is current only when it is the page itself.
    return path == url or (url.count("/") > 2 and path.startswith(url))
