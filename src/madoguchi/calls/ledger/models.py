"""Calls and their stretches are made anew from the facts whenever one arrives, in whatever order (`rules.py`)."""

from django.db import models

from madoguchi.calls.agents.models import Agent, Seat
from madoguchi.calls.ledger.rules import DIRECTION_LABELS, OUTCOME_LABELS, LegKind, Outcome
from madoguchi.calls.lines.models import Line
from madoguchi.core.fields import MachineCharField, MachineTextField


class Call(models.Model):
    """通話. `caller` is digits that the network gave ("" when withheld), never what a telephone claims in words."""

    key = MachineCharField(max_length=64, unique=True)  # the exchange's own
    direction = MachineCharField(
        max_length=10, choices=[(one.value, label) for one, label in DIRECTION_LABELS.items()]
    )
    caller = MachineCharField(max_length=24, blank=True)
    dialled = MachineCharField(max_length=24, blank=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="calls")
    arrived_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = MachineCharField(max_length=10, blank=True)  # caller, agent, exchange
    outcome = MachineCharField(
        max_length=24,
        choices=[(one.value, label) for one, label in OUTCOME_LABELS.items()],
        default=Outcome.GOING_ON.value,
    )
    agent = models.ForeignKey(
        Agent, on_delete=models.PROTECT, null=True, related_name="calls"
    )  # who answered first
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    extension = MachineCharField(max_length=8, blank=True)  # of that agent, as the exchange named them
    purpose = MachineCharField(max_length=24, blank=True)  # of an outgoing call
    call_back_number = MachineCharField(max_length=24, blank=True)  # wished by keys (TEL-12); digits
    wait_seconds = models.FloatField(default=0)
    talk_seconds = models.FloatField(default=0)
    hold_seconds = models.FloatField(default=0)
    after_call_seconds = models.FloatField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["arrived_at"], name="call_by_arrival"),
            models.Index(fields=["caller", "arrived_at"], name="call_by_caller"),
            models.Index(fields=["extension", "arrived_at"], name="call_by_extension"),
            # Counting a month reads this index and no call.
            models.Index(fields=["outcome", "arrived_at", "wait_seconds"], name="call_by_outcome"),
        ]


class Leg(models.Model):
    """A stretch of a call: an announcement, the queue, a ringing telephone, a talk, a hold, a transfer."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="legs")
    position = models.PositiveIntegerField()
    kind = MachineCharField(max_length=14, choices=[(kind.value, kind.value) for kind in LegKind])
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    extension = MachineCharField(max_length=8, blank=True)
    said = MachineCharField(max_length=80, blank=True)  # the file of an announcement
    to = MachineCharField(max_length=40, blank=True)  # where a transfer went
    result = MachineCharField(max_length=24, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "position"], name="leg_position_once")]
        ordering = ("call", "position")


class Fact(models.Model):
    """One line that an exchange wrote, as it was: taken once, wherever reading it broke off."""

    origin = MachineCharField(max_length=16)  # queue_log, cel, switchboard, webhook, hand
    position = MachineCharField(max_length=96)
    at = models.DateTimeField()
    call_key = MachineCharField(max_length=64, blank=True)
    kind = MachineCharField(max_length=24)
    extension = MachineCharField(max_length=8, blank=True)
    values = MachineTextField(default="{}")  # JSON

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "position"], name="fact_taken_once")]
        indexes = [
            models.Index(fields=["call_key", "at"], name="fact_by_call"),
            models.Index(fields=["kind", "at"], name="fact_by_kind"),
        ]


class JournalMark(models.Model):
    """How far a file has been read. Moved in the transaction that takes its facts."""

    origin = MachineCharField(max_length=16, primary_key=True)
    file = MachineCharField(max_length=64)  # device and inode: a rotated file is another
    offset = models.PositiveBigIntegerField()
    read_at = models.DateTimeField()
