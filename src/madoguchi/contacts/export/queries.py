"""Whether, and in which columns, records may leave the system (HIS-07)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from madoguchi.accounts.queries import names_by_key
from madoguchi.contacts.items.queries import items_in_order
from madoguchi.contacts.items.rules import Item
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import MAY_EXPORT, MAY_SEE_PERSONS
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.text.masking import masked
from madoguchi.core.text.phone import written_phone
from madoguchi.municipality.queries import value_of

AT_ONCE = 1000
FREE_TEXTS = ("content", "answer", "intention")


@dataclass(frozen=True)
class Column:
    label: str
    cell: Callable[[Contact], str]


def is_offered() -> bool:
    return bool(value_of("contacts.history_csv"))


def may_export(actor: Actor) -> bool:
    return is_offered() and actor.may(MAY_EXPORT)


def headings(columns: list[Column]) -> list[str]:
    return [column.label for column in columns]


def rows_of(found: QuerySet[Contact], columns: list[Column]) -> Iterator[list[str]]:
    """Read piece by piece: a hundred thousand records fit into no memory."""
    whole = found.prefetch_related("tags", "values", "articles")
    for contact in whole.iterator(chunk_size=AT_ONCE):
        yield [column.cell(contact) for column in columns]


def columns_for(actor: Actor, *, with_persons: bool = True) -> list[Column]:
    """Who may not see persons takes no persons out."""
    return columns_with(sees_persons=with_persons and actor.may(MAY_SEE_PERSONS))


def columns_with(*, sees_persons: bool) -> list[Column]:
    """What the municipality asks for; without persons, free text is masked."""
    names = _Names()
    columns = [
        Column("番号", lambda one: one.written_number),
        Column("開始", lambda one: _at(one.started_at)),
        Column("終了", lambda one: _at(one.ended_at) if one.ended_at else ""),
        Column("対応者", lambda one: names.of(one.handler)),
        Column("受付", lambda one: one.channel_label),
        Column("状態", lambda one: one.state_label),
        Column("段階", lambda one: one.level_label),
    ]
    for item in items_in_order():
        if sees_persons or not item.is_personal:
            columns += _columns_of(item, is_masked=not sees_persons)
    return [
        *columns,
        Column("意図", _text("intention", is_masked=not sees_persons)),
        Column("参照したFAQ", lambda one: " ".join(seen.article_number for seen in one.articles.all())),
        Column(
            "回答に使ったFAQ",
            lambda one: " ".join(seen.article_number for seen in one.articles.all() if seen.is_used),
        ),
        Column("一次回答", lambda one: "はい" if one.first_answer else ""),
        Column("個人情報", lambda one: "あり" if one.has_personal_data else ""),
    ]


def _columns_of(item: Item, *, is_masked: bool) -> list[Column]:
    if item.is_own:
        return [Column(item.label, lambda one: _shown(_value(one, item.name), is_masked=is_masked))]
    if item.name in FREE_TEXTS:
        return [Column(item.label, _text(item.name, is_masked=is_masked))]
    made: dict[str, list[Column]] = {
        "kind": [Column(item.label, lambda one: one.kind_label)],
        "party_phone": [Column(item.label, lambda one: written_phone(one.party_phone))],
        "transfer": [
            Column("転送状況", lambda one: one.transfer_label),
            Column("転送先", lambda one: _shown(one.transfer_to, is_masked=is_masked)),
        ],
        "tags": [Column(item.label, lambda one: "、".join(tag.name for tag in one.tags.all()))],
    }
    return made.get(item.name, [Column(item.label, lambda one: str(getattr(one, item.name)))])


class _Names:
    """The names behind login IDs, each asked for once."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def of(self, key: str) -> str:
        if key and key not in self.known:
            self.known[key] = names_by_key({key}).get(key, key)
        return self.known.get(key, "")


def _text(name: str, *, is_masked: bool) -> Callable[[Contact], str]:
    return lambda one: _shown(getattr(one, name), is_masked=is_masked)


def _shown(text: str, *, is_masked: bool) -> str:
    return masked(text) if is_masked else text


def _value(contact: Contact, item: str) -> str:
    return next((value.value for value in contact.values.all() if value.item == item), "")


def _at(moment: datetime) -> str:
    return f"{clock.in_tokyo(moment):%Y-%m-%d %H:%M}"
