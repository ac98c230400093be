"""Recordings, who heard them why, what was handed over, what was erased.

A recording knows its call by the exchange's key: the call may come into the ledger after its sound has been stored.
"""

import uuid

from django.db import models
from django.db.models import Q

from madoguchi.calls.recordings.rules import (
    ERASURE_LABELS,
    REASON_LABELS,
    STATE_LABELS,
    ErasureKind,
    ListeningReason,
    RecordingState,
    seconds_in_words,
)
from madoguchi.core import clock
from madoguchi.core.fields import GuardedCharField, MachineCharField


class ErasureRun(models.Model):
    """What was erased in one go. Its digest stands in the sealed history too, so the list proves itself."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = MachineCharField(max_length=12, choices=[(kind.value, label) for kind, label in ERASURE_LABELS.items()])
    at = models.DateTimeField()
    by = MachineCharField(max_length=40, blank=True)  # a login ID; "" for the clock
    reason = GuardedCharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=0)
    digest = MachineCharField(max_length=64, blank=True)
    reported_at = models.DateTimeField(null=True)
    reported_by = MachineCharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-at", "key"]

    @property
    def kind_label(self) -> str:
        return ERASURE_LABELS[ErasureKind(self.kind)]

    @property
    def must_be_reported(self) -> bool:
        return self.kind == ErasureKind.END and self.reported_at is None


class Recording(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    call_key = MachineCharField(max_length=64, unique=True)
    state = MachineCharField(
        max_length=8,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
        default=RecordingState.WAITING.value,
    )
    reason = MachineCharField(max_length=120, blank=True)  # why it is not ready
    started_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    channels = models.PositiveSmallIntegerField(default=2)
    size_bytes = models.PositiveBigIntegerField(default=0)
    plain_sha256 = MachineCharField(max_length=64, blank=True)
    sealed_sha256 = MachineCharField(max_length=64, blank=True)
    file = models.UUIDField(null=True, unique=True)
    master_key_id = MachineCharField(max_length=32, blank=True)
    wrapped_key = MachineCharField(max_length=120, blank=True)
    sealed_peaks = models.BinaryField(default=bytes)
    found_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    erasure = models.ForeignKey(ErasureRun, on_delete=models.PROTECT, null=True, related_name="recordings")
    is_on_hold = models.BooleanField(default=False)
    hold_reason = GuardedCharField(max_length=200, blank=True)
    held_by = MachineCharField(max_length=40, blank=True)
    held_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "key"]
        indexes = [
            models.Index(fields=["started_at"], name="recording_by_start"),
            models.Index(fields=["state", "started_at"], name="recording_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(file__isnull=False) & ~Q(wrapped_key="")),
                name="recording_ready_has_file_and_key",
            ),
            models.CheckConstraint(
                condition=~Q(state="erased") | Q(wrapped_key="", erased_at__isnull=False),
                name="recording_erased_has_no_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{clock.in_tokyo(self.started_at):%Y-%m-%d %H:%M} {self.call_key}"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[RecordingState(self.state)]

    @property
    def is_ready(self) -> bool:
        return self.state == RecordingState.READY

    @property
    def is_erased(self) -> bool:
        return self.state == RecordingState.ERASED

    @property
    def length(self) -> str:
        return seconds_in_words(self.seconds)


class Listening(models.Model):
    """Somebody said why, and may hear one recording for a while."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="listenings")
    by = MachineCharField(max_length=40)
    reason = MachineCharField(max_length=12, choices=[(one.value, label) for one, label in REASON_LABELS.items()])
    note = GuardedCharField(max_length=200, blank=True)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)  # the first sound that left
    # The form carries it: a press that comes twice is one.
    once_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-at", "key"]

    @property
    def reason_label(self) -> str:
        return REASON_LABELS[ListeningReason(self.reason)]


class RecordingPackage(models.Model):
    """A hand-over (TEL-15): made of chosen recordings, the same bytes whenever it is fetched."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recipient = GuardedCharField(max_length=120)
    reason = GuardedCharField(max_length=200)
    made_by = MachineCharField(max_length=40)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    size_bytes = models.PositiveBigIntegerField(default=0)
    sha256 = MachineCharField(max_length=64, blank=True)
    fetched = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "key"]


class PackageItem(models.Model):
    package = models.ForeignKey(RecordingPackage, on_delete=models.CASCADE, related_name="items")
    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["package", "position"]
        constraints = [models.UniqueConstraint(fields=["package", "recording"], name="package_item_once")]
