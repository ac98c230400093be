"""Consultations with the city about staffing, and what was decided in them."""

from django.db import models
from django.db.models import Q

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.workforce.regimes.rules import Decided


class Consultation(models.Model):
    """協議 (003 第2-2(3)ケ): what was reported, what was decided. A decision that is called off before its day stays,
    with that mark."""

    held_on = models.DateField("協議した日")
    held_with = GuardedCharField("協議した相手", max_length=80)
    situation = GuardedTextField("状況の報告")
    decision = GuardedTextField("決めたこと")
    regime = GuardedCharField("体制", max_length=40, blank=True)
    seats = models.PositiveSmallIntegerField("席数", null=True)
    effective_on = models.DateField("いつから", null=True)
    contract_change = GuardedCharField("契約変更", max_length=80, blank=True)
    called_off_at = models.DateTimeField(null=True)
    made_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_on__isnull=False) | (Q(seats__isnull=True) & Q(regime="")),
                name="what_was_decided_has_a_day",
            )
        ]

    @property
    def changes_something(self) -> bool:
        return self.effective_on is not None and self.called_off_at is None

    @property
    def decided(self) -> Decided:
        if self.effective_on is None:
            raise ValueError("nothing was decided about the seats")
        return Decided(self.effective_on, self.held_on, self.regime, self.seats)
