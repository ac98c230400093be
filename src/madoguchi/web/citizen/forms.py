"""What a citizen fills in. Every item takes any width and any spelling."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from madoguchi.booking.actions import Person, Wish
from madoguchi.booking.items import items_asked
from madoguchi.booking.rules import Channel
from madoguchi.municipality.models import Procedure
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.citizen.address import LookedUp
from madoguchi.web.frame.contact_fields import FIELDS_OF, shared_contact_fields, typed_contact
from madoguchi.web.frame.fields import KanaField, NameField, PhoneField, Tolerant
from madoguchi.web.frame.forms import FrameForm

Entry = TypeVar("Entry")
Line = Mapping[str, str]
OF_A_PERSON = ("name", "kana", "procedure")


def procedure_choices(known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The municipality's list, in the reader's language (RSV-03), and what a booking has already."""
    language = get_language() or "ja"
    codes = set(known)
    offered = list(procedures_offered())
    codes -= {procedure.code for procedure in offered}
    kept = list(Procedure.objects.filter(code__in=codes)) if codes else []
    return [(procedure.code, procedure.label(language)) for procedure in [*offered, *kept]]


class ContactForm(FrameForm):
    """Who books, and how to reach them: what the municipality asks for, in its order (RSV-15)."""

    looked_up = LookedUp()  # what the postal code said, once it has been asked

    def __init__(self, *args: Any, **options: Any) -> None:
        self.items = items_asked(Channel.WEB)
        asked = shared_contact_fields(self.items, Channel.WEB)
        self.base_fields = {**asked, **self.base_fields}  # type: ignore[misc]  # what Django copies from
        super().__init__(*args, **options)
        self.asked = list(asked)

    @property
    def may_look_up(self) -> bool:
        return {"postal_code", "address"} <= set(self.asked)

    def contact_lines(self) -> list[forms.BoundField]:
        self.is_valid()
        return [self[name] for name in self.asked if name not in FIELDS_OF["accommodation"]]

    def accommodation_lines(self) -> list[forms.BoundField]:
        """Apart, and folded up: most people need none."""
        return [self[name] for name in FIELDS_OF["accommodation"] if name in self.asked]

    @property
    def asks_for_help(self) -> bool:
        """Something stands in them, or is wrong with them."""
        return any(line.value() or line.errors for line in self.accommodation_lines())

    def typed_as(self, data: MultiValueDict[str, str]) -> dict[str, Any]:
        """What was sent, to be shown again without being judged."""
        return {name: field.widget.value_from_datadict(data, {}, name) for name, field in self.fields.items()}

    def show_place(self, looked_up: LookedUp) -> None:
        """The cursor goes to where people type on."""
        self.looked_up = looked_up
        self.fields["address" if looked_up.is_found else "postal_code"].widget.attrs["autofocus"] = True


