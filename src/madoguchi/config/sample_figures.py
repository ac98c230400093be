"""Goals that the demo's supervisor has set, a remark, and a year of a former contractor's figures."""

from datetime import date, time
from random import Random

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.metrics.baseline.actions import keep_baseline
from madoguchi.metrics.baseline.models import BaselineValue
from madoguchi.metrics.baseline.rules import Line
from madoguchi.metrics.kpi.actions import set_value, write_remark
from madoguchi.metrics.kpi.models import KpiValue
from madoguchi.quality.rules import months_until

SEED = 20261129
GOALS = (
    ("answer_rate", 78.0, 85.0),
    ("abandonment_rate", 18.0, 12.0),
    ("asa", 40.0, 30.0),
    ("completion_rate", 75.0, 80.0),
)
REMARK = "昼の時間帯に応答できない着信が多いため、休憩を3回に分け、12時台の席を1つ増やしました。"
# What a month of the former contractor was like, and how far it went up and down.
FORMER = {
    "received": (320, 40),
    "answer_rate": (79.5, 4),
    "abandonment_rate": (15, 3),
    "asa": (38, 9),
    "average_talk": (262, 18),
    "completion_rate": (72, 3),
    "transfer_rate": (17, 2),
}


def set_goals_and_keep_former_figures(supervisor: Actor, manager: Actor) -> int:
    """How many goals; a second time changes nothing."""
    if KpiValue.objects.exists() or BaselineValue.objects.exists():
        return 0
    *_, before, last, this = months_until(clock.today(), count=3)
    for month, place in ((before, 0), (this, 1)):
        with clock.as_if(clock.moment(month, time(9))):
            for key, *values in GOALS:
                set_value(
                    key, values[place], effective_on=month, by=supervisor, responsible=supervisor.key,
                    reason="" if place == 0 else "先月までの実績を踏まえて",
                )  # fmt: skip
    with clock.as_if(clock.moment(last, time(17))):
        write_remark("answer_rate", REMARK, by=supervisor)
    keep_baseline(_former(months_until(last, count=13)[:-1]), source="前の事業者の月次報告書（見本）", by=manager)
    return len(GOALS)


def _former(months: list[date]) -> list[Line]:
    random = Random(SEED)  # noqa: S311 - a sample, not a secret
    return [
        Line(month, key, round(middle + random.uniform(-spread, spread), 1 if middle < 300 else None))
        for month in months
        for key, (middle, spread) in FORMER.items()
    ]
