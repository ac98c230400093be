"""What stands beside a contact that came by the form, and every attempt to answer it."""

from django.db import models

from madoguchi.booking.rules import spoken_number
from madoguchi.contacts.inquiries.rules import NEEDED, OUTCOME_LABELS, WAY_LABELS, Outcome, Way
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField


class Inquiry(models.Model):
    """What the sender gave besides the question. The contact's once_key is the key of the form."""

    contact = models.OneToOneField(
        "contacts.Contact", on_delete=models.CASCADE, primary_key=True, related_name="inquiry"
    )
    receipt = MachineCharField(max_length=8, unique=True)  # told to the sender; random, with a check digit
    way = MachineCharField(max_length=10, choices=[(way.value, label) for way, label in WAY_LABELS.items()])
    fax = GuardedCharField(max_length=20, blank=True)
    call_when = GuardedCharField(max_length=100, blank=True)
    area = GuardedCharField(max_length=60, blank=True)  # in which municipality somebody lives
    # A digest of whose line sent it; emptied when the span is over.
    line = MachineCharField(max_length=64, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["line", "sent_at"], condition=~models.Q(line=""), name="inquiry_by_line"),
            models.Index(fields=["-sent_at"], name="inquiry_by_time"),
        ]

    def __str__(self) -> str:
        return self.spoken_receipt

    @property
    def spoken_receipt(self) -> str:
        return spoken_number(self.receipt)

    @property
    def way_label(self) -> str:
        return WAY_LABELS[Way(self.way)]

    def address_for(self, way: Way) -> str:
        """The mail address or number by which this way reaches the sender; "" where none was given."""
        known = {"email": self.contact.party_mail, "phone": self.contact.party_phone, "fax": self.fax}
        return known.get(NEEDED.get(way, ""), "")


class InquiryReply(models.Model):
    """One attempt to answer: a mail or a fax that went out, a call and how it went."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="replies")
    way = MachineCharField(max_length=10, choices=[(way.value, label) for way, label in WAY_LABELS.items()])
    outcome = MachineCharField(
        max_length=14, choices=[(outcome.value, label) for outcome, label in OUTCOME_LABELS.items()]
    )
    text = GuardedTextField(blank=True)
    by = MachineCharField(max_length=40)  # the login ID
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.inquiry}: {self.way_label} {self.outcome_label}"

    @property
    def way_label(self) -> str:
        return WAY_LABELS[Way(self.way)]

    @property
    def outcome_label(self) -> str:
        return OUTCOME_LABELS[Outcome(self.outcome)]
