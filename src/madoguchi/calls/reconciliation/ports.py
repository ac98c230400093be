"""The exchange's own logs, read by whoever can: the adapter registers itself. With none there is nothing to compare."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from madoguchi.calls.ports import ExchangeFact


@dataclass(frozen=True)
class LogSide:
    """What one log says, with the older files that are still there."""

    origin: str
    facts: tuple[ExchangeFact, ...]


Logs = Callable[[], Iterable[LogSide]]
_logs: list[Logs] = []


def register_logs(logs: Logs) -> None:
    if logs not in _logs:
        _logs.append(logs)


def sides() -> list[LogSide]:
    return [side for logs in _logs for side in logs()]
