"""What of a record the search knows: what was said. Persons are found by name and telephone.

Whoever reads masked records finds by words only what they would read (SEC-06, PDR-09): the name that stands in the
content, the value of a personal item, find a record for those alone who may see persons.
"""

import re
from collections.abc import Iterable

from madoguchi.contacts.items.queries import items_in_order
from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.core.search import kinds
from madoguchi.core.search.actions import index, index_many
from madoguchi.core.text.masking import Personal, masked

KIND = "contact"
PERSONAL_VALUES = "personal_values"
FIELDS = ("content", "answer", "intention", "topic", "tags", "values", PERSONAL_VALUES)
COVERS = re.compile("|".join(re.escape(what.value) for what in Personal))


def register() -> None:
    kinds.register(
        kinds.Kind(
            KIND,
            weights=dict.fromkeys(FIELDS, 1.0),
            documents=lambda: recorded_contacts().prefetch_related("tags", "values"),
            fields_of=searched_fields,
            is_ranked=False,
            open_part=open_part,
        )
    )


def index_contact(contact: Contact) -> None:
    index(KIND, contact.number, searched_fields(contact))


def index_contacts(contacts: Iterable[Contact]) -> None:
    """Many at once, with their tags and values fetched."""
    index_many(KIND, {contact.number: searched_fields(contact) for contact in contacts})


def open_part(field: str, text: str) -> str:
    """As it is shown to those who may not see persons, without the words that stand for what is covered."""
    return "" if field == PERSONAL_VALUES else COVERS.sub(" ", masked(text))


def searched_fields(contact: Contact) -> dict[str, str]:
    """A value of an item that is not asked for any more counts as personal: nobody can say that it is not."""
    values = list(contact.values.all())
    not_personal = {item.name for item in items_in_order() if not item.is_personal} if values else set()
    return {
        "content": contact.content,
        "answer": contact.answer,
        "intention": contact.intention,
        "topic": contact.topic,
        "tags": "\n".join(tag.name for tag in contact.tags.all()),
        "values": "\n".join(value.value for value in values if value.item in not_personal),
        PERSONAL_VALUES: "\n".join(value.value for value in values if value.item not in not_personal),
    }
