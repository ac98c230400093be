"""What of a record the search knows: what was said, never who it was. Persons are found by name and telephone."""

from madoguchi.contacts.models import Contact
from madoguchi.contacts.records.queries import recorded_contacts
from madoguchi.core.search import kinds
from madoguchi.core.search.actions import index

KIND = "contact"
WEIGHTS = {"content": 1.0, "answer": 1.0, "intention": 1.0, "topic": 1.0, "tags": 1.0, "values": 1.0}


def register() -> None:
    kinds.register(
        kinds.Kind(
            KIND,
            weights=WEIGHTS,
            documents=lambda: recorded_contacts().prefetch_related("tags", "values"),
            fields_of=searched_fields,
            is_ranked=False,
        )
    )


def index_contact(contact: Contact) -> None:
    index(KIND, contact.number, searched_fields(contact))


def searched_fields(contact: Contact) -> dict[str, str]:
    return {
        "content": contact.content,
        "answer": contact.answer,
        "intention": contact.intention,
        "topic": contact.topic,
        "tags": "\n".join(tag.name for tag in contact.tags.all()),
        "values": "\n".join(value.value for value in contact.values.all()),
    }
