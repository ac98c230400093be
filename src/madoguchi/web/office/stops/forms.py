"""From when to when, why, and who does the work."""

from datetime import datetime

from django import forms

from madoguchi.core import clock
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.office.slots.forms import TimeOfDayField

GOES_ON, STOPS = "goes_on", "stops"


class StopForm(FrameForm):
    may_override = True

    start_day = TolerantDateField(label="始まる日")
    start_time = TimeOfDayField(label="始まる時刻")
    end_day = TolerantDateField(label="終わる日")
    end_time = TimeOfDayField(label="終わる時刻")
    reason = forms.CharField(
        label="理由", max_length=200, help_text="市と職員に見えます。市民には「メンテナンスのため」と表示します。"
    )
    done_by = forms.CharField(label="作業する人", max_length=80, help_text="会社名か担当の名前。市に知らせます。")
    staff = forms.ChoiceField(
        label="職員の画面",
        choices=[(GOES_ON, "停止中も使う（市民の画面だけを止める）"), (STOPS, "職員の画面も止める")],
        widget=forms.RadioSelect,
        initial=GOES_ON,
    )

    def starts_at(self) -> datetime:
        return clock.moment(self.cleaned_data["start_day"], self.cleaned_data["start_time"])

    def ends_at(self) -> datetime:
        return clock.moment(self.cleaned_data["end_day"], self.cleaned_data["end_time"])
