"""Counting who found no place. No event: a counter is nobody's doing, and citizens pass by in great numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from madoguchi.booking.demand.models import UnmetDemand
from madoguchi.booking.demand.rules import Occasion
from madoguchi.booking.rules import Channel
from madoguchi.core import clock
from madoguchi.municipality.models import Procedure


def count_unmet(
    procedures: Iterable[Procedure], *, channel: Channel, occasion: Occasion, wished_on: date | None = None
) -> None:
    """One procedure for each person who would have come. A family with two procedures counts for both."""
    for procedure, people in Counter(procedures).items():
        key = {
            "asked_on": clock.today(),
            "wished_on": wished_on,
            "procedure": procedure,
            "channel": channel.value,
            "occasion": occasion.value,
        }
        if not _add(key, people):
            try:
                with transaction.atomic():
                    UnmetDemand.objects.create(**key, times=1, people=people)
            except IntegrityError:  # somebody else has just made the row
                _add(key, people)


def _add(key: Mapping[str, object], people: int) -> bool:
    rows = UnmetDemand.objects.filter(**key)
    return bool(rows.update(times=F("times") + 1, people=F("people") + people))
