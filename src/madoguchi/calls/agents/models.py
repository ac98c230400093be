"""Who answers the telephone: seats, agents, and the states that they were in, one row each."""

from django.db import models
from django.db.models import Q

from madoguchi.accounts.models import Staff
from madoguchi.calls.agents.rules import DEVICE_LABELS, STATE_LABELS, Device, State
from madoguchi.core.fields import GuardedCharField, MachineCharField


class Seat(models.Model):
    """席. A base is an attribute of the seat; all bases work on one queue (004 §5④)."""

    name = GuardedCharField("席", max_length=40, unique=True)
    base = GuardedCharField("拠点", max_length=40, blank=True)
    is_in_use = models.BooleanField("使用中", default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Agent(models.Model):
    """A member of staff as the exchange knows them: `agent:<extension>` in its queue, a name that never changes."""

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="agent")
    extension = MachineCharField("内線番号", max_length=8, unique=True)
    device = MachineCharField(
        "電話機",
        max_length=12,
        choices=[(device.value, label) for device, label in DEVICE_LABELS.items()],
        default=Device.NONE.value,
    )
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        ordering = ("extension",)

    def __str__(self) -> str:
        return f"{self.extension} {self.staff.name}"

    @property
    def has_telephone(self) -> bool:
        return self.device != Device.NONE


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
    is_told = models.BooleanField(default=False)  # of after-call work: its length has gone to the ledger's facts

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(ended_at__isnull=True), name="agent_in_one_state_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
                name="agent_state_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "began_at"], name="agent_state_by_day"),
            models.Index(
                fields=["ended_at"],
                condition=Q(state=State.AFTER_CALL, is_told=False),
                name="after_call_work_to_tell",
            ),
        ]

    @property
    def label(self) -> str:
        return STATE_LABELS[State(self.state)]
