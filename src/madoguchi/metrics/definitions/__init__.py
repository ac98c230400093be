"""What each figure is called, how it is counted, and where it is read: the only place that says so.

Screens, alerts, reports and the manual quote these words. Whoever changes how something is counted gives the entry a
new `version`: a report that was issued keeps the one under which it was counted.
"""

from madoguchi.metrics.definitions import bookings, calls, contacts, moment, service
from madoguchi.metrics.definitions.entry import Amount as Amount
from madoguchi.metrics.definitions.entry import Better as Better
from madoguchi.metrics.definitions.entry import Figure as Figure
from madoguchi.metrics.definitions.entry import Unit as Unit

FIGURES: tuple[Figure, ...] = (
    *moment.FIGURES,
    *calls.FIGURES,
    *contacts.FIGURES,
    *bookings.FIGURES,
    *service.FIGURES,
)
OF_NOW = tuple(one for one in FIGURES if one.now)
OF_PERIODS = tuple(one for one in FIGURES if one.past)

BY_KEY = {figure.key: figure for figure in FIGURES}


def figure(key: str) -> Figure:
    return BY_KEY[key]
