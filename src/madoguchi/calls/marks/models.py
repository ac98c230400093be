"""A mark on a call. The ledger is made of facts alone; this stands beside it."""

from django.db import models

from madoguchi.core.fields import MachineCharField


class CallMark(models.Model):
    call_key = MachineCharField(max_length=64)
    kind = MachineCharField(max_length=12)  # relay
    marked_by = MachineCharField(max_length=40)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call_key", "kind"], name="call_marked_once")]
