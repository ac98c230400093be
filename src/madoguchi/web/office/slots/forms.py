"""Forms of the slots. What they ask for becomes slots as a day should have them; the rules have the last word."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from django import forms

from madoguchi.booking.capacity.actions import slots_from
from madoguchi.booking.capacity.changes import limited, settings_for, with_limits, with_more_places
from madoguchi.booking.models import Slot
from madoguchi.booking.rules import Band
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

MOST_PLACES = 1000
BAND = ("band_starts", "band_ends", "band_minutes", "band_people", "band_bookings")


class TimeOfDayField(forms.TimeField):
    """17:30, 1730, 17時30分, also in full width."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H%M", "%H時%M分", "%H時"],
            widget=forms.TimeInput(format="%H:%M", attrs={"class": "short", "autocomplete": "off"}),
            error_messages={"invalid": "時刻は「17:30」のように入力してください。"},
            **options,
        )

    def to_python(self, value: Any) -> time | None:
        return super().to_python(unicodedata.normalize("NFKC", value) if isinstance(value, str) else value)


class PlacesField(forms.IntegerField):
    """A number of people or bookings."""

    def __init__(self, *, least: int = 0, most: int = MOST_PLACES, spoken: str = "", **options: Any) -> None:
        super().__init__(min_value=least, max_value=most, **options)
        self.widget.attrs["class"] = "short"
        if spoken:
            self.widget.attrs["aria-label"] = spoken


def note_field(help_text: str = "履歴に残ります。") -> forms.CharField:
    return forms.CharField(label="メモ（理由など）", required=False, max_length=200, help_text=help_text)


class SlotRow:
    """A slot in the table of the form."""

    def __init__(self, form: "DayForm", slot: Slot) -> None:
        key = key_of(slot)
        self.slot = slot
        self.people, self.bookings = form[f"people_{key}"], form[f"bookings_{key}"]
        self.drop = form[f"drop_{key}"]


class DayForm(FrameForm):
    """A day's slots: their limits, which of them go, a band that comes, or the whole day closed."""

    may_override = True

    closes = forms.BooleanField(label="この日を閉じる（すべての枠を取りやめる）", required=False)
    band_starts = TimeOfDayField(label="開始", required=False)
    band_ends = TimeOfDayField(label="終了", required=False)
    band_minutes = PlacesField(label="1枠の分数", required=False, least=5, most=480)
    band_people = PlacesField(label="1枠の人数の上限", required=False)
    band_bookings = PlacesField(label="1枠の件数の上限", required=False)
    note = note_field("「休日臨時開庁」「窓口の工事」など。暦と履歴に出ます。")

    def __init__(self, *args: Any, slots: Iterable[Slot], **options: Any) -> None:
        self.slots = list(slots)
        made: dict[str, forms.Field] = {}
        for slot in self.slots:
            key, at = key_of(slot), f"{clock.in_tokyo(slot.starts_at):%H:%M}"
            made[f"people_{key}"] = PlacesField(
                label=f"{at} の人数の上限", initial=slot.people_limit, spoken=f"{at} の人数の上限"
            )
            made[f"bookings_{key}"] = PlacesField(
                label=f"{at} の件数の上限", initial=slot.bookings_limit, spoken=f"{at} の件数の上限"
            )
            made[f"drop_{key}"] = forms.BooleanField(
                label=f"{at} の枠を取りやめる",
                required=False,
                widget=forms.CheckboxInput(attrs={"aria-label": f"{at} の枠を取りやめる"}),
            )
        self.base_fields = {**made, **type(self).declared_fields}  # type: ignore[misc]  # made for this day
        super().__init__(*args, **options)
        self.rows = [SlotRow(self, slot) for slot in self.slots]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        filled = [name for name in BAND if typed.get(name) is not None]
        if filled and len(filled) < len(BAND):
            for name in set(BAND) - set(filled) - set(self.errors):
                self.add_error(name, f"加える時間帯の「{self.fields[name].label}」を入力してください。")
        elif filled and not list(self._band().slot_times()):
            self.add_error("band_ends", "時間帯の長さが、1枠の分数より短くなっています。")
        return typed

    def wanted(self, site: Site, day: date) -> list[Slot]:
        typed = self.cleaned_data
        if typed["closes"]:
            return []
        settings = settings_for(self.slots)
        kept = [
            limited(slot, people=typed[f"people_{key}"], bookings=typed[f"bookings_{key}"], settings=settings)
            for slot in self.slots
            for key in [key_of(slot)]
            if not typed[f"drop_{key}"]
        ]
        if typed["band_starts"] is None:
            return kept
        # CAL-04: an opening in the evening or on a day off has hours of its own.
        return [*kept, *slots_from([self._band()], site, day, within=None)]

    def _band(self) -> Band:
        typed = self.cleaned_data
        return Band(*(typed[name] for name in BAND))


