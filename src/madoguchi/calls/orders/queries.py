"""What was asked of the exchange, and whether anybody carries it out."""

from datetime import datetime, timedelta
from enum import StrEnum

from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.orders.models import Order, Switchboard
from madoguchi.core import clock

BEATS_WITHIN = timedelta(seconds=20)


class Standing(StrEnum):
    """How it is with the telephone."""

    NONE = "none"  # there is no exchange here: calls are entered by hand
    UP = "up"
    EXCHANGE_DOWN = "exchange_down"
    SWITCHBOARD_DOWN = "switchboard_down"


def standing(now: datetime | None = None) -> Standing:
    row = Switchboard.objects.first()
    if row is None:
        has_telephones = Agent.objects.filter(is_active=True).exclude(device=Device.NONE).exists()
        return Standing.SWITCHBOARD_DOWN if has_telephones else Standing.NONE
    if (now or clock.now()) - row.beat_at > BEATS_WITHIN:
        return Standing.SWITCHBOARD_DOWN
    return Standing.UP if row.exchange_is_up else Standing.EXCHANGE_DOWN


def last_beat() -> Switchboard | None:
    return Switchboard.objects.first()


def newest_trouble_of(agent: Agent, *, within: timedelta = timedelta(minutes=1)) -> Order | None:
    """The last thing that this telephone was asked for, if it did not come to be."""
    newest = Order.objects.filter(agent=agent, asked_at__gt=clock.now() - within).order_by("-asked_at").first()
    return newest if newest and newest.state in {"refused", "expired"} and newest.answer != "superseded" else None
