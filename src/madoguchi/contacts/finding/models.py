"""Searches that are kept."""

from django.db import models

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class SavedSearch(models.Model):
    """The conditions of a search under a name; one's own, or everybody's."""

    name = GuardedCharField(max_length=60)
    owner = MachineCharField(max_length=40)  # the login ID
    is_shared = models.BooleanField(default=False)
    conditions = GuardedTextField()  # JSON: the fields of the search form by name
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_search_once")]
