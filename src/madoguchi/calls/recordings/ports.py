"""What recordings want to know of whoever holds a case: the calls whose recordings stay with it."""

from collections.abc import Callable, Sequence

Held = Callable[[], Sequence[str]]


def _nothing() -> Sequence[str]:
    return ()


_held: Held = _nothing


def use_held_calls(held: Held) -> Held:
    """From now on these are asked. Gives back what was asked before."""
    global _held
    before, _held = _held, held
    return before


def held_calls() -> Sequence[str]:
    """Keys of calls that belong to a case that is kept back from erasure."""
    return _held()
