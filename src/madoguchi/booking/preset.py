"""Booking's part of a preset: when one may book, and the pattern of the day that is published."""

from collections import Counter
from collections.abc import Iterable
from datetime import time
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from madoguchi.booking.deliveries.preset import DeliveriesSection
from madoguchi.booking.items import ACCOMMODATIONS_TABLE, ALWAYS_ASKED, ITEM_LABELS, ITEMS_TABLE
from madoguchi.booking.paper.preset import PaperSection
from madoguchi.booking.rules import Band
from madoguchi.booking.triage import TRIAGE_TABLE
from madoguchi.core.preset import PartValues, PresetProblem, ReadBy, Row, Section
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
        ReadBy("madoguchi.booking.capacity.window:booking_window"),
        Field(title="何日先まで予約できるか", ge=1, le=730),
    ]
    closes_days_before: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.window:booking_window"),
        Field(title="何日前に締め切るか", description="1なら前日まで予約できます。", ge=0, le=60),
    ]
    closes_at: Annotated[
        time | None,
        ReadBy("madoguchi.booking.capacity.window:booking_window"),
        Field(title="締切りの時刻", description="空なら、その日の終わりです。"),
    ] = None
    site_windows: Annotated[
        list[WindowOfSite],
        ReadBy("madoguchi.booking.capacity.window:booking_window"),
        Field(title="会場ごとの受付期間", description="ここにない会場は、上の値によります。"),
    ] = Field(default=[])
    hold_minutes: Annotated[
        int,
        ReadBy("madoguchi.booking.capacity.queries:hold_minutes"),
        Field(title="仮押さえの分数", ge=3, le=60),
    ] = 10
    holds_per_browser: Annotated[
        int,
        ReadBy("madoguchi.booking.online.queries:limits"),
        Field(
            title="一つのブラウザで同時に押さえられる時間の数",
            description="超えると、古いものから放します。",
            ge=1,
            le=20,
        ),
    ] = 3
    holds_per_line: Annotated[
        int,
        ReadBy("madoguchi.booking.online.queries:limits"),
        Field(
            title="一つの回線から1時間に押さえられる回数",
            description="4分の1を超えると、機械でないことを自動で確かめます。",
            ge=4,
            le=1_000_000,
        ),
    ] = 600
    people_held_per_line: Annotated[
        int,
        ReadBy("madoguchi.booking.online.queries:limits"),
        Field(
            title="一つの回線から同時に押さえられる人数",
            description="4分の1を超えると、機械でないことを自動で確かめます。",
            ge=10,
            le=1_000_000,
        ),
    ] = 120
    bookings_per_phone: Annotated[
        int,
        ReadBy("madoguchi.booking.online.queries:limits"),
        Field(
            title="一つの電話番号でウェブから持てる予約の数",
            description="電話と窓口の受付には及びません。",
            ge=1,
            le=1000,
        ),
    ] = 6
    bookings_per_person_a_day: Annotated[
        int,
        ReadBy("madoguchi.booking.online.queries:limits"),
        Field(
            title="同じ人が同じ日にウェブから持てる予約の数",
            description="同じ電話番号の同じ名前を、同じ人とみなします。",
            ge=1,
            le=100,
        ),
    ] = 2
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
    step_order: Annotated[
        Literal["procedure_first", "calendar_first"],
        ReadBy("madoguchi.web.citizen.choice:begins_with_the_calendar"),
        Field(title="予約の順序", description="先に手続きと人数を選ぶか、先に日時を選ぶか（001 §7(4)ウ）。"),
    ] = "procedure_first"
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


LABEL = Field(default="", max_length=60)
HELP = Field(default="", max_length=300)
CODE = Field(title="記号", pattern="^[a-z][a-z0-9_]{0,19}$")
ItemName = Literal["name", "kana", "phone", "email", "postal_code", "address", "accommodation", "note"]


class ItemRow(Row):
    """An item of the booking forms, in the order in which it is asked. Empty words: those of the product."""

    reader: ClassVar = ReadBy("madoguchi.booking.items:items_in_order")

    item: ItemName
    web: Literal["hidden", "optional", "required"]
    telephone: Literal["hidden", "optional", "required"]
    label_ja: str = LABEL
    label_ja_easy: str = LABEL
    label_en: str = LABEL
    help_ja: str = HELP
    help_ja_easy: str = HELP
    help_en: str = HELP


class AccommodationRow(Row):
    """A kind of help at the counter (LNG-07). What is done, never why."""

    reader: ClassVar = ReadBy("madoguchi.booking.items:accommodations")

    code: str = CODE
    label_ja: str = Field(min_length=1, max_length=60)
    label_ja_easy: str = Field(min_length=1, max_length=60)
    label_en: str = Field(min_length=1, max_length=60)


class TriageRow(Row):
    """An answer to 「お手元にあるのは？」 and the procedures that it leads to."""

    reader: ClassVar = ReadBy("madoguchi.booking.triage:answers")

    code: str = CODE
    procedures: str = Field(title="手続き", min_length=1)  # codes with spaces between them, the likeliest first
    label_ja: str = Field(min_length=1, max_length=60)
    label_ja_easy: str = Field(min_length=1, max_length=60)
    label_en: str = Field(min_length=1, max_length=60)
    text_ja: str = HELP
    text_ja_easy: str = HELP
    text_en: str = HELP


def _problems(values: PartValues) -> Iterable[PresetProblem]:
    for file, column in ((ITEMS_TABLE, "item"), (ACCOMMODATIONS_TABLE, "code"), (TRIAGE_TABLE, "code")):
        for name, count in Counter(getattr(row, column) for row in values.tables.get(file, ())).items():
            if count > 1:
                yield PresetProblem(file, column, f"「{name}」が {count} 行あります")
    if ITEMS_TABLE in values.tables:
        items: dict[str, ItemRow] = {
            row.item: row for row in values.tables[ITEMS_TABLE] if isinstance(row, ItemRow)
        }
        for name in ALWAYS_ASKED:
            row = items.get(name)
            if row is None or (row.web, row.telephone) != ("required", "required"):
                yield PresetProblem(ITEMS_TABLE, name, f"「{ITEM_LABELS[name]}」は、いつも必須です")


PART = settings_part(
    "booking",
    sections={"booking": BookingSection, "deliveries": DeliveriesSection, "paper": PaperSection},
    tables={ITEMS_TABLE: ItemRow, TRIAGE_TABLE: TriageRow, ACCOMMODATIONS_TABLE: AccommodationRow},
    problems=_problems,
)
