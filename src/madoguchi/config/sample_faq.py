"""The demo's FAQ: the invented city has confirmed a good part of the starter FAQ, the rest still waits for it."""

from django.db import transaction

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.rules import Audience
from madoguchi.knowledge.starter.actions import confirm_article
from madoguchi.knowledge.starter.queries import articles_to_confirm

# Of every so many articles the last one is still to be read by the city.
LEFT_OF = 4


@transaction.atomic
def confirm_good_part(*, by: Actor) -> None:
    for place, article in enumerate(articles_to_confirm(by), start=1):
        if place % LEFT_OF:
            confirm_article(article, audience=Audience.PUBLIC, by=by)
