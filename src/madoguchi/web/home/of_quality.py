"""What the home page asks of evaluations."""

from collections.abc import Iterator

from django.urls import reverse

from madoguchi.core.actors import Actor
from madoguchi.quality.queries import unread_notes_of
from madoguchi.web.home.need import Need


def notes_to_read(actor: Actor) -> Iterator[Need]:
    """What was said about one's own calls; nobody else's."""
    if count := unread_notes_of(actor):
        yield Need(
            "info",
            f"まだ読んでいない助言が {count} 件あります",
            "自分の応対の評価に、助言が届いています。",
            reverse("quality:own"),
            "自分の評価を開く",
        )
