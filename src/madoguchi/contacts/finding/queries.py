"""Finding records."""

import json
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from madoguchi.contacts.finding.models import SavedSearch
from madoguchi.contacts.finding.rules import Conditions
from madoguchi.contacts.finding.searchable import KIND
from madoguchi.contacts.models import Contact, ContactArticle, ContactTag
from madoguchi.contacts.records.queries import MAY_SEE_PERSONS, MAY_VIEW, contacts_followed_by, contacts_visible_to
from madoguchi.contacts.rules import ContactState, Transfer
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.search.narrowing import narrowed
from madoguchi.core.text.kana import search_key
from madoguchi.core.text.phone import normalise_phone

MOST_EARLIER = 6
LOOKED_AT = 30  # who is in contact so often is known by then
SHORTEST_NAME = 2
PLAIN = ("topic", "kind", "channel", "state", "handler", "level", "language")
ONLY_WHERE: dict[str, Q] = {
    "open": ~Q(state=ContactState.COMPLETED),
    "first_answer": Q(first_answer=True),
    "transferred": Q(transfer=Transfer.TRANSFERRED),
    "prepared": ~Q(prepared_answer=""),
    "personal": Q(has_personal_data=True),
    "held": Q(is_on_hold=True),
}


def found_by(actor: Actor, wanted: Conditions) -> QuerySet[Contact]:
    """All conditions at once, newest first. Who may not see persons finds nobody by name, and by words only what they
    would read: whatever is covered in a record would be told by finding it."""
    found = contacts_followed_by(actor)
    if wanted.since:
        found = found.filter(started_at__gte=clock.start_of(wanted.since))
    if wanted.until:
        found = found.filter(started_at__lt=clock.start_of(wanted.until + timedelta(days=1)))
    found = found.filter(**{name: value for name in PLAIN if (value := getattr(wanted, name))})
    if wanted.tag:
        found = found.filter(pk__in=ContactTag.objects.filter(tag__name=wanted.tag).values("contact"))
    if wanted.article:
        used = ContactArticle.objects.filter(article_number=wanted.article)
        found = found.filter(pk__in=used.values("contact"))
    if wanted.only:
        found = found.filter(ONLY_WHERE[wanted.only])
    if wanted.party:
        found = found.filter(_party(actor, wanted.party))
    return narrowed(found, KIND, wanted.words, whole=actor.may(MAY_SEE_PERSONS)) if wanted.words else found


def on_day(actor: Actor, day: date) -> QuerySet[Contact]:
    return found_by(actor, Conditions(since=day, until=day)).reverse()


def earlier_contacts(actor: Actor, *, phone: str, name: str, without: Contact | None = None) -> list[Contact]:
    """Who is on the line now was in contact before (OPC-06): by number, by name in any writing; what still waits for
    its caller first, then the newest."""
    who = _same_person(phone, name)
    if who is None or not actor.may(MAY_SEE_PERSONS):
        return []
    found = contacts_visible_to(actor).filter(who)
    if without is not None:
        found = found.exclude(pk=without.pk)
    newest = sorted(found[:LOOKED_AT], key=lambda one: not one.prepared_answer)
    return newest[:MOST_EARLIER]


def saved_searches_of(actor: Actor) -> QuerySet[SavedSearch]:
    """One's own and what others share."""
    if not actor.may(MAY_VIEW):
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(Q(owner=actor.key) | Q(is_shared=True))


def conditions_of(saved: SavedSearch) -> dict[str, Any]:
    """As they were typed into the form."""
    return dict(json.loads(saved.conditions))


def tag_names() -> list[str]:
    return list(ContactTag.objects.order_by("tag__name").values_list("tag__name", flat=True).distinct())


def _party(actor: Actor, typed: str) -> Q:
    if not actor.may(MAY_SEE_PERSONS):
        return Q(pk__in=[])
    digits = "".join(filter(str.isdecimal, search_key(typed)))  # ፩ is a digit, and no number to int
    number = Q(booking_number=digits) | Q(number=int(digits)) if digits and len(digits) < 12 else Q(pk__in=[])
    return number | (_same_person(normalise_phone(typed), typed) or Q(pk__in=[]))


def _same_person(phone: str, name: str) -> Q | None:
    digits, key = normalise_phone(phone), search_key(name)
    conditions = [Q(party_phone=digits)] if digits else []
    if len(key) >= SHORTEST_NAME and any(map(str.isalpha, key)):
        conditions.append(Q(party_search__contains=key))
    return conditions[0] | conditions[-1] if conditions else None
