"""One shift, over one day or many; an absence."""

import re
from datetime import date, time
from typing import Any

from django import forms

from madoguchi.accounts.models import Staff
from madoguchi.core import clock
from madoguchi.core.text.times import read_at
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.frame.times import TolerantTimeField
from madoguchi.workforce.shifts.actions import Hours
from madoguchi.workforce.shifts.models import Shift
from madoguchi.workforce.shifts.queries import people_to_plan
from madoguchi.workforce.shifts.rules import ABSENCE_LABELS, DUTY_LABELS, AbsenceReason, Duty

DUTIES = [(duty.value, label) for duty, label in DUTY_LABELS.items()]
BETWEEN, AFTER = re.compile(r"\s*[-~〜～–ー－から]+\s*"), re.compile(r"\s*[、,，\n]\s*")
Times = tuple[time, time]


class BreaksField(forms.CharField):
    """12:00〜13:00、15:00〜15:15."""

    def to_python(self, value: Any) -> Any:
        written = super().to_python(value) or ""
        try:
            return [self._read(one) for one in AFTER.split(written) if one]
        except ValueError as error:
            raise forms.ValidationError(
                "休憩は「12:00〜13:00」のように書いてください。2回あるときは「、」で区切ります。", code="no_breaks"
            ) from error

    def run_validators(self, value: Any) -> None:
        """Its length was looked at as text."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "、".join(f"{begins:%-H:%M}〜{ends:%-H:%M}" for begins, ends in value)
        return value

    @staticmethod
    def _read(text: str) -> Times:
        begins, ends = BETWEEN.split(text)
        return read_at(begins), read_at(ends)


class HoursForm(FrameForm):
    may_override = True

    duty = forms.ChoiceField(label="仕事", choices=DUTIES)
    begins = TolerantTimeField(label="始まり", help_text="例：8:30")
    ends = TolerantTimeField(label="終わり", help_text="例：17:15")
    breaks = BreaksField(
        label="休憩",
        required=False,
        max_length=100,
        help_text="例：12:00〜13:00。空のままにして、あとで「休憩を順番に割り当てる」こともできます。",
    )
    deputises = forms.BooleanField(
        label="業務責任者の代行", required=False, help_text="業務責任者が席を外す間、代わりを務めます。"
    )
    is_standby = forms.BooleanField(
        label="待機", required=False, help_text="急な欠勤に備えます。席数には数えません。"
    )
    note = forms.CharField(label="メモ", required=False, max_length=120, help_text="例：早番")

    def hours(self) -> Hours:
        typed = self.cleaned_data
        return Hours(
            begins=typed["begins"],
            ends=typed["ends"],
            duty=Duty(typed["duty"]),
            breaks=typed["breaks"],
            is_standby=typed["is_standby"],
            deputises=typed["deputises"],
            note=typed["note"],
        )


class NewShiftForm(HoursForm):
    staff = forms.ModelChoiceField(label="だれの", queryset=Staff.objects.none(), to_field_name="login_id")
    first = TolerantDateField(label="いつから")
    until = TolerantDateField(
        label="いつまで", required=False, help_text="空なら1日だけ。期間にすると、電話の開設日だけに入ります。"
    )
    field_order = ("staff", "first", "until")

    def __init__(self, data: Any = None, *, day: date) -> None:
        super().__init__(data, initial={"first": day, "duty": Duty.TELEPHONE.value})
        self.fields["staff"].queryset = people_to_plan()  # type: ignore[attr-defined]


class ChangeShiftForm(HoursForm):
    def __init__(self, data: Any = None, *, shift: Shift) -> None:
        rests = [(clock.in_tokyo(one.begins_at), clock.in_tokyo(one.ends_at)) for one in shift.breaks.all()]
        initial = {
            "duty": shift.duty,
            "begins": clock.in_tokyo(shift.begins_at).time(),
            "ends": clock.in_tokyo(shift.ends_at).time(),
            "breaks": [(begins.time(), ends.time()) for begins, ends in rests],
            "deputises": shift.deputises,
            "is_standby": shift.is_standby,
            "note": shift.note,
        }
        super().__init__(data, initial=initial)


class AbsenceForm(FrameForm):
    begins = TolerantTimeField(label="いつから")
    ends = TolerantTimeField(label="いつまで")
    reason = forms.ChoiceField(
        label="事情",
        choices=[(reason.value, label) for reason, label in ABSENCE_LABELS.items()],
        widget=forms.RadioSelect,
        help_text="シフトを組む人だけが見ます。履歴には残しません。",
    )

    def __init__(self, data: Any = None, *, shift: Shift) -> None:
        whole = {"begins": clock.in_tokyo(shift.begins_at).time(), "ends": clock.in_tokyo(shift.ends_at).time()}
        super().__init__(data, initial=whole)

    def reason_given(self) -> AbsenceReason:
        return AbsenceReason(self.cleaned_data["reason"])
