"""The ledger of what brings calls."""

from django.db import models
from django.db.models import Q

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.planning.peaks.rules import KIND_LABELS, Expected, PeakKind


class Peak(models.Model):
    """入電の山. What was expected stays as it was entered; what came is counted from the ledger of calls."""

    kind = MachineCharField(
        "種類", max_length=12, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    name = GuardedCharField("名前", max_length=80)
    letters = models.PositiveIntegerField("発送の通数", default=0)
    sent_on = models.DateField("発送日", null=True, blank=True)
    begins_on = models.DateField("届き始める日")
    days = models.PositiveSmallIntegerField("続く開庁日数")
    calls = models.PositiveIntegerField("見込む入電")
    places = models.PositiveIntegerField("見込む予約")
    note = GuardedTextField("備考", blank=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-begins_on", "-pk")
        constraints = [models.CheckConstraint(condition=Q(days__gte=1), name="peak_lasts_a_day")]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[PeakKind(self.kind)]

    @property
    def expected(self) -> Expected:
        return Expected(self.begins_on, self.days, self.calls, self.places)

    @property
    def calls_per_100(self) -> float | None:
        return 100 * self.calls / self.letters if self.letters else None
