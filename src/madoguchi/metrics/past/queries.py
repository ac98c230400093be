"""Figures and tables of a period: what reports, looks and plans read of the past."""

from collections.abc import Sequence

from madoguchi.metrics.past.reading import Past as Past
from madoguchi.metrics.past.shapes import Period, Table, Value
from madoguchi.metrics.past.tables import TABLES as TABLES
from madoguchi.metrics.past.tables import table_of as table_of


def figures_in(period: Period) -> dict[str, Value]:
    """All that this contract has, by their keys. Who wants tables beside them asks one `Past` for both."""
    return Past(period).figures()


def table_in(key: str, period: Period) -> Table:
    return table_of(Past(period), key)


def trend_of(key: str, periods: Sequence[Period]) -> list[Value | None]:
    """One figure through periods; nothing else is counted for it."""
    return [Past(period).figure(key) for period in periods]
