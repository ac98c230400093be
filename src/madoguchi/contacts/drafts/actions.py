"""Beginning a contact, keeping what is typed, taking it over, giving it up."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from madoguchi.contacts.models import Contact, ContactArticle, ContactDraft
from madoguchi.contacts.records.actions import about
from madoguchi.contacts.records.queries import MAY_RECORD
from madoguchi.contacts.refusals import DraftChangedElsewhere, DraftIsOver, MarkedIsKept, NotYourDraft
from madoguchi.contacts.rules import Channel, ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import record
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.knowledge.usage.actions import count_read, count_used, uncount_used

# As much as a generous field takes: what is longer is nobody's call, and would be looked through for seconds.
LONGEST_TEXT = 10_000


def open_contact(
    once_key: uuid.UUID, *, channel: Channel, by: Actor, started_at: datetime | None = None, call_key: str = ""
) -> Contact:
    """Somebody is on the line. Opened twice it is one contact. `call_key`: of the call that it is taken up for."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        contact, is_new = Contact.objects.get_or_create(
            once_key=once_key,
            defaults={
                "state": ContactState.DRAFT.value,
                "handler": by.key,
                "started_at": started_at or clock.now(),
                "channel": channel.value,
                "call_key": call_key,
            },
        )
        if is_new:
            record("contact.opened", by=by, about=about(contact), facts={"contact_channel": channel.value})
        return contact


def save_draft(contact: Contact, typed: Mapping[str, str], *, version: int, tab: str = "", by: Actor) -> int:
    """What was typed so far; a My Number is never kept. `version` is the one on which it was typed: whoever types on
    an older one of another tab is told, and nothing is overwritten. No event: it changes with every pause. The new
    version."""
    by.need(MAY_RECORD)
    cut = {name: text[:LONGEST_TEXT] for name, text in typed.items()}
    kept = {name: text for name, text in cut.items() if text and not contains_my_number(text)}
    written = json.dumps(kept, ensure_ascii=False)
    with transaction.atomic():
        _own(contact, by)
        draft = ContactDraft.objects.filter(contact=contact).first()
        if draft is None:
            ContactDraft.objects.create(contact=contact, typed=written, saved_from=tab, saved_at=clock.now())
            return 1
        if draft.typed == written:
            return draft.version
        refuse_older_words(draft, version=version, tab=tab)
        draft.typed, draft.version, draft.saved_from = written, draft.version + 1, tab
        draft.saved_at = clock.now()
        draft.save()
        return draft.version


def refuse_older_words(draft: ContactDraft, *, version: int, tab: str) -> None:
    """Typed on what another tab, or another person, has changed since."""
    if draft.version != version and draft.saved_from != tab:
        raise DraftChangedElsewhere


def take_over_draft(contact: Contact, *, by: Actor) -> Contact:
    """The one who began it had to go; somebody else finishes it."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = _living(contact)
        if current.handler != by.key:
            before, current.handler = current.handler, by.key
            current.save(update_fields=["handler"])
            record("contact.taken_over", by=by, about=about(current), facts={"handed_over_by": before or None})
        return current


def discard_draft(contact: Contact, *, reason: str, by: Actor) -> None:
    """Nobody was there, a wrong number: no record is made of it, but that is on record (HIS-02)."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = _own(contact, by)
        if current.marks.filter(withdrawn_at=None).exists():
            raise MarkedIsKept
        record("contact.discarded", by=by, about=about(current), facts={"reason": reason})
        for used in current.articles.filter(is_used=True):
            uncount_used(used.article_number, on=clock.in_tokyo(used.opened_at).date())
        current.delete()


def note_article(contact: Contact, article_number: str, *, is_used: bool = False, by: Actor) -> None:
    """A FAQ was opened, or the answer was given out of it: on record without being typed (HIS-08)."""
    by.need(MAY_RECORD)
    with transaction.atomic():
        current = Contact.objects.select_for_update().get(pk=contact.pk)
        seen, is_new = ContactArticle.objects.get_or_create(
            contact=current, article_number=article_number, defaults={"opened_at": clock.now()}
        )
        if is_new:
            record("contact.article_opened", by=by, about=about(current), facts={"article": article_number})
            count_read(article_number)
        if is_used and not seen.is_used:
            seen.is_used = True
            seen.save(update_fields=["is_used"])
            record("contact.article_used", by=by, about=about(current), facts={"article": article_number})
            count_used(article_number)


def _living(contact: Contact) -> Contact:
    current = Contact.objects.select_for_update().filter(pk=contact.pk).first()
    if current is None or current.state != ContactState.DRAFT:
        raise DraftIsOver
    return current


def _own(contact: Contact, by: Actor) -> Contact:
    current = _living(contact)
    if current.handler != by.key:
        raise NotYourDraft
    return current
