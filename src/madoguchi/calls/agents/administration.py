"""Seats, and who has which extension and which telephone. All of it by whoever supervises."""

from typing import Any

from django.db import transaction

from madoguchi.accounts.models import Staff
from madoguchi.calls.agents.actions import about
from madoguchi.calls.agents.credentials import sip_password
from madoguchi.calls.agents.history import SEAT
from madoguchi.calls.agents.models import Agent, Seat
from madoguchi.calls.agents.queries import MAY_READ_PASSWORD, MAY_SUPERVISE, devices_offered, holder_of, state_of
from madoguchi.calls.agents.refusals import (
    AlreadyAgent,
    DeviceNotOffered,
    ExtensionTaken,
    ExtensionWrong,
    SeatHasSomebody,
    SeatNameTaken,
    StillSignedIn,
)
from madoguchi.calls.agents.rules import Device, State, is_extension, next_extension
from madoguchi.calls.orders.actions import ask_exchange
from madoguchi.calls.ports import OrderKind
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.core.turns import take_turn

PLACES = "seats and extensions"  # each name, each extension, each person once


@transaction.atomic
def add_seat(name: str, base: str = "", *, by: Actor) -> Seat:
    by.need(MAY_SUPERVISE)
    take_turn(PLACES)
    if Seat.objects.filter(name=name).exists():
        raise SeatNameTaken
    seat = Seat.objects.create(name=name, base=base)
    record("seat.made", by=by, about=_seat(seat), changes={"seat": (None, name), "base": (None, base or None)})
    return seat


@transaction.atomic
def change_seat(seat: Seat, *, name: str, base: str, is_in_use: bool, by: Actor) -> Seat:
    by.need(MAY_SUPERVISE)
    take_turn(PLACES)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if Seat.objects.filter(name=name).exclude(pk=seat.pk).exists():
        raise SeatNameTaken
    if not is_in_use and holder_of(seat) is not None:
        raise SeatHasSomebody
    changes: dict[str, Any] = {
        "seat": (seat.name, name),
        "base": (seat.base or None, base or None),
        "is_in_use": (seat.is_in_use, is_in_use),
    }
    seat.name, seat.base, seat.is_in_use = name, base, is_in_use
    seat.save()
    if any(before != after for before, after in changes.values()):
        record("seat.changed", by=by, about=_seat(seat), changes=changes)
    return seat


@transaction.atomic
def add_agent(staff: Staff, *, device: Device, extension: str = "", by: Actor) -> Agent:
    """Without an extension the lowest free one. The exchange learns it at once, without a restart."""
    by.need(MAY_SUPERVISE)
    take_turn(PLACES)
    if Agent.objects.filter(staff=staff).exists():
        raise AlreadyAgent
    if device not in devices_offered():
        raise DeviceNotOffered
    taken = set(Agent.objects.values_list("extension", flat=True))
    extension = extension or next_extension(taken)
    if not is_extension(extension):
        raise ExtensionWrong
    if extension in taken:
        raise ExtensionTaken
    agent = Agent.objects.create(staff=staff, extension=extension, device=device.value)
    record("agent.made", by=by, about=about(agent), changes={"device": (None, device.value)})
    provision(agent, by=by)
    return agent


@transaction.atomic
def change_agent(agent: Agent, *, device: Device, is_active: bool, by: Actor) -> Agent:
    by.need(MAY_SUPERVISE)
    agent = Agent.objects.select_for_update().select_related("staff").get(pk=agent.pk)
    changes: dict[str, Any] = {
        "device": (agent.device, device.value),
        "is_active": (agent.is_active, is_active),
    }
    if all(before == after for before, after in changes.values()):
        return agent
    if device.value != agent.device and device not in devices_offered():
        raise DeviceNotOffered
    row = state_of(agent)
    if row is not None and row.state != State.SIGNED_OUT:
        raise StillSignedIn
    agent.device, agent.is_active = device.value, is_active
    agent.save()
    record("agent.changed", by=by, about=about(agent), changes=changes)
    provision(agent, by=by)
    return agent


def provision(agent: Agent, *, by: Actor) -> None:
    """Tell the exchange what it must know of this person: a telephone, or none any more."""
    device = agent.device if agent.is_active else Device.NONE.value
    ask_exchange(OrderKind.PROVISION, by=by, agent=agent, values={"device": device})


@transaction.atomic
def read_password(agent: Agent, *, by: Actor) -> str:
    """What is typed into a desk telephone. Shown to few, and each time on record."""
    by.need(MAY_READ_PASSWORD)
    record("agent.password_shown", by=by, about=about(agent))
    return sip_password(agent.extension)


def _seat(seat: Seat) -> About:
    return About(SEAT, str(seat.pk))
