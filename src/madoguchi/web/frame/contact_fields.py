"""The items that a booking asks for (RSV-15) as form fields, and what was typed as people read it back."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from madoguchi.booking.actions import Contact
from madoguchi.booking.items import Accommodation, Item, Need, accommodation_words, accommodations
from madoguchi.booking.rules import Channel
from madoguchi.core.postal import normalise_postal_code, written_postal_code
from madoguchi.core.text.kana import tidy_lines
from madoguchi.core.text.phone import written_phone
from madoguchi.web.frame.fields import EmailField, KanaField, NameField, PhoneField, Tolerant
from madoguchi.web.frame.forms import ask_by_name

# One item may be several fields.
FIELDS_OF = {"accommodation": ("accommodation", "accommodation_note")}
# What a citizen has to say, or what staff note for each other.
STAFF_NOTE = "メモ"
ADDRESS_LENGTH, NOTE_LENGTH, ACCOMMODATION_LENGTH = 200, 500, 200
# What somebody needs is written down, never why (LNG-07): words that name an illness or a certificate of it.
DIAGNOSIS = re.compile(r"病名|診断|障害|障碍|障がい|疾患|症|癌|うつ病|\d級|disab|disease|diagnos", re.IGNORECASE)


class PostalCodeField(Tolerant):
    """〒７３８－８５０１ is kept as 7388501."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            autocomplete="postal-code", inputmode="numeric", **{"label": gettext_lazy("郵便番号"), **kwargs}
        )
        self.widget.attrs.setdefault("class", "middle")
        self.widget.attrs["data-postal-code"] = True

    def to_python(self, value: Any) -> str:
        written = super().to_python(value)
        if not written:
            return ""
        if not (code := normalise_postal_code(written)):
            raise ValidationError(_("郵便番号は、7桁の数字で入力してください。例：123-4567"), code="no_postal_code")
        return code

    def prepare_value(self, value: Any) -> Any:
        return written_postal_code(value) if isinstance(value, str) and value.isdigit() else value


class AddressField(Tolerant):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(autocomplete="street-address", **{"label": gettext_lazy("住所"), **kwargs})

    def validate(self, value: str) -> None:
        super().validate(value)
        _refuse_too_long(value, ADDRESS_LENGTH)


class NoteField(forms.CharField):
    """A few lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> str:
        return tidy_lines(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        _refuse_too_long(value, NOTE_LENGTH)


class AccommodationNoteField(Tolerant):
    def validate(self, value: str) -> None:
        super().validate(value)
        _refuse_too_long(value, ACCOMMODATION_LENGTH)
        if DIAGNOSIS.search(value):
            raise ValidationError(
                _("病気や障害の名前は書かずに、してほしいことだけを書いてください。例：いすを用意してほしい"),
                code="diagnosis",
            )


class AccommodationField(forms.MultipleChoiceField):
    """Codes with spaces between them, as they are kept."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def _refuse_too_long(value: str, most: int) -> None:
    if len(value) > most:
        raise ValidationError(
            _("%(most)s文字までで入力してください（いま%(length)s文字です）。")
            % {"most": most, "length": len(value)},
            code="too_long",
        )


def shared_contact_fields(items: Iterable[Item], channel: Channel) -> Mapping[str, forms.Field]:
    """`contact_fields`, made once for each language: for what takes copies of them, as a form does of its base fields.
    Making nine fields takes half as long as taking a booking's details down."""
    return _shared_fields(tuple(items), tuple(accommodations()), channel, get_language() or "ja")


@lru_cache(maxsize=50)
def _shared_fields(
    items: tuple[Item, ...], offered: tuple[Accommodation, ...], channel: Channel, language: str
) -> Mapping[str, forms.Field]:
    """By everything that they are made of."""
    fields = contact_fields(items, channel)
    for field in fields.values():
        ask_by_name(field)
    return fields


def contact_fields(items: Iterable[Item], channel: Channel) -> dict[str, forms.Field]:
    """A field or more for each item, in the municipality's order and words, else in those of the product."""
    language = get_language() or "ja"
    fields: dict[str, forms.Field] = {}
    for item in items:
        made = _fields_of(item.name, required=item.need(channel) is Need.REQUIRED)
        first = next(iter(made.values()))
        if item.name == "note" and channel is not Channel.WEB:
            first.label = STAFF_NOTE
        if label := item.label.in_language(language):
            first.label = label
        if help_text := item.help.in_language(language):
            first.help_text = help_text
        fields |= made
    return fields


