"""The exchange's logs as one side of the reconciliation: read whole, with what rotation has left of them."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from madoguchi.calls.ports import ExchangeFact
from madoguchi.calls.reconciliation.ports import LogSide
from madoguchi.telephony.asterisk.journal import LINES_AT_ONCE, LOGS, fact_of, lines_from, name_of, siblings


def log_sides() -> list[LogSide]:
    """None on a machine without the exchange: there is nothing to compare there."""
    logs = Path(settings.EXCHANGE) / "log"
    if not logs.is_dir():
        return []
    return [LogSide(origin, tuple(_facts(origin, logs / name))) for origin, name in LOGS.items()]


def _facts(origin: str, path: Path) -> Iterator[ExchangeFact]:
    for log in [path, *siblings(path)]:
        name, offset = name_of(log), 0
        while name and (piece := lines_from(log, offset, LINES_AT_ONCE)):
            for line in piece:
                if fact := fact_of(origin, name, line):
                    yield fact
            offset = piece[-1].ends