class BlockForm(FrameForm):
    """Places of one slot that are given elsewhere (000 Q30: LINE)."""

    may_override = True

    people = PlacesField(label="予約外に当てる人数", help_text="0にすると、ふたたび予約できるようになります。")
    note = forms.CharField(
        label="理由",
        required=False,
        max_length=200,
        help_text="当てるときは、必ず入れます。「LINEの予約」「窓口での受付」など。一覧に出ます。",
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("people") and not typed.get("note") and "note" not in self.errors:
            self.add_error("note", "理由を入力してください。")
        return typed


class PeriodForm(FrameForm):
    """From a day to a day, both inside."""

    first = TolerantDateField(label="最初の日")
    last = TolerantDateField(label="最後の日")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("first"), typed.get("last")
        if first and first < clock.today():
            self.add_error("first", "今日、またはこれからの日を入力してください。")
        if first and last and last < first:
            self.add_error("last", "最初の日より後の日を入力してください。")
        elif first and last and (last - first).days > 366:
            self.add_error("last", "一度に見直せるのは、1年分までです。")
        return typed


MORE, LIMITS, CLOSE = "more", "limits", "close"


class BulkForm(PeriodForm):
    """The same for every published slot of the days between, on these weekdays."""

    may_override = True

    weekdays = forms.MultipleChoiceField(
        label="曜日",
        required=False,
        choices=[(weekday, weekday) for weekday in clock.WEEKDAYS],
        widget=forms.CheckboxSelectMultiple,
        help_text="選ばなければ、すべての曜日です。",
    )
    do_what = forms.ChoiceField(
        label="見直しの内容",
        choices=[
            (MORE, "枠ごとに増やす・減らす"),
            (LIMITS, "枠ごとの上限を決める"),
            (CLOSE, "閉じる（枠を取りやめる）"),
        ],
        widget=forms.RadioSelect,
    )
    people = PlacesField(
        label="人数", least=-MOST_PLACES, required=False, help_text="減らすときは -2 のように書きます。"
    )
    bookings = PlacesField(
        label="件数", least=-MOST_PLACES, required=False, help_text="増減では、空なら人数と同じです。"
    )
    note = note_field("暦と履歴に出ます。")

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        do_what, people, bookings = (typed.get(name) for name in ("do_what", "people", "bookings"))
        if do_what in (MORE, LIMITS) and people is None and "people" not in self.errors:
            self.add_error("people", "人数を入力してください。")
        if do_what == LIMITS:
            if bookings is None and "bookings" not in self.errors:
                self.add_error("bookings", "件数を入力してください。")
            for name, value in (("people", people), ("bookings", bookings)):
                if value is not None and value < 0:
                    self.add_error(name, "上限は0以上で入力してください。")
        return typed

    def asks_for(self, day: date) -> bool:
        weekdays = self.cleaned_data["weekdays"]
        return not weekdays or clock.WEEKDAYS[day.weekday()] in weekdays

    def wanted(self, slots: Sequence[Slot]) -> list[Slot]:
        typed = self.cleaned_data
        if typed["do_what"] == CLOSE:
            return []
        if typed["do_what"] == LIMITS:
            return with_limits(slots, people=typed["people"], bookings=typed["bookings"])
        return with_more_places(slots, people=typed["people"], bookings=self._bookings_more())

    def in_words(self) -> str:
        typed = self.cleaned_data
        if typed["do_what"] == CLOSE:
            return "枠を取りやめる"
        if typed["do_what"] == LIMITS:
            return f"枠ごとの上限を {typed['people']}人・{typed['bookings']}件 にする"
        return f"枠ごとに {typed['people']:+}人・{self._bookings_more():+}件"

    def _bookings_more(self) -> int:
        bookings: int | None = self.cleaned_data["bookings"]
        people: int = self.cleaned_data["people"]
        return people if bookings is None else bookings


def key_of(slot: Slot) -> str:
    return f"{clock.in_tokyo(slot.starts_at):%H%M}"
