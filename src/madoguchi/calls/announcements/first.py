"""What callers hear from the first day: the contract's words, and usual words for the rest."""

from madoguchi.calls.announcements.actions import lay
from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.queries import kinds_offered
from madoguchi.calls.announcements.rules import CONTRACT_WORDS, Kind, first_texts
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import contract, values_of


def lay_first(by: Actor) -> None:
    """With a preset: its own words each time they are others; usual words only where nothing was ever written."""
    texts = _texts()
    for kind in kinds_offered():
        if kind in CONTRACT_WORDS:
            lay(kind, texts[kind], is_to_confirm=False, by=by)
    lay_what_is_missing(by)


def lay_what_is_missing(by: Actor) -> None:
    """Usual words for what has been switched on since, where nothing was ever written."""
    written = set(Announcement.objects.values_list("kind", flat=True))
    missing = [kind for kind in kinds_offered() if kind.value not in written]
    texts = _texts() if missing else {}
    for kind in missing:
        lay(kind, texts[kind], is_to_confirm=kind not in CONTRACT_WORDS, by=by)


def _texts() -> dict[Kind, str]:
    words = values_of("announcements")
    return first_texts(
        out_of_hours=words["out_of_hours"],
        congestion=words["congestion"],
        service=f"{contract().body_name}、マイナンバーカードの電話窓口",
    )
