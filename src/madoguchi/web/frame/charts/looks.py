"""How one series is told from another in black and white: by pattern, by stroke, by mark; colour only helps."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from madoguchi.web.frame.charts.svg import INK, PAPER, Attributes, add_title, element


@dataclass(frozen=True)
class Look:
    colour: str  # of strokes and marks
    pattern: str  # "" is plain
    ground: str  # what a bar is filled with, beneath its pattern
    dashes: str  # of a line
    mark: str


LOOKS = (
    Look("#0017c1", "", "#0017c1", "", "circle"),
    Look("#b04a00", "slopes", "#ffe2d1", "9 4", "square"),
    Look("#197a4b", "", "#bfe5cf", "2 3", "triangle"),
    Look("#1a1a1a", "dots", "#ffffff", "10 3 2 3", "diamond"),
    Look("#6f23d0", "lines", "#ecdcff", "5 3", "ring"),
    Look("#00729b", "lattice", "#d4f3ff", "14 4", "box"),
    Look("#626264", "", "#626264", "1 2", "cross"),
    Look("#8b0000", "falls", "#ffffff", "6 2 1 2", "circle"),
)
HEAT = ("#ffffff", "#d9e6ff", "#a8c5ff", "#6697ff", "#2f5fd0", "#00118f")
DARK_FROM = 4  # of HEAT: words upon it are white


def look_of(place: int) -> Look:
    return LOOKS[place % len(LOOKS)]


def fill_of(place: int, name: str) -> str:
    look = look_of(place)
    return f"url(#{name}-{look.pattern})" if look.pattern else look.ground


def add_patterns(drawing: Element, name: str, count: int) -> None:
    """`name` keeps the patterns of several charts of a page apart."""
    wanted = [look_of(place) for place in range(min(count, len(LOOKS))) if look_of(place).pattern]
    if not wanted:
        return
    kept = element(drawing, "defs")
    for look in wanted:
        tile = element(
            kept, "pattern", id=f"{name}-{look.pattern}", patternUnits="userSpaceOnUse", x=0, y=0, width=8, height=8
        )
        element(tile, "rect", x=0, y=0, width=8, height=8, fill=look.ground)
        drawn: Attributes = {"stroke": look.colour, "stroke_width": 1.8, "fill": "none"}
        match look.pattern:
            case "slopes":
                element(tile, "path", d="M-2 2L2 -2M0 8L8 0M6 10L10 6", **drawn)
            case "falls":
                element(tile, "path", d="M-2 6L2 10M0 0L8 8M6 -2L10 2", **drawn)
            case "lines":
                element(tile, "path", d="M0 2H8M0 6H8", **drawn)
            case "lattice":
                element(tile, "path", d="M4 0V8M0 4H8", **drawn)
            case "dots":
                for x, y in ((2, 2), (6, 6)):
                    element(tile, "circle", cx=x, cy=y, r=1.3, fill=look.colour)


def add_mark(parent: Element, place: int, x: float, y: float, *, hollow: bool = False, title: str = "") -> None:
    look, r = look_of(place), 4.5
    drawn: Attributes = {
        "fill": PAPER if hollow or look.mark in ("ring", "box", "cross") else look.colour,
        "stroke": look.colour,
        "stroke_width": 2,
    }
    match look.mark:
        case "circle" | "ring":
            made = element(parent, "circle", cx=x, cy=y, r=r, **drawn)
        case "square" | "box":
            made = element(parent, "rect", x=x - r, y=y - r, width=2 * r, height=2 * r, **drawn)
        case "triangle":
            made = element(parent, "path", d=f"M{x:.1f} {y - r - 1:.1f}l{r + 1} {2 * r}h{-2 * r - 2}z", **drawn)
        case "diamond":
            made = element(parent, "path", d=f"M{x:.1f} {y - r - 1:.1f}l{r + 1} {r + 1}l{-r - 1} {r + 1}l{-r - 1} {-r - 1}z", **drawn)  # fmt: skip
        case _:
            made = element(parent, "path", d=f"M{x - r:.1f} {y - r:.1f}l{2 * r} {2 * r}m0 {-2 * r}l{-2 * r} {2 * r}", **drawn)  # fmt: skip
    if title:
        add_title(made, title)


def add_bar(
    parent: Element, place: int, name: str, x: float, y: float, width: float, height: float, title: str
) -> None:
    made = element(
        parent, "rect", x=x, y=y, width=max(width, 0.1), height=max(height, 0.1),
        fill=fill_of(place, name), stroke=look_of(place).colour, stroke_width=1 if width > 4 else 0,
    )  # fmt: skip
    add_title(made, title)


def add_line(parent: Element, place: int, path: str) -> None:
    look = look_of(place)
    dashes: Attributes = {"stroke_dasharray": look.dashes} if look.dashes else {}
    element(parent, "path", d=path, fill="none", stroke=look.colour, stroke_width=2.2, **dashes)


def add_target(parent: Element, path: str) -> None:
    """Dashes that stay to be seen across dark bars."""
    element(parent, "path", d=path, fill="none", stroke=PAPER, stroke_width=4)
    element(parent, "path", d=path, fill="none", stroke=INK, stroke_width=1.6, stroke_dasharray="4 4")
