"""Writing down what was asked, and what was chosen for it."""

from collections import defaultdict
from datetime import timedelta
from hashlib import blake2b

from django.conf import settings
from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.search.analysis import word_forms
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.articles.searchable import index_article
from madoguchi.knowledge.finding.models import Choice, LearnedPhrase, Search
from madoguchi.knowledge.finding.rules import NOT_KEPT, Place, is_learned, kept_phrase
from madoguchi.municipality.queries import value_of

WORDS_ROOM = 400
# A page that is opened again, narrowed by a condition, or left for one of its answers, is the same search.
ASKED_AGAIN = timedelta(minutes=5)
CHOICES_COUNT_FOR = timedelta(days=180)


def note_search(phrase: str, *, found: int, place: Place, by: Actor, seeker: str = "") -> Search | None:
    """None where the city keeps no record of searches, and where nothing was asked. `seeker`: what tells one visitor
    from another when `by` does not; only a digest of it is kept."""
    kept = kept_phrase(phrase)
    if not kept or not value_of("faq.search_log"):
        return None
    now, person = clock.now(), _digest(by.key or seeker)
    words = "" if kept == NOT_KEPT else words_key(kept)
    again = Search.objects.filter(seeker=person, words=words, place=place, at__gte=now - ASKED_AGAIN)
    if person and words and (search := again.order_by("-at").first()):
        search.found = found
        search.save(update_fields=["found"])
        return search
    return Search.objects.create(at=now, place=place, seeker=person, phrase=kept, words=words, found=found)


@transaction.atomic
def note_choice(search_key: int, article: Article) -> None:
    """Opened twice is chosen once. What enough different people chose becomes a way to ask for the article."""
    search = Search.objects.filter(pk=search_key).first()
    if search is None:
        return
    Choice.objects.bulk_create([Choice(search=search, article=article, at=clock.now())], ignore_conflicts=True)
    if not search.words or not is_learned(_choosers(search.words), article.pk):
        return
    learned = LearnedPhrase(article=article, words=search.words, phrase=search.phrase, learned_at=clock.now())
    if LearnedPhrase.objects.filter(article=article, words=search.words).exists():
        return
    LearnedPhrase.objects.bulk_create([learned], ignore_conflicts=True)
    if article.current_id is not None:
        index_article(article)


def forget_searches(*, older_than: timedelta) -> int:
    return Search.objects.filter(at__lt=clock.now() - older_than).delete()[0]


def words_key(phrase: str) -> str:
    return " ".join(sorted(set(word_forms(phrase))))[:WORDS_ROOM]


def _choosers(words: str) -> dict[int, list[str]]:
    choices = Choice.objects.filter(search__words=words, at__gte=clock.now() - CHOICES_COUNT_FOR)
    choosers: dict[int, list[str]] = defaultdict(list)
    for article, seeker in choices.exclude(search__seeker="").values_list("article", "search__seeker"):
        choosers[article].append(seeker)
    return choosers


def _digest(person: str) -> str:
    """Under a key of this installation: who does not hold it cannot try names."""
    if not person:
        return ""
    return blake2b(person.encode(), key=settings.HISTORY_KEY[:64], person=b"faq search", digest_size=16).hexdigest()
