"""What was asked of the exchange, and whether anybody carries it out."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from madoguchi.calls.agents.models import Agent
from madoguchi.calls.agents.rules import Device
from madoguchi.calls.ledger.rules import digits_of
from madoguchi.calls.orders.models import Order, Switchboard
from madoguchi.calls.orders.targets import Target, target_of
from madoguchi.calls.ports import OrderKind
from madoguchi.core import clock
from madoguchi.core.text.phone import numbers_in
from madoguchi.municipality.departments.queries import departments_in_use
from madoguchi.municipality.queries import value_of

BEATS_WITHIN = timedelta(seconds=20)
LONGEST_CALL = timedelta(hours=12)


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


def is_recording_paused(call_key: str) -> bool:
    """As the newest wish has it that was not refused: a button that is pressed shows at once what it does next."""
    if not call_key:
        return False
    wishes = Order.objects.filter(
        call_key=call_key,
        kind__in=(OrderKind.PAUSE_RECORDING.value, OrderKind.RESUME_RECORDING.value),
        state__in=("asked", "taken", "done"),
        asked_at__gt=clock.now() - LONGEST_CALL,  # by the index of what is asked
    )
    newest = wishes.order_by("-asked_at", "-uid").values_list("kind", flat=True).first()
    return newest == OrderKind.PAUSE_RECORDING


def target_called(written: str) -> Target:
    """What a number is, as somebody has typed it."""
    digits = digits_of(written)
    extensions = Agent.objects.filter(is_active=True).values_list("extension", flat=True)
    return target_of(digits, known=_directory(), extensions=frozenset(extensions))


def free_numbers(on: date | None = None) -> bool:
    """Whether callers may be handed on to numbers outside that stand in no directory."""
    return bool(value_of("transfer.free_numbers", on))


def _directory() -> frozenset[str]:
    """Every number of a department, as it is written there: also 「代表 0829-00-0000（内線 12）」."""
    written = departments_in_use().values_list("phone", "extension", "transfer_first", "transfer_then")
    return frozenset(number for row in written for text in row for number in numbers_in(text))


def newest_trouble_of(agent: Agent, *, within: timedelta = timedelta(minutes=1)) -> Order | None:
    """The last thing that this telephone was asked for, if it did not come to be."""
    newest = Order.objects.filter(agent=agent, asked_at__gt=clock.now() - within).order_by("-asked_at").first()
    return newest if newest and newest.state in {"refused", "expired"} and newest.answer != "superseded" else None
