"""Wishes → what Asterisk is asked over its manager line (`calls.ports.ExchangeControl`).

Nothing counts as done before the exchange has said so; what it says instead goes back with `ExchangeRefused`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from madoguchi.calls.ports import ExchangeRefused, FactKind, OrderKind, Wish
from madoguchi.telephony.asterisk.channels import Channel, Manager, channels_now
from madoguchi.telephony.asterisk.names import FROM_AGENT, MUSIC, PARTY, QUEUE, SCHEDULE_FAMILY, interface, member
from madoguchi.telephony.asterisk.provisioning import KINDS, objects_of

PICKED_UP_WITHIN_SECONDS = 30
DIALLABLE = frozenset("0123456789*#+")
# How somebody listens in: ChanSpy's option, and the key that changes it while it goes on (option d).
EARS: Mapping[OrderKind, tuple[str, str]] = {
    OrderKind.LISTEN: ("", "4"),
    OrderKind.WHISPER: ("w", "5"),
    OrderKind.BARGE: ("B", "6"),
}


class Provisioner(Protocol):
    async def put(self, kind: str, name: str, fields: Mapping[str, str]) -> None: ...

    async def take_away(self, kind: str, name: str) -> None: ...


Tell = Callable[[FactKind, str, str, Mapping[str, str]], None]
Doing = Callable[[Wish], Awaitable[str]]


class Control:
    """`tell(kind, call, extension, values)` writes down what Asterisk's own logs cannot know."""

    def __init__(self, manager: Manager, telephones: Provisioner, tell: Tell) -> None:
        self._manager, self._telephones, self._tell = manager, telephones, tell
        self._music: dict[str, str] = {}  # call: the channel that plays to who is held by our order
        self._doing: Mapping[OrderKind, Doing] = {
            OrderKind.PROVISION: self._provision,
            OrderKind.SIGN_IN: self._sign_in,
            OrderKind.SIGN_OUT: self._sign_out,
            OrderKind.PAUSE: self._pause,
            OrderKind.UNPAUSE: self._unpause,
            OrderKind.CALL_OUT: self._call_out,
            OrderKind.HOLD: self._hold,
            OrderKind.UNHOLD: self._unhold,
            OrderKind.HANG_UP: self._hang_up,
            OrderKind.TRANSFER: self._transfer,
            OrderKind.CONSULT: self._consult,
            OrderKind.ADD_PARTY: self._add_party,
            OrderKind.LISTEN: self._listen,
            OrderKind.WHISPER: self._listen,
            OrderKind.BARGE: self._listen,
            OrderKind.LEAVE: self._leave,
            OrderKind.PAUSE_RECORDING: self._pause_recording,
            OrderKind.RESUME_RECORDING: self._resume_recording,
            OrderKind.TELL_SCHEDULE: self._tell_schedule,
            OrderKind.RELOAD: self._reload,
        }

    async def carry_out(self, wish: Wish) -> str:
        return await self._doing[wish.kind](wish)

    # Who is in the queue

    async def _provision(self, wish: Wish) -> str:
        """What PJSIP knows of a telephone: no restart, no reload."""
        objects = objects_of(wish.extension, wish.values.get("device", "none"))
        for kind in KINDS:
            if kind in objects:
                await self._telephones.put(kind, wish.extension, objects[kind])
            else:
                await self._telephones.take_away(kind, wish.extension)
        if not objects:
            await self._sign_out(wish)
        return ""

    async def _sign_in(self, wish: Wish) -> str:
        reason = wish.values.get("reason", "")
        await self._unless(
            "Already there",
            "QueueAdd",
            {
                "Queue": QUEUE,
                "Interface": interface(wish.extension),
                "MemberName": member(wish.extension),
                # Never free for a moment: the reason follows, and lifts the pause where there is none.
                "Paused": "true",
            },
        )
        return await self._set_pause(wish.extension, reason)

    async def _sign_out(self, wish: Wish) -> str:
        member_gone = {"Queue": QUEUE, "Interface": interface(wish.extension)}
        await self._unless("Not there", "QueueRemove", member_gone)
        return ""

    async def _pause(self, wish: Wish) -> str:
        return await self._set_pause(wish.extension, wish.values.get("reason") or "away")

    async def _unpause(self, wish: Wish) -> str:
        return await self._set_pause(wish.extension, "")

    async def _set_pause(self, extension: str, reason: str) -> str:
        values = {"Queue": QUEUE, "Interface": interface(extension), "Paused": "true" if reason else "false"}
        await self._manager.ask("QueuePause", {**values, "Reason": reason} if reason else values)
        return ""

    # A call

    async def _call_out(self, wish: Wish) -> str:
        number = _diallable(wish.values.get("number", ""))
        await self._originate(
            {
                "Channel": interface(wish.extension),
                "Context": FROM_AGENT,
                "Exten": number,
                "Priority": "1",
                "CallerID": f"{number} <{number}>",
                "Variable": [
                    f"MG_PURPOSE={wish.values.get('purpose', 'other')}",
                    f"MG_ORDER={wish.values.get('order', '')}",
                    # A telephone in the browser that has just been told to ring out takes this call by itself.
                    f"PJSIP_HEADER(add,X-Madoguchi-Order)={wish.values.get('order', '')}",
                ],
            }
        )
        return ""

    async def _hold(self, wish: Wish) -> str:
        """From our side; a telephone that holds by itself needs no order. The agent hears and is heard by nobody, music
        comes into the bridge as a third, and the queue's record and the recording go on."""
        if wish.call in self._music:
            return ""
        agent, _ = await self._both(wish)
        await self._manager.ask("MuteAudio", {"Channel": agent.name, "Direction": "all", "State": "on"})
        music = self._music[wish.call] = f"madoguchi-music-{wish.call}"
        try:
            await self._originate(
                {
                    "Channel": f"Local/s@{MUSIC}/n",
                    "Application": "BridgeAdd",
                    "Data": agent.name,
                    "ChannelId": music,
                }
            )
        except ExchangeRefused:
            await self._unhold(wish)
            raise
        self._tell(FactKind.HELD, wish.call, wish.extension, {})
        return ""

    async def _unhold(self, wish: Wish) -> str:
        was_held = await self.end_music(wish.call)
        agent = (await channels_now(self._manager)).of_agent(wish.extension, wish.call)
        await self._manager.ask("MuteAudio", {"Channel": agent.name, "Direction": "all", "State": "off"})
        if was_held:
            self._tell(FactKind.UNHELD, wish.call, wish.extension, {})
        return ""

    async def end_music(self, call: str) -> bool:
        """Also when whoever was held has hung up: else music and agent would stay in the bridge for ever."""
        music = self._music.pop(call, "")
        if music:
            await self._unless("No such channel", "Hangup", {"Channel": music})
        return bool(music)

    def holds(self, call: str) -> bool:
        return call in self._music

    async def _hang_up(self, wish: Wish) -> str:
        channel = (await channels_now(self._manager)).of_agent(wish.extension, wish.call)
        await self._manager.ask("Hangup", {"Channel": channel.name})
        return ""

    async def _transfer(self, wish: Wish) -> str:
        """Blind; or what a consultation has prepared: who asked for it leaves, the other two go on."""
        agent, _ = await self._both(wish)
        if wish.values.get("how") == "attended":
            await self._manager.ask("Hangup", {"Channel": agent.name})
            return ""
        to = _diallable(wish.values.get("to", ""))
        await self._manager.ask("BlindTransfer", {"Channel": agent.name, "Context": FROM_AGENT, "Exten": to})
        return ""

    async def _consult(self, wish: Wish) -> str:
        agent, _ = await self._both(wish)
        if wish.values.get("how") == "back":
            await self._manager.ask("CancelAtxfer", {"Channel": agent.name})
            return ""
        to = _diallable(wish.values.get("to", ""))
        await self._manager.ask("Atxfer", {"Channel": agent.name, "Context": FROM_AGENT, "Exten": to})
        self._tell(FactKind.CONSULTED, wish.call, wish.extension, {"to": to})
        return ""

    async def _add_party(self, wish: Wish) -> str:
        """An interpreter: rung from here, put into the talk when they answer. All hear each other, it stays one call."""
        agent, _ = await self._both(wish)
        number = _diallable(wish.values.get("number", ""))
        await self._originate(
            {
                "Channel": f"Local/{number}@{PARTY}/n",
                "Application": "BridgeAdd",
                "Data": agent.name,
            }
        )
        self._tell(FactKind.JOINED, wish.call, wish.extension, {"who": "interpreter", "how": "added"})
        return ""

    # Who listens in

    async def _listen(self, wish: Wish) -> str:
        """The telephone of `ear` rings; picked up, it hears the agent's call. Asked again it changes how it listens."""
        ear = wish.values.get("ear", "")
        option, key = EARS[wish.kind]
        now = await channels_now(self._manager)
        agent = now.of_agent(wish.extension, wish.call)
        already = now.ear_of(ear)
        if already and already.data.startswith(f"{agent.name},"):
            await self._manager.ask("PlayDTMF", {"Channel": already.name, "Digit": key, "Receive": "true"})
        else:
            await self._originate(
                {
                    "Channel": interface(ear),
                    "Application": "ChanSpy",
                    "Data": f"{agent.name},qdE{option}",
                    "CallerID": f"{wish.extension} <{wish.extension}>",
                    "Variable": [f"PJSIP_HEADER(add,X-Madoguchi-Order)={wish.values.get('order', '')}"],
                }
            )
        how = {"who": "supervisor", "how": wish.kind.value, "ear": ear}
        self._tell(FactKind.JOINED, wish.call or agent.linked_id, wish.extension, how)
        return ""

    async def _leave(self, wish: Wish) -> str:
        ear = wish.values.get("ear", "")
        channel = (await channels_now(self._manager)).ear_of(ear)
        if channel is not None:
            await self._manager.ask("Hangup", {"Channel": channel.name})
            self._tell(FactKind.LEFT, wish.call, wish.extension, {"who": "supervisor", "ear": ear})
        return ""

    # Recording, schedule, configuration

    async def _pause_recording(self, wish: Wish) -> str:
        return await self._mute_recording(wish, "1", "paused")

    async def _resume_recording(self, wish: Wish) -> str:
        return await self._mute_recording(wish, "0", "resumed")

    async def _mute_recording(self, wish: Wish, state: str, what: str) -> str:
        """Silence in both lanes instead of a number that somebody says; the time goes on."""
        caller = (await channels_now(self._manager)).of_caller(wish.call)
        await self._manager.ask("MixMonitorMute", {"Channel": caller.name, "Direction": "both", "State": state})
        self._tell(FactKind.RECORDED, wish.call, wish.extension, {"what": what})
        return ""

    async def _tell_schedule(self, wish: Wish) -> str:
        for key, value in wish.values.items():
            await self._manager.ask("DBPut", {"Family": SCHEDULE_FAMILY, "Key": key, "Val": value})
        return f"{len(wish.values)}"

    async def _reload(self, wish: Wish) -> str:
        module = wish.values.get("module", "")
        await self._manager.ask("Reload", {"Module": module} if module else {})
        return ""

    # Asking

    async def _both(self, wish: Wish) -> tuple[Channel, Channel]:
        now = await channels_now(self._manager)
        agent = now.of_agent(wish.extension, wish.call)
        return agent, now.other_side(agent)

    async def _originate(self, values: Mapping[str, "str | list[str]"]) -> None:
        said = await self._manager.ask_for_outcome(
            "Originate",
            {**values, "Async": "true", "Timeout": str(PICKED_UP_WITHIN_SECONDS * 1000)},
            event="OriginateResponse",
            seconds=PICKED_UP_WITHIN_SECONDS + 5,
        )
        if said.get("Response") != "Success":
            raise ExchangeRefused(f"not picked up (reason {said.get('Reason', '?')})")

    async def _unless(self, already: str, action: str, values: Mapping[str, str]) -> None:
        """What is so already is done."""
        try:
            await self._manager.ask(action, values)
        except ExchangeRefused as refused:
            if already.lower() not in str(refused).lower():
                raise


def _diallable(number: str) -> str:
    if not number or not set(number) <= DIALLABLE or len(number) > 20:
        raise ExchangeRefused("that is no number to dial")
    return number
