"""Stops for maintenance: who, when, from–to, why, and that the city knows."""

from django.db import models
from django.db.models import F, Q

from madoguchi.core.fields import GuardedCharField, MachineCharField


class PlannedStop(models.Model):
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # moved to the moment when it ends early
    reason = GuardedCharField(max_length=200)
    done_by = GuardedCharField(max_length=80)  # who does the work
    stops_staff = models.BooleanField(default=False)
    entered_by = MachineCharField(max_length=40)
    entered_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    # The city: the mail to the client's office, and the person there who has seen it.
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_trouble = MachineCharField(max_length=40, blank=True)
    seen_by = MachineCharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="stop_ends_after_start")
        ]
        indexes = [models.Index(fields=["ends_at"], condition=Q(called_off_at=None), name="stop_ahead")]
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}–{self.ends_at:%Y-%m-%d %H:%M}"
