"""Bars that stand and lines: the points side by side, as days, hours and months follow one another."""

import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from madoguchi.web.frame.charts.looks import add_bar, add_line, add_mark, add_target
from madoguchi.web.frame.charts.picture import Picture, axis_words, without_weekday
from madoguchi.web.frame.charts.scales import tick_words, value_words
from madoguchi.web.frame.charts.svg import LINE, SOFT, element, width_of, words

WIDTH, LEFT, RIGHT, HEIGHT = 720, 64, 16, 210
GAP = 8  # between words
FEWEST_PIXELS_OF_A_MARK = 14


class Plot:
    """Where things are: `x` of the middle of a point, `y` of a value."""

    def __init__(self, picture: Picture, top: float) -> None:
        self.picture, self.top = picture, top
        self.step = (WIDTH - LEFT - RIGHT) / max(len(picture.labels), 1)

    def x(self, place: int) -> float:
        return LEFT + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        return self.top + HEIGHT * (1 - self.picture.scale.share(value))


def add_bars(drawing: Element, picture: Picture, top: float, hollow: frozenset[tuple[int, str]]) -> float:
    plot = Plot(picture, top)
    _add_grid(drawing, plot)
    room = min(plot.step * 0.8, 90)
    beside = 1 if picture.is_stacked else max(len(picture.series), 1)
    for place, label in enumerate(picture.labels):
        below = 0.0
        for number, one in enumerate(picture.series):
            value = one.values[place]
            if value is None:
                continue
            x = plot.x(place) - room / 2 + (0 if picture.is_stacked else number * room / beside)
            start = below if picture.is_stacked else 0.0
            y = plot.y(start + value)
            title = f"{label} {one.column.label} {value_words(value, one.column.unit, with_unit=True)}"
            add_bar(drawing, one.place, picture.name, x, y, room / beside, plot.y(start) - y, title)
            below += value
    _add_target(drawing, plot)
    if len(picture.series) == 1:
        _add_values(drawing, plot)
    return _add_names(drawing, plot)


def add_lines(drawing: Element, picture: Picture, top: float, hollow: frozenset[tuple[int, str]]) -> float:
    """A value that is not known breaks the line; in `hollow` are those that rest on few."""
    plot = Plot(picture, top)
    _add_grid(drawing, plot)
    _add_target(drawing, plot)
    every = math.ceil(FEWEST_PIXELS_OF_A_MARK / plot.step)
    for one in picture.series:
        add_line(drawing, one.place, _path(one.values, plot))
    for one in picture.series:
        for place, value in enumerate(one.values):
            if value is None or place % every:
                continue
            shown = value_words(value, one.column.unit, with_unit=True)
            add_mark(
                drawing, one.place, plot.x(place), plot.y(value),
                hollow=(place, one.column.key) in hollow,
                title=f"{picture.labels[place]} {one.column.label} {shown}",
            )  # fmt: skip
    if len(picture.series) == 1:
        _add_values(drawing, plot)
    return _add_names(drawing, plot)


def _path(values: Sequence[float | None], plot: Plot) -> str:
    parts, is_drawing = [], False
    for place, value in enumerate(values):
        if value is not None:
            parts.append(f"{'L' if is_drawing else 'M'}{plot.x(place):.1f} {plot.y(value):.1f}")
        is_drawing = value is not None
    return "".join(parts)


def _add_grid(drawing: Element, plot: Plot) -> None:
    for value in plot.picture.scale.ticks:
        y = plot.y(value)
        element(drawing, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=LINE if value else SOFT)
        words(drawing, tick_words(value, plot.picture.unit), LEFT - GAP, y + 4.5, anchor="end")


def _add_values(drawing: Element, plot: Plot) -> None:
    """Each value above its point, where there is room for all of them."""
    one = plot.picture.series[0]
    shown = [(place, value, value_words(value, one.column.unit)) for place, value in enumerate(one.values) if value]
    if all(width_of(text, 12) + 4 <= plot.step for _place, _value, text in shown):
        for place, value, text in shown:
            words(drawing, text, plot.x(place), max(plot.y(value) - GAP, 11), anchor="middle", size=12)


def _add_target(drawing: Element, plot: Plot) -> None:
    """Across bars, beneath lines."""
    if plot.picture.target is not None:
        add_target(drawing, f"M{LEFT} {plot.y(plot.picture.target):.1f}H{WIDTH - RIGHT}")


def _add_names(drawing: Element, plot: Plot) -> float:
    """Below the axis. Where the picture ends."""
    named = axis_words(plot.picture.labels)
    if not _fits([name for name, _year in named], plot.step):
        named = [(without_weekday(name), year) for name, year in named]
    widest = max((width_of(name) for name, _year in named), default=0) + GAP
    every = max(math.ceil(widest / plot.step), 1)
    bottom = plot.top + HEIGHT
    for place, (name, year) in enumerate(named):
        if place % every == 0:
            words(drawing, name, plot.x(place), bottom + 18, anchor="middle")
        if year and not (place and place % every):
            words(drawing, year, plot.x(place), bottom + 34, anchor="middle", fill=SOFT)
    return bottom + (40 if any(year for _name, year in named) else 24)


def _fits(names: Sequence[str], step: float) -> bool:
    return max((width_of(name) for name in names), default=0) + GAP <= step
