"""What is typed when a case is handed on, answered, closed."""

from datetime import datetime
from typing import Any

from django import forms

from madoguchi.contacts.call_backs.queries import are_agreed
from madoguchi.contacts.escalations.models import Escalation
from madoguchi.contacts.escalations.rules import (
    AT_THE_START,
    CALLER_LABELS,
    LEVEL_NAMES,
    OUTCOME_LABELS,
    REASON_LABELS,
    Caller,
    Outcome,
    Reason,
    State,
    levels_above,
)
from madoguchi.contacts.escalations.settings import caller_waits, terms_of_levels
from madoguchi.contacts.rules import TRANSFER_LABELS, Level, Transfer
from madoguchi.core import clock
from madoguchi.core.text.kana import tidy_lines
from madoguchi.municipality.departments.models import Department
from madoguchi.municipality.departments.queries import departments_in_use
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer
from madoguchi.web.frame.times import TolerantTimeField

LEVELS_BY_NAME = {name: level for level, name in LEVEL_NAMES.items()}
LONGEST = 4000


def text_field(label: str, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class UpForm(FrameForm):
    """To which level, and at the department's level to which department."""

    may_override = True

    to = forms.ChoiceField(label="引き継ぐ先", widget=forms.RadioSelect)
    department = forms.ChoiceField(label="所管課", required=False, help_text="所管課へ引き継ぐときに選びます。")
    text = text_field("たずねること・経緯", help_text="引き継ぐ人が、これだけで分かるように書きます。")

    def __init__(self, data: Any = None, *, level: Level, **options: Any) -> None:
        super().__init__(data, **options)
        terms = terms_of_levels()
        ways = levels_above(level, used=terms)
        offer(self, "to", [(LEVEL_NAMES[way], terms[way].label) for way in ways])
        self.fields["to"].initial = LEVEL_NAMES[ways[0]] if ways else None
        self.has_ways = bool(ways)
        found = departments_in_use() if Level.DEPARTMENT in ways else Department.objects.none()
        if Level.DEPARTMENT not in ways:
            del self.fields["department"]
        else:
            offer(self, "department", [("", "選んでください"), *found.values_list("code", "name")])

    def clean_text(self) -> str:
        return tidy_lines(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("to") == LEVEL_NAMES[Level.DEPARTMENT] and not typed.get("department"):
            self.add_error("department", "引き継ぐ所管課を選んでください。")
        return typed

    @property
    def level(self) -> Level:
        return LEVELS_BY_NAME[self.cleaned_data["to"]]

    def chosen_department(self) -> Department | None:
        if self.level is not Level.DEPARTMENT:
            return None
        return departments_in_use().filter(code=self.cleaned_data["department"]).first()


class NewForm(UpForm):
    reason = forms.ChoiceField(
        label="引き継ぐ理由", choices=[(reason.value, label) for reason, label in REASON_LABELS.items()]
    )
    caller = forms.ChoiceField(label="相手の状況", widget=forms.RadioSelect)
    field_order = ["to", "department", "reason", "text", "caller"]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, level=Level.OPERATOR, **options)
        offered = [one for one in AT_THE_START if one is not Caller.CALL_BACK or are_agreed()]
        offer(self, "caller", [(one.value, CALLER_LABELS[one]) for one in offered])
        # ESC-02: the caller waits on the line; whoever is cut off is the exception.
        self.fields["caller"].initial = (Caller.WAITS if caller_waits() else Caller.CALLS_AGAIN).value

    def chosen_reason(self) -> Reason:
        return Reason(self.cleaned_data["reason"])

    def chosen_caller(self) -> Caller:
        return Caller(self.cleaned_data["caller"])


class TextForm(FrameForm):
    """An answer, a comment, the reason for giving back."""

    may_override = True
    text = text_field("内容")

    def __init__(self, data: Any = None, *, label: str, help_text: str = "", **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text
        self.fields["text"].error_messages["required"] = f"「{label}」を入力してください。"

    def clean_text(self) -> str:
        return tidy_lines(self.cleaned_data["text"])


class CloseForm(FrameForm):
    may_override = True

    outcome = forms.ChoiceField(label="結果", widget=forms.RadioSelect)
    text = text_field("メモ", required=False, help_text="相手に伝えていないときは、理由を書きます。")

    def __init__(self, data: Any = None, *, escalation: Escalation, **options: Any) -> None:
        super().__init__(data, **options)
        is_answered = escalation.state == State.ANSWERED
        offered = [one for one in Outcome if is_answered or one is not Outcome.TOLD]
        offer(self, "outcome", [(one.value, OUTCOME_LABELS[one]) for one in offered])
        self.fields["outcome"].initial = offered[0].value

    def clean_text(self) -> str:
        return tidy_lines(self.cleaned_data["text"])

    def chosen_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])


class ReceiptForm(FrameForm):
    receipt = forms.CharField(
        label="受付番号",
        max_length=60,
        help_text="フォームを送り終えたときに表示される番号です。氏名などは書きません。",
    )


class TransferForm(FrameForm):
    may_override = True

    department = forms.ChoiceField(label="転送先", required=False)
    destination = forms.CharField(
        label="一覧にない転送先",
        required=False,
        max_length=120,
        help_text="一覧から選んだときは、空のままにします。",
    )
    told_first = forms.BooleanField(label="用件を先に伝えた", required=False)
    result = forms.ChoiceField(
        label="結果",
        choices=[(one.value, label) for one, label in TRANSFER_LABELS.items() if one is not Transfer.NONE],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        known = [
            (one.code, one.name if one.is_transferable else f"{one.name}（転送できません）")
            for one in departments_in_use()
        ]
        offer(self, "department", [("", "選んでください"), *known])

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.get("department") and not typed.get("destination"):
            self.add_error("department", "転送先を選ぶか、書いてください。")
        return typed

    def chosen_department(self) -> Department | None:
        return departments_in_use().filter(code=self.cleaned_data["department"]).first()

    def attempt(self) -> dict[str, Any]:
        """As `record_transfer` takes it."""
        typed = self.cleaned_data
        return {
            "department": self.chosen_department(),
            "destination": typed["destination"],
            "told_first": typed["told_first"],
            "result": Transfer(typed["result"]),
        }


class CallBackForm(FrameForm):
    may_override = True

    day = TolerantDateField(label="いつまでに（日）")
    at = TolerantTimeField(label="いつまでに（時刻）")
    note = forms.CharField(label="メモ", required=False, max_length=200)

    def due_at(self) -> datetime:
        return clock.moment(self.cleaned_data["day"], self.cleaned_data["at"])
