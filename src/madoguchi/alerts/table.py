"""alert_rules.csv: which rules are used here, from where on, how often, and when the next level is called."""

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field

from madoguchi.alerts.rules import RULE_LABELS
from madoguchi.core.preset import PartValues, PresetProblem, ReadBy, Row

RULES_TABLE = "alert_rules.csv"


class AlertRuleRow(Row):
    reader: ClassVar = ReadBy("madoguchi.alerts.queries:terms_of_rules")

    rule: Literal[
        "long_wait", "queue_length", "long_call", "answer_rate_day", "answer_rate_month", "complaint", "emergency",
        "away_long", "nobody_there", "exchange_down",
    ]  # fmt: skip
    is_used: bool
    threshold: int = Field(ge=0, le=100_000)
    cool_down_minutes: int = Field(ge=0, le=10_000)
    escalate_after_minutes: int = Field(ge=0, le=10_000)  # 0: never
    note: str = Field("", max_length=200)


def problems(values: PartValues) -> Iterable[PresetProblem]:
    rows = [row for row in values.tables.get(RULES_TABLE, ()) if isinstance(row, AlertRuleRow)]
    for rule, count in Counter(row.rule for row in rows).items():
        if count > 1:
            label = next(label for one, label in RULE_LABELS.items() if one.value == rule)
            yield PresetProblem(RULES_TABLE, rule, f"「{label}」が {count} 行あります")
