"""What probes saw: stretches of the same answer, so that years of probes stay few rows."""

from django.db import models
from django.db.models import F, Q

from madoguchi.core.fields import MachineCharField


class ProbeStretch(models.Model):
    """Probes of one machine one after the other, without a pause, that all saw the same."""

    witness = MachineCharField(max_length=64)  # the machine that asked itself
    is_up = models.BooleanField()
    reason = MachineCharField(max_length=40, blank=True)  # why not: what /readyz names, or that nobody answered
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    probes = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-last_at", "-pk")
        indexes = [models.Index(fields=["last_at"], name="probe_stretch_end")]
        constraints = [
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="probe_stretch_in_order")
        ]
