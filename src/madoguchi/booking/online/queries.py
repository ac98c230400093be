"""Reading holds of the web."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Count, DateTimeField, Q, QuerySet, Sum, UUIDField

from madoguchi.booking.models import Visitor
from madoguchi.booking.online.models import WebHold
from madoguchi.booking.online.rules import GRACE, SPAN, Asked, Standing
from madoguchi.booking.rules import BookingState
from madoguchi.core import clock
from madoguchi.core.asked_again import Given, asked_again
from madoguchi.municipality.queries import values_of

IS_LIVE = Q(hold__state=BookingState.HELD)


@dataclass(frozen=True)
class Whence:
    """Who asks, as far as we know again: digests of the browser and of the line."""

    browser: str
    address: str


@dataclass(frozen=True)
class Typed:
    """A form as it was filled in, perhaps not yet as it should be."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)  # where something stood that must not be kept
    is_sent: bool = False  # by the button that goes on, not on the way elsewhere


@dataclass(frozen=True)
class Limits:
    """How much one may ask for, by settings."""

    hold_minutes: int
    holds_per_browser: int
    holds_per_line: int
    people_held_per_line: int
    bookings_per_phone: int
    bookings_per_person_a_day: int


def limits() -> Limits:
    values = values_of("booking")
    return Limits(**{name: values[name] for name in Limits.__dataclass_fields__})


def web_hold(once_key: uuid.UUID, *, browser: str) -> WebHold | None:
    """A hold, what has become of it, or None: an address that another browser was given opens nothing."""
    return _of_browser.first(once_key, browser)


def known_under(once_key: uuid.UUID) -> WebHold | None:
    return _known_under.first(once_key)


def is_lapsed(held: WebHold) -> bool:
    hold = held.hold
    is_over = hold.expires_at is not None and hold.expires_at <= clock.now()
    return hold.state == BookingState.LAPSED or (hold.state == BookingState.HELD and is_over)


def is_forgotten(held: WebHold) -> bool:
    """Beyond the grace what was typed is no longer shown, even where nobody has erased it yet."""
    until = held.hold.expires_at
    return is_lapsed(held) and until is not None and until + GRACE <= clock.now()


def typed_in(held: WebHold) -> Typed:
    return Typed(**json.loads(held.typed)) if held.typed else Typed()


def asked_from(address: str, *, now: datetime) -> Asked:
    counted = _asked_from.first(address, now - SPAN, now)
    return Asked(counted[0], counted[1] or 0) if counted else Asked(0, 0)


def live_holds_of(browser: str, *, now: datetime) -> list[WebHold]:
    """The oldest first. A hold that is extended for ever is older than the span, and known all the same."""
    return _live_holds_of(browser, now)


def standing_under(phone: str, *, now: datetime, but: uuid.UUID) -> list[Standing]:
    """Everybody who is still expected under a telephone number."""
    rows = _standing_under(phone, now, but)
    return [Standing(booking, name, clock.in_tokyo(at).date()) for booking, name, at in rows]


@asked_again(UUIDField(), CharField())
def _of_browser(once_key: Given, browser: Given) -> QuerySet[WebHold]:
    return WebHold.objects.select_related("hold__slot__site").filter(hold__once_key=once_key, browser=browser)


@asked_again(UUIDField())
def _known_under(once_key: Given) -> QuerySet[WebHold]:
    return WebHold.objects.select_related("hold").filter(hold__once_key=once_key)


@asked_again(CharField(), DateTimeField(), DateTimeField())
def _asked_from(address: Given, since: Given, now: Given) -> QuerySet[WebHold, tuple[int, int | None]]:
    """One row, or none where nothing has come from there."""
    live = IS_LIVE & Q(hold__expires_at__gt=now)
    known = WebHold.objects.filter(Q(made_at__gt=since) | live, address=address).order_by().values("address")
    counted = known.annotate(holds=Count("pk"), people=Sum("hold__places__people", filter=live))
    return counted.values_list("holds", "people")


@asked_again(CharField(), DateTimeField())
def _live_holds_of(browser: Given, now: Given) -> QuerySet[WebHold]:
    holds = WebHold.objects.filter(IS_LIVE, browser=browser, hold__expires_at__gt=now)
    return holds.select_related("hold").order_by("made_at", "pk")


@asked_again(CharField(), DateTimeField(), UUIDField())
def _standing_under(phone: Given, now: Given, but: Given) -> QuerySet[Visitor, tuple[int, str, datetime]]:
    visitors = Visitor.objects.filter(
        booking__phone=phone, booking__state=BookingState.BOOKED, booking__slot__starts_at__gt=now
    ).exclude(booking__once_key=but)
    return visitors.order_by().values_list("booking", "search_name", "booking__slot__starts_at")
