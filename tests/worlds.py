"""Installations that tests start from: a preset applied, slots published, people who act."""

import copy
import uuid
from datetime import date, datetime, time, timedelta

from django.db.models import Model

from madoguchi.accounts.models import AllowedNetwork, SignInPolicy
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, USER_KINDS, Role
from madoguchi.booking.actions import Contact, Person, Wish
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.models import RevisedDay, Slot
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.municipality.models import OpeningDay, Procedure, ProcedureText, Setting, SettingsStamp, Site
from madoguchi.municipality.queries import sites_in_use

# A Tuesday inside Hatsukaichi's service period, mid-morning: the tests' present.
PRESENT = datetime(2026, 12, 1, 10, 0, tzinfo=clock.TOKYO)
TODAY = PRESENT.date()
TOMORROW = TODAY + timedelta(days=1)


def actor(role: Role, key: str = "") -> Actor:
    return Actor(USER_KINDS[role], key or role.value, RIGHTS_BY_ROLE[role])


CLERK = actor(Role.CITY_CLERK)
ADMIN = actor(Role.CITY_ADMIN)
OPERATOR = actor(Role.OPERATOR)


# What stands after a preset has been applied and a month published, by preset; made once in each process.
_opened: dict[str, list[list[Model]]] = {}
# In the order in which they may be put in again.
_ROWS: tuple[type[Model], ...] = (
    SettingsStamp, Setting, Site, Procedure, ProcedureText, OpeningDay, SignInPolicy, AllowedNetwork, Slot, RevisedDay, Event,
)  # fmt: skip


def open_for_booking(preset: str = "hatsukaichi") -> Site:
    """The preset's main office with a month of published slots. Made for real once, then put in as it was."""
    if preset in _opened and not Setting.objects.exists():
        for rows in _opened[preset]:
            type(rows[0])._default_manager.bulk_create(copy.deepcopy(rows))
        return sites_in_use().get()
    is_empty = not Setting.objects.exists()
    apply_preset(folder_of(preset))
    site = sites_in_use().get()
    publish_slots(site, first=TODAY, until=TODAY + timedelta(days=31), by=ADMIN)
    if is_empty:
        _opened[preset] = [rows for model in _ROWS if (rows := list(model._default_manager.all()))]
    return site


def slot_at(site: Site, day: date, at: time, *, people: int | None = None) -> Slot:
    """A published slot, with room for that many people when asked."""
    slot = Slot.objects.get(site=site, starts_at=clock.moment(day, at))
    if people is not None:
        Slot.objects.filter(pk=slot.pk).update(people_limit=people, bookings_limit=people)
        slot.refresh_from_db()
    return slot


def wish(slot: Slot, *people: Person, once_key: uuid.UUID | None = None, **contact: str) -> Wish:
    """An invented citizen's wish; every call is another request unless `once_key` says otherwise."""
    return Wish(
        slot_id=slot.pk,
        contact=Contact(**{"name": "見本 花子", "kana": "ミホン ハナコ", "phone": "09000000001", **contact}),
        people=people or (person(),),
        language="ja",
        once_key=once_key or uuid.uuid4(),
    )


def person(name: str = "見本 花子", kana: str = "ミホン ハナコ", procedure: str = "pickup") -> Person:
    return Person(name, kana, procedure)
