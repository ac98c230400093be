"""Who answers the telephone: seats, agents, and the states that they were in, one row each."""

from django.db import models
from django.db.models import Q

from madoguchi.accounts.models import Staff
from madoguchi.calls.agents.rules import DEVICE_LABELS, STATE_LABELS, Device
from madoguchi.core.fields import GuardedCharField, MachineCharField


class Seat(models.Model):
    """席. A base is an attribute of the seat; all bases work on one queue (004 §5④)."""

    name = GuardedCharField(max_length=40, unique=True)
    base = GuardedCharField(max_length=40, blank=True)
    is_in_use = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)


class Agent(models.Model):
    """A member of staff as the exchange knows them: `agent:<extension>` in its queue, a name that never changes."""

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="agent")
    extension = MachineCharField(max_length=8, unique=True)
    device = MachineCharField(
        max_length=12,
        choices=[(device.value, label) for device, label in DEVICE_LABELS.items()],
        default=Device.NONE.value,
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("extension",)


class AgentState(models.Model):
    """One stretch of one state. The open one says what is now; together they are the day of a person."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="states")
    state = MachineCharField(max_length=12, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    reason = GuardedCharField(max_length=120, blank=True)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    call_key = MachineCharField(max_length=64, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    set_by = MachineCharField(max_length=40, blank=True)  # a login ID; "" for the exchange or the clock

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(ended_at__isnull=True), name="agent_in_one_state_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["agent", "began_at"], name="agent_state_by_day")]
