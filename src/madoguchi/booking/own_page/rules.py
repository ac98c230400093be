"""How often one may look for a booking. Pure: values in, answers out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SPAN = timedelta(hours=1)
# Nobody mistypes the telephone number of one booking more often. Behind one address sits perhaps a whole office, and
# who finds a booking is not counted; a stranger who tries all numbers needs years.
NUMBER_TRIES, ADDRESS_TRIES = 10, 100


@dataclass(frozen=True)
class Tries:
    """Wrong look-ups since a moment; those of an hour ago are forgotten."""

    wrong: int = 0
    since: datetime | None = None


def tried_again(tries: Tries, *, at: datetime) -> Tries:
    if tries.since is None or at - tries.since >= SPAN:
        return Tries(1, at)
    return Tries(tries.wrong + 1, tries.since)


def found(tries: Tries) -> Tries:
    return Tries(max(tries.wrong - 1, 0), tries.since)


def is_used_up(tries: Tries, *, at: datetime, limit: int) -> bool:
    return tries.since is not None and at - tries.since < SPAN and tries.wrong >= limit


def is_worth_noting(wrong: int) -> bool:
    """The history hears of the first wrong look-up from an address, of the third, the tenth and so on."""
    return wrong in (1, 3, 10, 30, ADDRESS_TRIES)
