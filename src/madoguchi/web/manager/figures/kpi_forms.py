"""What a figure should reach, from which month on, who looks after it."""

from datetime import date
from typing import Any

from django import forms

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import Role
from madoguchi.core import clock
from madoguchi.quality.rules import month_after
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.manager.figures.asked import month_words

MONTHS_AHEAD = 12
LOOK_AFTER = (Role.SUPERVISOR, Role.MANAGER)


class SetValueForm(FrameForm):
    may_override = True

    value = forms.DecimalField(
        label="設定値",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    month = forms.ChoiceField(label="いつから", help_text="この月の実績から、この値と比べます。")
    responsible = forms.ChoiceField(label="担当", required=False)
    reason = forms.CharField(label="理由", required=False, max_length=200, help_text="例：上期の実績を踏まえて。")

    def __init__(self, data: Any = None, *, unit: str, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["value"].help_text = f"単位は「{unit}」です。空のまま保存すると、この月から設定値をやめます。"
        offer(self, "month", [(f"{one:%Y-%m}", month_words(one)) for one in _months_ahead()])
        offer(self, "responsible", [("", "決めない"), *_people()])

    def effective_on(self) -> date:
        return clock.month_of(self.cleaned_data["month"])


class RemarkForm(FrameForm):
    may_override = True

    text = forms.CharField(
        label="所見・対応",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="なぜこの値になったか、何をするか。個人の名前は書かないでください。",
    )


def _months_ahead() -> list[date]:
    months = [clock.today().replace(day=1)]
    while len(months) <= MONTHS_AHEAD:
        months.append(month_after(months[-1]))
    return months


def _people() -> list[tuple[str, str]]:
    found = Staff.objects.filter(is_active=True, role__in=[role.value for role in LOOK_AFTER])
    return list(found.order_by("name", "login_id").values_list("login_id", "name"))
