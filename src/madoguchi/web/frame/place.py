"""Which counter this is: the names, the telephone number and the languages that stand on every page.

A page stands also while there is no preset yet or the database is away; then it says what was known last.
"""

from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext as _

from madoguchi.calls.lines.queries import is_free
from madoguchi.contacts.inquiries.queries import takes_inquiries
from madoguchi.core import clock
from madoguchi.core.refusals import Refusal
from madoguchi.core.text.phone import normalise_phone, written_phone
from madoguchi.knowledge.public.queries import is_public
from madoguchi.municipality import queries


@dataclass(frozen=True)
class Place:
    name: str = ""  # the municipality
    phone: str = ""  # as people read it; empty while there is none
    phone_hours: str = ""
    phone_charge: str = ""  # whether who rings pays
    languages: tuple[str, ...] = ()  # empty: all that there are
    takes_bookings: bool = True
    takes_inquiries: bool = False
    has_public_faq: bool = False

    @property
    def phone_digits(self) -> str:
        return normalise_phone(self.phone)

    @property
    def service_name(self) -> str:
        return _("マイナンバーカード窓口の予約") if self.takes_bookings else _("マイナンバーカードの窓口")

    @property
    def site_name(self) -> str:
        return f"{self.name} {self.service_name}".strip()


_known = Place()


def this_place() -> Place:
    global _known
    try:
        phone = queries.value_of("telephone.number")
        _known = Place(
            name=queries.contract().body_name,
            phone=written_phone(normalise_phone(phone)) or phone,
            phone_hours=_hours_today() if phone else "",
            phone_charge=_charge(phone) if phone else "",
            languages=tuple(queries.value_of("languages.web")),
            takes_bookings=bool(queries.is_on("own_reservations")),
            takes_inquiries=takes_inquiries(),
            has_public_faq=is_public(),
        )
    except (DatabaseError, Refusal):
        return _known
    return _known


def place_known_last() -> Place:
    """For the pages that must not ask the database."""
    return _known


def _charge(phone: str) -> str:
    """TEL-02: nobody is surprised by a bill."""
    free = is_free(phone)
    if free is None:
        return ""
    return _("通話料無料") if free else _("通話料がかかります")


def _hours_today() -> str:
    opening = queries.opening_of("telephone", clock.today())
    if not opening.is_open:
        return _("今日の電話受付は休みです")
    hours = "、".join(f"{span.start:%-H:%M}〜{span.end:%-H:%M}" for span in opening.intervals)
    return _("今日の電話受付 %(hours)s") % {"hours": hours}
