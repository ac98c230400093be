"""Elements of a drawing. Looks are attributes, never `style`: the content policy forbids it, and paper needs no sheet."""

from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.safestring import SafeString, mark_safe

INK, SOFT, LINE, PAPER = "#1a1a1a", "#4d4d4d", "#cccccc", "#ffffff"
TEXT_SIZE = 13


Attributes = dict[str, str | float]


def element(parent: Element | None, name: str, **attributes: str | float) -> Element:
    """`stroke_width=2` becomes stroke-width="2"."""
    written = {key.rstrip("_").replace("_", "-"): _written(value) for key, value in attributes.items()}
    return Element(name, written) if parent is None else SubElement(parent, name, written)


def add_title(parent: Element, text: str) -> None:
    """What pointing at it says."""
    SubElement(parent, "title").text = text


def words(
    parent: Element,
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    fill: str = INK,
    size: float = TEXT_SIZE,
) -> Element:
    made = element(parent, "text", x=x, y=y, text_anchor=anchor, fill=fill, font_size=size)
    made.text = text
    return made


def width_of(text: str, size: float = TEXT_SIZE) -> float:
    """Near enough to keep words apart: kana and kanji are as wide as they are high, Latin letters about half."""
    return sum(1.0 if ord(one) > 0xFF else 0.6 for one in text) * size


def shortened(text: str, width: float, size: float = TEXT_SIZE) -> str:
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text}…"


def written(drawing: Element) -> SafeString:
    return mark_safe(tostring(drawing, encoding="unicode"))  # noqa: S308 - ElementTree escapes all that it writes


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
