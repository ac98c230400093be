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

    site: str = Field(title="会場", default="", description="空なら、すべての会場です。")
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


class WindowOfSite(BaseModel):
    """A site that opens or closes its bookings otherwise than the others (reading A-07)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    site: str = Field(title="会場", min_length=1)
    opens_days_ahead: int = Field(title="何日先まで", ge=1, le=730)
    closes_days_before: int = Field(title="何日前に締切り", ge=0, le=60)
    closes_at: time | None = Field(title="締切りの時刻", default=None)


class Outcome(BaseModel):
    """How a visit went, as the counter ticks it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    code: str = Field(title="符号", pattern="^[a-z_]{1,30}$")
    label: str = Field(title="名称", min_length=1, max_length=40)


class BookingSection(Section):
    opens_days_ahead: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.queries:booking_window"),
        Field(title="何日先まで予約できるか", ge=1, le=730),
    ]
    closes_days_before: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.queries:booking_window"),
        Field(title="何日前に締め切るか", description="1なら前日まで予約できます。", ge=0, le=60),
    ]
    closes_at: Annotated[
        time | None,
        ReadBy("madoguchi.booking.capacity.queries:booking_window"),
        Field(title="締切りの時刻", description="空なら、その日の終わりです。"),
    ] = None
    site_windows: Annotated[
        list[WindowOfSite],
        ReadBy("madoguchi.booking.capacity.queries:booking_window"),
        Field(title="会場ごとの受付期間", description="ここにない会場は、上の値によります。"),
    ] = Field(default=[])
    hold_minutes: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.queries:hold_minutes"),
        Field(title="仮押さえの分数", ge=3, le=60),
    ] = 10
    telephone_percent: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.actions:share_of"),
        Field(title="電話のために残す割合（%）", ge=0, le=100),
    ] = 0
    telephone_until_days_before: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.actions:share_of"),
        Field(title="電話の分を何日前に開放するか", ge=0, le=60),
    ] = 2
    telephone_until_at: Annotated[
        time,
        ReadBy("madoguchi.booking.capacity.actions:share_of"),
        Field(title="電話の分を開放する時刻"),
    ] = time(17)
    few_up_to: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.queries:availability_by_day"),
        Field(title="残りが何人以下で△にするか", ge=0, le=1000),
    ]
    bands: Annotated[
        list[BandOfPreset],
        ReadBy("madoguchi.booking.capacity.queries:bands_on"),
        Field(title="予約時間帯の型", description="曜日ごとの時間帯、1枠の分数、人数と件数の上限です。"),
    ]
    outcomes: Annotated[
        list[Outcome],
        ReadBy("madoguchi.booking.counter.actions:set_state"),
        Field(title="窓口での結果"),
    ] = Field(
        default=[
            Outcome(code="done", label="手続き完了"),
            Outcome(code="forgot_papers", label="持ち物の不足"),
            Outcome(code="pin_locked", label="暗証番号のロック"),
            Outcome(code="system_down", label="システム停止"),
            Outcome(code="other", label="その他"),
        ]
    )


PART = settings_part("booking", sections={"booking": BookingSection})
