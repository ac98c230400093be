"""States as people read them."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.calls.agents.models import Agent, AgentState
from madoguchi.calls.agents.queries import after_call_ends_at, choices_of, state_of
from madoguchi.calls.agents.rules import ON_THE_LINE, STATE_LABELS, Device, State
from madoguchi.calls.ledger.models import Call
from madoguchi.calls.marks.queries import is_relay
from madoguchi.calls.orders.models import Order
from madoguchi.calls.orders.queries import Standing, is_recording_paused, newest_trouble_of, standing
from madoguchi.core import clock
from madoguchi.core.text.phone import written_phone

KINDS = {
    State.READY: "success",
    State.RINGING: "key",
    State.TALKING: "key",
    State.HOLD: "warning",
    State.AFTER_CALL: "warning",
}
# The keys of the buttons on one's own page, as they stand in front of their labels.
KEYS = "123456789"
BY_HAND = frozenset({State.TALKING, State.AFTER_CALL})
# What the exchange said, in words for whoever pressed the button.
REASONS = (
    ("not picked up", "電話機が応答しませんでした。電話機がつながっているか、確かめてください。"),
    ("has no call", "通話は、もう終わっています。"),
    ("no call", "通話は、もう終わっています。"),
    ("nobody is connected", "相手とつながっていません。"),
    ("that is no number", "その番号には、かけられません。"),
)


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    key: str
    is_main: bool


@dataclass(frozen=True)
class CallNow:
    key: str
    caller: str
    dialled: str
    direction: str
    is_relay: bool


@dataclass(frozen=True)
class Place:
    """One's own place now."""

    agent: Agent
    row: AgentState | None
    now: datetime

    @property
    def state(self) -> State:
        return State(self.row.state) if self.row else State.SIGNED_OUT

    @property
    def label(self) -> str:
        return STATE_LABELS[self.state]

    @property
    def kind(self) -> str:
        return KINDS.get(self.state, "")

    @property
    def is_seated(self) -> bool:
        return self.state is not State.SIGNED_OUT

    @property
    def is_on_the_line(self) -> bool:
        return self.state in ON_THE_LINE

    @property
    def is_held(self) -> bool:
        return self.state is State.HOLD

    @property
    def is_after_call(self) -> bool:
        return self.state is State.AFTER_CALL

    @property
    def takes_by_hand(self) -> bool:
        """OPC-08: without a telephone of ours, they say themselves when a call begins and ends."""
        return self.is_seated and not self.agent.has_telephone

    @property
    def is_soft_phone(self) -> bool:
        return self.agent.device == Device.SOFT_PHONE

    @property
    def seconds(self) -> int:
        return max(int((self.now - self.row.began_at).total_seconds()), 0) if self.row else 0

    @property
    def seconds_left(self) -> int | None:
        ends_at = after_call_ends_at(self.row) if self.row else None
        return max(int((ends_at - self.now).total_seconds()), 0) if ends_at else None

    @property
    def choices(self) -> list[Choice]:
        # A call that is told by hand has buttons of its own, which also tell the ledger.
        found = [one for one in choices_of(self.agent) if one not in BY_HAND]
        return [
            Choice(state.value, STATE_LABELS[state], KEYS[number], state is State.READY)
            for number, state in enumerate(found)
        ]

    @property
    def call(self) -> CallNow | None:
        if self.row is None or not self.row.call_key:
            return None
        call = Call.objects.filter(key=self.row.call_key).first()
        return CallNow(
            self.row.call_key,
            caller=written_phone(call.caller) if call else "",
            dialled=written_phone(call.dialled) if call else "",
            direction=call.direction if call else "",
            is_relay=is_relay(self.row.call_key),
        )

    @property
    def trouble(self) -> str:
        order = newest_trouble_of(self.agent)
        return trouble_in_words(order) if order else ""

    @property
    def is_recording_paused(self) -> bool:
        return self.is_on_the_line and bool(self.row) and is_recording_paused(self.row.call_key)  # type: ignore[union-attr]

    @property
    def is_cut_off(self) -> bool:
        return self.agent.has_telephone and standing(self.now) is not Standing.UP


def place_of(agent: Agent) -> Place:
    return Place(agent, state_of(agent), clock.now())


def trouble_in_words(order: Order) -> str:
    if order.state == "expired":
        return (
            "電話交換機に伝わりませんでした。もう一度押しても変わらなければ、スーパーバイザーに知らせてください。"
        )
    said = next((words for sign, words in REASONS if sign in order.answer), "")
    return said or "電話交換機が受け付けませんでした。もう一度試してください。"
