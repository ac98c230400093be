"""A line of months as a picture: each line has marks of its own, so that it is read in black and white too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from madoguchi.quality.rules import SMALL_SAMPLE, MonthMean

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 220, 52, 16, 30
SQUARE = 10


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    words: str
    is_small: bool

    @property
    def left(self) -> float:
        """Of the square that stands around the point."""
        return self.x - SQUARE / 2

    @property
    def top(self) -> float:
        return self.y - SQUARE / 2


def chart_of(series: Sequence[tuple[str, Sequence[MonthMean]]]) -> dict[str, Any] | None:
    """None where nothing has been rated yet. A month without a rating breaks the line."""
    shown = [(name, months) for name, months in series if any(one.mean is not None for one in months)]
    if not shown:
        return None
    span = shown[0][1]
    step = (WIDTH - LEFT - 20) / max(len(span) - 1, 1)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "square": SQUARE,
        "small": SMALL_SAMPLE,
        "left": LEFT,
        "right": WIDTH - 20,
        "grid": [(value, _y(value), _y(value) + 4) for value in (0, 25, 50, 75, 100)],
        "months": [
            (round(LEFT + place * step, 1), HEIGHT - 8, f"{one.month.month}月") for place, one in enumerate(span)
        ],
        "lines": [
            {"name": name, "kind": kind, "path": _path(months, step), "marks": _marks(name, months, step)}
            for kind, (name, months) in enumerate(shown)
        ],
    }


def _y(value: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / 100), 1)


def _marks(name: str, months: Sequence[MonthMean], step: float) -> list[Mark]:
    return [
        Mark(
            round(LEFT + place * step, 1), _y(one.mean),
            f"{name} {one.month.month}月 {one.mean:.0f}点 {one.count}件", one.is_small,
        )
        for place, one in enumerate(months)
        if one.mean is not None
    ]  # fmt: skip


def _path(months: Sequence[MonthMean], step: float) -> str:
    parts, is_drawing = [], False
    for place, one in enumerate(months):
        if one.mean is None:
            is_drawing = False
            continue
        parts.append(f"{'L' if is_drawing else 'M'}{LEFT + place * step:.1f} {_y(one.mean)}")
        is_drawing = True
    return "".join(parts)
