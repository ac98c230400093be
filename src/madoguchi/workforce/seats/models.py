"""What was planned at short notice, and who was there."""

from django.db import models
from django.db.models import F, Q

from madoguchi.core.fields import GuardedCharField, MachineCharField


class AddedSeats(models.Model):
    """増席: so many seats more than usual, from a moment to before another; ended earlier, `until_at` is that moment."""

    number = models.PositiveSmallIntegerField("増やす席")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    reason = GuardedCharField("理由", max_length=200)
    agreed_with = GuardedCharField("協議した相手", max_length=80, blank=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()
    ended_by = MachineCharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-from_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="added_seats_end_later"),
            models.CheckConstraint(condition=Q(number__gte=1), name="added_seats_are_some"),
        ]


class PlacedHour(models.Model):
    """An hour that is over: how many people sat at seats of a base, for how long together, and how many seats were
    planned. Made of the states; kept, because reports of years ago still name it (003 第2-2(7)①エ)."""

    starts_at = models.DateTimeField()
    base = GuardedCharField("拠点", max_length=40, blank=True)
    people = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()
    planned = models.PositiveSmallIntegerField()  # of all bases together

    class Meta:
        ordering = ("starts_at", "base")
        constraints = [models.UniqueConstraint(fields=["starts_at", "base"], name="placed_hour_once")]
