"""取込み: a ledger as it was read, until it is booked or given up, and the bookings that came of it."""

from django.db import models

from madoguchi.booking.ledger_import.rules import ImportState
from madoguchi.core.fields import GuardedCharField, MachineCharField, MachineTextField


class LedgerImport(models.Model):
    """A file and where it stands. Its text is kept only until it has been booked, given up or forgotten."""

    key = models.UUIDField(unique=True)
    state = MachineCharField(max_length=10, choices=[(state.value, state.value) for state in ImportState])
    file_name = GuardedCharField(max_length=120)
    digest = MachineCharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = MachineCharField(max_length=40)
    # JSON. Each cell has passed the guard by itself; together they would be taken for numbers that they are not.
    headings = MachineTextField()
    cells = MachineTextField(blank=True)
    refused_cells = MachineTextField(blank=True)  # where a My Number stood: [line, column]; the digits are not kept
    choices = MachineTextField(blank=True)  # JSON: which column is what, and what holds for all lines
    lines = models.PositiveIntegerField()
    booked_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["uploaded_at"], name="import_by_time")]


class ImportedBooking(models.Model):
    """Which line became which booking."""

    booking = models.OneToOneField(
        "booking.Booking", on_delete=models.CASCADE, primary_key=True, related_name="imported"
    )
    ledger = models.ForeignKey(LedgerImport, on_delete=models.PROTECT, related_name="bookings")
    line = models.PositiveIntegerField()
