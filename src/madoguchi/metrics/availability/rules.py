"""How availability is reckoned (A-32). Pure.

The service was up from an answered probe to the last one that followed it without a miss or a pause. Whatever is not
seen as up was down: so nobody gains by not looking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from madoguchi.metrics.rules import Rate

LONGEST_PAUSE = timedelta(seconds=60)  # between two probes; longer, and nobody looked


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to `end`, in whole seconds."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        return int((self.end - self.start).total_seconds())


@dataclass(frozen=True)
class Availability:
    """Of a stretch of days, as far as it was measured."""

    up_seconds: int
    whole_seconds: int  # without planned stops
    planned: tuple[Span, ...]
    outages: tuple[Span, ...]
    full_seconds: int  # of the whole stretch once it is over, without the stops planned in it

    @property
    def rate(self) -> Rate:
        return Rate(self.up_seconds, self.whole_seconds)

    @property
    def shown(self) -> str:
        """With three decimals, rounded down: 99.8996 % does not read as 99.9 %."""
        if not self.whole_seconds:
            return "—"
        thousandths = self.up_seconds * 100_000 // self.whole_seconds
        return f"{thousandths // 1000}.{thousandths % 1000:03}"

    @property
    def down_seconds(self) -> int:
        return self.whole_seconds - self.up_seconds

    @property
    def planned_seconds(self) -> int:
        return sum(span.seconds for span in self.planned)

    def meets(self, target_percent: float) -> bool | None:
        """None: there is no target, or nothing was measured."""
        if not target_percent or not self.whole_seconds:
            return None
        return Fraction(self.up_seconds, self.whole_seconds) * 100 >= Fraction(str(target_percent))

    def allowed_seconds(self, target_percent: float) -> int:
        """How long the service may be down in the whole stretch: 43.2 minutes of 30 days at 99.9 %."""
        return int(self.full_seconds * (100 - Fraction(str(target_percent))) / 100)


def reckoned(measured: Span | None, *, full: Span, up: Iterable[Span], planned: Iterable[Span]) -> Availability:
    """`measured`: what of `full` could be seen; None where nobody measured."""
    stops = tuple(joined(clipped(planned, full)))
    full_seconds = full.seconds - _length(stops)
    if measured is None:
        return Availability(0, 0, stops, (), full_seconds)
    looked_at = list(without([measured], stops))
    outages = tuple(without(looked_at, joined(up)))
    whole = _length(looked_at)
    return Availability(whole - _length(outages), whole, stops, outages, full_seconds)


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch as one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def clipped(spans: Iterable[Span], window: Span) -> list[Span]:
    cut = (Span(max(one.start, window.start), min(one.end, window.end)) for one in spans)
    return [span for span in cut if span.start < span.end]


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of `spans` (in order, apart) when `taken` (the same) has been cut out of them."""
    left = list(spans)
    for hole in taken:
        left = [part for span in left for part in _cut(span, hole)]
    return left


def _cut(span: Span, hole: Span) -> list[Span]:
    if hole.end <= span.start or hole.start >= span.end:
        return [span]
    parts = (Span(span.start, min(hole.start, span.end)), Span(max(hole.end, span.start), span.end))
    return [part for part in parts if part.start < part.end]


def _length(spans: Iterable[Span]) -> int:
    return sum(span.seconds for span in spans)
