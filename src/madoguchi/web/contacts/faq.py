"""FAQ beside the record: what fits what is typed, and the one that is open."""

from dataclasses import dataclass

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.finding.actions import note_choice, note_search
from madoguchi.knowledge.finding.queries import FoundArticle, articles_found_by, find, near_ones
from madoguchi.knowledge.finding.rules import Place

MOST_HITS = 6
LONGEST_PHRASE = 120


@dataclass(frozen=True)
class Hits:
    phrase: str
    found: list[FoundArticle]


def hits_for(actor: Actor, phrase: str) -> Hits:
    """The best answers to what somebody says, as far as they may be read out."""
    phrase = _as_asked(phrase)
    return Hits(phrase, find(phrase, articles_found_by(actor), limit=MOST_HITS) if phrase else [])


def article_numbered(actor: Actor, number: str) -> Article | None:
    return articles_found_by(actor).filter(number=number).first()


def note_search_asked(actor: Actor, phrase: str) -> None:
    """Somebody pressed 「探す」; what comes by itself while they type is no question."""
    hits = hits_for(actor, phrase)
    note_search(hits.phrase, found=near_ones(hits.found), place=Place.CONTACT, by=actor)


def note_article_chosen(actor: Actor, phrase: str, article: Article) -> None:
    """After which words it was opened: the search learns from it."""
    hits = hits_for(actor, phrase)
    search = note_search(hits.phrase, found=near_ones(hits.found), place=Place.CONTACT, by=actor)
    if search is not None:
        note_choice(search.pk, article)


def _as_asked(phrase: str) -> str:
    return phrase.replace("\0", "").strip()[-LONGEST_PHRASE:]
