"""The city's deadlines, as settings (001 §5(5); reading A-08)."""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from madoguchi.booking.deliveries.rules import DatedRule, DeadlineRule
from madoguchi.core.preset import ReadBy, Section


class DeadlineOfPreset(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    weekdays: str = Field(title="曜日", pattern="^[月火水木金土日]+$")
    at: time = Field(title="時刻")
    days: Literal["受付日", "毎日"] = Field(title="受付日だけか毎日か", default="受付日")
    covers: Literal["その時まで", "前日まで"] = Field(title="いつまでの入力分か", default="その時まで")

    def as_rule(self) -> DeadlineRule:
        return DeadlineRule(self.weekdays, self.at, self.days == "受付日", self.covers == "前日まで")


class DatedDeadline(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    day: date = Field(title="日付")
    at: time | Literal["なし"] = Field(title="時刻（期限のない日は「なし」）")

    def as_rule(self) -> DatedRule:
        return DatedRule(self.day, self.at if isinstance(self.at, time) else None)


class DeliveriesSection(Section):
    deadlines: Annotated[
        list[DeadlineOfPreset],
        ReadBy("madoguchi.booking.deliveries.queries:dues_between"),
        Field(title="市への提出の期限", description="コールセンターが入力した予約を、市へ提出する期限です。"),
    ]
    dated_deadlines: Annotated[
        list[DatedDeadline],
        ReadBy("madoguchi.booking.deliveries.queries:dues_between"),
        Field(title="日を決めた期限", description="ここにある日は、上の期限の代わりにこの時刻が期限です。"),
    ] = Field(default=[])
    automatic: Annotated[
        bool,
        ReadBy("madoguchi.booking.deliveries.jobs:hand_over_at_deadline"),
        Field(title="期限に自動で提出する", description="いいえなら、人が画面で提出します。"),
    ]
    warn_minutes: Annotated[
        int,
        ReadBy("madoguchi.booking.deliveries.queries:standing"),
        Field(title="期限の何分前から知らせるか", ge=0, le=1440),
    ]
    keep_days: Annotated[
        int,
        ReadBy("madoguchi.booking.deliveries.jobs:forget_old_rows"),
        Field(
            title="提出した内容を残す日数",
            description="過ぎると、氏名などの行だけを消し、記録は残します。",
            ge=1,
            le=3650,
        ),
    ]
