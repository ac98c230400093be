"""What staff fill in about a booking. Forms for other people's data: nothing typed before appears (SEC-17)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from madoguchi.booking.actions import Contact, Person
from madoguchi.booking.rules import CANCEL_REASON_LABELS, MOST_VISITORS, BookingState
from madoguchi.municipality.queries import procedures_offered, value_of
from madoguchi.web.frame.fields import EmailField, KanaField, NameField, PhoneField, Tolerant
from madoguchi.web.frame.forms import FrameForm

Choices = list[tuple[str, str]]


def procedure_choices(*, known: Sequence[tuple[str, str]] = ()) -> Choices:
    """What is offered, and what a booking has already."""
    return list(dict([*((offered.code, offered.label_ja) for offered in procedures_offered()), *known]).items())


class FindForm(FrameForm):
    may_override = True
    autofill = False

    typed = forms.CharField(
        label="予約番号・電話番号・お名前",
        help_text="どれか一つ。お名前は、漢字でもかなでも、一部でも探せます。",
        max_length=80,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": "予約番号・電話番号・お名前のどれかを入力してください。"},
    )


class ContactForm(FrameForm):
    may_override = True
    autofill = False

    name = NameField(label="代表者のお名前")
    kana = KanaField(label="フリガナ")
    phone = PhoneField()
    email = EmailField(required=False)
    postal_code = Tolerant(label="郵便番号", required=False, max_length=8, inputmode="numeric")
    address = Tolerant(label="住所", required=False, max_length=200)
    note = forms.CharField(label="メモ", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_postal_code(self) -> str:
        digits = str(self.cleaned_data["postal_code"]).replace("-", "").replace("〒", "").strip()
        if digits and not (len(digits) == 7 and digits.isascii() and digits.isdigit()):
            raise forms.ValidationError("郵便番号は7桁で入力してください。例：738-8501")
        return digits

    def contact(self) -> Contact:
        return Contact(**{name: self.cleaned_data[name] for name in Contact.__dataclass_fields__})


class PeopleForm(FrameForm):
    """Everybody in a booking: a row each, and empty rows for who is added."""

    may_override = True
    autofill = False

    def __init__(self, data: Any = None, *, people: Sequence[Person], rows: int, known: Choices) -> None:
        self.rows = min(rows, MOST_VISITORS)
        super().__init__(data)
        choices = procedure_choices(known=known)
        for position in range(1, self.rows + 1):
            person = people[position - 1] if position <= len(people) else Person("", "", "")
            self._add_row(position, person, choices, is_new=position > len(people))

    def _add_row(self, position: int, person: Person, choices: Choices, *, is_new: bool) -> None:
        who = f"{position}人目の"
        added: dict[str, forms.Field] = {
            f"name_{position}": NameField(label=f"{who}お名前", initial=person.name, required=not is_new),
            f"kana_{position}": KanaField(label=f"{who}フリガナ", initial=person.kana),
            f"procedure_{position}": forms.ChoiceField(
                label=f"{who}手続き",
                choices=[("", "選んでください")] * is_new + choices,
                initial=person.procedure,
                required=not is_new,
            ),
        }
        if not is_new:
            added[f"leave_{position}"] = forms.BooleanField(label=f"{position}人目を外す", required=False)
        for name, field in added.items():
            field.widget.attrs["autocomplete"] = "off"
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        for position in range(1, self.rows + 1):
            if typed.get(f"name_{position}") and not typed.get(f"procedure_{position}"):
                self.add_error(f"procedure_{position}", f"{position}人目の手続きを選んでください。")
            if typed.get(f"procedure_{position}") and f"name_{position}" in typed and not typed[f"name_{position}"]:
                self.add_error(f"name_{position}", f"{position}人目のお名前を入力してください。")
        return typed

    def people(self) -> list[Person]:
        typed = self.cleaned_data
        return [
            Person(typed[f"name_{position}"], typed[f"kana_{position}"], typed[f"procedure_{position}"])
            for position in range(1, self.rows + 1)
            if typed[f"name_{position}"] and not typed.get(f"leave_{position}")
        ]

    def groups(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The rows as the page shows them."""
        self.is_valid()
        names = ("name", "kana", "procedure", "leave")
        return [
            (position, [self[f"{name}_{position}"] for name in names if f"{name}_{position}" in self.fields])
            for position in range(1, self.rows + 1)
        ]


class CancelForm(FrameForm):
    reason = forms.ChoiceField(
        label="取り消す理由",
        choices=[(reason, reason) for reason in CANCEL_REASON_LABELS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": "取り消す理由を選んでください。"},
    )


class StateForm(FrameForm):
    """来庁・不来庁・完了, or back; how it went when it is over."""

    to = forms.ChoiceField(choices=[(state.value, state.value) for state in BookingState], widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="結果", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101 - for the type checker
        outcome.choices = [("", "選んでください"), *outcome_choices()]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("to") == BookingState.SERVED and not self.cleaned_data.get("outcome"):
            self.add_error("outcome", "結果を選んでください。")
        return self.cleaned_data


def outcome_choices() -> Choices:
    return [(outcome.code, outcome.label) for outcome in value_of("booking.outcomes")]
