"""What has been typed so far of a contact."""

from django.db import models

from madoguchi.core.fields import GuardedTextField, MachineCharField


class ContactDraft(models.Model):
    """Gone as soon as the contact is recorded."""

    contact = models.OneToOneField(
        "contacts.Contact", on_delete=models.CASCADE, primary_key=True, related_name="draft"
    )
    typed = GuardedTextField()  # JSON: the fields of the form by name
    # Counts each saving: whoever saves on top of another tab's words is told, and nothing is overwritten.
    version = models.PositiveIntegerField(default=1)
    saved_from = MachineCharField(max_length=32, blank=True)  # the tab: one's own words are never in one's own way
    saved_at = models.DateTimeField()
