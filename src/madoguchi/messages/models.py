"""Messages, with all that was written in them; they go when their booking is erased."""

import uuid

from django.db import models
from django.db.models import Q

from madoguchi.booking.history import BOOKING
from madoguchi.booking.models import Booking
from madoguchi.contacts.models import Inquiry
from madoguchi.contacts.records.actions import about as about_contact
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.core.history.record import About
from madoguchi.messages.rules import KIND_LABELS, STATE_LABELS, Kind, State
from madoguchi.messages.stops.models import PlannedStop as PlannedStop


class Message(models.Model):
    """A mail about a booking or an inquiry. Written once for each occasion, in the transaction of the reaction or job."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)  # in its Message-ID and its sender: bounces find it
    # What it is about: a booking, or an inquiry that came by the form.
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    kind = MachineCharField(max_length=20, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    occasion = MachineCharField(max_length=60)  # an event's uid, the day of a visit, a resend
    language = MachineCharField(max_length=10)
    to = GuardedCharField(max_length=254)
    subject = GuardedCharField(max_length=200)
    text = GuardedTextField()
    says = MachineCharField(max_length=64, blank=True)  # digest of the facts in it: the same is not said twice
    visit_at = models.DateTimeField(null=True, blank=True)
    state = MachineCharField(
        max_length=12,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
        default=State.WAITING.value,
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = MachineCharField(max_length=64, blank=True)  # the task that is sending it at this moment
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # when it became what it is
    # 550, 4.2.2, timeout …: what the other side answered; never its words, which name the address.
    answer = MachineCharField(max_length=40, blank=True)
    resent_for = MachineCharField(max_length=40, blank=True)  # why somebody sent it once more

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind", "occasion"], name="message_once_an_occasion"),
            models.UniqueConstraint(fields=["inquiry", "kind", "occasion"], name="message_once_an_inquiry"),
            models.CheckConstraint(
                condition=Q(booking=None, inquiry__isnull=False)
                | Q(inquiry=None, booking__isnull=False, visit_at__isnull=False),
                name="message_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at"], name="message_by_time"),
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.booking or self.inquiry}: {self.kind_label}"

    @property
    def visited(self) -> Booking:
        """The booking, of a mail that is about one."""
        if self.booking is None:
            raise Booking.DoesNotExist
        return self.booking

    @property
    def about(self) -> About:
        """What its events are about."""
        if self.inquiry is not None:
            return about_contact(self.inquiry.contact)
        return About(BOOKING, self.visited.number)

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[Kind(self.kind)]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[State(self.state)]
