"""What the client has approved to be given to whom, and what was given."""

from django.db import models
from django.db.models import F, Q

from madoguchi.contacts.third_parties.rules import is_in_force
from madoguchi.core import clock
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class ThirdPartyApproval(models.Model):
    receiver = GuardedCharField(max_length=120)
    purpose = GuardedTextField()
    approved_by = GuardedCharField(max_length=80)  # the client's approver, as the document names them
    document = GuardedCharField(max_length=120)  # its number or name
    approved_on = models.DateField()
    until = models.DateField()
    # Which records: those that began on these days.
    first_day = models.DateField()
    last_day = models.DateField()
    with_persons = models.BooleanField(default=False)
    entered_by = MachineCharField(max_length=40)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = GuardedCharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-entered_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("approved_on")), name="approval_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="approval_covers_days"),
        ]

    def __str__(self) -> str:
        return self.receiver

    @property
    def is_in_force(self) -> bool:
        return is_in_force(
            approved_on=self.approved_on,
            until=self.until,
            is_withdrawn=self.withdrawn_at is not None,
            today=clock.today(),
        )


class ThirdPartyHandOver(models.Model):
    """A file that was made for the receiver."""

    approval = models.ForeignKey(ThirdPartyApproval, on_delete=models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField()
    by = MachineCharField(max_length=40)
    records = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]
