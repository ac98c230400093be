"""The former contractor's figures, month by month, as they were handed over."""

from django.db import models

from madoguchi.core.fields import GuardedCharField, MachineCharField


class BaselineValue(models.Model):
    figure = MachineCharField(max_length=40)  # its key in `metrics.definitions`
    month = models.DateField()  # its first day
    value = models.FloatField()  # in the unit of the figure
    source = GuardedCharField("出どころ", max_length=120)
    entered_by = MachineCharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("month", "figure")
        constraints = [models.UniqueConstraint(fields=["figure", "month"], name="baseline_once_a_month")]