def _fields_of(item: str, *, required: bool) -> dict[str, forms.Field]:
    match item:
        case "name":
            return {item: NameField(label=_("お名前"))}
        case "kana":
            return {
                item: KanaField(label=_("フリガナ"), required=required, help_text=_("ひらがなでも入力できます。"))
            }
        case "phone":
            help_text = _("予約のことでご連絡するときに使います。ハイフンはなくてもかまいません。")
            return {item: PhoneField(label=_("電話番号"), help_text=help_text)}
        case "email":
            return {item: EmailField(label=_("メールアドレス"), required=required)}
        case "postal_code":
            return {item: PostalCodeField(required=required, help_text=_("7桁の数字です。例：123-4567"))}
        case "address":
            return {item: AddressField(required=required)}
        case "accommodation":
            return accommodation_fields(required=required)
        case _:
            return {item: NoteField(label=_("連絡事項"), required=required)}


def accommodation_fields(*, required: bool = False, kept: str = "") -> dict[str, forms.Field]:
    """`kept`: codes that a booking has already, also those that are no longer offered."""
    language = get_language() or "ja"
    offered = [(one.code, one.label.in_language(language)) for one in accommodations()]
    gone = [(code, code) for code in kept.split() if code not in dict(offered)]
    return {
        "accommodation": AccommodationField(
            label=_("窓口での手助け"),
            choices=[*offered, *gone],
            required=required,
            help_text=_("希望するものを選んでください。理由はお聞きしません。"),
        ),
        "accommodation_note": AccommodationNoteField(
            label=_("そのほかの手助け"),
            required=False,
            help_text=_("してほしいことを書いてください。病気や障害の名前は書かないでください。"),
        ),
    }


def typed_contact(typed: Mapping[str, Any], known: Contact | None = None) -> Contact:
    """What the form asked for; what it did not ask for stays as it was, whatever was posted."""
    asked = {name: typed[name] for name in Contact.__dataclass_fields__ if name in typed}
    return replace(known or Contact("", "", ""), **asked)


def contact_rows(
    contact: Any,
    items: Sequence[Item],
    *,
    language: str = "ja",
    every: bool = False,
) -> list[tuple[str, str]]:
    """A contact or a booking as its citizen reads it back: the items that are asked, and nothing that staff noted
    beside them. `every`: also what was left empty."""
    rows = _rows_by_item(contact, items, language)
    return [rows[item.name] for item in items if every or rows[item.name][1]]


def contact_rows_for_staff(
    contact: Any, items: Sequence[Item], *, without: Collection[str] = ()
) -> list[tuple[str, str]]:
    """The items that are asked, and what is there though nobody asks for it any more."""
    rows = _rows_by_item(contact, items, "ja")
    if not any(item.name == "note" and item.label.ja for item in items):
        rows["note"] = (STAFF_NOTE, rows["note"][1])
    asked = [item.name for item in items]
    shown = [*asked, *(name for name, (_, value) in rows.items() if value and name not in asked)]
    return [rows[name] for name in shown if name not in without]


def _rows_by_item(contact: Any, items: Sequence[Item], language: str) -> dict[str, tuple[str, str]]:
    order = {item.name: item.label.in_language(language) for item in items}
    values = {
        "name": contact.name,
        "kana": contact.kana,
        "phone": written_phone(contact.phone),
        "email": contact.email,
        "postal_code": written_postal_code(contact.postal_code),
        "address": contact.address,
        "accommodation": "\n".join(
            filter(None, (accommodation_words(contact.accommodation, language), contact.accommodation_note))
        ),
        "note": contact.note,
    }
    usual = {
        "name": _("お名前"),
        "kana": _("フリガナ"),
        "phone": _("電話番号"),
        "email": _("メールアドレス"),
        "postal_code": _("郵便番号"),
        "address": _("住所"),
        "accommodation": _("窓口での手助け"),
        "note": _("連絡事項"),
    }
    return {name: (order.get(name) or usual[name], values[name]) for name in values}
