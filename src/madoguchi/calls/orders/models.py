"""One wish to the exchange, and what became of it."""

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
