"""What an operator types while the caller speaks: for one person no more than six fields."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from madoguchi.booking.actions import Contact, Person, Wish
from madoguchi.web.frame.bookings.forms import procedure_choices
from madoguchi.web.frame.fields import EmailField, KanaField, NameField, PhoneField
from madoguchi.web.frame.forms import FrameForm


class TelephoneForm(FrameForm):
    """The caller, and what each person comes for. Whoever has no name of their own is the caller."""

    may_override = True
    autofill = False

    name = NameField(label="お名前")
    kana = KanaField(label="フリガナ")
    phone = PhoneField()

    def __init__(self, data: Any = None, *, people: int) -> None:
        self.people = people
        super().__init__(data)
        self.fields["name"].widget.attrs["autofocus"] = True
        if people > 1:
            self.fields["name"].label = "代表者のお名前"
        for position in range(1, people + 1):
            self._ask_for_person(position)
        self.fields["email"] = EmailField(required=False)
        self.fields["note"] = forms.CharField(label="メモ", required=False, max_length=500)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def _ask_for_person(self, position: int) -> None:
        who = f"{position}人目の" if self.people > 1 else ""
        if self.people > 1:
            is_first = position == 1
            self.fields[f"name_{position}"] = NameField(
                label=f"{who}お名前", required=not is_first, help_text="空なら、代表者です。" if is_first else ""
            )
            self.fields[f"kana_{position}"] = KanaField(label=f"{who}フリガナ")
        self.fields[f"procedure_{position}"] = forms.ChoiceField(
            label=f"{who}手続き",
            choices=[("", "選んでください"), *procedure_choices()],
            error_messages={"required": f"{who}手続きを選んでください。"},
        )

    def wish(self, slot_id: int, once_key: uuid.UUID) -> Wish:
        typed = self.cleaned_data
        contact = Contact(typed["name"], typed["kana"], typed["phone"], email=typed["email"], note=typed["note"])
        people = [self._person(position, contact) for position in range(1, self.people + 1)]
        return Wish(slot_id=slot_id, contact=contact, people=people, language="ja", once_key=once_key)

    def _person(self, position: int, caller: Contact) -> Person:
        typed = self.cleaned_data
        procedure = typed[f"procedure_{position}"]
        if name := typed.get(f"name_{position}"):
            return Person(name, typed[f"kana_{position}"], procedure)
        return Person(caller.name, caller.kana, procedure)


class TellForm(FrameForm):
    """What is ticked off while it is read out."""

    told = forms.MultipleChoiceField(label="伝えたこと", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, points: Sequence[str], all_of_them: bool) -> None:
        super().__init__(data)
        self.points, self.all_of_them = points, all_of_them
        told = self.fields["told"]
        assert isinstance(told, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        told.choices = [(point, point) for point in points]

    def clean_told(self) -> list[str]:
        told: list[str] = self.cleaned_data["told"]
        left = [point for point in self.points if point not in told]
        if self.all_of_them and left:
            raise forms.ValidationError(f"まだ伝えていないことがあります：{'、'.join(left)}")
        return told
