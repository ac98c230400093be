"""What was recorded about the city's own system, found and counted."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from madoguchi.booking.external.models import ExternalMonth, ExternalRecord
from madoguchi.booking.external.rules import OUTCOME_LABELS, Outcome
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import is_on

MAY_VIEW = "external.view"


@dataclass(frozen=True)
class Month:
    """What we counted beside what the city's system says."""

    first: date
    counted: dict[Outcome, int]
    told: ExternalMonth | None

    @property
    def accepted(self) -> int:
        return self.counted.get(Outcome.ACCEPTED, 0)

    @property
    def others(self) -> list[tuple[str, int]]:
        """What else was done, in words."""
        return [
            (label, self.counted[outcome])
            for outcome, label in OUTCOME_LABELS.items()
            if outcome is not Outcome.ACCEPTED and outcome in self.counted
        ]

    @property
    def difference(self) -> int | None:
        return None if self.told is None else self.told.accepted - self.accepted


def keeps_external_records() -> bool:
    """003 第2-2(2)オ: the contractor must use the city's running system."""
    return is_on("external_reservations")


def records_visible_to(actor: Actor) -> QuerySet[ExternalRecord]:
    if not (keeps_external_records() and actor.may(MAY_VIEW)):
        return ExternalRecord.objects.none()
    return ExternalRecord.objects.prefetch_related("procedures").order_by("-recorded_at", "-pk")


def key_of_number(written: str) -> str:
    """A number of another system however it is typed: without dashes, spaces, widths and large letters."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", written))).casefold()


def with_number(records: QuerySet[ExternalRecord], typed: str) -> QuerySet[ExternalRecord]:
    key = key_of_number(typed)
    return records.filter(search_number__contains=key) if key else records.none()


def in_month(records: QuerySet[ExternalRecord], first: date) -> QuerySet[ExternalRecord]:
    return records.filter(recorded_at__gte=clock.start_of(first), recorded_at__lt=clock.start_of(following(first)))


def months(actor: Actor) -> list[Month]:
    """Every month of which anything is known, the newest first. What was withdrawn is not counted."""
    if not actor.may(MAY_VIEW):
        return []
    records = ExternalRecord.objects.filter(withdrawn_at=None)
    rows = (
        records.annotate(month=TruncMonth("recorded_at", tzinfo=clock.TOKYO))
        .values("month", "outcome")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counted: dict[date, dict[Outcome, int]] = {}
    for row in rows:
        counted.setdefault(row["month"].date(), {})[Outcome(row["outcome"])] = row["count"]
    told = {month.month: month for month in ExternalMonth.objects.all()}
    return [
        Month(first, counted.get(first, {}), told.get(first))
        for first in sorted({*counted, *told, clock.today().replace(day=1)}, reverse=True)
    ]


def following(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
