"""Proposals, what they rest on, and each step of them."""

from django.db import models

from madoguchi.contacts.models import Need
from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.quality.proposals.rules import (
    AIM_LABELS,
    ORIGIN_LABELS,
    STATE_LABELS,
    Aim,
    Origin,
    ProposalState,
)


class Proposal(models.Model):
    """Its words stand as they were put before the city; what comes later is a step."""

    title = GuardedCharField("提案", max_length=100)
    aim = MachineCharField(max_length=12, choices=[(one.value, label) for one, label in AIM_LABELS.items()])
    origin = MachineCharField(max_length=10, choices=[(one.value, label) for one, label in ORIGIN_LABELS.items()])
    finding = GuardedTextField("分かったこと")
    measure = GuardedTextField("改善策")
    asked_of_city = GuardedTextField("市にお願いすること", blank=True)
    state = MachineCharField(
        max_length=9,
        default=ProposalState.DRAFT.value,
        choices=[(one.value, label) for one, label in STATE_LABELS.items()],
    )
    proposed_by = MachineCharField(max_length=60)
    made_at = models.DateTimeField()
    proposed_on = models.DateField("市に提案した日", null=True)
    answer = GuardedTextField("市の回答", blank=True)
    answered_by = MachineCharField(max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    look_on = models.DateField("次に確かめる日", null=True)
    figure = MachineCharField(max_length=40, blank=True)  # of metrics.definitions: what the effect is measured by
    before_first = models.DateField(null=True)
    before_last = models.DateField(null=True)
    after_first = models.DateField(null=True)
    after_last = models.DateField(null=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["state"], name="proposal_by_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return STATE_LABELS[ProposalState(self.state)]

    @property
    def aim_label(self) -> str:
        return AIM_LABELS[Aim(self.aim)]

    @property
    def origin_label(self) -> str:
        return ORIGIN_LABELS[Origin(self.origin)]


class Evidence(models.Model):
    """A need goes when nobody takes it up and the figures no longer say it: its words, as they were, stay here."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="evidence")
    need = models.ForeignKey(Need, on_delete=models.SET_NULL, null=True, related_name="+")
    words = GuardedCharField("根拠", max_length=300)

    class Meta:
        ordering = ("pk",)


class ProposalStep(models.Model):
    """What became of it on which day: the state from then on, and what was said."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")
    state = MachineCharField(max_length=9)
    on = models.DateField()
    note = GuardedTextField("記録", blank=True)
    by = MachineCharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    @property
    def state_label(self) -> str:
        return STATE_LABELS[ProposalState(self.state)]
