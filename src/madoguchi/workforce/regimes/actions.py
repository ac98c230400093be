"""Writing down what was agreed; calling off what has not begun."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.workforce.history import CONSULTATION
from madoguchi.workforce.regimes.models import Consultation
from madoguchi.workforce.regimes.queries import MAY_EDIT, bounds, regimes_offered
from madoguchi.workforce.regimes.refusals import (
    BegunAlready,
    DayInThePast,
    DayMissing,
    DayWithoutChange,
    NoSuchRegime,
    NotHeldYet,
    NothingToCallOff,
    TooFewSeats,
    TooManySeats,
    WordsMissing,
)


@dataclass(frozen=True)
class Agreed:
    held_on: date
    held_with: str
    situation: str
    decision: str
    regime: str = ""
    seats: int | None = None
    effective_on: date | None = None
    contract_change: str = ""


@transaction.atomic
def record_consultation(agreed: Agreed, *, by: Actor) -> Consultation:
    by.need(MAY_EDIT)
    _refuse_what_cannot_be(agreed)
    row = Consultation.objects.create(
        held_on=agreed.held_on,
        held_with=agreed.held_with.strip(),
        situation=agreed.situation.strip(),
        decision=agreed.decision.strip(),
        regime=agreed.regime,
        seats=agreed.seats,
        effective_on=agreed.effective_on,
        contract_change=agreed.contract_change.strip(),
        made_by=by.key,
        made_at=clock.now(),
    )
    record(
        "consultation.recorded",
        by=by,
        about=_about(row),
        facts={
            "held_on": row.held_on.isoformat(),
            "agreed_with": row.held_with,
            "regime": row.regime or None,
            "seats": row.seats,
            "effective_on": row.effective_on.isoformat() if row.effective_on else None,
            "contract_change": row.contract_change or None,
        },
    )
    return row


@transaction.atomic
def call_off_change(consultation: Consultation, *, by: Actor) -> None:
    """Before its day. That it was agreed stays on record."""
    by.need(MAY_EDIT)
    row = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not row.changes_something:
        raise NothingToCallOff
    if row.decided.effective_on <= clock.today():
        raise BegunAlready
    row.called_off_at = clock.now()
    row.save(update_fields=["called_off_at"])
    record(
        "consultation.called_off",
        by=by,
        about=_about(row),
        facts={
            "regime": row.regime or None,
            "seats": row.seats,
            "effective_on": row.decided.effective_on.isoformat(),
        },
    )


def _refuse_what_cannot_be(agreed: Agreed) -> None:
    today = clock.today()
    if not all(words.strip() for words in (agreed.held_with, agreed.situation, agreed.decision)):
        raise WordsMissing
    if agreed.held_on > today:
        raise NotHeldYet
    changes = bool(agreed.regime) or agreed.seats is not None
    if agreed.effective_on is None:
        if changes:
            raise DayMissing
        return
    if not changes:
        raise DayWithoutChange
    if agreed.effective_on < today:
        raise DayInThePast
    if agreed.regime and agreed.regime not in regimes_offered(agreed.effective_on):
        raise NoSuchRegime
    least, most = bounds(agreed.effective_on)
    if agreed.seats is not None and agreed.seats < max(least, 1):
        raise TooFewSeats(least)
    if agreed.seats is not None and most and agreed.seats > most:
        raise TooManySeats(most)


def _about(row: Consultation) -> About:
    return About(CONSULTATION, str(row.pk))
