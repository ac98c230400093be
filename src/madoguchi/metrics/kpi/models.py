"""Set values of figures, and what was remarked on them. Nothing is changed afterwards: the newest word holds."""

from django.db import models

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class KpiValue(models.Model):
    figure = MachineCharField(max_length=40)  # its key in `metrics.definitions`
    effective_on = models.DateField()  # the first of a month
    value = models.FloatField(null=True, blank=True)  # None: from then on there is none
    responsible = MachineCharField(max_length=60, blank=True)  # the supervisor who looks after it
    reason = GuardedCharField("理由", max_length=200, blank=True)
    set_by = MachineCharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta:
        ordering = ("effective_on", "pk")
        indexes = [models.Index(fields=["figure", "effective_on"], name="kpi_value_of_figure")]


class KpiRemark(models.Model):
    figure = MachineCharField(max_length=40)
    text = GuardedTextField("所見・対応", max_length=1000)
    written_by = MachineCharField(max_length=60)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = [models.Index(fields=["figure", "-written_at"], name="kpi_remark_of_figure")]
