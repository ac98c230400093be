"""The figures' part of a preset: targets and how they are counted."""

from typing import Annotated, Literal

from pydantic import Field

from madoguchi.core.preset import ReadBy, Section
from madoguchi.municipality.kept import settings_part

TERMS = ReadBy("madoguchi.metrics.queries:terms_on")
GOALS = ReadBy("madoguchi.metrics.kpi.queries:goals_of_contract")
AVAILABILITY = ReadBy("madoguchi.metrics.availability.queries:target_percent")


class Targets(Section):
    answer_rate_percent: Annotated[int, TERMS] = Field(
        title="応答率の目標（%）", ge=0, le=100, description="0 は目標なし"
    )
    answer_rate_period: Annotated[Literal["month"], TERMS] = Field(title="応答率を測る期間")
    answer_rate_formula: Annotated[Literal["answered_of_inbound_in_hours", "answered_of_queued"], TERMS] = Field(
        title="応答率の式", description="A-01: オペレーターが応答した件数 ÷ 受付時間内の着信"
    )
    abandoned_in_queue_counts: Annotated[bool, TERMS] = Field(
        title="待ち中の切断を応答なしに数える", description="A-01"
    )
    overflow_counts: Annotated[bool, TERMS] = Field(title="混雑案内での終話を応答なしに数える", description="A-01")
    second_figure_against: Annotated[int, TERMS] = Field(
        title="参考の応答率の分母（件）", ge=0, description="A-01: 0 は出さない"
    )
    service_level_seconds: Annotated[int, TERMS] = Field(
        20,
        title="サービスレベルの秒数",
        ge=1,
        le=600,
        description="この秒数以内の応答の割合を出します。契約に定めがなければ提案値",
    )
    completion_rate: Annotated[Literal["completed_of_answered", "completed_of_recorded"], TERMS] = Field(
        title="完了率の式", description="A-16"
    )
    transfer_rate: Annotated[Literal["transferred_of_answered", "transferred_of_recorded"], TERMS] = Field(
        title="転送率の式", description="A-16"
    )
    first_answer_rate_rising: Annotated[bool, GOALS] = Field(title="一次回答率を高める", description="A-30")
    first_completion_rate_rising: Annotated[bool, GOALS] = Field(title="一次完結率を高める", description="A-30")
    calls_falling: Annotated[bool, GOALS] = Field(title="入電を減らす")
    availability_percent: Annotated[float, AVAILABILITY] = Field(
        title="稼働率の目標（%）", ge=0, le=100, description="A-32: 月ごと、計画停止を除く。0 は目標なし"
    )


PART = settings_part("metrics", sections={"targets": Targets})
