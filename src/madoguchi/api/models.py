"""What the API itself remembers: which request a key was used for, so that a retry is no second booking."""

from django.db import models

from madoguchi.core.fields import MachineCharField


class KeyUsed(models.Model):
    """An Idempotency-Key of one token. Neither the key nor the body is kept, only keyed digests of both."""

    digest = MachineCharField(max_length=64, primary_key=True)
    body_digest = MachineCharField(max_length=64)
    once_key = models.UUIDField()  # of the booking
    used_at = models.DateTimeField(db_index=True)
