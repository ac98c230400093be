"""Who of us is doing what at their telephone: the exchange's events in, what follows from them out. Pure.

The board remembers as much as it takes to go on while the database is away; the database is right wherever both speak.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from madoguchi.calls.agents.rules import ABSENCES, ON_THE_LINE, State, ends_after_call_at, may_move, pause_reason
from madoguchi.calls.ports import FactKind
from madoguchi.telephony.asterisk.channels import Channel
from madoguchi.telephony.asterisk.names import extension_of_channel, extension_of_member

Event = Mapping[str, str]

VANISHED = "vanished"
# What the exchange gives as the reason of a pause that is not ours, by a key at the telephone or because that
# telephone vanished in mid-call; "": the pause was lifted.
SAID_AT_THE_TELEPHONE: Mapping[str, tuple[State, str]] = {
    "": (State.READY, ""),
    **{absence.value: (absence, "") for absence in ABSENCES},
    VANISHED: (State.AWAY, "通話中に電話機の接続が切れました"),
}


@dataclass(frozen=True)
class Moved:
    """The telephone did it: to be written among the states. `only_from`: unless somebody has said otherwise since."""

    extension: str
    state: State
    at: datetime
    call: str = ""
    only_from: State | None = None
    reason: str = ""


@dataclass(frozen=True)
class Pause:
    """To be asked of the exchange; an empty reason lifts it."""

    extension: str
    reason: str


@dataclass(frozen=True)
class Add:
    """To the queue, paused for this reason."""

    extension: str
    reason: str


@dataclass(frozen=True)
class Remove:
    extension: str


@dataclass(frozen=True)
class Told:
    """To be written down for the ledger."""

    kind: FactKind
    call: str
    extension: str
    at: datetime


Effect = Moved | Pause | Add | Remove | Told


@dataclass
class Desk:
    """One person's telephone."""

    state: State
    since: datetime
    call: str = ""
    channels: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Member:
    """One of the queue's members, as the exchange says."""

    extension: str
    reason: str  # why it is paused; "": it is not


@dataclass(frozen=True)
class Known:
    """One state in the database."""

    extension: str
    state: State
    since: datetime
    call: str = ""


