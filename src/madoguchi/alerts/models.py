"""An alert, from when it was raised to its end; and when somebody last looked."""

from django.db import models
from django.db.models import Q

from madoguchi.alerts.rules import LEVEL_LABELS, RULE_LABELS, URGENT, Level, Rule
from madoguchi.core.fields import GuardedCharField, MachineCharField


class Alert(models.Model):
    rule = MachineCharField(max_length=20, choices=[(rule.value, label) for rule, label in RULE_LABELS.items()])
    subject = MachineCharField(max_length=64, blank=True)  # an extension, the number of a mark
    measure = models.PositiveIntegerField()  # when it was raised
    threshold = models.PositiveIntegerField()
    level = MachineCharField(
        max_length=8, choices=[(level.value, label) for level, label in LEVEL_LABELS.items()], default=Level.FIRST
    )
    began_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = MachineCharField(max_length=60, blank=True)
    note = GuardedCharField("メモ", max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-began_at", "-pk")
        constraints = [
            # Whoever looks at the same time raises one.
            models.UniqueConstraint(
                fields=["rule", "subject"], condition=Q(ended_at__isnull=True), name="one_open_alert_of_a_cause"
            )
        ]
        indexes = [
            models.Index(fields=["ended_at"], name="alert_by_end"),
            models.Index(fields=["-began_at"], name="alert_by_beginning"),
        ]

    @property
    def label(self) -> str:
        return RULE_LABELS[Rule(self.rule)]

    @property
    def is_urgent(self) -> bool:
        return Rule(self.rule) in URGENT

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Watch(models.Model):
    """The one row that says when somebody last looked; held while alerts are written."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_watch")]
