"""What of an article the search knows: only what is published. Who may see which is the searcher's filter."""

from madoguchi.core.search import kinds
from madoguchi.core.search.actions import forget, index
from madoguchi.knowledge.articles.models import Article
from madoguchi.knowledge.articles.queries import published_articles
from madoguchi.knowledge.articles.rules import Content, Translated
from madoguchi.knowledge.finding.learning import learned_phrases

KIND = "article"
WEIGHTS = {
    "question": 4.0,
    "phrasings": 3.0,
    "short_answer": 3.0,
    "full_answer": 3.0,
    "category": 3.0,
    "learned": 3.0,
}  # measured: ADR 0015


def register() -> None:
    kinds.register(
        kinds.Kind(
            KIND,
            weights=WEIGHTS,
            documents=published_articles,
            fields_of=searched_fields,
            ways_to_ask=frozenset({"question", "phrasings", "learned"}),
            not_suggested=frozenset({"learned"}),  # typed by anybody, and read by nobody of the city
        )
    )


def index_article(article: Article) -> None:
    index(KIND, article.pk, searched_fields(article))


def forget_article(article: Article) -> None:
    forget(KIND, article.pk)


def searched_fields(article: Article) -> dict[str, str]:
    """The words of all languages: who asks in English finds what was translated."""
    revision = article.current
    if revision is None:
        return {}
    content = revision.content
    texts: list[Content | Translated] = [content, *content.translations.values()]
    return {
        "question": "\n".join(text.question for text in texts),
        "phrasings": "\n".join(line for text in texts for line in text.phrasings),
        "short_answer": "\n".join(text.short_answer for text in texts),
        "full_answer": "\n".join(text.full_answer for text in texts),
        "category": article.category.name,
        "learned": "\n".join(learned_phrases(article.pk)),
    }
