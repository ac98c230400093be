"""The record as a form: only the items that the municipality has set (PDR-09), in its order (HIS-03)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from madoguchi.contacts.inquiries.queries import channels_offered
from madoguchi.contacts.items.queries import items_in_order, topics
from madoguchi.contacts.items.rules import Form, Item, Need
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.actions import written_of
from madoguchi.contacts.records.written import Written
from madoguchi.contacts.rules import (
    KIND_LABELS,
    TRANSFER_LABELS,
    Channel,
    Kind,
    Transfer,
)
from madoguchi.core.text.phone import normalise_phone, written_phone
from madoguchi.knowledge.languages import LANGUAGE_LABELS
from madoguchi.web.frame.fields import EmailField, KanaField, NameField, Tolerant
from madoguchi.web.frame.forms import REASON, FrameForm

OWN = "own_"  # before the code of an item that the municipality has added
YES = "はい"
TAGS_BETWEEN = "、"
PHONE_ROOM = 20


def _texts(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _choice(labels: Mapping[Any, str], initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(one.value, label) for one, label in labels.items()], initial=initial)


class PartyPhoneField(Tolerant):
    """Any number that a telephone shows. A Japanese one is kept as digits, so that it is found again."""

    def __init__(self) -> None:
        super().__init__(inputmode="tel", max_length=PHONE_ROOM)
        self.widget.attrs["data-looks-up"] = ""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return normalise_phone(typed) or typed

    def prepare_value(self, value: Any) -> Any:
        return written_phone(value) if isinstance(value, str) and value.isdigit() else value


def _field_of(item: Item) -> dict[str, forms.Field]:
    made: dict[str, forms.Field]
    if item.is_own:
        made = {f"{OWN}{item.name}": _own_field(item)}
    elif item.name == "topic":
        made = {"topic": forms.ChoiceField(choices=[("", "—"), *((topic, topic) for topic in topics())])}
    elif item.name == "transfer":
        made = {
            "transfer": _choice(TRANSFER_LABELS, Transfer.NONE.value),
            "transfer_to": Tolerant(label="転送先", max_length=120),
        }
    else:
        made = {item.name: _fixed_field(item.name)}
    first = next(iter(made.values()))
    first.label = item.label
    first.help_text = item.help
    first.widget.attrs["data-need"] = item.need.value
    return made


def _fixed_field(name: str) -> forms.Field:
    if name == "kind":
        return _choice(KIND_LABELS, Kind.INQUIRY.value)
    if name == "language":
        return forms.ChoiceField(choices=list(LANGUAGE_LABELS.items()), initial="ja")
    if name == "party_phone":
        return PartyPhoneField()
    if name == "party_name":
        field: forms.Field = NameField(label="")
        field.widget.attrs["data-looks-up"] = ""
        return field
    if name == "party_kana":
        return KanaField(label="")
    if name == "party_mail":
        return EmailField(label="")
    if name == "booking_number":
        return Tolerant(inputmode="numeric", max_length=20)
    if name == "tags":
        field = Tolerant(max_length=200)
        field.widget.attrs |= {"list": "known-tags", "placeholder": "「、」で区切る"}
        return field
    return forms.CharField(widget=_texts(4))


def _own_field(item: Item) -> forms.Field:
    if item.form is Form.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *((choice, choice) for choice in item.choices)])
    if item.form is Form.YES_NO:
        return forms.ChoiceField(choices=[("", "—"), (YES, YES), ("いいえ", "いいえ")])
    return Tolerant(max_length=500)


class WritingForm(FrameForm):
    """`closes`: whether the case is closed by it; only then must everything stand that is asked for."""

    may_override = True
    autofill = False

    def __init__(
        self, data: Any = None, *, initial: Mapping[str, str] | None = None, items: Sequence[Item] | None = None,
        closes: bool = True,
    ) -> None:  # fmt: skip
        self.items = list(items_in_order() if items is None else items)
        made: dict[str, forms.Field] = {
            "channel": _choice(channels_offered((initial or {}).get("channel", "")), Channel.TELEPHONE.value)
        }
        made["channel"].label = "受付"
        for item in self.items:
            made |= _field_of(item)
            if item.name == "kind":
                made["intention"] = forms.CharField(
                    label="相手に確かめた意図",
                    widget=_texts(2),
                    help_text="意見・要望・苦情のときに記録します。",
                )
        made["has_personal_data"] = forms.BooleanField(label="内容・回答に個人情報を含む")
        by_item = {item.name: item for item in self.items}
        for name, field in made.items():
            asked = by_item.get(name.removeprefix(OWN))
            field.required = name == "channel" or (
                asked is not None and asked.need is Need.REQUIRED and (closes or name == "content")
            )
        self.base_fields = made  # type: ignore[misc]  # made for this municipality
        super().__init__(data, initial=dict(initial or {}))
        self._keep_what_is_no_longer_offered()
        if "content" in self.fields and data is None and not initial:
            self.fields["content"].widget.attrs["autofocus"] = True

    def places(self) -> list[tuple[forms.BoundField, bool]]:
        """Each field, and whether it wants a line of its own."""
        return [(field, isinstance(field.field.widget, forms.Textarea)) for field in self if field.name != REASON]

    def purposes(self) -> list[tuple[str, str]]:
        """What the municipality uses each item for (004 §14①(イ)): each purpose once, with the items it holds for."""
        labels: dict[str, list[str]] = {}
        for item in self.items:
            if item.purpose:
                labels.setdefault(item.purpose, []).append(item.label)
        return [("・".join(items), purpose) for purpose, items in labels.items()]

    def clean_booking_number(self) -> str:
        typed: str = self.cleaned_data["booking_number"]
        digits = "".join(filter(str.isdigit, typed))
        if typed and len(digits) != 8:
            raise forms.ValidationError("予約番号は8けたの数字です。例：1234-5678")
        return digits

    def written(self, *, earlier: int | None = None) -> Written:
        given = self.cleaned_data
        texts = (
            "topic", "content", "answer", "intention", "party_name", "party_kana", "party_phone", "party_mail",
            "booking_number", "transfer_to",
        )  # fmt: skip
        tags = given.get("tags", "").replace(",", TAGS_BETWEEN).split(TAGS_BETWEEN)
        return Written(
            channel=Channel(given["channel"]),
            kind=Kind(given.get("kind") or Kind.INQUIRY),
            transfer=Transfer(given.get("transfer") or Transfer.NONE),
            language=given.get("language") or "ja",
            tags=tuple(filter(None, (tag.strip()[:40] for tag in tags))),
            has_personal_data=given["has_personal_data"],
            values={
                item.name: given[f"{OWN}{item.name}"]
                for item in self.items
                if item.is_own and given.get(f"{OWN}{item.name}")
            },
            earlier=earlier,
            **{name: given.get(name, "") for name in texts},
        )

    def _keep_what_is_no_longer_offered(self) -> None:
        """A topic that the municipality has dropped since stands in old records, and stays when they are changed."""
        for name, field in self.fields.items():
            value = self.initial.get(name)
            if isinstance(field, forms.ChoiceField) and value:
                offered: Any = field.choices
                field.choices = [*offered, *([] if value in dict(offered) else [(value, value)])]


def typed_in_record(contact: Contact) -> dict[str, str]:
    """A record as its form shows it."""
    written = written_of(contact)
    return {
        **{name: value for name, value in written.given().items() if name not in written.values},
        "tags": TAGS_BETWEEN.join(written.tags),
        "has_personal_data": "on" if written.has_personal_data else "",
        **{f"{OWN}{name}": value for name, value in written.values.items()},
    }
