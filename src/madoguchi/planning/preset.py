"""The forecast's part of a preset: what volume the body expects."""

from typing import Annotated

from pydantic import Field

from madoguchi.core.preset import NotReadYet, Section
from madoguchi.municipality.kept import settings_part

LATER = NotReadYet("planning")


class Volume(Section):
    calls_a_month: Annotated[int, LATER] = Field(title="想定入電（月）", ge=0, description="0 は示されていません")
    minutes_a_call: Annotated[float, LATER] = Field(title="1件の分数", ge=0)
    opening_days_a_month: Annotated[int, LATER] = Field(title="開庁日（月）", ge=0)
    bookings_a_day_from: Annotated[int, LATER] = Field(title="予約（日）下", ge=0)
    bookings_a_day_to: Annotated[int, LATER] = Field(title="予約（日）上", ge=0)
    telephone_share_from_percent: Annotated[int, LATER] = Field(title="電話予約の割合（%）下", ge=0, le=100)
    telephone_share_to_percent: Annotated[int, LATER] = Field(title="電話予約の割合（%）上", ge=0, le=100)
    certificate_peak_fiscal_year: Annotated[int, LATER] = Field(title="電子証明書の山（年度）", ge=0)
    peaks: Annotated[list[str], LATER] = Field(title="入電の山")


PART = settings_part("planning", sections={"volume": Volume})
