"""Writing the record: once when the contact ends, again when something in it is put right, or it moves on."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from madoguchi.booking.models import Booking
from madoguchi.contacts.escalations.history import ESCALATION
from madoguchi.contacts.export.withdrawing import withdraw_files_with
from madoguchi.contacts.finding.searchable import KIND, index_contact
from madoguchi.contacts.history import CONTACT
from madoguchi.contacts.items.queries import items_in_order
from madoguchi.contacts.items.rules import first_missing
from madoguchi.contacts.models import Contact, ContactDraft, ContactTag, ContactValue, Tag
from madoguchi.contacts.records.queries import MAY_DELETE, MAY_RECORD
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.refusals import IntentionMissing, ItemMissing, NoSuchBooking, NotThisState, RecordIsHeld
from madoguchi.contacts.rules import (
    Channel,
    ContactState,
    Kind,
    Level,
    Transfer,
    is_first_answer,
    lacks_intention,
    may_move,
)
from madoguchi.contacts.tagging.putting import note_declined, tag_by_rules
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.erasure import MAY_ERASE, erase_personal_values
from madoguchi.core.history.record import About, Change, record
from madoguchi.core.search.actions import forget
from madoguchi.core.text.masking import is_personal

# Kept beside the row of the history, where they can be erased: a caller may say anything about anybody.
PERSONAL_FIELDS = ("content", "answer", "intention", "party_name", "party_kana", "party_phone", "party_mail")
HISTORY_NAMES = {"answer": "response", "kind": "contact_kind", "channel": "contact_channel"}
PLAIN_FIELDS = (
    "channel", "kind", "topic", "booking_number", "transfer", "transfer_to", "language", "has_personal_data",
)  # fmt: skip


def record_contact(
    written: Written,
    *,
    once_key: uuid.UUID,
    state: ContactState,
    by: Actor,
    started_at: datetime | None = None,
    handler: str = "",
    call_key: str = "",
) -> Contact:
    """A contact that comes whole: a form that was sent in, a fax. Sent twice it is one."""
    by.need(MAY_RECORD, also=[UserKind.CITIZEN, UserKind.SYSTEM])
    with transaction.atomic():
        contact, is_new = Contact.objects.get_or_create(
            once_key=once_key,
            defaults={
                "state": ContactState.DRAFT.value,
                "handler": handler or by.key,
                "started_at": started_at or clock.now(),
                "channel": written.channel.value,
                "call_key": call_key,
            },
        )
        return _write(contact, written, to=state, level=Level.OPERATOR, by=by) if is_new else contact


def close_contact(
    contact: Contact,
    written: Written,
    *,
    to: ContactState = ContactState.COMPLETED,
    level: Level = Level.OPERATOR,
    by: Actor,
) -> Contact:
    """What was a draft is a record from now on: completed, still in progress, or handed on. Pressed twice it is one."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        if current.state != ContactState.DRAFT:
            return current
        return _write(current, written, to=to, level=level, by=by)


def change_contact(contact: Contact, written: Written, *, by: Actor) -> Contact:
    """Something in a record is put right; what stood there before stays in the history."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        if current.state == ContactState.DRAFT:
            raise NotThisState
        before = _picture(current)
        _check(written, ContactState(current.state))
        _take_over_values(current, written)
        current.first_answer = _is_first_answer(current)
        current.save()
        index_contact(current)
        changes, personal = _differences(before, _picture(current))
        if changes or personal:
            record("contact.changed", by=by, about=about(current), changes=changes, personal=personal)
        return current


def move_contact(contact: Contact, to: ContactState, *, level: Level | None = None, by: Actor) -> Contact:
    """To another state; whoever moves it there on behalf of another package says at which level it is now."""
    by.need(MAY_RECORD, also=[UserKind.CITY, UserKind.SYSTEM])
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        before_state, before_level = ContactState(current.state), Level(current.level)
        after_level = before_level if level is None else level
        if (before_state, before_level) == (to, after_level):
            return current
        if (before_state is not to and not may_move(before_state, to)) or before_state is ContactState.DRAFT:
            raise NotThisState
        if to is ContactState.COMPLETED:
            _refuse_incomplete(written_of(current), to)
        current.state, current.level = to.value, after_level.value
        current.first_answer = _is_first_answer(current)
        current.ended_at = clock.now() if to is ContactState.COMPLETED else current.ended_at
        current.save(update_fields=["state", "level", "first_answer", "ended_at"])
        changes: dict[str, Change] = {
            "contact_state": (before_state.value, to.value),
            "level": (before_level.value, after_level.value),
        }
        record("contact.moved", by=by, about=about(current), changes=changes)
        return current


def prepare_answer(contact: Contact, text: str, *, by: Actor) -> Contact:
    """What is told when this person is in contact again (002 No.22, No.23). An empty text: it has been told."""
    by.need(MAY_RECORD, also=[UserKind.CITY])
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        before, current.prepared_answer = current.prepared_answer, text
        current.save(update_fields=["prepared_answer"])
        kind = "contact.answer_prepared" if text else "contact.answer_told"
        record(kind, by=by, about=about(current), personal={"prepared_answer": (before, text)})
        return current


def hold_contact(contact: Contact, *, reason: str, by: Actor) -> Contact:
    """Exempted from every erasure while a case is open (PDR-03); an empty reason ends it."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        current.is_on_hold, current.hold_reason = bool(reason), reason
        current.save(update_fields=["is_on_hold", "hold_reason"])
        kind = "contact.held" if reason else "contact.released"
        record(kind, by=by, about=about(current), facts={"reason": reason or None})
        return current


