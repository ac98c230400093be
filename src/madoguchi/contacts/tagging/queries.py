"""Which tags a text calls for, and what a rule would find."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce

from django.db.models import Q, QuerySet

from madoguchi.contacts.finding.searchable import KIND
from madoguchi.contacts.models import Contact, TagRule
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.contacts.tagging.rules import Phrase, fits, phrases_in
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.search.analysis import normalised, words_of
from madoguchi.core.search.asking import meanings_of
from madoguchi.core.search.narrowing import having_all
from madoguchi.core.text.masking import masked
from madoguchi.municipality.queries import value_of

MAY_VIEW = "improvement.view"
PREVIEWED = timedelta(days=30)


def tags_are_kept() -> bool:
    return bool(value_of("contacts.history_tags"))


def rules_visible_to(actor: Actor) -> QuerySet[TagRule]:
    return TagRule.objects.select_related("tag") if actor.may(MAY_VIEW) else TagRule.objects.none()


def suggested_tags(*, topic: str, texts: Iterable[str]) -> list[str]:
    """The names that the rules in force put on a record that says this."""
    if not tags_are_kept():
        return []
    rules = list(TagRule.objects.filter(is_active=True).select_related("tag"))
    said = said_in(texts) if rules else frozenset()
    return list(
        dict.fromkeys(
            rule.tag.name
            for rule in rules
            if fits(phrases_of(rule.phrases), said, rule_topic=rule.topic, topic=topic)
        )
    )


def said_in(texts: Iterable[str]) -> frozenset[str]:
    """Without what is personal in it: a rule that finds a name would tell whoever reads masked records where it is."""
    words = [word for text in texts for word in words_of(normalised(masked(text)))]
    return frozenset(form for word in words for form in (word.form, *word.parts))


def phrases_of(text: str) -> list[Phrase]:
    return [[meaning.ways for meaning in meanings_of(phrase)] for phrase in phrases_in(text)]


def fits_record(rule: TagRule, contact: Contact) -> bool:
    said = said_in((contact.content, contact.answer))
    return fits(phrases_of(rule.phrases), said, rule_topic=rule.topic, topic=contact.topic)


def records_it_may_fit(phrases: str, topic: str) -> QuerySet[Contact]:
    """By the index: tags and topics stand there too, so some may say it only there."""
    ways = [Q(number__in=having_all(KIND, phrase)) for phrase in phrases_in(phrases)]
    if not ways:
        return Contact.objects.none()
    found = recorded_contacts().filter(reduce(lambda one, other: one | other, ways))
    return found.filter(topic=topic) if topic else found


def lately_fitting(phrases: str, topic: str) -> QuerySet[Contact]:
    """What the rule would have found in the last thirty days, newest first."""
    since = clock.now() - PREVIEWED
    return records_it_may_fit(phrases, topic).filter(started_at__gte=since).order_by("-started_at", "-number")
