"""Pages for paper: a page of ours becomes a PDF, with its fonts inside, where the machine has Pango."""

import logging
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

log = logging.getLogger(__name__)

REIWA_BEGAN = 2018  # its first year is the one after
FONTS = '"Noto Sans CJK JP", "Noto Sans JP", "IPAexGothic", sans-serif'


def pdf_of(page: str, *, tagged: bool = False) -> bytes | None:
    """None: this machine cannot. `tagged`: headings and tables can be read aloud."""
    try:
        from weasyprint import HTML  # here: it loads the machine's Pango, which a small machine may lack
    except OSError:
        log.warning("Pango is missing: what is for paper stays a page to print")
        return None
    for chatty in (
        "weasyprint",
        "weasyprint.progress",
        "fontTools",
    ):  # every step of every page, at the level of our own words
        logging.getLogger(chatty).setLevel(logging.WARNING)
    made: bytes = HTML(string=page, url_fetcher=_nothing_from_outside).write_pdf(pdf_tags=tagged)
    return made


def style_of_its_own() -> SafeString:
    """For a file that leaves the site, and with it the site's policy and style sheets."""
    style = f"html {{ font-family: {FONTS}; }}{render_to_string('frame/paper.css')}"
    return mark_safe(f"<style>{style}</style>")  # noqa: S308 - our own words


def _nothing_from_outside(url: str, *arguments: object, **options: object) -> dict[str, object]:
    raise ValueError(f"a page for paper fetches nothing: {url}")


def written_day(day: date) -> str:
    """As letters to an office are dated."""
    year = day.year - REIWA_BEGAN
    return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"
