"""What is said, what is read, why; until when."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from madoguchi.calls.announcements.models import Announcement
from madoguchi.calls.announcements.rules import LONGEST_TEXT, Kind, State
from madoguchi.calls.policy.actions import LONGEST_NOTICE
from madoguchi.core import clock
from madoguchi.core.text.times import read_at
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

GOES_ON, CLOSES = "goes_on", "closes"


class TextChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Announcement) -> str:
        return obj.text[:60]


class EmergencyForm(FrameForm):
    may_override = True

    chosen = TextChoice(
        queryset=Announcement.objects.none(),
        label="電話で流す案内",
        required=False,
        empty_label="（下に新しく書く）",
    )
    text = forms.CharField(
        label="新しい文面",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="書くと、こちらを流します。音声案内を承認できる人だけが使えます。音声を作るのに、数秒かかります。",
    )
    notice = forms.CharField(
        label="サイトのお知らせ",
        required=False,
        max_length=LONGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="市民の画面の上部に、すぐに出ます。空なら出しません。",
    )
    lines = forms.ChoiceField(
        label="電話の受付",
        choices=[(GOES_ON, "案内のあと、受付時間内ならおつなぎする"), (CLOSES, "案内だけを流して、電話を受けない")],
        widget=forms.RadioSelect,
        initial=GOES_ON,
    )
    reason = forms.CharField(label="理由", max_length=200, help_text="履歴に残ります。")

    def __init__(self, data: Any = None, *, may_write: bool) -> None:
        super().__init__(data)
        ready = Announcement.objects.filter(kind=Kind.EMERGENCY, state=State.APPROVED, sound__isnull=False)
        field = self.fields["chosen"]
        assert isinstance(field, TextChoice)  # noqa: S101
        field.queryset = ready.order_by("-number")
        self.initial["chosen"] = ready.order_by("-number").first()
        if not may_write:
            del self.fields["text"]


class ClosingForm(FrameForm):
    may_override = True

    until_day = TolerantDateField(label="いつまで（日）")
    until_time = forms.CharField(label="いつまで（時刻）", help_text="例：15:30")
    reason = forms.CharField(label="理由", max_length=200, help_text="履歴に残ります。")
    agreed_with = forms.CharField(label="協議した相手", required=False, max_length=80)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"until_day": clock.today()})

    def clean_until_time(self) -> Any:
        try:
            return read_at(self.cleaned_data["until_time"])
        except ValueError as error:
            raise ValidationError("時刻は「15:30」のように入力してください。") from error

    def until_at(self) -> datetime:
        return clock.moment(self.cleaned_data["until_day"], self.cleaned_data["until_time"])
