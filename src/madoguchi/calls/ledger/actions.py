"""Taking facts into the ledger: the facts, how far the log was read, and the calls that they tell of, all or nothing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from madoguchi.calls.agents.models import Agent, AgentState, Seat
from madoguchi.calls.ledger.history import CALL
from madoguchi.calls.ledger.models import Call, Fact, JournalMark, Leg
from madoguchi.calls.ledger.picture.rules import CallPicture
from madoguchi.calls.ledger.queries import WORK_AFTER_WITHIN, picture_now
from madoguchi.calls.ledger.rules import Outcome, digits_of
from madoguchi.calls.lines.models import Line
from madoguchi.calls.ports import ExchangeFact, FactKind
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.record import About, record


@dataclass(frozen=True)
class Mark:
    """How far a log has been read once its facts are taken."""

    origin: str
    file: str
    offset: int


@transaction.atomic
def take_facts(facts: Sequence[ExchangeFact], mark: Mark | None = None, *, by: Actor = SYSTEM) -> int:
    """How many calls were made anew. What has been taken before changes nothing."""
    Fact.objects.bulk_create([_row(fact) for fact in facts], ignore_conflicts=True)
    if mark:
        JournalMark.objects.update_or_create(
            origin=mark.origin, defaults={"file": mark.file, "offset": mark.offset, "read_at": clock.now()}
        )
    keys = _touched(facts)
    for key in sorted(keys):
        make_anew(key, by=by)
    return len(keys)


@transaction.atomic
def make_anew(key: str, *, by: Actor = SYSTEM) -> Call | None:
    """The call with its stretches, out of everything that is known of it now."""
    picture = picture_now(key)
    return _keep(picture, by=by) if picture else None


def _keep(picture: CallPicture, *, by: Actor) -> Call:
    known = Call.objects.select_for_update().filter(key=picture.key).first()
    call = known or Call(key=picture.key)
    before, wished_before = Outcome(call.outcome), call.call_back_number
    agents = {
        agent.extension: agent
        for agent in Agent.objects.filter(
            extension__in={leg.extension for leg in picture.legs} | {picture.extension}
        )
    }
    call.direction, call.outcome = picture.direction.value, picture.outcome.value
    call.caller, call.dialled = digits_of(picture.caller), digits_of(picture.dialled)
    call.call_back_number = digits_of(picture.call_back_number)
    call.line = Line.objects.filter(number=call.dialled).first() if call.dialled else None
    call.extension, call.agent = picture.extension, agents.get(picture.extension)
    call.seat = _seat_of(call.agent, picture) if call.agent else None
    for name in (
        "arrived_at", "queued_at", "answered_at", "ended_at", "ended_by", "purpose",
        "wait_seconds", "talk_seconds", "hold_seconds", "after_call_seconds",
    ):  # fmt: skip
        setattr(call, name, getattr(picture, name))
    call.save()
    if known:
        call.legs.all().delete()
    Leg.objects.bulk_create(
        Leg(
            call=call,
            position=position,
            kind=leg.kind.value,
            agent=agents.get(leg.extension),
            extension=leg.extension,
            said=leg.said[:80],
            to=leg.to[:40],
            result=leg.result,
            began_at=leg.began_at,
            ended_at=leg.ended_at,
        )
        for position, leg in enumerate(picture.legs)
    )
    _announce(call, before, by=by)
    if call.call_back_number and not wished_before:
        record("call.call_back_wished", by=by, about=About(CALL, call.key))
    return call


def _announce(call: Call, before: Outcome, *, by: Actor) -> None:
    """Each call ends once, whatever is learnt of it later."""
    after = Outcome(call.outcome)
    if after is before:
        return
    facts = {"call_outcome": after.value, "direction": call.direction, "extension": call.extension or None}
    if before is Outcome.GOING_ON:
        record("call.ended", by=by, about=About(CALL, call.key), facts=facts)
    else:
        changes = {"call_outcome": (before.value, after.value)}
        record("call.corrected", by=by, about=About(CALL, call.key), changes=changes)


def _seat_of(agent: Agent, picture: CallPicture) -> Seat | None:
    at = picture.answered_at or picture.arrived_at
    state = (
        AgentState.objects.filter(agent=agent, began_at__lte=at, seat__isnull=False)
        .select_related("seat")
        .order_by("-began_at")
        .first()
    )
    return state.seat if state else None


def _touched(facts: Iterable[ExchangeFact]) -> set[str]:
    """A start of the exchange touches every call that was open; a state, the last call of who is in it."""
    keys = {fact.call for fact in facts if fact.call}
    started = [fact.at for fact in facts if fact.kind is FactKind.STARTED]
    if started:
        keys |= set(
            Call.objects.filter(ended_at__isnull=True, arrived_at__lte=max(started)).values_list("key", flat=True)
        )
    for fact in facts:
        if fact.kind is FactKind.STATE and fact.extension:
            last = (
                Call.objects.filter(
                    extension=fact.extension, arrived_at__lte=fact.at, arrived_at__gt=fact.at - WORK_AFTER_WITHIN
                )
                .order_by("-arrived_at")
                .values_list("key", flat=True)
                .first()
            )
            keys |= {last} if last else set()
    return keys


def _row(fact: ExchangeFact) -> Fact:
    return Fact(
        origin=fact.origin,
        position=fact.position,
        at=fact.at,
        call_key=fact.call[:64],
        kind=fact.kind.value,
        extension=fact.extension[:8],
        values=json.dumps(dict(fact.values), ensure_ascii=False, sort_keys=True),
    )
