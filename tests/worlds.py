"""Installations that tests start from: a preset applied, slots published, people who act."""

import pickle
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import time_machine
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
from tests.services.templates import made_once

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
# A world by its name and the day of the tests' clock: the rows of its tables, made for real once in a run.
_made: dict[tuple[str, date], list["_Rows"]] = {}


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
    """Makes the world, or puts in the rows that it consisted of when it was made before, here or in another process
    of this run."""
    if _something_stands():
        make()
        return
    key = (name, clock.today())
    is_new = False

    def make_and_keep(folder: Path) -> None:
        nonlocal is_new
        before = _sizes_of_others()
        # Whoever it is put in for lives later on that day, at whatever hour.
        with time_machine.travel(clock.start_of(key[1]), tick=False):
            make()
        assert _sizes_of_others() == before, "what is written here belongs into _WRITTEN"
        is_new = True
        (folder / "rows").write_bytes(pickle.dumps([kept for model in _WRITTEN if (kept := _rows_of(model))]))

    if key not in _made:
        folder = made_once(f"{connection.vendor} {name} {key[1]}", make_and_keep)
        _made[key] = pickle.loads((folder / "rows").read_bytes())
    if not is_new:
        _put_back(_made[key])


@transaction.atomic
def _put_back(world: list["_Rows"]) -> None:
    with connection.cursor() as cursor:
        for kept in world:
            if isinstance(kept.rows, bytes):
                with cursor.copy(f"COPY {kept.table} FROM STDIN") as copy:
                    copy.write(kept.rows)
            else:
                cursor.executemany(f"INSERT INTO {kept.table} VALUES ({kept.places})", kept.rows)
        # The rows keep the numbers that they had, perhaps in another database: the next number comes after them.
        written = [model for model in _WRITTEN if any(kept.label == model._meta.label for kept in world)]
        if resets := connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(" ".join(resets))


def _something_stands() -> bool:
    tables = (connection.ops.quote_name(model._meta.db_table) for model in _WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in tables))
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class _Rows:
    """The rows of a table as the database has them: a model would check and convert each value of each test again."""

    label: str
    table: str  # with the names of its columns
    places: str
    rows: bytes | list[tuple[Any, ...]]  # PostgreSQL gives and takes a table as it is


def _rows_of(model: type[Model]) -> _Rows | None:
    fields = model._meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    name = connection.ops.quote_name(model._meta.db_table)
    rows: bytes | list[tuple[Any, ...]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name} ({names}) TO STDOUT") as copy:
                rows = b"".join(map(bytes, copy))
        else:
            cursor.execute(f"SELECT {names} FROM {name}")
            rows = cursor.fetchall()
    if not rows:
        return None
    return _Rows(model._meta.label, f"{name} ({names})", ", ".join("%s" for _ in fields), rows)


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