class DetailsForm(ContactForm):
    """The one who books, and each person who comes. What each comes for is known already. Nobody writes a name twice: the first person is the one who books unless named."""

    def __init__(self, *args: Any, people: int, for_families: bool, **options: Any) -> None:
        self.count, self.for_families = people, for_families
        lines = _names_of_visitors(people) if for_families else {}
        self.base_fields = {**type(self).base_fields, **lines}  # type: ignore[misc]
        super().__init__(*args, **options)
        if not for_families and not self.fields["name"].help_text:
            self.fields["name"].help_text = _("窓口に来る方のお名前です。例：市川 花子")

    def visitors(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        if self.for_families:
            for position in range(1, self.count + 1):
                yield position, [self[f"visitor_{position}_name"], self[f"visitor_{position}_kana"]]

    @property
    def names_somebody_else(self) -> bool:
        return self.for_families and (bool(self["visitor_1_name"].value()) or "visitor_1_name" in self.errors)

    def people_typed(self, procedures: Sequence[str]) -> list[Person]:
        typed = self.cleaned_data
        return [
            Person(typed[f"visitor_{position}_name"], typed.get(f"visitor_{position}_kana", ""), procedure)
            if typed.get(f"visitor_{position}_name")
            else Person(typed["name"], typed.get("kana", ""), procedure)
            for position, procedure in enumerate(procedures, start=1)
        ]

    def wish(self, slot_id: int, procedures: Sequence[str], *, once_key: uuid.UUID) -> Wish:
        """What has been asked for, once the form is valid."""
        typed = self.cleaned_data
        return Wish(
            slot_id=slot_id,
            contact=typed_contact(typed),
            people=self.people_typed(procedures),
            language=get_language() or "ja",
            once_key=once_key,
        )


def _names_of_visitors(people: int) -> dict[str, forms.Field]:
    lines: dict[str, forms.Field] = {}
    for position in range(1, people + 1):
        name, kana = _labels_of_visitor(position, people)
        lines[f"visitor_{position}_name"] = NameField(
            label=name,
            autocomplete="off",
            required=position > 1,
            help_text=gettext("予約する方ご本人のときは、空のままにしてください。") if position == 1 else "",
        )
        lines[f"visitor_{position}_kana"] = KanaField(label=kana)
    return lines


def _labels_of_visitor(position: int, people: int) -> tuple[str, str]:
    """One who comes alone is not counted."""
    if people == 1:
        return gettext("手続きをする方のお名前"), gettext("手続きをする方のフリガナ")
    words = {"position": position}
    return gettext("%(position)s人目のお名前") % words, gettext("%(position)s人目のフリガナ") % words


class LookUpForm(FrameForm):
    number = Tolerant(
        label=_("予約番号"), inputmode="numeric", autocomplete="off", help_text=_("8桁の番号です。例：1234-5678")
    )
    phone = PhoneField(label=_("電話番号"), help_text=_("予約のときに入力した電話番号です。"))


class PeopleForm(FrameForm):
    """Everybody who comes: name, kana and procedure of each."""

    def __init__(self, *args: Any, people: int, known: Iterable[str] = (), **options: Any) -> None:
        self.count = people
        choices = procedure_choices(known)
        lines: dict[str, forms.Field] = {}
        for position in range(1, people + 1):
            words = {"position": position}
            name, kana = _labels_of_visitor(position, people)
            lines[f"visitor_{position}_name"] = NameField(label=name, autocomplete="off")
            lines[f"visitor_{position}_kana"] = KanaField(label=kana)
            lines[f"visitor_{position}_procedure"] = forms.ChoiceField(
                label=gettext("手続き") if people == 1 else gettext("%(position)s人目の手続き") % words,
                choices=[("", gettext("選んでください")), *choices],
            )
        self.base_fields = lines  # type: ignore[misc]  # what Django copies from, before anything looks at it
        super().__init__(*args, **options)

    @classmethod
    def showing(cls, lines: Sequence[Line], *, known: Iterable[str] = ()) -> "PeopleForm":
        """As they are or were typed; nothing is refused while lines come and go."""
        initial = {
            f"visitor_{position}_{name}": line.get(name, "")
            for position, line in enumerate(lines, start=1)
            for name in OF_A_PERSON
        }
        return cls(initial=initial, people=len(lines), known=known)

    def look_at_last(self) -> None:
        """Whoever has just been added is typed next, far down a small screen."""
        self.fields[f"visitor_{self.count}_name"].widget.attrs["autofocus"] = True

    def lines(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        for position in range(1, self.count + 1):
            yield position, [self[f"visitor_{position}_{name}"] for name in OF_A_PERSON]

    def people_typed(self) -> list[Person]:
        typed = self.cleaned_data
        return [
            Person(*(typed[f"visitor_{position}_{name}"] for name in OF_A_PERSON))
            for position in range(1, self.count + 1)
        ]


def lines_sent(data: QueryDict, *, most: int) -> int:
    """However many somebody says there are."""
    written = data.get("people", "1")
    return min(max(int(written) if written.isdecimal() and len(written) < 4 else 1, 1), most)


def typed_people(data: QueryDict, *, most: int) -> list[Line]:
    """The lines of a form as they came."""
    return [
        {name: data.get(f"visitor_{position}_{name}", "") for name in OF_A_PERSON}
        for position in range(1, lines_sent(data, most=most) + 1)
    ]


def with_lines_changed(lines: Sequence[Entry], do: str, *, empty: Entry, most: int) -> list[Entry] | None:
    """The lines after the button that adds one or takes one away; None where it was neither."""
    match do.partition("-"):
        case ("add", _, _):
            return [*lines, empty][:most]
        case ("remove", _, position) if position.isdecimal() and len(lines) > 1:
            return [line for place, line in enumerate(lines, start=1) if place != int(position)]
    return None
