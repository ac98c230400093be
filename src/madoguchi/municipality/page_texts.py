"""What the citizens' pages say (RSV-06; 001 §7(4)ウ: the composition of the screens is fixed with the city): a text for a
place in a language from a day on. A place without one says what the product says."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.actions import MAY_EDIT, ChangeInThePast, keep_value
from madoguchi.municipality.models import LANGUAGES
from madoguchi.municipality.page_places import PLACES
from madoguchi.municipality.queries import PAGE_TEXT, kept_value


def key_of(place: str, language: str) -> str:
    return f"{PAGE_TEXT}{place}.{language}"


def page_text(place: str, language: str, on: date | None = None) -> str:
    """What the municipality has written for a place; nothing where the product's own words stand."""
    return kept_value(key_of(place, language), on) or ""


def texts_in_force(on: date | None = None) -> dict[tuple[str, str], str]:
    found = {(place, language): page_text(place, language, on) for place in PLACES for language in LANGUAGES}
    return {where: text for where, text in found.items() if text}


def set_page_text(place: str, language: str, text: str, *, by: Actor, effective_on: date, note: str = "") -> bool:
    """An empty text gives the place its own words back. The caller holds the transaction and has looked at the right."""
    tidy = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    key = key_of(place, language)
    if not tidy and kept_value(key, effective_on) is None:
        return False
    return keep_value(key, tidy, by=by, effective_on=effective_on, note=note) is not None


@transaction.atomic
def revise_page_texts(
    texts: Mapping[tuple[str, str], str], *, by: Actor, effective_on: date, note: str = ""
) -> int:
    """The texts of a page from a day on; how many are new."""
    by.need(MAY_EDIT)
    if effective_on < clock.today():
        raise ChangeInThePast
    return sum(
        set_page_text(place, language, text, by=by, effective_on=effective_on, note=note)
        for (place, language), text in texts.items()
    )
