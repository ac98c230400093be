"""Rows of the spine. Only `record.py`, `seal.py` and `erasure.py` write here."""

from typing import Any, NoReturn

from django.db import models

from madoguchi.core.actors import UserKind
from madoguchi.core.fields import GuardedTextField, MachineCharField, MachineTextField


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **changes: Any) -> NoReturn:
        raise TypeError("the history is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("the history is append-only")

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise TypeError("the history is append-only")


class AppendOnly(models.Model):
    """A row that is written once. The database cannot be stopped from changing it; `proof.py` finds that."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("the history is append-only")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise TypeError("the history is append-only")


class Event(AppendOnly):
    """One thing that happened: when, who, which kind of user, what, about which object, what changed."""

    uid = models.UUIDField(unique=True)
    at = models.DateTimeField()
    kind = MachineCharField(max_length=60)  # "booking.made"
    actor_kind = MachineCharField(max_length=12, choices=[(kind.value, kind.value) for kind in UserKind])
    actor_key = MachineCharField(max_length=40, blank=True)
    about_kind = MachineCharField(max_length=30)
    about_key = MachineCharField(max_length=60)
    # Canonical JSON, byte for byte what the mac and the seal cover: facts, changes, digests of personal values.
    body = MachineTextField()
    mac = MachineCharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["about_kind", "about_key", "id"], name="event_about"),
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["actor_kind", "at"], name="event_user_kind"),
            models.Index(fields=["actor_key", "at"], name="event_actor"),
        ]


class PersonalValue(models.Model):
    """A personal value of an event, beside its digest. Erasing it takes the salt along: the digest then says
    nothing any more, and the seal still holds."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="personal_values")
    name = MachineCharField(max_length=60)  # "name.before", "phone.after"
    salt = models.BinaryField(max_length=16)
    text = GuardedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="personal_value_once")]


class Reaction(models.Model):
    """What must follow an event, once: the row is the promise, the task keeps it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reactions")
    name = MachineCharField(max_length=120)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="reaction_once")]


class Seal(AppendOnly):
    """A batch of events, chained to the batch before."""

    number = models.PositiveIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    previous = MachineCharField(max_length=64, blank=True, unique=True)
    events = models.PositiveIntegerField()
    digest = MachineCharField(max_length=64)


class SealedEvent(AppendOnly):
    """Membership is a table, not a range of ids: an event that commits late joins the next seal."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="members")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="sealed_position_once")]
