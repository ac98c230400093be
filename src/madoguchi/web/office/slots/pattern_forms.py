"""The pattern of a site as a form: bands with their weekdays, the booking window, the telephone's share."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from django import forms

from madoguchi.booking.rules import Band
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import values_of
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.office.slots.forms import PlacesField, TimeOfDayField, note_field

BLANK_ROWS, MOST_ROWS = 2, 40
OF_A_BAND = ("weekdays", "starts", "ends", "minutes", "people", "bookings")
OF_A_WINDOW = ("opens_days_ahead", "closes_days_before", "closes_at")
SHARE = ("telephone_percent", "telephone_until_days_before", "telephone_until_at")


class BandRow:
    """The fields of one band."""

    def __init__(self, form: "PatternForm", number: int) -> None:
        self.number = number + 1
        self.weekdays = form[f"weekdays_{number}"]
        self.fields = [form[f"{name}_{number}"] for name in OF_A_BAND[1:]]


class PatternForm(FrameForm):
    """Everything from one day on, with one note; what is the same stays without an event."""

    may_override = True

    only_here = forms.BooleanField(
        label="この会場だけの型にする",
        required=False,
        help_text="外すと、自分の型を持たないすべての会場に共通の型になります。",
    )
    window_only_here = forms.BooleanField(
        label="この会場だけの受付期間にする",
        required=False,
        help_text="外すと、自分の受付期間を持たないすべての会場に共通の期間になります。",
    )
    opens_days_ahead = PlacesField(label="何日先まで予約できるか", least=1, most=730)
    closes_days_before = PlacesField(
        label="何日前に締め切るか", most=60, help_text="1なら前日まで、0なら当日まで予約できます。"
    )
    closes_at = TimeOfDayField(label="締切りの時刻", required=False, help_text="空なら、その日の終わりです。")
    telephone_percent = PlacesField(label="電話のために残す割合（%）", most=100, help_text="0なら残しません。")
    telephone_until_days_before = PlacesField(label="電話の分を何日前に開放するか", most=60)
    telephone_until_at = TimeOfDayField(label="電話の分を開放する時刻")
    effective_on = TolerantDateField(
        label="適用する日", help_text="今日、またはこれからの日。この日より前の日の型は変わりません。"
    )
    note = note_field()

    def __init__(self, data: Any = None, *, site: Site) -> None:
        self.site = site
        self.values = values_of("booking", clock.today())
        bands, initial = self._bands_here(), self._initial()
        count = max(len(bands) + BLANK_ROWS, _rows_in(data or {}))
        made: dict[str, forms.Field] = {}
        for number in range(min(count, MOST_ROWS)):
            made |= _fields_of_a_band(number)
            if number < len(bands):
                initial |= {f"{name}_{number}": bands[number][name] for name in OF_A_BAND}
        self.base_fields = {**made, **type(self).declared_fields}  # type: ignore[misc]  # made for this site
        super().__init__(data, initial=initial)
        self.rows = [BandRow(self, number) for number in range(min(count, MOST_ROWS))]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        on_weekday: dict[str, list[tuple[time, time]]] = {}
        for row in self.rows:
            number = row.number - 1
            filled = {name for name in OF_A_BAND if typed.get(f"{name}_{number}") not in (None, [], "")}
            missing = {name for name in OF_A_BAND if f"{name}_{number}" not in self.errors} - filled
            if filled and missing:
                for name in missing:
                    label = self.fields[f"{name}_{number}"].label
                    self.add_error(f"{name}_{number}", f"時間帯{row.number}の「{label}」を入力してください。")
            elif filled == set(OF_A_BAND):
                self._check_band(number, typed, on_weekday)
        return typed

    def _check_band(
        self, number: int, typed: Mapping[str, Any], on_weekday: dict[str, list[tuple[time, time]]]
    ) -> None:
        starts, ends = typed[f"starts_{number}"], typed[f"ends_{number}"]
        if not list(Band(starts, ends, typed[f"minutes_{number}"], 0, 0).slot_times()):
            self.add_error(f"ends_{number}", "時間帯の長さが、1枠の分数より短くなっています。")
            return
        for weekday in typed[f"weekdays_{number}"]:
            others = on_weekday.setdefault(weekday, [])
            if any(starts < other_ends and other_starts < ends for other_starts, other_ends in others):
                self.add_error(f"starts_{number}", f"{weekday}曜日の時間帯が、ほかの時間帯と重なっています。")
                return
            others.append((starts, ends))

    def changes(self) -> dict[str, Any]:
        """The settings that would be other than they are on the day, as plain JSON."""
        typed, now = self.cleaned_data, values_of("booking", self.cleaned_data["effective_on"])
        wanted = {
            "bands": self._bands_wanted([band.model_dump(mode="json") for band in now["bands"]]),
            **{name: _plain(typed[name]) for name in SHARE},
            **self._window_wanted([window.model_dump(mode="json") for window in now["site_windows"]]),
        }
        return {f"booking.{name}": value for name, value in wanted.items() if value != _plain(now[name])}

    def _bands_wanted(self, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
        typed, scope = self.cleaned_data, self.site.code if self.cleaned_data["only_here"] else ""
        replaced = {scope, self.site.code}
        here = [
            {"site": scope} | {name: _plain(typed[f"{name}_{number}"]) for name in OF_A_BAND}
            for number in range(len(self.rows))
            if typed[f"starts_{number}"] is not None
        ]
        return [band for band in known if band["site"] not in replaced] + here

    def _window_wanted(self, known: list[dict[str, Any]]) -> dict[str, Any]:
        window = {name: _plain(self.cleaned_data[name]) for name in OF_A_WINDOW}
        others = [own for own in known if own["site"] != self.site.code]
        if self.cleaned_data["window_only_here"]:
            return {"site_windows": [*others, {"site": self.site.code, **window}]}
        return {"site_windows": others, **window}

    def _bands_here(self) -> list[dict[str, Any]]:
        bands = self.values["bands"]
        own = [band for band in bands if band.site == self.site.code]
        return [
            {**band.model_dump(), "weekdays": list(band.weekdays)}
            for band in own or [band for band in bands if not band.site]
        ]

    def _initial(self) -> dict[str, Any]:
        own = next((window for window in self.values["site_windows"] if window.site == self.site.code), None)
        return {
            **{name: self.values[name] for name in (*OF_A_WINDOW, *SHARE)},
            **({name: getattr(own, name) for name in OF_A_WINDOW} if own else {}),
            "only_here": any(band.site == self.site.code for band in self.values["bands"]),
            "window_only_here": own is not None,
            "effective_on": clock.today(),
        }


def _fields_of_a_band(number: int) -> dict[str, forms.Field]:
    return {
        f"weekdays_{number}": forms.MultipleChoiceField(
            label="曜日",
            required=False,
            choices=[(weekday, weekday) for weekday in clock.WEEKDAYS],
            widget=forms.CheckboxSelectMultiple,
        ),
        f"starts_{number}": TimeOfDayField(label="開始", required=False),
        f"ends_{number}": TimeOfDayField(label="終了", required=False),
        f"minutes_{number}": PlacesField(label="1枠の分数", required=False, least=5, most=480),
        f"people_{number}": PlacesField(label="人数の上限", required=False),
        f"bookings_{number}": PlacesField(label="件数の上限", required=False),
    }


def _rows_in(data: Mapping[str, Any]) -> int:
    numbers = (int(found[1]) for name in data if (found := re.fullmatch(r"starts_(\d{1,2})", name)))
    return max(numbers, default=-1) + 1


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        if all(isinstance(item, str) for item in value) and value:
            return "".join(value)  # weekdays
        return [item.model_dump(mode="json") if hasattr(item, "model_dump") else item for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


def week_of(bands: list[Any]) -> Iterator[tuple[Any, list[bool]]]:
    """Each band with the weekdays on which it holds, as a table has them."""
    for band in sorted(bands, key=lambda band: (band.starts, band.ends)):
        yield band, [weekday in band.weekdays for weekday in clock.WEEKDAYS]
