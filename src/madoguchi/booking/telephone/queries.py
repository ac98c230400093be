"""Holds of one member of staff, and what was told about a booking."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import BigIntegerField, QuerySet, UUIDField

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking, CallDraft
from madoguchi.booking.queries import bookings_visible_to
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.asked_again import Given, asked_again
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of, newest_event

MAY_BOOK = "bookings.edit"
TOLD_SEPARATOR = "、"
TAKEN = ("booking.held", "booking.hold_taken_over")


@dataclass(frozen=True)
class OpenHold:
    """A place that is kept while somebody is, or was, on the line."""

    hold: Booking
    holder: str  # the login ID of who has it now
    is_own: bool
    typed: Mapping[str, str]


def open_holds(actor: Actor) -> list[OpenHold]:
    """What staff hold and have not confirmed, one's own first: a call that broke off can be taken up again, by
    whoever answers the next one."""
    if not actor.may(MAY_BOOK):
        return []
    held = Booking.objects.filter(state=BookingState.HELD, expires_at__gt=clock.now()).exclude(channel=Channel.WEB)
    holds = list(held.select_related("slot__site", "places", "draft").order_by("made_at"))
    made = Event.objects.filter(
        about_kind=BOOKING, about_key__in=[hold.once_key.hex for hold in holds], kind__in=TAKEN
    ).order_by("at", "id")
    holders = dict(made.values_list("about_key", "actor_key"))  # the last one has it
    found = [
        OpenHold(hold, holder, holder == actor.key, draft_of(hold))
        for hold in holds
        for holder in [holders.get(hold.once_key.hex, "")]
    ]
    return sorted(found, key=lambda one: not one.is_own)


def bookings_ahead(actor: Actor, phone: str, most: int = 3) -> list[Booking]:
    """Those that this telephone has today or later, the soonest first."""
    if not phone:
        return []
    ahead = bookings_visible_to(actor).filter(phone=phone, slot__starts_at__gte=clock.start_of(clock.today()))
    return list(ahead.order_by("slot__starts_at")[:most])


def draft_of(hold: Booking) -> dict[str, str]:
    """What the caller has said so far, by the fields of the form."""
    is_fetched = "draft" in hold._state.fields_cache
    draft = getattr(hold, "draft", None) if is_fetched else _draft.first(hold.pk)
    return dict(json.loads(draft.typed)) if draft else {}


def channel_of(actor: Actor) -> Channel:
    """Who answers: the call centre's telephone, or the city itself (STF-10, STF-13)."""
    return Channel.CITY if actor.kind is UserKind.CITY else Channel.TELEPHONE


def hold_behind(once_key: uuid.UUID, actor: Actor) -> Booking | None:
    """A hold of staff, living or lapsed, or the booking it has become."""
    if not actor.may(MAY_BOOK):
        return None
    return _of_staff.first(once_key)


@asked_again(UUIDField())
def _of_staff(once_key: Given) -> QuerySet[Booking]:
    holds = Booking.objects.filter(once_key=once_key).exclude(channel=Channel.WEB)
    return holds.select_related("slot__site", "places")


@asked_again(BigIntegerField())
def _draft(hold_id: Given) -> QuerySet[CallDraft]:
    return CallDraft.objects.filter(hold=hold_id)


def people_held(hold: Booking) -> int:
    """For how many it keeps places; once it has lapsed, for how many it was made."""
    if hasattr(hold, "places"):
        return hold.places.people
    made = newest_event(BOOKING, hold.once_key.hex, "booking.held")
    return int(facts_of(made)["people"]) if made else 1


def told_before(booking: Booking) -> list[str]:
    """What has been ticked off already; nothing any more once the time or the people have changed."""
    last = newest_event(BOOKING, booking.number, "booking.told", "booking.moved", "booking.people_changed")
    return str(facts_of(last)["told"]).split(TOLD_SEPARATOR) if last and last.kind == "booking.told" else []
