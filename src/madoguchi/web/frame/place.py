"""Which counter this is: the names and the telephone number that stand on every page.

A page stands also while there is no preset yet or the database is away; then it says what was known last.
"""

from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext as _

from madoguchi.core.refusals import Refusal
from madoguchi.core.text.phone import normalise_phone
from madoguchi.municipality import queries


@dataclass(frozen=True)
class Place:
    name: str = ""  # the municipality
    phone: str = ""  # as people read it; empty while there is none
    phone_hours: str = ""

    @property
    def phone_digits(self) -> str:
        return normalise_phone(self.phone)

    @property
    def service_name(self) -> str:
        return _("マイナンバーカード窓口の予約")

    @property
    def site_name(self) -> str:
        return f"{self.name} {self.service_name}".strip()


_known = Place()


def this_place() -> Place:
    global _known
    try:
        _known = Place(name=queries.contract().body_name)
    except (DatabaseError, Refusal):
        return _known
    return _known


def place_known_last() -> Place:
    """For the pages that must not ask the database."""
    return _known
