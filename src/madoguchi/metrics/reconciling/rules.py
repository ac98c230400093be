"""Which calls and records belong to each other where nobody said so. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from madoguchi.contacts.telephone.rules import belong_together


@dataclass(frozen=True)
class Talk:
    """A call that somebody answered."""

    pk: int
    handler: str
    answered_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Writing:
    """A record of a call that does not say of which."""

    number: int
    handler: str
    began_at: datetime


@dataclass(frozen=True)
class Left:
    """What found no fellow."""

    calls: tuple[int, ...]
    records: tuple[int, ...]


def paired(talks: Iterable[Talk], writings: Iterable[Writing]) -> Left:
    """The soonest call gets the soonest record that its handler began during it or soon after. Each is used once."""
    waiting: dict[str, list[Writing]] = {}
    for one in sorted(writings, key=lambda writing: (writing.began_at, writing.number)):
        waiting.setdefault(one.handler, []).append(one)
    alone = []
    for talk in sorted(talks, key=lambda one: (one.answered_at, one.pk)):
        mine = waiting.get(talk.handler, []) if talk.handler else []
        found = next(
            (
                one
                for one in mine
                if belong_together(
                    record_began=one.began_at, call_answered=talk.answered_at, call_ended=talk.ended_at
                )
            ),
            None,
        )
        if found is None:
            alone.append(talk.pk)
        else:
            mine.remove(found)
    return Left(tuple(alone), tuple(one.number for of_one in waiting.values() for one in of_one))
