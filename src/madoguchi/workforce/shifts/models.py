"""Shifts with their breaks; absences, and who stands in."""

from django.db import models
from django.db.models import F, Q

from madoguchi.accounts.models import Staff
from madoguchi.core.fields import GuardedCharField, MachineCharField
from madoguchi.workforce.shifts.rules import ABSENCE_LABELS, DUTY_LABELS, AbsenceReason, Duty


class Shift(models.Model):
    """One person, one duty, one stretch of a day. Taken out of the plan it is removed: the history keeps it."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField(db_index=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    duty = MachineCharField("仕事", max_length=12, choices=list(DUTY_LABELS.items()))
    is_standby = models.BooleanField("待機", default=False)
    deputises = models.BooleanField("業務責任者の代行", default=False)
    stands_in_for = models.ForeignKey(
        "workforce.Absence", on_delete=models.PROTECT, null=True, related_name="substitutes"
    )
    note = GuardedCharField("メモ", max_length=120, blank=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_at", "staff__login_id")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="shift_ends_later"),
            models.CheckConstraint(condition=Q(duty__in=[duty.value for duty in Duty]), name="shift_duty_known"),
            models.UniqueConstraint(fields=["staff", "begins_at", "is_standby"], name="one_shift_at_a_time"),
        ]

    @property
    def duty_label(self) -> str:
        return DUTY_LABELS[Duty(self.duty)]


class Break(models.Model):
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="breaks")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_at",)
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="break_ends_later")]


class Absence(models.Model):
    """突発の欠勤 (003 第2-2(3)コ): from when until when somebody does not come, although planned."""

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="absences")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = MachineCharField("事情", max_length=12, choices=list(ABSENCE_LABELS.items()))
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_at",)
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="absence_ends_later")]

    @property
    def reason_label(self) -> str:
        return ABSENCE_LABELS[AbsenceReason(self.reason)]
