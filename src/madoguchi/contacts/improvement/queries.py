"""What the figures of the last weeks say, and the needs that came of it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from madoguchi.contacts.finding.searchable import KIND
from madoguchi.contacts.improvement.rules import (
    LEAST_SEARCHES,
    WEEKS_BEFORE,
    NeedKind,
    Signal,
    groups_of,
    is_rising,
    is_unhelpful,
)
from madoguchi.contacts.models import Contact, ContactArticle, ContactTag, Need
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.contacts.rules import Kind
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.search.analysis import normalised, words_of
from madoguchi.core.search.narrowing import having_all
from madoguchi.core.text.masking import masked
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.finding.queries import unanswered_since
from madoguchi.knowledge.public.models import FaqCount
from madoguchi.knowledge.public.rules import HELPED, UNHELPED
from madoguchi.knowledge.requests.models import UpdateRequest
from madoguchi.knowledge.requests.rules import Origin

MAY_VIEW = "improvement.view"
LOOKED_BACK = timedelta(days=28)
WEEK = timedelta(days=7)
# The newest so many tell enough; reading all of a large centre's month would take minutes.
MOST_READ = 2000


def needs_visible_to(actor: Actor) -> QuerySet[Need]:
    return Need.objects.all() if actor.may(MAY_VIEW) else Need.objects.none()


def proposals_from(contact: Contact) -> QuerySet[UpdateRequest]:
    """FAQ-07: what was proposed out of this record."""
    return UpdateRequest.objects.filter(origin=Origin.CONTACT, origin_key=str(contact.number)).order_by("asked_at")


def examples_of(need: Need) -> QuerySet[Contact]:
    """Records of the last weeks that show it, newest first; none where the need is of searches or verdicts."""
    if need.kind == NeedKind.WITHOUT_FAQ:
        topic, _, word = need.subject.rpartition("：")
        found = answered_without_faq(clock.now()).filter(topic=topic, number__in=having_all(KIND, word))
    elif need.kind == NeedKind.RISING:
        found = recorded_contacts().filter(started_at__gte=clock.now() - WEEK, tags__name=need.subject)
    else:
        return Contact.objects.none()
    return found.order_by("-started_at", "-number")


def signals(now: datetime) -> Iterator[Signal]:
    yield from _answered_without_faq(now)
    yield from _searched_in_vain(now)
    yield from _unhelpful(now)
    yield from _rising(now)


def answered_without_faq(now: datetime) -> QuerySet[Contact]:
    used = ContactArticle.objects.filter(contact=OuterRef("pk"), is_used=True)
    lately = recorded_contacts().filter(started_at__gte=now - LOOKED_BACK, kind=Kind.INQUIRY, takeover__isnull=True)
    return lately.exclude(Exists(used))


def _answered_without_faq(now: datetime) -> Iterator[Signal]:
    said: dict[str, dict[int, set[str]]] = defaultdict(dict)
    found = answered_without_faq(now).order_by("-started_at").values_list("number", "topic", "content")
    for number, topic, content in found[:MOST_READ]:
        said[topic][number] = {word.form for word in words_of(normalised(masked(content))) if len(word.form) > 1}
    for topic, records in said.items():
        for word, numbers in groups_of(records).items():
            subject = f"{topic}：{word}" if topic else word
            yield Signal(NeedKind.WITHOUT_FAQ, _key(topic, word), subject, len(numbers))


def _searched_in_vain(now: datetime) -> Iterator[Signal]:
    for asked in unanswered_since(now - LOOKED_BACK):
        if asked.times >= LEAST_SEARCHES:
            yield Signal(NeedKind.NO_HIT, _key(asked.words), asked.phrase, asked.times)


def _unhelpful(now: datetime) -> Iterator[Signal]:
    since = clock.in_tokyo(now - LOOKED_BACK).date()
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    counted = FaqCount.objects.filter(day__gte=since, what__in=(HELPED, UNHELPED)).values("article", "what")
    for row in counted.annotate(total=Sum("count")):
        sums[row["article"]][row["what"]] = row["total"]
    told = {
        pk: counts
        for pk, counts in sums.items()
        if is_unhelpful(helped=counts.get(HELPED, 0), unhelped=counts.get(UNHELPED, 0))
    }
    for article in Article.objects.filter(pk__in=told).order_by("number"):
        yield Signal(NeedKind.UNHELPFUL, article.number, article.number, told[article.pk][UNHELPED])


def _rising(now: datetime) -> Iterator[Signal]:
    weeks: dict[str, list[int]] = {}
    for back in range(WEEKS_BEFORE + 1):
        end = now - WEEK * back
        tagged = ContactTag.objects.filter(
            contact__in=recorded_contacts().filter(started_at__gt=end - WEEK, started_at__lte=end)
        )
        for name, count in tagged.order_by().values_list("tag__name").annotate(Count("pk")):
            weeks.setdefault(name, [0] * (WEEKS_BEFORE + 1))[back] = count
    for name, (this_week, *before) in sorted(weeks.items()):
        if is_rising(this_week, before):
            yield Signal(NeedKind.RISING, _key(name), name, this_week, round(sum(before) / len(before)))


def _key(*parts: str) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
