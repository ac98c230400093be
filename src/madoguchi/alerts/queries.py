"""Reading alerts: who is called, what is open, what was; how the rules are set; the snapshot that they look at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from madoguchi.alerts.models import Alert, Watch
from madoguchi.alerts.rules import MINUTE, USUAL_TERMS, Known, Level, RateSoFar, Rule, Since, Snapshot, Terms
from madoguchi.alerts.table import RULES_TABLE
from madoguchi.calls.agents.rules import State
from madoguchi.calls.orders.queries import Standing
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.now.queries import now_figures
from madoguchi.metrics.now.shapes import Figures
from madoguchi.metrics.now.watched import calls_since, marks_now, telephone_open_since
from madoguchi.municipality.queries import kept_value

MAY_VIEW = "alerts.view"
MAY_EDIT = "alerts.edit"  # acknowledge; set the rules
CALLED_FIRST = "alert_calls.view"
CALLED_NEXT = "alert_escalations.view"

# Training is agreed; nobody is called because of it.
ABSENT = frozenset({State.AWAY, State.BREAK})
# The worker looks every few seconds; after so long without a look something is wrong with it.
LOOKED_WITHIN = timedelta(seconds=60)


def alerts_visible_to(actor: Actor) -> QuerySet[Alert]:
    return Alert.objects.all() if actor.may(MAY_VIEW) else Alert.objects.none()


def open_alerts(actor: Actor) -> list[Alert]:
    """What nobody has seen yet first, the urgent before the others, the oldest first."""
    found = alerts_visible_to(actor).filter(ended_at=None)
    return sorted(found, key=lambda one: (one.acknowledged_at is not None, not one.is_urgent, one.began_at))


def is_called(actor: Actor) -> bool:
    """Whether a badge stands on this person's pages at all."""
    return actor.may(CALLED_FIRST) or actor.may(CALLED_NEXT)


def calling(actor: Actor) -> list[Alert]:
    """What this person is called for now: open, seen by nobody, at their level."""
    mine = Q()
    if not actor.may(CALLED_FIRST):
        mine = Q(level=Level.NEXT)
    if not is_called(actor):
        return []
    found = Alert.objects.filter(mine, ended_at=None, acknowledged_at=None).order_by("-began_at", "-pk")
    return sorted(found, key=lambda one: not one.is_urgent)


def terms_of_rules() -> dict[Rule, Terms]:
    """Every rule, as it is set; one that the table does not name is as usual."""
    rows: list[dict[str, Any]] = kept_value(RULES_TABLE) or []
    said = {Rule(row["rule"]): _terms(row) for row in rows}
    return {rule: said.get(rule, usual) for rule, usual in USUAL_TERMS.items()}


def _terms(row: dict[str, Any]) -> Terms:
    after = int(row["escalate_after_minutes"])
    return Terms(
        bool(row["is_used"]),
        int(row["threshold"]),
        timedelta(minutes=int(row["cool_down_minutes"])),
        timedelta(minutes=after) if after else None,
        str(row.get("note", "")),
    )


def known_alerts(now: datetime, terms: dict[Rule, Terms]) -> list[Known]:
    """The open ones, those that cool down, those of the last minute."""
    longest = max([MINUTE, *(one.cool_down for one in terms.values())])
    lately = Q(ended_at=None) | Q(ended_at__gt=now - longest) | Q(began_at__gt=now - MINUTE)
    return [
        Known(
            Rule(one.rule),
            one.subject,
            one.began_at,
            one.ended_at,
            is_acknowledged=one.acknowledged_at is not None,
            level=Level(one.level),
            number=one.pk,
        )
        for one in Alert.objects.filter(lately)
    ]


def snapshot_now() -> Snapshot:
    """Of the figures, what rules look at."""
    now = now_figures()
    complaints, emergencies = marks_now(now.at)
    return Snapshot(
        at=now.at,
        waiting=tuple(Since(one.key, one.since) for one in now.waiting),
        calls=tuple(Since(extension, since) for extension, since in calls_since(now.at).items()),
        absent=tuple(Since(one.extension, one.since) for one in now.operators if one.state in ABSENT),
        people=len(now.operators),
        open_since=telephone_open_since(now.at),
        day=_so_far(now.today),
        month=_so_far(now.month),
        complaints=tuple(Since(str(pk), at) for pk, at in complaints),
        emergencies=tuple(Since(str(pk), at) for pk, at in emergencies),
        exchange_is_down=now.exchange not in (Standing.UP, Standing.NONE),
    )


def _so_far(figures: Figures) -> RateSoFar:
    rate = figures.answer_rate
    return RateSoFar(rate.percent, rate.whole, figures.terms.target_percent)


@dataclass(frozen=True)
class Watching:
    """Whether anybody looks: alerts that stay away for want of a worker must not look like a calm day."""

    looked_at: datetime | None
    is_alive: bool


def watching() -> Watching:
    row = Watch.objects.first()
    looked_at = row.looked_at if row else None
    return Watching(looked_at, looked_at is not None and clock.now() - looked_at < LOOKED_WITHIN)
