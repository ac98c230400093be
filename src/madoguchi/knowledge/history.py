"""How everything of knowledge appears in the history."""

from madoguchi.knowledge.articles import history as articles
from madoguchi.knowledge.documents import history as documents
from madoguchi.knowledge.exchange import history as exchange
from madoguchi.knowledge.requests import history as requests
from madoguchi.knowledge.usage import history as usage
from madoguchi.knowledge.words import history as words


def register() -> None:
    articles.register()
    requests.register()
    documents.register()
    exchange.register()
    words.register()
    usage.register()
