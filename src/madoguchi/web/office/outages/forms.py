"""From when to when, as people write it."""

from datetime import datetime
from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.office.slots.forms import PlacesField, TimeOfDayField

NOW, AT, OPEN = "now", "at", "open"


class EndForm(FrameForm):
    """Until when, as far as anybody knows."""

    ends = forms.ChoiceField(
        label="終わり",
        choices=[(OPEN, "まだ分からない（終えるまで続ける）"), (AT, "決まっている")],
        widget=forms.RadioSelect,
        initial=OPEN,
    )
    end_day = TolerantDateField(label="終わる日", required=False)
    end_time = TimeOfDayField(label="終わる時刻", required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        self._need_moment(typed, "ends", "end")
        return typed

    def _need_moment(self, typed: dict[str, Any], choice: str, name: str) -> None:
        if typed.get(choice) == AT:
            for part, said in (("day", "日"), ("time", "時刻")):
                if typed.get(f"{name}_{part}") is None and f"{name}_{part}" not in self.errors:
                    self.add_error(f"{name}_{part}", f"{said}を入力してください。")

    def ends_at(self) -> datetime | None:
        return self._moment("end") if self.cleaned_data["ends"] == AT else None

    def _moment(self, name: str) -> datetime:
        return clock.moment(self.cleaned_data[f"{name}_day"], self.cleaned_data[f"{name}_time"])


class OutageForm(EndForm):
    """From when to when, and what to remember about it."""

    may_override = True

    begins = forms.ChoiceField(
        label="始まり",
        choices=[(NOW, "いますぐ"), (AT, "日時を決める（計画された停止）")],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    start_day = TolerantDateField(label="始まる日", required=False)
    start_time = TimeOfDayField(label="始まる時刻", required=False)
    note = forms.CharField(
        label="メモ", required=False, max_length=200, help_text="履歴に残ります。市民の画面には出ません。"
    )
    field_order = ["begins", "start_day", "start_time", "ends", "end_day", "end_time", "note"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        self._need_moment(typed, "begins", "start")
        return typed

    def starts_at(self) -> datetime:
        return self._moment("start") if self.cleaned_data["begins"] == AT else clock.now()


class ProtectForm(FrameForm):
    """How many places of each slot of a day are for whoever the outage touches, and until when."""

    adds_places = forms.BooleanField(
        label="空きから取らずに、枠を増やして確保する",
        required=False,
        help_text="増やした分だけ、その枠の人数と件数の上限が上がります。",
    )
    until_day = TolerantDateField(label="開放する日")
    until_time = TimeOfDayField(label="開放する時刻")

    def __init__(self, *args: Any, rows: list[tuple[int, str, int]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = rows
        for pk, at, people in rows:
            self.fields[f"people_{pk}"] = PlacesField(
                label=f"{at} に確保する人数", initial=people, spoken=f"{at} に確保する人数"
            )

    def people_by_slot(self) -> dict[int, int]:
        return {pk: self.cleaned_data[f"people_{pk}"] for pk, _, _ in self.rows}

    def until(self) -> datetime:
        return clock.moment(self.cleaned_data["until_day"], self.cleaned_data["until_time"])
