"""番号: what citizens dial. Counted apart, whatever queue they lead to (002 No.32)."""

from django.db import models

from madoguchi.calls.lines.rules import LINE_KIND_LABELS, PAYER_LABELS
from madoguchi.core.fields import GuardedCharField, MachineCharField


class Line(models.Model):
    number = MachineCharField(max_length=20, unique=True)  # digits, as the exchange is given them
    kind = MachineCharField(
        max_length=12, choices=[(kind.value, label) for kind, label in LINE_KIND_LABELS.items()]
    )
    label = GuardedCharField(max_length=80)
    payer = MachineCharField(max_length=12, choices=[(payer.value, label) for payer, label in PAYER_LABELS.items()])
    carrier = GuardedCharField(max_length=80, blank=True)
    in_service_from = models.DateField(null=True)
    in_service_until = models.DateField(null=True)  # the last day

    class Meta:
        ordering = ("number",)
