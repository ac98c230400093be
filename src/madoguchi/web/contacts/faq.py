"""FAQ beside the record: what fits what is typed, and the one that is open."""

from dataclasses import dataclass

from madoguchi.core.actors import Actor
from madoguchi.core.search.queries import ranked
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.articles.queries import published_articles
from madoguchi.knowledge.articles.rules import MAY_VIEW

MOST_HITS = 6
LONGEST_PHRASE = 120


@dataclass(frozen=True)
class Hits:
    phrase: str
    articles: list[Article]


def articles_for(actor: Actor, phrase: str) -> Hits:
    """The best answers to what somebody says, as far as they may be read out."""
    phrase = phrase.strip()[-LONGEST_PHRASE:]
    if not phrase or not actor.may(MAY_VIEW):
        return Hits(phrase, [])
    found = [hit.key for hit in ranked("article", phrase, among=published_articles(), limit=MOST_HITS)]
    by_key = published_articles().in_bulk(found)
    return Hits(phrase, [by_key[key] for key in found if key in by_key])


def article_numbered(actor: Actor, number: str) -> Article | None:
    return published_articles().filter(number=number).first() if actor.may(MAY_VIEW) else None
