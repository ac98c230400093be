"""What staff fill in about a booking. Forms for other people's data: nothing typed before appears (SEC-17)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from madoguchi.booking.actions import Contact, Person
from madoguchi.booking.items import ALWAYS_ASKED, ITEM_LABELS, Item, items_in_order
from madoguchi.booking.rules import CANCEL_REASON_LABELS, MOST_VISITORS, BookingState, Channel
from madoguchi.municipality.queries import procedures_offered, value_of
from madoguchi.web.frame.contact_fields import contact_fields, typed_contact
from madoguchi.web.frame.fields import KanaField, NameField
from madoguchi.web.frame.forms import FrameForm, offer

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
    """The items that are asked by any way, and what the booking has already. Staff are never held up by an item that
    the web asks for: only who it is and how to call is wanted of them."""

    may_override = True
    autofill = False

    def __init__(self, data: Any = None, *, known: Contact) -> None:
        self.known = known
        items = items_in_order()
        asked = {item.name for item in items}
        kept = [Item(name) for name in ITEM_LABELS if name not in asked and getattr(known, name)]
        # Help at the counter has a screen of its own: what was asked for, and what was given (LNG-07).
        shown = [item for item in [*items, *kept] if item.name != "accommodation"]
        fields = contact_fields(shown, Channel.TELEPHONE)
        for name, field in fields.items():
            field.required, field.help_text = name in ALWAYS_ASKED, ""
        fields["name"].label = "代表者のお名前"
        self.base_fields = fields  # type: ignore[misc]  # what Django copies from, before anything looks at it
        super().__init__(data, initial=vars(known))

    def contact(self) -> Contact:
        return typed_contact(self.cleaned_data, self.known)


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
        offer(self, "outcome", [("", "選んでください"), *outcome_choices()])

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("to") == BookingState.SERVED and not self.cleaned_data.get("outcome"):
            self.add_error("outcome", "結果を選んでください。")
        return self.cleaned_data


def outcome_choices() -> Choices:
    return [(outcome.code, outcome.label) for outcome in value_of("booking.outcomes")]
