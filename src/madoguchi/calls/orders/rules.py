"""Which right each wish to the exchange needs, how long it is worth carrying out, for what one may ring. Pure."""

from datetime import timedelta
from enum import StrEnum

from madoguchi.calls.ports import OrderKind

OWN = "agents.edit"
OTHERS = "supervision.edit"
EXCHANGE = "exchange.edit"

# What one does at one's own telephone; at somebody else's only who supervises.
AT_ONES_OWN = frozenset(
    {
        OrderKind.SIGN_IN, OrderKind.SIGN_OUT, OrderKind.PAUSE, OrderKind.UNPAUSE, OrderKind.CALL_OUT,
        OrderKind.HOLD, OrderKind.UNHOLD, OrderKind.HANG_UP, OrderKind.TRANSFER, OrderKind.CONSULT,
        OrderKind.ADD_PARTY, OrderKind.PAUSE_RECORDING, OrderKind.RESUME_RECORDING,
    }
)  # fmt: skip
# By which somebody outside is rung; by which a caller is handed on to them.
HANDING_ON = frozenset({OrderKind.TRANSFER, OrderKind.CONSULT})
RINGING = HANDING_ON | {OrderKind.ADD_PARTY, OrderKind.CALL_OUT}
OF_THE_EXCHANGE = frozenset({OrderKind.TELL_SCHEDULE, OrderKind.RELOAD})

# Only the newest of these counts: what was wished before it is not made up for.
PAUSING = frozenset({OrderKind.PAUSE, OrderKind.UNPAUSE})
SUPERSEDING = PAUSING | {OrderKind.SIGN_IN, OrderKind.SIGN_OUT}

# Nobody wants their telephone to ring a minute after they pressed the button; an extension may be made later too.
SOON = timedelta(seconds=15)
LATER = timedelta(hours=12)


def right_for(kind: OrderKind, *, is_own: bool) -> str:
    if kind in OF_THE_EXCHANGE:
        return EXCHANGE
    return OWN if kind in AT_ONES_OWN and is_own else OTHERS


def worth_for(kind: OrderKind) -> timedelta:
    return LATER if kind in {OrderKind.PROVISION, OrderKind.TELL_SCHEDULE} else SOON


class Purpose(StrEnum):
    """002 No.9: why somebody rings out."""

    ESCALATION = "escalation"
    CALL_BACK = "call_back"
    BOOKING = "booking"
    RELAY = "relay"
    TEST = "test"
    OTHER = "other"


PURPOSE_LABELS = {
    Purpose.ESCALATION: "引継ぎ・所管課や関係機関への連絡",
    Purpose.CALL_BACK: "約束した折り返し",
    Purpose.BOOKING: "予約の連絡",
    Purpose.RELAY: "電話リレーサービスでの連絡",
    Purpose.TEST: "試験",
    Purpose.OTHER: "その他",
}


def short_number(text: str) -> str:
    """An extension or a service of three to six digits; "" when it is none."""
    digits = text.strip()
    return digits if digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 6 else ""
