"""The exchange that stands here, as people look after it. An adapter registers itself; with none, calls are by hand."""

from dataclasses import dataclass
from typing import Protocol

from madoguchi.core.actors import Actor

MAY_VIEW, MAY_EDIT = "exchange.view", "exchange.edit"


@dataclass(frozen=True)
class Trunk:
    """A way to the public network."""

    name: str
    state: str  # as the exchange calls it


@dataclass(frozen=True)
class State:
    is_running: bool
    version: str = ""
    running_since: str = ""
    calls: int = 0
    waiting: int = 0
    seats: int = 0
    trunks: tuple[Trunk, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Between what the exchange has and what the settings call for. `digest` names what would be applied."""

    text: str  # as `diff -u` writes it, without secrets; "" when there is none
    digest: str
    is_first: bool


@dataclass(frozen=True)
class Applied:
    changed: tuple[str, ...]
    digest: str
    is_running: bool
    needs_restart: bool = False  # something that a running exchange does not read again


class StandingExchange(Protocol):
    def is_set_up(self) -> bool: ...

    def state(self) -> State: ...

    def difference(self) -> Difference: ...

    def apply(self, *, by: Actor, looked_at: str) -> Applied:
        """`looked_at`: the digest of what a person saw. Refuses when it is another by now."""


_standing: StandingExchange | None = None


def use_exchange(exchange: StandingExchange) -> None:
    global _standing
    _standing = exchange


def exchange() -> StandingExchange | None:
    """None where none is set up."""
    return _standing if _standing is not None and _standing.is_set_up() else None
