"""How many seats more, until when, why."""

from datetime import datetime
from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.times import TolerantTimeField


class AddSeatsForm(FrameForm):
    may_override = True

    number = forms.IntegerField(
        label="増やす席の数",
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    until_day = TolerantDateField(label="いつまで（日）")
    until_time = TolerantTimeField(label="いつまで（時刻）", help_text="例：17:00")
    reason = forms.CharField(
        label="理由", max_length=200, help_text="例：広報の配布で入電が急に増えたため。履歴に残ります。"
    )
    agreed_with = forms.CharField(label="協議した相手", required=False, max_length=80)

    def __init__(self, data: Any = None, *, needs_agreement: bool) -> None:
        super().__init__(data, initial={"until_day": clock.today(), "number": 1})
        self.fields["agreed_with"].required = needs_agreement

    def until_at(self) -> datetime:
        return clock.moment(self.cleaned_data["until_day"], self.cleaned_data["until_time"])
