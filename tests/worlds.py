"""Installations that tests start from: a preset applied, slots published, people who act."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from madoguchi.accounts.models import AllowedNetwork, SignInPolicy
from madoguchi.accounts.rights import RIGHTS_BY_ROLE, USER_KINDS, Role
from madoguchi.booking.actions import Contact, Person, Wish
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.models import RevisedDay, Slot
from madoguchi.calls.models import Announcement, Capacity, LineTask
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.models import Event
from madoguchi.municipality.models import (
    Department,
    OpeningDay,
    Procedure,
    ProcedureText,
    Setting,
    SettingsStamp,
    Site,
)
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


# Whatever a preset or publishing slots may write, in the order in which it may be put in again.
_WRITTEN: tuple[type[Model], ...] = (
    SettingsStamp, Setting, Site, Department, Procedure, ProcedureText, OpeningDay, SignInPolicy, AllowedNetwork, Slot, RevisedDay, Announcement, Capacity, LineTask, Event,
)  # fmt: skip
# A world by its name and the day of the tests' clock: the rows of its tables, made for real once in each process.
_made: dict[tuple[str, date], list[tuple[type[Model], str, list[tuple[Any, ...]]]]] = {}


def applied(preset: str) -> None:
    """The preset, applied, in a database where nothing stands yet. Tests of applying itself do without this."""
    _put_in(f"{preset} applied", lambda: apply_preset(folder_of(preset)))


def open_for_booking(preset: str = "hatsukaichi") -> Site:
    """The preset's main office with a month of published slots."""

    def make() -> None:
        apply_preset(folder_of(preset))
        publish_slots(sites_in_use().get(), first=TODAY, until=TODAY + timedelta(days=31), by=ADMIN)

    _put_in(f"{preset} open", make)
    return sites_in_use().get()


def _put_in(name: str, make: Callable[[], object]) -> None:
    """Makes the world, or puts in the rows that it consisted of when it was made before."""
    if any(model._default_manager.exists() for model in _WRITTEN):
        make()
        return
    key = (name, clock.today())
    if key not in _made:
        before = _sizes_of_others()
        make()
        assert _sizes_of_others() == before, "what is written here belongs into _WRITTEN"
        _made[key] = [(model, *kept) for model in _WRITTEN if (kept := _rows_of(model))[1]]
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for _, statement, rows in _made[key]:
            cursor.executemany(statement, rows)
        # The rows keep the numbers that they had, perhaps in another database: the next number comes after them.
        for statement in connection.ops.sequence_reset_sql(no_style(), [model for model, _, _ in _made[key]]):
            cursor.execute(statement)


def _rows_of(model: type[Model]) -> tuple[str, list[tuple[Any, ...]]]:
    """The rows as the database has them: a model would check and convert each value of each test again."""
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields)
    table = connection.ops.quote_name(model._meta.db_table)
    places = ", ".join("%s" for _ in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table}")
        return f"INSERT INTO {table} ({names}) VALUES ({places})", cursor.fetchall()


def _sizes_of_others() -> dict[str, int]:
    others = (model for model in apps.get_models() if model not in _WRITTEN)
    return {model._meta.label: model._default_manager.count() for model in others}


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
