"""What callers hear from the first day: the contract's words, and usual words for the rest."""

from madoguchi.calls.announcements.actions import lay
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.queries import kinds_offered
from madoguchi.calls.announcements.rules import CONTRACT_WORDS, first_texts
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import contract, values_of


def lay_first(by: Actor) -> None:
    """With a preset: its own words each time they are others; usual words only where nothing was ever written."""
    words, written = values_of("announcements"), set(Announcement.objects.values_list("kind", flat=True))
    texts = first_texts(
        out_of_hours=words["out_of_hours"],
        congestion=words["congestion"],
        service=f"{contract().body_name}、マイナンバーカードの電話窓口",
    )
    for kind in kinds_offered():
        if kind in CONTRACT_WORDS or kind.value not in written:
            lay(kind, texts[kind], is_to_confirm=kind not in CONTRACT_WORDS, by=by)
