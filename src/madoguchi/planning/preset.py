"""The forecast's part of a preset: what volume the body expects, and what is assumed until there is something to see."""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import ReadBy, Section
from madoguchi.municipality.kept import settings_part

SAID = ReadBy("madoguchi.planning.forecast.queries:calls_said")
HANDLING = ReadBy("madoguchi.planning.seats.queries:handling_of")
PLACES = ReadBy("madoguchi.planning.places.queries:bookings_said")
REMINDED = ReadBy("madoguchi.planning.peaks.queries:reminders_on")


class Volume(Section):
    calls_a_month: Annotated[int, SAID] = Field(title="想定入電（月）", ge=0, description="0 は示されていません")
    minutes_a_call: Annotated[float, HANDLING] = Field(
        title="1件の分数", ge=0, description="実績がこれより長くなれば、実績で計画します。"
    )
    opening_days_a_month: Annotated[int, SAID] = Field(title="開庁日（月）", ge=0)
    bookings_a_day_from: Annotated[int, PLACES] = Field(title="予約（日）下", ge=0)
    bookings_a_day_to: Annotated[int, PLACES] = Field(title="予約（日）上", ge=0)
    telephone_share_from_percent: Annotated[int, PLACES] = Field(title="電話予約の割合（%）下", ge=0, le=100)
    telephone_share_to_percent: Annotated[int, PLACES] = Field(title="電話予約の割合（%）上", ge=0, le=100)
    certificate_peak_fiscal_year: Annotated[int, REMINDED] = Field(title="電子証明書の山（年度）", ge=0)
    peaks: Annotated[list[str], REMINDED] = Field(title="入電の山")


class Plan(Section):
    """No document says these. Each is a proposal, and each gives way to what is seen."""

    answer_rate_percent: Annotated[int, ReadBy("madoguchi.planning.seats.queries:aim_on")] = Field(
        90, title="計画の応答率（%）", ge=1, le=99, description="契約に応答率の目標がないときに使います。提案値"
    )
    patience_seconds: Annotated[int, ReadBy("madoguchi.planning.seats.queries:patience_of")] = Field(
        120,
        title="切るまでの待ち時間（秒）",
        ge=5,
        le=3600,
        description="待つ人が切るまでの平均。実績がたまるまで使う提案値です。",
    )
    calls_per_100_letters: Annotated[float, ReadBy("madoguchi.planning.peaks.queries:proposed_for")] = Field(
        8.0, title="通知100通あたりの入電", ge=0, le=200, description="発送の予定に入れる、はじめの値。提案値"
    )
    places_per_100_letters: Annotated[float, ReadBy("madoguchi.planning.peaks.queries:proposed_for")] = Field(
        20.0, title="通知100通あたりの予約", ge=0, le=200, description="発送の予定に入れる、はじめの値。提案値"
    )


PART = settings_part("planning", sections={"volume": Volume, "plan": Plan})
