"""A month's records as one workbook, made by the worker and kept for a day."""

from django.db import models

from madoguchi.core.fields import MachineCharField


class MonthFile(models.Model):
    """Who asked, when, for what, and how far it is. It can be fetched exactly while `made_at` is set."""

    month = models.DateField()  # its first day
    with_persons = models.BooleanField()
    asked_at = models.DateTimeField()
    asked_by = MachineCharField(max_length=60)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField()
    # Names the file. Each attempt takes another: one that was overtaken or killed can touch nothing of the next.
    turn = models.UUIDField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "with_persons"], name="month_file_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def state_label(self) -> str:
        if self.made_at:
            return "できました"
        return "作っています" if self.turn else "順番を待っています"
