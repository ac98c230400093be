"""What was frozen vouches for itself by its digest; the sealed history holds that digest too, so that who writes both
anew in the database, or takes a version away, is found out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import facts_of


@dataclass(frozen=True)
class Kept:
    """`about`: the key of what it is a version of, as the history names it."""

    about: str
    version: int
    digest: str
    is_intact: bool


@dataclass(frozen=True)
class Told:
    """By which events the history tells of it."""

    event: str
    about_kind: str
    version: str
    digest: str


@dataclass(frozen=True)
class Damage:
    about: str
    version: int
    is_gone: bool = False


def damaged(frozen: Iterable[Kept], told: Told) -> Iterator[Damage]:
    """What is not as it was, and what is not there any more."""
    digests = _digests(told)
    for one in frozen:
        kept = digests.pop((one.about, one.version), None)
        if not one.is_intact or one.digest != kept:
            yield Damage(one.about, one.version)
    for about, version in digests:
        yield Damage(about, version, is_gone=True)


def _digests(told: Told) -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], str] = {}
    for event in Event.objects.filter(kind=told.event, about_kind=told.about_kind).order_by("pk"):
        try:
            facts = facts_of(event)
            found[event.about_key, facts[told.version]] = facts[told.digest]
        except (KeyError, TypeError, ValueError):  # nonsense was written into it: the proof of the history names it
            continue
    return found
