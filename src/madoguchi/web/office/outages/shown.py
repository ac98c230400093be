"""Outages as people read them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from madoguchi.booking.models import Outage
from madoguchi.booking.outages.queries import Line, lines_of
from madoguchi.booking.outages.rules import FATE_LABELS, OPEN_FATES
from madoguchi.core import clock


@dataclass(frozen=True)
class Summary:
    """One outage with the state of its list."""

    outage: Outage
    when: str
    state: str
    total: int
    counts: Sequence[tuple[str, int]]
    still_open: int

    @property
    def end_label(self) -> str:
        return "停止を終える" if self.outage.starts_at <= clock.now() else "停止の予定をやめる"

    @property
    def is_open(self) -> bool:
        return self.outage.closed_at is None


def summary_of(outage: Outage, lines: Sequence[Line] | None = None) -> Summary:
    lines = lines_of(outage) if lines is None else lines
    by_fate = Counter(line.fate for line in lines)
    return Summary(
        outage=outage,
        when=written_stretch(outage),
        state=_state(outage),
        total=len(lines),
        counts=[(label, by_fate[fate]) for fate, label in FATE_LABELS.items() if by_fate[fate]],
        still_open=sum(by_fate[fate] for fate in OPEN_FATES),
    )


def _state(outage: Outage) -> str:
    if outage.closed_at is not None:
        return "終わりました"
    return "停止中" if outage.starts_at <= clock.now() else "予定"


def written_stretch(outage: Outage) -> str:
    until = written(outage.ends_at) if outage.ends_at else "終わりは未定"
    return f"{written(outage.starts_at)} 〜 {until}"


def written(moment: datetime) -> str:
    at = clock.in_tokyo(moment)
    return f"{at.year}年{at.month}月{at.day}日（{clock.WEEKDAYS[at.weekday()]}）{at:%-H:%M}"
