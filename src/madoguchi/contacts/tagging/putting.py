"""Tags on a record, in the transaction in which it is written."""

from collections.abc import Sequence

from madoguchi.contacts.models import Contact, ContactTag, DeclinedTag, Tag
from madoguchi.contacts.tagging.queries import suggested_tags


def tag_by_rules(contact: Contact) -> None:
    """What the rules call for, and nobody has taken away before."""
    names = suggested_tags(topic=contact.topic, texts=(contact.content, contact.answer))
    if not names:
        return
    declined = DeclinedTag.objects.filter(contact=contact).values("tag")
    ContactTag.objects.bulk_create(
        (
            ContactTag(contact=contact, tag=tag, is_by_rule=True)
            for tag in Tag.objects.filter(name__in=names).exclude(pk__in=declined)
        ),
        ignore_conflicts=True,
    )


def note_declined(contact: Contact, kept: Sequence[Tag]) -> None:
    """A person is about to take tags away that a rule had put there, or puts one back."""
    gone = contact.tagged.filter(is_by_rule=True).exclude(tag__in=kept)
    DeclinedTag.objects.bulk_create(
        (DeclinedTag(contact=contact, tag_id=tag) for tag in gone.values_list("tag", flat=True)),
        ignore_conflicts=True,
    )
    DeclinedTag.objects.filter(contact=contact, tag__in=kept).delete()
