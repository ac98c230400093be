"""A citizen's way from a time to a booking. Each step may be taken twice and harms nothing."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Q, TextField

from madoguchi.booking.actions import Person, Wish, book_now, hold_now, made_meanwhile, release_hold
from madoguchi.booking.bookable import refuse_what_is_full
from madoguchi.booking.models import Booking, Slot, searched_as
from madoguchi.booking.online.address import digest_of
from madoguchi.booking.online.models import ProofUsed, WebHold
from madoguchi.booking.online.queries import (
    Limits,
    Typed,
    Whence,
    asked_from,
    is_lapsed,
    known_under,
    limits,
    live_holds_of,
    standing_under,
)
from madoguchi.booking.online.rules import GRACE, SPAN, Gate, extended_until, gate, is_beyond_caps
from madoguchi.booking.outages.door import refuse_during_outage
from madoguchi.booking.refusals import BookedAlready, NoLongerExtended, TooManyBookings, TooManyHolds, WorkFirst
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core import clock
from madoguchi.core.actors import CITIZEN, Actor
from madoguchi.core.asked_again import Given, Writing, changed_again
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.core.turns import take_turn
from madoguchi.municipality.models import Procedure

# As much as a generous field takes; what is longer is nobody's form.
LONGEST_TEXT = 4000


def take_time(
    slot_id: int,
    procedures: Sequence[Procedure],
    *,
    once_key: uuid.UUID,
    whence: Whence,
    language: str,
    has_proof: bool = False,
) -> WebHold:
    """Hold places for everybody at a time. With the key of a hold, living or lapsed, it is moved or taken anew, and
    what was typed stays."""
    refuse_what_is_full(slot_id, people=len(procedures), once_key=once_key, channel=Channel.WEB, by=CITIZEN)
    asked = (slot_id, procedures, once_key, whence, language, has_proof)
    try:
        return _take_time(*asked, is_first=True)
    except IntegrityError:
        # The same button pressed twice at the same moment: the other one has made the hold. Or one so old that whence
        # it came has been forgotten, while the booking stands.
        return _take_time(*asked, is_first=False)


def extend_hold(held: WebHold) -> None:
    """For the minutes of a hold once more, up to a length that nobody needs."""
    with transaction.atomic():
        hold = Booking.objects.select_for_update().get(pk=held.pk)
        now, minutes = clock.now(), limits().hold_minutes
        until = extended_until(held_since=hold.made_at, now=now, minutes=minutes)
        if hold.state != BookingState.HELD or hold.expires_at is None or hold.expires_at <= now:
            return  # lapsed meanwhile: the page says so, and offers times
        if until <= hold.expires_at:
            raise NoLongerExtended
        Booking.objects.filter(pk=hold.pk).update(expires_at=until)


def keep_typed(held: WebHold, fields: Mapping[str, Sequence[str]], *, is_sent: bool) -> Typed:
    """So that reload, back and a lapsed hold lose nothing. What must not be kept is left out, and named."""
    kept = {name: [text[:LONGEST_TEXT] for text in texts] for name, texts in fields.items()}
    refused = [name for name, texts in kept.items() if any(map(contains_my_number, texts))]
    typed = Typed({name: [] if name in refused else texts for name, texts in kept.items()}, refused, is_sent)
    # A booking that has been made meanwhile is not given a draft again.
    _keep(held.pk, json.dumps(asdict(typed), ensure_ascii=False))
    return typed


def book_held(wish: Wish, slot: Slot, *, by: Actor = CITIZEN) -> Booking:
    """The booking itself. What was typed now stands in it, and nowhere else. `by`: a machine that acts for citizens."""
    try:
        with transaction.atomic():
            refuse_beyond_caps(wish.contact.phone, wish.people, slot=slot, but=wish.once_key)
            booking = book_now(wish, channel=Channel.WEB, by=by)
            _forget(booking.pk)
            return booking
    except IntegrityError:
        if already := made_meanwhile(wish):
            return already
        raise


def give_up(held: WebHold) -> None:
    """The places are free at once, and what was typed is gone."""
    with transaction.atomic():
        release_hold(held.hold.once_key, by=CITIZEN)
        _forget(held.pk)


def forget_old_drafts() -> int:
    """Periodic: what was typed and never sent, and whence old holds came."""
    now = clock.now()
    with transaction.atomic():
        ended = Q(hold__state=BookingState.LAPSED) | Q(hold__state=BookingState.HELD)
        old = WebHold.objects.filter(ended, hold__expires_at__lte=now - GRACE).exclude(typed="")
        forgotten = old.update(typed="")
        WebHold.objects.filter(typed="", made_at__lte=now - SPAN).exclude(hold__state=BookingState.HELD).delete()
        ProofUsed.objects.filter(expires_at__lte=now).delete()
    return forgotten


@changed_again(BigIntegerField(), TextField())
def _keep(hold_id: Given, typed: Given) -> Writing:
    return WebHold.objects.filter(pk=hold_id, hold__number=""), {"typed": typed}


@changed_again(BigIntegerField())
def _forget(hold_id: Given) -> Writing:
    return WebHold.objects.filter(pk=hold_id), {"typed": ""}


@transaction.atomic
def _take_time(
    slot_id: int,
    procedures: Sequence[Procedure],
    once_key: uuid.UUID,
    whence: Whence,
    language: str,
    has_proof: bool,
    *,
    is_first: bool,
) -> WebHold:
    held = known_under(once_key)
    if held is not None and held.browser != whence.browser:
        held, once_key = None, uuid.uuid4()
    if held is not None and held.hold.number:
        raise BookedAlready  # told to its own browser alone: from here a way leads to the booking
    now, allowed = clock.now(), limits()
    if held is None or is_lapsed(held):
        _pass_gate(whence, people=len(procedures), allowed=allowed, now=now, has_proof=has_proof)
        _let_go_of_the_oldest(whence, allowed=allowed, now=now)
    hold = hold_now(
        slot_id,
        people=len(procedures),
        once_key=once_key,
        channel=Channel.WEB,
        language=language,
        by=CITIZEN,
        anew=True,
        is_first=is_first and held is None,
    )
    # Not only when it is confirmed: nobody fills in a form for nothing.
    refuse_during_outage(hold.slot, procedures)
    codes = " ".join(procedure.code for procedure in procedures)
    if held is None:
        return WebHold.objects.create(
            hold=hold, browser=whence.browser, address=whence.address, made_at=now, procedures=codes
        )
    held.hold, held.procedures = hold, codes
    held.save(update_fields=["procedures"])
    return held


def _pass_gate(whence: Whence, *, people: int, allowed: Limits, now: datetime, has_proof: bool) -> None:
    answer = gate(
        asked_from(whence.address, now=now),
        people=people,
        most_holds=allowed.holds_per_line,
        most_people_held=allowed.people_held_per_line,
    )
    if answer is Gate.SHUT:
        raise TooManyHolds
    if answer is Gate.WORK and not has_proof:
        raise WorkFirst


def _let_go_of_the_oldest(whence: Whence, *, allowed: Limits, now: datetime) -> None:
    """Who keeps choosing gives back what was chosen first; in a tab where it is still wanted it is taken anew."""
    live = live_holds_of(whence.browser, now=now)
    for held in live[: max(len(live) + 1 - allowed.holds_per_browser, 0)]:
        release_hold(held.hold.once_key, by=CITIZEN)


def refuse_beyond_caps(phone: str, people: Sequence[Person], *, slot: Slot, but: uuid.UUID) -> None:
    """One after the other under one telephone number, so that two at once do not both find room. `but`: the booking
    itself."""
    allowed = limits()
    take_turn(digest_of("phone", phone))
    if is_beyond_caps(
        standing_under(phone, now=clock.now(), but=but),
        names=[searched_as(person.name, person.kana) for person in people],
        day=clock.in_tokyo(slot.starts_at).date(),
        most_open=allowed.bookings_per_phone,
        most_same_day=allowed.bookings_per_person_a_day,
    ):
        raise TooManyBookings
