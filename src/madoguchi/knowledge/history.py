"""How everything of knowledge appears in the history."""

from madoguchi.knowledge.articles import history as articles
from madoguchi.knowledge.documents import history as documents
from madoguchi.knowledge.requests import history as requests


def register() -> None:
    articles.register()
    requests.register()
    documents.register()
