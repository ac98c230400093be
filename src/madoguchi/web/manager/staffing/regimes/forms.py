"""One consultation, and what was decided in it."""

from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.workforce.regimes.actions import Agreed
from madoguchi.workforce.regimes.queries import regimes_offered


class ConsultationForm(FrameForm):
    may_override = True

    held_on = TolerantDateField(label="協議した日")
    held_with = forms.CharField(label="協議した相手", max_length=80, help_text="例：市民課 見本係長")
    situation = forms.CharField(
        label="状況の報告",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="先月の実績が入っています。書き足し、直してください。",
    )
    decision = forms.CharField(
        label="決めたこと",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例：現状の2席を続ける。12月の発送に合わせて3席にする。",
    )
    regime = forms.ChoiceField(label="体制の切替え", required=False)
    seats = forms.IntegerField(
        label="席数",
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        help_text="変えないときは、空のままにします。",
    )
    effective_on = TolerantDateField(label="いつから", required=False)
    contract_change = forms.CharField(
        label="契約変更", required=False, max_length=80, help_text="契約変更によるとき。例：第2回変更契約"
    )

    def __init__(self, data: Any = None, *, situation: str) -> None:
        super().__init__(data, initial={"held_on": clock.today(), "situation": situation})
        regimes = regimes_offered()
        if regimes:
            offer(self, "regime", [("", "変えない"), *((one, one) for one in regimes)])
        else:
            del self.fields["regime"]

    def agreed(self) -> Agreed:
        typed = self.cleaned_data
        return Agreed(
            held_on=typed["held_on"],
            held_with=typed["held_with"],
            situation=typed["situation"],
            decision=typed["decision"],
            regime=typed.get("regime", ""),
            seats=typed["seats"],
            effective_on=typed["effective_on"],
            contract_change=typed["contract_change"],
        )
