"""What the supervisor or the city has switched for the telephone, each from a moment to a moment."""

from django.db import models
from django.db.models import F, Q

from madoguchi.calls.announcements.models import Announcement
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class Emergency(models.Model):
    """緊急案内: said to every caller, and at the top of every citizens' page, from the moment it is on (INC-12)."""

    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, null=True, related_name="+")
    notice = GuardedTextField("サイトのお知らせ", blank=True)
    closes_lines = models.BooleanField(default=False)
    reason = GuardedCharField("理由", max_length=200, blank=True)
    on_at = models.DateTimeField()
    on_by = MachineCharField(max_length=60)
    off_at = models.DateTimeField(null=True, blank=True)
    off_by = MachineCharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-on_at",)
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(off_at__isnull=True), name="one_emergency_at_a_time"
            )
        ]


class Closing(models.Model):
    """The telephone is closed now, or from a moment on, until a moment; opened earlier, `until_at` is that moment."""

    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reason = GuardedCharField("理由", max_length=200)
    agreed_with = GuardedCharField("協議した相手", max_length=80, blank=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()
    ended_by = MachineCharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-from_at",)
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="closing_ends_later")]


class TestTime(models.Model):
    """While it lasts, calls outside the hours are let through to the seats as tests (TEL-23)."""

    __test__ = False  # of calls, not of code

    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    made_by = MachineCharField(max_length=60)

    class Meta:
        ordering = ("-from_at",)
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="test_time_ends_later")]