def delete_contact(contact: Contact, *, reason: str, by: Actor) -> None:
    """A record that should not be there. That it was, and who removed it, why, stays in the history; what it said
    does not."""
    by.need(MAY_DELETE)
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        if current.is_on_hold:
            raise RecordIsHeld
        facts = {"reason": reason, "contact_channel": current.channel, "contact_kind": current.kind}
        record("contact.deleted", by=by, about=about(current), facts=facts)
        eraser = Actor(by.kind, by.key, by.rights | {MAY_ERASE})
        cases = [About(ESCALATION, str(pk)) for pk in current.escalations.values_list("pk", flat=True)]
        for one in (about(current), *cases):
            erase_personal_values(one, by=eraser, reason=reason)
        forget(KIND, current.number)
        withdraw_files_with([current.started_at], by=by)
        current.delete()


def about(contact: Contact) -> About:
    return About(CONTACT, str(contact.number))


def _names_somebody(contact: Contact) -> bool:
    """Also where nobody has ticked it: a telephone number in the midst of the content."""
    party = (contact.party_name, contact.party_kana, contact.party_phone, contact.party_mail)
    return any(party) or any(map(is_personal, (contact.content, contact.answer, contact.intention)))


def written_of(contact: Contact) -> Written:
    """What stands in a record, to be changed in part."""
    texts = (*PERSONAL_FIELDS, "topic", "booking_number", "transfer_to", "language")
    return Written(
        channel=Channel(contact.channel),
        kind=Kind(contact.kind),
        transfer=Transfer(contact.transfer),
        has_personal_data=contact.has_personal_data,
        tags=tuple(tagged.tag.name for tagged in contact.tagged.select_related("tag")),
        values={value.item: value.value for value in contact.values.all()},
        earlier=contact.earlier_id,
        **{name: getattr(contact, name) for name in texts},
    )


def _write(contact: Contact, written: Written, *, to: ContactState, level: Level, by: Actor) -> Contact:
    if not may_move(ContactState.DRAFT, to):
        raise NotThisState
    _check(written, to)
    now = clock.now()
    contact.state, contact.level, contact.recorded_at = to.value, level.value, now
    contact.ended_at = contact.ended_at or now
    _take_over_values(contact, written)
    contact.first_answer = _is_first_answer(contact)
    contact.save()
    ContactDraft.objects.filter(contact=contact).delete()
    tag_by_rules(contact)
    index_contact(contact)
    after = _picture(contact)
    facts = {HISTORY_NAMES.get(name, name): after[name] or None for name in PLAIN_FIELDS}
    record(
        "contact.recorded",
        by=by,
        about=about(contact),
        facts={**facts, "contact_state": to.value, "level": level.value, "tags": after["tags"] or None},
        personal={
            HISTORY_NAMES.get(name, name): ("", after[name]) for name in (*PERSONAL_FIELDS, "values") if after[name]
        },
    )
    return contact


def _check(written: Written, state: ContactState) -> None:
    _refuse_incomplete(written, state)
    if written.booking_number and not Booking.objects.filter(number=written.booking_number).exists():
        raise NoSuchBooking


def _refuse_incomplete(written: Written, state: ContactState) -> None:
    if missing := first_missing(items_in_order(), written.given(), state=state):
        raise ItemMissing(missing.label, missing.name)
    if state is ContactState.COMPLETED and lacks_intention(written.kind, written.intention):
        raise IntentionMissing


def _take_over_values(contact: Contact, written: Written) -> None:
    contact.channel, contact.kind, contact.transfer = (
        written.channel.value,
        written.kind.value,
        written.transfer.value,
    )
    for name in (*PERSONAL_FIELDS, "topic", "booking_number", "transfer_to", "language"):
        setattr(contact, name, getattr(written, name))
    contact.earlier_id = written.earlier
    contact.has_personal_data = written.has_personal_data or _names_somebody(contact)
    tags = [Tag.objects.get_or_create(name=name)[0] for name in dict.fromkeys(written.tags)]
    note_declined(contact, tags)
    contact.tagged.exclude(tag__in=tags).delete()
    for tag in tags:
        ContactTag.objects.get_or_create(contact=contact, tag=tag)
    contact.values.all().delete()
    ContactValue.objects.bulk_create(
        ContactValue(contact=contact, item=item, value=value) for item, value in written.values.items() if value
    )


def _picture(contact: Contact) -> dict[str, Any]:
    """The record as it stands, in values that the history can hold."""
    values = contact.values.order_by("item").values_list("item", "value")
    return {
        **{name: getattr(contact, name) for name in (*PERSONAL_FIELDS, *PLAIN_FIELDS)},
        "tags": "、".join(contact.tags.order_by("name").values_list("name", flat=True)),
        "values": "、".join(f"{item}={value}" for item, value in values),
    }


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Change], dict[str, Change]]:
    changed = {
        HISTORY_NAMES.get(name, name): (before[name], after[name]) for name in after if before[name] != after[name]
    }
    kept_apart = {HISTORY_NAMES.get(name, name) for name in (*PERSONAL_FIELDS, "values")}
    plain = {name: change for name, change in changed.items() if name not in kept_apart}
    return plain, {name: change for name, change in changed.items() if name in kept_apart}


def _is_first_answer(contact: Contact) -> bool:
    return is_first_answer(
        state=ContactState(contact.state), transfer=Transfer(contact.transfer), level=Level(contact.level)
    )
