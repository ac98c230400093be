"""Agreeing a call-back, noting each attempt, withdrawing it."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from madoguchi.calls.ledger.models import Call
from madoguchi.contacts.call_backs.models import CallBack, CallBackAttempt
from madoguchi.contacts.call_backs.queries import answer_kept_ready, may_be_agreed, wish_is_due_at
from madoguchi.contacts.call_backs.refusals import (
    AgreedInThePast,
    AlreadyAgreed,
    CallBackIsOver,
    NotOfferedHere,
    NumberUnknown,
)
from madoguchi.contacts.call_backs.rules import End, Result, end_after
from madoguchi.contacts.escalations.actions import close_escalation
from madoguchi.contacts.escalations.queries import escalations_with_answer
from madoguchi.contacts.escalations.rules import Outcome
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import about, prepare_answer, record_contact
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.rules import Channel, ContactState
from madoguchi.core import clock
from madoguchi.core.actors import SYSTEM, Actor
from madoguchi.core.history.record import record

WISHED_BY_KEYS = "電話の音声案内で、かけ直しを希望されました。"
OF_WISHES = uuid.UUID("8c1f2f0e-6f4e-5c0b-9a52-5d6c0f3b7a10")  # names nothing by itself: once for each call


def agree_call_back(contact: Contact, *, due_at: datetime, note: str = "", by: Actor) -> CallBack:
    by.need(MAY_RECORD)
    if due_at <= clock.now():
        raise AgreedInThePast
    try:
        with transaction.atomic():
            current = Contact.objects.select_for_update().get(pk=contact.pk)
            if not may_be_agreed(current):
                raise NotOfferedHere
            if not current.party_phone:
                raise NumberUnknown
            made = CallBack.objects.create(
                contact=current, agreed_at=clock.now(), agreed_by=by.key, due_at=due_at, note=note
            )
            facts = {"due_at": clock.in_tokyo(due_at).isoformat()}
            record("contact.call_back_agreed", by=by, about=about(current), facts=facts)
            return made
    except IntegrityError as error:  # the open one of this contact stands already
        raise AlreadyAgreed from error


def take_wished_call_back(call: Call) -> CallBack | None:
    """TEL-12: a caller has asked for it by keys. A record that waits, of that call, once for each call."""
    if not call.call_back_number:
        return None
    with transaction.atomic():
        contact = record_contact(
            Written(
                channel=Channel.TELEPHONE,
                content=WISHED_BY_KEYS,
                party_phone=call.call_back_number,
                has_personal_data=True,
            ),
            once_key=uuid.uuid5(OF_WISHES, call.key),
            state=ContactState.IN_PROGRESS,
            by=SYSTEM,
            started_at=call.arrived_at,
            call_key=call.key,
        )
        if (made := contact.call_backs.first()) is not None:
            return made
        due_at = wish_is_due_at(call.ended_at or call.arrived_at)
        made = CallBack.objects.create(contact=contact, agreed_at=clock.now(), agreed_by=SYSTEM.key, due_at=due_at)
        facts = {"due_at": clock.in_tokyo(due_at).isoformat()}
        record("contact.call_back_wished", by=SYSTEM, about=about(contact), facts=facts)
        return made


def note_attempt(call_back: CallBack, result: Result, *, by: Actor) -> CallBack:
    """One attempt with its result. Who was reached has been told; for whoever was not, the answer stays ready in the
    record (ESC-04)."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = _open(call_back)
        now = clock.now()
        CallBackAttempt.objects.create(call_back=current, at=now, by=by.key, result=result.value)
        if end := end_after(result, answer_kept_ready=answer_kept_ready()):
            _close(current, end)
        facts = {"call_back_result": result.value}
        record("contact.call_back_tried", by=by, about=about(current.contact), facts=facts)
        if result is Result.REACHED:
            tell_answer(current.contact, by=by)
        return current


def tell_answer(contact: Contact, *, by: Actor) -> None:
    """The citizen has heard what was kept ready, ringing again or rung back (OPC-06): with it the case is over, and
    nobody has to be rung any more."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        for promise in CallBack.objects.select_for_update().filter(contact=contact, closed_at=None):
            _close(promise, End.REACHED)
        if case := escalations_with_answer().filter(contact=contact).first():
            close_escalation(case, Outcome.TOLD, by=by)
        elif contact.prepared_answer:
            prepare_answer(contact, "", by=by)


def withdraw_call_back(call_back: CallBack, *, by: Actor) -> CallBack:
    """The citizen rang again, or does not want it any more."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = _open(call_back)
        _close(current, End.WITHDRAWN)
        record("contact.call_back_withdrawn", by=by, about=about(current.contact))
        return current


def _open(call_back: CallBack) -> CallBack:
    current = CallBack.objects.select_for_update(of=("self",)).select_related("contact").get(pk=call_back.pk)
    if current.closed_at is not None:
        raise CallBackIsOver
    return current


def _close(call_back: CallBack, end: End) -> None:
    call_back.closed_at, call_back.end = clock.now(), end.value
    call_back.save(update_fields=["closed_at", "end"])
