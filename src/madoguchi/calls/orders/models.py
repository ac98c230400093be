"""One wish to the exchange, and what became of it; and how the switchboard is."""

import json
import uuid

from django.db import models

from madoguchi.calls.agents.models import Agent
from madoguchi.core.fields import MachineCharField, MachineTextField

STATES = {"asked": "依頼", "taken": "実行中", "done": "済み", "refused": "できませんでした", "expired": "時間切れ"}


class Order(models.Model):
    uid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = MachineCharField(max_length=24)  # calls/ports.py: OrderKind
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    call_key = MachineCharField(max_length=64, blank=True)
    values = MachineTextField(default="{}")  # JSON
    asked_by = MachineCharField(max_length=40, blank=True)  # a login ID; "" for the clock
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = MachineCharField(max_length=10, choices=list(STATES.items()), default="asked")
    ended_at = models.DateTimeField(null=True)
    answer = MachineTextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="order_waiting")]

    @property
    def wished(self) -> dict[str, str]:
        return dict(json.loads(self.values))

    @property
    def is_over(self) -> bool:
        return self.state in {"done", "refused", "expired"}


class Switchboard(models.Model):
    """The one row of the process beside the exchange: when it last said that it is alive, and how the exchange is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    exchange_is_up = models.BooleanField(default=False)
    trouble = MachineCharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_switchboard")]
