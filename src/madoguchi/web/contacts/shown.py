"""A record as staff read it: who may see persons sees them, everybody else reads masked words (HIS-09)."""

from madoguchi.contacts.items.queries import items_in_order
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_SEE_PERSONS
from madoguchi.contacts.rules import ContactState
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.masking import masked
from madoguchi.core.text.phone import written_phone
from madoguchi.knowledge.languages import LANGUAGE_LABELS

STATE_KINDS = {
    ContactState.IN_PROGRESS: "key",
    ContactState.ESCALATED: "warning",
    ContactState.COMPLETED: "success",
}
HIDDEN = "（表示する権限がありません）"
EXCERPT = 48


def state_kind(contact: Contact) -> str:
    return STATE_KINDS.get(ContactState(contact.state), "")


def excerpt(contact: Contact) -> str:
    """The beginning, for lists: never with anybody's name or number in it."""
    text = " ".join(contact.content.split())
    text = masked(text) if contact.has_personal_data else text
    return f"{text[:EXCERPT]}…" if len(text) > EXCERPT else text


def text_for(actor: Actor, text: str) -> str:
    """Masked whether or not the record counts as personal: somebody may have written a name where nobody looks."""
    return text if actor.may(MAY_SEE_PERSONS) else masked(text)


def party_for(actor: Actor, contact: Contact) -> str:
    """Who it was, in one line."""
    if not contact.party_name and not contact.party_phone:
        return ""
    if not actor.may(MAY_SEE_PERSONS):
        return HIDDEN
    return " ".join(filter(None, (contact.party_name, written_phone(contact.party_phone))))


def rows_of(actor: Actor, contact: Contact, handler: str) -> list[tuple[str, str]]:
    """The record in the order in which the municipality asks for it; what it does not ask for shows only where an
    older record holds it."""
    own = {value.item: value.value for value in contact.values.all()}
    rows = [
        ("受付", f"{contact.channel_label}（{_span(contact)}）"),
        ("対応者", handler or "—"),
    ]
    for item in items_in_order():
        if item.is_personal and not actor.may(MAY_SEE_PERSONS):
            has_value = own.get(item.name) if item.is_own else getattr(contact, item.name)
            rows.append((item.label, HIDDEN if has_value else ""))
        else:
            rows += _rows_of(actor, contact, item.name, item.label, own)
    if contact.earlier:
        rows.append(("前の応対", contact.earlier.written_number))
    return [*rows, ("一次回答", "はい" if contact.first_answer else "いいえ")]


def _rows_of(actor: Actor, contact: Contact, name: str, label: str, own: dict[str, str]) -> list[tuple[str, str]]:
    if name == "kind":
        intention = text_for(actor, contact.intention)
        return [(label, contact.kind_label), *([("相手に確かめた意図", intention)] if intention else [])]
    if name in ("content", "answer"):
        return [(label, text_for(actor, getattr(contact, name)))]
    if name == "party_phone":
        return [(label, written_phone(contact.party_phone))]
    if name == "transfer":
        return [
            ("転送状況", contact.transfer_label),
            *([("転送先", text_for(actor, contact.transfer_to))] if contact.transfer_to else []),
        ]
    if name == "language":
        return [(label, LANGUAGE_LABELS.get(contact.language, contact.language))]
    if name == "tags":
        return [(label, "、".join(tag.name for tag in contact.tags.all()))]
    value = own.get(name, "") if name in own or not hasattr(contact, name) else str(getattr(contact, name))
    return [(label, text_for(actor, value) if name in own else value)]


def _span(contact: Contact) -> str:
    began = clock.in_tokyo(contact.started_at)
    day = f"{began.year}年{began.month}月{began.day}日（{clock.WEEKDAYS[began.weekday()]}）{began:%H:%M}"
    return f"{day}〜{clock.in_tokyo(contact.ended_at):%H:%M}" if contact.ended_at else day
