"""Keeping what the former contractor handed over, and taking it out again."""

from collections.abc import Sequence

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.history.record import About, record
from madoguchi.metrics.baseline.models import BaselineValue
from madoguchi.metrics.baseline.queries import MAY_ENTER
from madoguchi.metrics.baseline.refusals import FigureUnknown, NotAShare, NothingToKeep, SourceMissing
from madoguchi.metrics.baseline.rules import Line
from madoguchi.metrics.definitions import BY_KEY, Unit
from madoguchi.metrics.history import BASELINE


@transaction.atomic
def keep_baseline(lines: Sequence[Line], *, source: str, by: Actor) -> int:
    """All of them or none. A month that is entered again takes the place of what stood there."""
    by.need(MAY_ENTER)
    if not source.strip():
        raise SourceMissing
    if not lines:
        raise NothingToKeep
    for line in lines:
        if line.figure not in BY_KEY:
            raise FigureUnknown
        if BY_KEY[line.figure].unit is Unit.PERCENT and line.value > 100:
            raise NotAShare
    now = clock.now()
    for line in lines:
        BaselineValue.objects.update_or_create(
            figure=line.figure,
            month=line.month.replace(day=1),
            defaults={
                "value": line.value,
                "source": source.strip(),
                "entered_by": by.key,
                "entered_at": now,
            },
        )
    months = sorted({f"{line.month:%Y-%m}" for line in lines})
    record(
        "baseline.kept",
        by=by,
        about=About(BASELINE, "former"),
        facts={
            "baseline_values": len(lines),
            "baseline_months": "〜".join(dict.fromkeys([months[0], months[-1]])),
            "baseline_source": source.strip(),
        },
    )
    return len(lines)


@transaction.atomic
def remove_baseline(value: BaselineValue, *, by: Actor) -> None:
    by.need(MAY_ENTER)
    value = BaselineValue.objects.select_for_update().get(pk=value.pk)
    record(
        "baseline.removed",
        by=by,
        about=About(BASELINE, "former"),
        facts={
            "baseline_months": f"{value.month:%Y-%m} {BY_KEY[value.figure].label}",
            "baseline_value": f"{value.value:g}",
        },
    )
    value.delete()
