"""Rules by which records are tagged, and tags that somebody did not want on a record."""

from django.db import models

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class TagRule(models.Model):
    """A record that says one of the phrases gets the tag."""

    tag = models.ForeignKey("contacts.Tag", on_delete=models.PROTECT, related_name="rules")
    phrases = GuardedTextField()  # one a line; all words of a line must be said, with their synonyms
    topic = GuardedCharField(max_length=80, blank=True)  # only in this one
    is_active = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    changed_by = MachineCharField(max_length=40)
    # Older records: how far they have been looked through, by number; null when nobody has asked for it.
    looked_to = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["tag__name", "pk"]


class DeclinedTag(models.Model):
    """A rule had put it there and a person took it away: it does not come back by itself."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="declined_tags")
    tag = models.ForeignKey("contacts.Tag", on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "tag"], name="contact_tag_declined_once")]
