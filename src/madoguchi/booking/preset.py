"""Booking's part of a preset: when one may book, and the pattern of the day that is published."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from madoguchi.booking.rules import Band
from madoguchi.core.preset import ReadBy, Section
from madoguchi.municipality.kept import settings_part


class BandOfPreset(BaseModel):
    """One line of the pattern: on these weekdays, from–to, in slots of so many minutes, with these limits."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    weekdays: str = Field(title="曜日", pattern="^[月火水木金土日]+$")
    starts: time = Field(title="開始")
    ends: time = Field(title="終了")
    minutes: int = Field(title="1枠の分数", ge=5, le=480)
    people: int = Field(title="人数の上限", ge=0, le=1000)
    bookings: int = Field(title="件数の上限", ge=0, le=1000)

    @model_validator(mode="after")
    def _holds_at_least_one_slot(self) -> "BandOfPreset":
        if not list(self.as_rule().slot_times()):
            raise ValueError("時間帯の長さが、予約枠1つの長さより短くなっています")
        return self

    def as_rule(self) -> Band:
        return Band(self.starts, self.ends, self.minutes, self.people, self.bookings)


class BookingSection(Section):
    opens_days_ahead: Annotated[
        int,
        ReadBy("madoguchi.booking.queries:booking_window"),
        Field(title="何日先まで予約できるか", ge=1, le=730),
    ]
    closes_days_before: Annotated[
        int,
        ReadBy("madoguchi.booking.queries:booking_window"),
        Field(title="何日前の終わりで締め切るか", description="1なら前日の終わりまで予約できます。", ge=0, le=60),
    ]
    few_up_to: Annotated[
        int,
        ReadBy("madoguchi.booking.queries:availability_by_day"),
        Field(title="残りが何人以下で△にするか", ge=0, le=1000),
    ]
    bands: Annotated[
        list[BandOfPreset],
        ReadBy("madoguchi.booking.actions:bands_on"),
        Field(title="予約時間帯の型", description="曜日ごとの時間帯、1枠の分数、人数と件数の上限です。"),
    ]


PART = settings_part("booking", sections={"booking": BookingSection})
