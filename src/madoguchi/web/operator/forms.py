"""What an operator types while the caller speaks: for one person no more than six fields, unless the municipality asks
for more (RSV-15)."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from madoguchi.booking.actions import Contact, Person, Wish
from madoguchi.booking.items import items_asked
from madoguchi.booking.rules import Channel
from madoguchi.web.frame.bookings.forms import procedure_choices
from madoguchi.web.frame.contact_fields import contact_fields, typed_contact
from madoguchi.web.frame.fields import KanaField, NameField
from madoguchi.web.frame.forms import FrameForm, offer

CALLER = ("name", "kana", "phone")


class TelephoneForm(FrameForm):
    """The caller, and what each person comes for. Whoever has no name of their own is the caller."""

    may_override = True
    autofill = False

    def __init__(self, data: Any = None, *, people: int, known: Mapping[str, str] | None = None) -> None:
        """`known`: what the caller has said before the call broke off or another time was looked for."""
        self.people = people
        asked = contact_fields(items_asked(Channel.TELEPHONE), Channel.TELEPHONE)
        for field in asked.values():
            field.help_text = ""  # who is on the line is asked, and need not be told how to type
        asked["name"].widget.attrs["autofocus"] = True
        if people > 1:
            asked["name"].label = "代表者のお名前"
        # Who calls and for what comes first; what may stay empty waits until then.
        fields = {name: field for name, field in asked.items() if name in CALLER}
        for position in range(1, people + 1):
            fields |= self._fields_of_person(position)
        self.base_fields = fields | asked  # type: ignore[misc]  # what Django copies from
        super().__init__(data, initial=dict(known or {}))

    def _fields_of_person(self, position: int) -> dict[str, forms.Field]:
        who = f"{position}人目の" if self.people > 1 else ""
        fields: dict[str, forms.Field] = {}
        if self.people > 1:
            is_first = position == 1
            fields[f"name_{position}"] = NameField(
                label=f"{who}お名前", required=not is_first, help_text="空なら、代表者です。" if is_first else ""
            )
            fields[f"kana_{position}"] = KanaField(label=f"{who}フリガナ")
        fields[f"procedure_{position}"] = forms.ChoiceField(
            label=f"{who}手続き",
            choices=[("", "選んでください"), *procedure_choices()],
            error_messages={"required": f"{who}手続きを選んでください。"},
        )
        return fields

    def wish(self, slot_id: int, once_key: uuid.UUID) -> Wish:
        typed = self.cleaned_data
        contact = typed_contact(typed)
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
        offer(self, "told", [(point, point) for point in points])

    def clean_told(self) -> list[str]:
        told: list[str] = self.cleaned_data["told"]
        left = [point for point in self.points if point not in told]
        if self.all_of_them and left:
            raise forms.ValidationError(f"まだ伝えていないことがあります：{'、'.join(left)}")
        return told
