"""A file on its way in."""

from django.db import models

from madoguchi.core.fields import GuardedCharField, MachineCharField, MachineTextField
from madoguchi.knowledge.exchange.rules import ImportState


class FaqImport(models.Model):
    """What was read, until it is taken in, given up or forgotten."""

    key = models.UUIDField(unique=True)
    state = MachineCharField(max_length=10, choices=[(state.value, state.value) for state in ImportState])
    file_name = GuardedCharField(max_length=120)
    digest = MachineCharField(max_length=64)
    read_at = models.DateTimeField()
    read_by = MachineCharField(max_length=60)
    # JSON. Each cell has passed the guard by itself; together they would be taken for numbers that they are not.
    headings = MachineTextField()
    cells = MachineTextField(blank=True)  # [[line, [cell, …]], …]
    refused_cells = MachineTextField(blank=True)  # [[line, place], …]; the digits are not kept
    lines = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["read_at"], name="faq_import_by_time")]
