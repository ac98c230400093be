"""提出: what was handed over, frozen as it was, and every deadline as it was kept or missed."""

from django.db import models

from madoguchi.core.fields import MachineCharField, MachineTextField


class Delivery(models.Model):
    """One hand-over. The city has it as soon as the row is there: both work in the same system (001 §7)."""

    # Also what keeps two people from handing over at the same moment: the second takes the next number, and finds
    # only what is left.
    number = models.PositiveIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    since = models.DateTimeField(null=True)  # the delivery before
    due_at = models.DateTimeField(null=True, unique=True)  # of one that the clock made
    bookings = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    digest = MachineCharField(max_length=64)  # of the rows, in canonical form
    received_at = models.DateTimeField(null=True)


class DeliveredEvent(models.Model):
    """Membership is a table, not a range of ids: what commits late joins the next delivery, and nothing two."""

    event = models.OneToOneField("core.Event", on_delete=models.PROTECT, primary_key=True, related_name="delivered")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="events")


class DeliveredRow(models.Model):
    """A row of the file. Its cells were guarded one by one in the booking that they are copied from."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    cells = MachineTextField()  # JSON

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delivery", "position"], name="delivered_position_once")]


class JudgedDeadline(models.Model):
    """A deadline that has passed, and how much of what was due then had not been handed over: a fact that stays."""

    due_at = models.DateTimeField(primary_key=True)
    covers_until = models.DateTimeField()
    entries_late = models.PositiveIntegerField()
    judged_at = models.DateTimeField()
