"""What stands beside a web hold, for as long as it is needed and no longer."""

from django.db import models

from madoguchi.core.fields import MachineCharField, MachineTextField


class WebHold(models.Model):
    """Whence a hold came (digests), what was chosen and what was typed so far."""

    hold = models.OneToOneField(
        "booking.Booking", on_delete=models.CASCADE, primary_key=True, related_name="web_hold"
    )
    browser = MachineCharField(max_length=64)
    address = MachineCharField(max_length=64)
    made_at = models.DateTimeField(db_index=True)
    procedures = MachineCharField(max_length=400)  # codes with spaces between them, one a person
    # JSON of the form. `keep_typed` guards each text by itself: side by side two harmless ones may look like one number.
    typed = MachineTextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["address", "made_at"], name="web_hold_by_address"),
            models.Index(fields=["browser", "made_at"], name="web_hold_by_browser"),
        ]


class ProofUsed(models.Model):
    """A proof of work that was shown: it opens the gate once."""

    digest = MachineCharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)
