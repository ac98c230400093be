"""What was expected of a day before it began."""

from django.db import models


class KeptInterval(models.Model):
    """Kept in the night before, so that what came is compared with what was really said, not with what would be said
    today."""

    starts_at = models.DateTimeField(unique=True)
    ends_at = models.DateTimeField()
    calls = models.FloatField()
    extra = models.FloatField()  # of these, what events bring
    seats = models.PositiveSmallIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at",)