class Board:
    def __init__(self, *, after_call_limit_seconds: int = 0) -> None:
        self.after_call_limit_seconds = after_call_limit_seconds
        self.desks: dict[str, Desk] = {}

    # From the database

    def learn(self, known: Iterable[Known]) -> None:
        """Who is there and in which state; who is not named has left."""
        found = {one.extension: one for one in known}
        for extension in [*self.desks]:
            if extension not in found:
                del self.desks[extension]
        for extension, one in found.items():
            desk = self.desks.setdefault(extension, Desk(one.state, one.since))
            desk.state, desk.since, desk.call = one.state, one.since, one.call

    # From the exchange

    def hear(self, event: Event, at: datetime) -> list[Effect]:
        handler = _HANDLERS.get(event.get("Event", ""))
        return list(handler(self, event, at)) if handler else []

    def tick(self, now: datetime) -> list[Effect]:
        """After-call work that is over by itself."""
        effects: list[Effect] = []
        for extension, desk in self.desks.items():
            if desk.state is not State.AFTER_CALL:
                continue
            ends_at = ends_after_call_at(desk.since, limit_seconds=self.after_call_limit_seconds)
            if ends_at is not None and ends_at <= now:
                effects += [
                    *self._move(extension, State.READY, max(ends_at, desk.since), only_from=State.AFTER_CALL),
                    Pause(extension, ""),
                ]
        return effects

    def settle(
        self, members: Iterable[Member], channels: Iterable[Channel], *, at: datetime, heard_until: datetime | None
    ) -> list[Effect]:
        """What the exchange says of everything at once, against what is known here. `heard_until`: when we last
        knew what it did; what people have said since is newer than its pauses, what they said before is older."""
        present = {one.extension: one for one in members}
        lines: dict[str, list[Channel]] = {}
        for channel in channels:
            if channel.extension:
                lines.setdefault(channel.extension, []).append(channel)
        effects: list[Effect] = [Remove(extension) for extension in present if extension not in self.desks]
        for extension, desk in self.desks.items():
            effects += self._settle_line(extension, desk, lines.get(extension, []), at)
            effects += self._settle_member(extension, desk, present.get(extension), at, heard_until)
        return effects

    def _settle_line(self, extension: str, desk: Desk, lines: list[Channel], at: datetime) -> Iterator[Effect]:
        desk.channels = {one.name for one in lines}
        talking = next((one for one in lines if one.bridge), None)
        if talking and desk.state not in ON_THE_LINE:
            yield from self._move(extension, State.TALKING, at, talking.linked_id)
        elif not lines:
            yield from self._idle(extension, at)

    def _settle_member(
        self, extension: str, desk: Desk, member: Member | None, at: datetime, heard_until: datetime | None
    ) -> Iterator[Effect]:
        wanted = pause_reason(desk.state)
        if member is None:
            yield Add(extension, wanted)
        elif member.reason != wanted:
            is_newer = heard_until is not None and desk.since <= heard_until
            if (is_newer or member.reason == VANISHED) and _said_at_the_telephone(member, desk):
                yield from self._said(extension, member.reason, at)
            else:
                yield Pause(extension, wanted)

    # Events

    def _rings(self, event: Event, at: datetime) -> Iterator[Effect]:
        yield from self._move(_of_member(event), State.RINGING, at, event.get("Linkedid", ""))

    def _connected(self, event: Event, at: datetime) -> Iterator[Effect]:
        yield from self._talks(_of_member(event), event, at)

    def _bridged(self, event: Event, at: datetime) -> Iterator[Effect]:
        extension = _of_channel(event)
        desk = self.desks.get(extension)
        if desk is not None and desk.state not in ON_THE_LINE:
            yield from self._talks(extension, event, at)

    def _talks(self, extension: str, event: Event, at: datetime) -> Iterator[Effect]:
        """Paused from now on: between the end of the call and the work after it no other call fits."""
        if extension in self.desks:
            yield Pause(extension, pause_reason(State.TALKING))
            yield from self._move(extension, State.TALKING, at, event.get("Linkedid", ""))

    def _holds(self, event: Event, at: datetime) -> Iterator[Effect]:
        yield from self._holding(event, at, FactKind.HELD, State.HOLD)

    def _unholds(self, event: Event, at: datetime) -> Iterator[Effect]:
        yield from self._holding(event, at, FactKind.UNHELD, State.TALKING)

    def _holding(self, event: Event, at: datetime, kind: FactKind, state: State) -> Iterator[Effect]:
        extension, call = _of_channel(event), event.get("Linkedid", "")
        if not extension:
            return
        yield Told(kind, call, extension, at)
        yield from self.held(extension, at, is_held=state is State.HOLD)

    def held(self, extension: str, at: datetime, *, is_held: bool) -> Iterator[Effect]:
        """By the telephone itself, or by our order."""
        desk = self.desks.get(extension)
        if desk is not None and desk.state in ON_THE_LINE:
            yield from self._move(extension, State.HOLD if is_held else State.TALKING, at, desk.call)

    def _new_channel(self, event: Event, at: datetime) -> Iterator[Effect]:
        if desk := self.desks.get(_of_channel(event)):
            desk.channels.add(event.get("Channel", ""))
        yield from ()

    def _hung_up(self, event: Event, at: datetime) -> Iterator[Effect]:
        extension = _of_channel(event)
        desk = self.desks.get(extension)
        if desk is not None:
            desk.channels.discard(event.get("Channel", ""))
            if not desk.channels:
                yield from self._idle(extension, at)

    def _not_taken(self, event: Event, at: datetime) -> Iterator[Effect]:
        extension = _of_member(event)
        desk = self.desks.get(extension)
        if desk is not None and desk.state is State.RINGING:
            yield from self._idle(extension, at)

    def _paused(self, event: Event, at: datetime) -> Iterator[Effect]:
        """By a key at the telephone; our own pauses say what is wanted already."""
        extension = _of_member(event)
        desk = self.desks.get(extension)
        if desk is None:
            return
        member = Member(extension, _reason_of(event))
        if member.reason == VANISHED and desk.state in ON_THE_LINE:
            # Said before its channel is gone, and the call is with the queue again.
            yield from self._move(extension, State.AFTER_CALL, at, desk.call)
        if member.reason != pause_reason(desk.state) and _said_at_the_telephone(member, desk):
            yield from self._said(extension, member.reason, at)

    def _said(self, extension: str, pause: str, at: datetime) -> Iterator[Effect]:
        state, reason = SAID_AT_THE_TELEPHONE[pause]
        yield from self._move(extension, state, at, reason=reason)

    def _idle(self, extension: str, at: datetime) -> Iterator[Effect]:
        desk = self.desks[extension]
        if desk.state in ON_THE_LINE:
            yield from self._move(extension, State.AFTER_CALL, at, desk.call)
        elif desk.state is State.RINGING:
            yield from self._move(extension, State.READY, at)

    def _move(
        self,
        extension: str,
        state: State,
        at: datetime,
        call: str = "",
        *,
        only_from: State | None = None,
        reason: str = "",
    ) -> Iterator[Effect]:
        desk = self.desks.get(extension)
        if desk is None or (desk.state, desk.call) == (state, call):
            return
        if desk.state is not state and not may_move(desk.state, state):
            return
        desk.state, desk.since, desk.call = state, at, call
        yield Moved(extension, state, at, call, only_from, reason)


_HANDLERS = {
    "AgentCalled": Board._rings,
    "AgentConnect": Board._connected,
    "AgentRingNoAnswer": Board._not_taken,
    "BridgeEnter": Board._bridged,
    "Hold": Board._holds,
    "Unhold": Board._unholds,
    "Newchannel": Board._new_channel,
    "Hangup": Board._hung_up,
    "QueueMemberPause": Board._paused,
}


def member_of(event: Event) -> Member | None:
    """Out of QueueStatus; None for a member that is none of ours."""
    extension = extension_of_member(event.get("Name", "") or event.get("MemberName", ""))
    return Member(extension, _reason_of(event)) if extension else None


def _reason_of(event: Event) -> str:
    if event.get("Paused", "0") != "1":
        return ""
    return event.get("PausedReason", "") or "away"


def _said_at_the_telephone(member: Member, desk: Desk) -> bool:
    """Only what a person may choose, and not against a call: the pause of a call is ours."""
    if desk.state in ON_THE_LINE | {State.RINGING}:
        return False
    return member.reason in SAID_AT_THE_TELEPHONE


def _of_member(event: Event) -> str:
    return extension_of_member(event.get("MemberName", ""))


def _of_channel(event: Event) -> str:
    return extension_of_channel(event.get("Channel", ""))
