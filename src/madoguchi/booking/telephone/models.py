"""What a caller has said so far, kept beside the hold: a call may break off, another may take it up."""

from django.db import models

from madoguchi.core.fields import GuardedTextField


class CallDraft(models.Model):
    """Gone as soon as the hold is a booking, is given up or has lapsed."""

    hold = models.OneToOneField("booking.Booking", on_delete=models.CASCADE, primary_key=True, related_name="draft")
    typed = GuardedTextField()  # JSON: the fields of the form by name
