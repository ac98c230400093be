"""Which channels there are now, as the exchange says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from madoguchi.calls.ports import ExchangeRefused
from madoguchi.telephony.asterisk.ami import Message, Values
from madoguchi.telephony.asterisk.names import extension_of_channel


class Manager(Protocol):
    """What is needed of a manager line."""

    async def ask(self, action: str, values: Values | None = None) -> Message: ...

    async def ask_for_outcome(self, action: str, values: Values, *, event: str, seconds: float) -> Message: ...

    async def ask_list(self, action: str, values: Values | None = None) -> list[Message]: ...


@dataclass(frozen=True)
class Channel:
    name: str
    unique_id: str
    linked_id: str  # the call that it belongs to
    bridge: str
    application: str
    data: str

    @property
    def extension(self) -> str:
        return extension_of_channel(self.name)


@dataclass(frozen=True)
class Channels:
    all: Sequence[Channel]

    def of_agent(self, extension: str, call: str = "") -> Channel:
        """Their telephone, in this call; the one that talks before one that does not."""
        mine = [one for one in self.all if one.extension == extension and call in ("", one.linked_id)]
        if not mine:
            raise ExchangeRefused(f"{extension} has no call")
        return next((one for one in mine if one.bridge), mine[0])

    def of_caller(self, call: str) -> Channel:
        return self._one(lambda one: one.unique_id == call, f"no call {call}")

    def other_side(self, of: Channel) -> Channel:
        """With whom that channel talks."""
        return self._one(
            lambda one: bool(of.bridge) and one.bridge == of.bridge and one.name != of.name, "nobody is connected"
        )

    def ear_of(self, extension: str) -> Channel | None:
        """The telephone of who listens to somebody."""
        mine = [one for one in self.all if one.extension == extension and one.application == "ChanSpy"]
        return mine[0] if mine else None

    def _one(self, fits: Callable[[Channel], bool], otherwise: str) -> Channel:
        found = next((one for one in self.all if fits(one)), None)
        if found is None:
            raise ExchangeRefused(otherwise)
        return found


async def channels_now(manager: Manager) -> Channels:
    return Channels(
        [
            Channel(
                name=said.get("Channel", ""),
                unique_id=said.get("Uniqueid", ""),
                linked_id=said.get("Linkedid", ""),
                bridge=said.get("BridgeId", ""),
                application=said.get("Application", ""),
                data=said.get("ApplicationData", ""),
            )
            for said in await manager.ask_list("CoreShowChannels")
        ]
    )
