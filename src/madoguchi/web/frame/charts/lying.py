"""Bars that lie: things with names, one below the other, each with its value at its end."""

from xml.etree.ElementTree import Element

from madoguchi.web.frame.charts.looks import add_bar, add_target
from madoguchi.web.frame.charts.picture import Picture
from madoguchi.web.frame.charts.scales import value_words
from madoguchi.web.frame.charts.svg import SOFT, add_title, element, shortened, width_of, words

WIDTH, RIGHT = 720, 90  # at the right the values stand
WIDEST_NAME = 230
BAR, BETWEEN = 17, 9


def add_lying_bars(drawing: Element, picture: Picture, top: float) -> float:
    left = min(max((width_of(label) for label in picture.labels), default=0), WIDEST_NAME) + 12
    room = WIDTH - left - RIGHT
    beside = 1 if picture.is_stacked else max(len(picture.series), 1)
    y = top + 4
    for place, label in enumerate(picture.labels):
        height = BAR * beside
        name = words(drawing, shortened(label, WIDEST_NAME), left - 8, y + height / 2 + 4.5, anchor="end")
        add_title(name, label)
        x = float(left)
        for number, one in enumerate(picture.series):
            value = one.values[place]
            if value is None:
                continue
            start, at = (x, y) if picture.is_stacked else (left, y + BAR * number)
            width = room * picture.scale.share(value)
            shown = value_words(value, one.column.unit, with_unit=True)
            add_bar(drawing, one.place, picture.name, start, at, width, BAR, f"{label} {one.column.label} {shown}")
            x = start + width
            if not picture.is_stacked:
                words(drawing, shown, x + 6, at + BAR - 4, size=12)
        if picture.is_stacked:
            known = [one.values[place] for one in picture.series]
            words(
                drawing, value_words(sum(value or 0 for value in known), picture.unit), x + 6, y + BAR - 4, size=12
            )
        y += height + BETWEEN
    element(drawing, "line", x1=left, x2=left, y1=top, y2=y - 4, stroke=SOFT)
    if picture.target is not None:
        x = left + room * picture.scale.share(picture.target)
        add_target(drawing, f"M{x:.1f} {top:.1f}V{y - 4:.1f}")
    return y
