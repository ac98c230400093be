"""What is asked of a peak, and of a month that is only thought of."""

from typing import Any

from django import forms

from madoguchi.planning.peaks.actions import MOST_DAYS, Entry
from madoguchi.planning.peaks.models import Peak
from madoguchi.planning.peaks.queries import Proposed
from madoguchi.planning.peaks.rules import KIND_LABELS, PeakKind
from madoguchi.planning.seats.queries import Ground
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

DAYS = 8  # open days that a notice is felt, at first
MOST_CALLS = 500_000


def _number(label: str, most: int, *, least: int = 0, **more: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **more)


class PeakForm(FrameForm):
    may_override = True

    kind = forms.ChoiceField(label="種類", choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    name = forms.CharField(
        label="名前", required=False, max_length=80, help_text="空欄なら、種類の名前になります。"
    )
    letters = _number("発送の通数", 10_000_000, required=False, help_text="通知書の発送では必ず入力してください。")
    sent_on = TolerantDateField(label="発送日", required=False)
    begins_on = TolerantDateField(label="届き始める日", help_text="広報や報道では、出る日。")
    days = _number(
        "続く開庁日数", MOST_DAYS, least=1, help_text="入電は初日が多く、日ごとに減るとして割り振ります。"
    )
    calls = _number("見込む入電（件）", MOST_CALLS, required=False)
    places = _number("見込む予約（件）", MOST_CALLS, required=False)
    note = forms.CharField(label="備考", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, proposed: Proposed, peak: Peak | None = None) -> None:
        initial = {name: getattr(peak, name) for name in self.base_fields} if peak else {"days": DAYS}
        super().__init__(data, initial=initial)
        self.proposed = proposed
        self.fields[
            "calls"
        ].help_text = f"空欄なら、通数から計算します（100通あたり{proposed.calls_per_100:g}件）。"
        self.fields[
            "places"
        ].help_text = f"空欄なら、通数から計算します（100通あたり{proposed.places_per_100:g}件）。"

    def entry(self) -> Entry:
        typed = self.cleaned_data
        letters = typed["letters"] or 0
        return Entry(
            kind=PeakKind(typed["kind"]),
            name=typed["name"],
            begins_on=typed["begins_on"],
            days=typed["days"],
            calls=self._or_of_letters(typed["calls"], letters, self.proposed.calls_per_100),
            places=self._or_of_letters(typed["places"], letters, self.proposed.places_per_100),
            letters=letters,
            sent_on=typed["sent_on"],
            note=typed["note"],
        )

    @staticmethod
    def _or_of_letters(typed: int | None, letters: int, per_100: float) -> int:
        return round(letters * per_100 / 100) if typed is None else typed


def _slider(label: str, most: float, step: float, *, least: float, **more: Any) -> forms.FloatField:
    """A number; the browser sets a slider beside it that covers what is usual."""
    shown = {"slider-least": f"{more.pop('slide_from', least):g}", "slider-most": f"{more.pop('slide_to', most):g}"}
    attrs = {"inputmode": "decimal", "class": "short", "data-slider": f"{step:g}"}
    attrs |= {f"data-{name}": value for name, value in shown.items()}
    return forms.FloatField(
        label=label, min_value=least, max_value=most, widget=forms.TextInput(attrs=attrs), **more
    )


class WhatIfForm(FrameForm):
    calls = _slider("月の入電（件）", MOST_CALLS, 50, least=1, slide_from=100, slide_to=6000)
    days = _slider("月の開庁日数", 31, 1, least=1, slide_from=15, slide_to=25)
    minutes = _slider("1件の時間（分）", 60, 0.5, least=0.5, slide_from=1, slide_to=15)
    target = _slider("目標の応答率（%）", 99, 1, least=1, slide_from=50)
    patience = _slider("切るまでの待ち時間（秒）", 3600, 10, least=5, slide_from=10, slide_to=600)


def at_first(ground: Ground, *, calls: float, days: int) -> dict[str, str]:
    """As it is planned now."""
    return {
        "calls": f"{max(1, round(calls))}",
        "days": f"{days}",
        "minutes": f"{round(ground.handling_seconds / 60, 1):g}",
        "target": f"{ground.aim.percent}",
        "patience": f"{round(ground.patience_seconds)}",
    }
