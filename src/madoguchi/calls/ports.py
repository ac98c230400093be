"""What the domain needs of any telephone exchange: facts that it wrote down, and wishes that it carries out.

An adapter (`madoguchi.telephony`) turns what its exchange says into facts, and orders into what its exchange does.
With none, calls are entered by hand (INT-02).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class FactKind(StrEnum):
    """Beside each: its values."""

    ARRIVED = "arrived"  # dialled, caller ("" = withheld), trunk
    DECIDED = "decided"  # decision, source (policy, last_known, open)
    PLAYED = "played"  # said: the file of the announcement
    PLAYED_TO_END = "played_to_end"  # said
    PRESSED = "pressed"  # where, what it meant (never the digits of a number that a person typed)
    CALL_BACK_WISHED = "call_back_wished"  # where, number: confirmed by the caller
    QUEUED = "queued"  # queue
    RANG = "rang"  # extension, seconds
    NOT_TAKEN = "not_taken"  # extension, seconds: it rang and nobody took it
    ANSWERED = "answered"  # extension, wait_seconds, ring_seconds
    HELD = "held"  # extension
    UNHELD = "unheld"  # extension
    CONSULTED = "consulted"  # extension, to
    TRANSFERRED = "transferred"  # extension, to, how (blind, attended)
    ABANDONED = "abandoned"  # position, wait_seconds
    OVERFLOWED = "overflowed"  # reason
    COMPLETED = "completed"  # extension, by (caller, agent), talk_seconds
    REQUEUED = "requeued"  # extension: whose telephone vanished
    ENDED = "ended"  # cause
    RECORDED = "recorded"  # what (started, paused, resumed, stopped, failed), file
    DIALLED_OUT = "dialled_out"  # extension, number, purpose, order
    OUT_ANSWERED = "out_answered"
    JOINED = "joined"  # who (supervisor, interpreter), how, extension
    LEFT = "left"
    STATE = "state"  # extension, state, reason; of after-call work that is over: the call, and its seconds
    STARTED = "started"  # the exchange; calls that were open before it are lost
    UNREAD = "unread"  # line: what nobody could read, kept as it was


@dataclass(frozen=True)
class ExchangeFact:
    origin: str
    position: str  # unique within its origin: reading twice takes once
    at: datetime
    kind: FactKind
    call: str = ""
    extension: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class OrderKind(StrEnum):
    """Beside each: its values."""

    PROVISION = "provision"  # make or change what the exchange knows of an agent
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    PAUSE = "pause"  # reason
    UNPAUSE = "unpause"
    CALL_OUT = "call_out"  # number, purpose
    HOLD = "hold"
    UNHOLD = "unhold"
    HANG_UP = "hang_up"
    TRANSFER = "transfer"  # to
    CONSULT = "consult"  # to
    ADD_PARTY = "add_party"  # number
    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"
    LEAVE = "leave"
    PAUSE_RECORDING = "pause_recording"
    RESUME_RECORDING = "resume_recording"
    TELL_SCHEDULE = "tell_schedule"  # the exchange learns again what it falls back on
    RELOAD = "reload"  # a configuration that was written


@dataclass(frozen=True)
class Wish:
    """An order as an adapter gets it."""

    kind: OrderKind
    extension: str = ""
    call: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class ExchangeRefused(Exception):  # noqa: N818 - the exchange said no; its words are for the log, not for people
    """The exchange did not do it."""


class ExchangeControl(Protocol):
    """Carries wishes out. Gives back what it has to say (""), or raises `ExchangeRefused`."""

    async def carry_out(self, wish: Wish) -> str: ...
