"""Figures and tables of a period: what reports, looks and plans read of the past."""

from madoguchi.metrics.past.reading import Past as Past
from madoguchi.metrics.past.shapes import Period, Table, Value
from madoguchi.metrics.past.tables import TABLES as TABLES
from madoguchi.metrics.past.tables import table_of as table_of


def figures_in(period: Period) -> dict[str, Value]:
    """All that this contract has, by their keys. Who wants tables beside them asks one `Past` for both."""
    return Past(period).figures()


def table_in(key: str, period: Period) -> Table:
    return table_of(Past(period), key)
