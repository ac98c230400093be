"""A call in words: for screens, files and whoever else has to read it out."""

from madoguchi.calls.ledger.models import Call, Leg
from madoguchi.calls.ledger.rules import (
    DIRECTION_LABELS,
    ENDED_BY_LABELS,
    LEG_LABELS,
    LEG_RESULTS,
    OUTCOME_LABELS,
    Direction,
    LegKind,
    Outcome,
)
from madoguchi.calls.orders.rules import PURPOSE_LABELS, Purpose
from madoguchi.core.actors import Actor
from madoguchi.core.text.phone import written_phone

# Whose name and number somebody may read is decided where contacts are read (HIS-09).
MAY_SEE_NUMBERS = "contact_persons.view"
WITHHELD = "非通知"


def other_side(actor: Actor, call: Call) -> str:
    """The number of the citizen, masked for whoever may not see persons."""
    is_out = call.direction == Direction.OUTGOING
    digits = call.dialled if is_out else call.caller
    if not digits:
        return "" if is_out or call.direction == Direction.INTERNAL else WITHHELD
    return written_phone(digits) if actor.may(MAY_SEE_NUMBERS) else f"{digits[:3]}{'*' * max(0, len(digits) - 3)}"


def line_of(call: Call) -> str:
    if call.direction == Direction.OUTGOING:
        return ""
    return call.line.label if call.line else written_phone(call.dialled)


def handler_of(call: Call) -> str:
    if call.agent:
        return call.agent.staff.name
    return f"内線{call.extension}" if call.extension else ""


def outcome_label(call: Call) -> str:
    return OUTCOME_LABELS[Outcome(call.outcome)]


def direction_label(call: Call) -> str:
    return DIRECTION_LABELS[Direction(call.direction)]


def purpose_label(call: Call) -> str:
    return PURPOSE_LABELS[Purpose(call.purpose)] if call.purpose in set(Purpose) else call.purpose


def ended_by_label(call: Call) -> str:
    if not call.ended_at:
        return ""
    return ENDED_BY_LABELS.get(call.ended_by, "—")


def leg_label(leg: Leg) -> str:
    return LEG_LABELS[LegKind(leg.kind)]


def leg_result(leg: Leg) -> str:
    return LEG_RESULTS.get(leg.result, leg.result)


def duration(seconds: float) -> str:
    """1:05, or 1:02:05 where it took an hour."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
