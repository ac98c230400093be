"""Calls chosen for evaluation, how they were chosen, what was rated, what was said to the operator.

A case knows its call by the exchange's key. What people wrote ends with the recording (`keeping.py`); levels and
totals name no caller and stay.
"""

import uuid

from django.db import models
from django.db.models import Q

from madoguchi.contacts.models import Contact
from madoguchi.core.fields import GuardedTextField, MachineCharField, MachineTextField
from madoguchi.quality.proposals.models import Evidence as Evidence
from madoguchi.quality.proposals.models import Proposal as Proposal
from madoguchi.quality.proposals.models import ProposalStep as ProposalStep
from madoguchi.quality.rules import (
    FILLED_BY_LABELS,
    ORIGIN_LABELS,
    SOURCE_LABELS,
    STATE_LABELS,
    FilledBy,
    Origin,
    RatingState,
    SheetItem,
    Source,
)
from madoguchi.quality.sheet import from_text


class SheetVersion(models.Model):
    """A sheet that was used, word for word: what is rated by it is read by it for ever."""

    number = models.PositiveIntegerField(unique=True)
    digest = MachineCharField(max_length=64, unique=True)
    content = GuardedTextField()  # JSON
    first_used_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)

    @property
    def items(self) -> tuple[SheetItem, ...]:
        return from_text(self.content)


class DrawnMonth(models.Model):
    """Whoever draws a month waits here for whoever is drawing it: two at once would draw twice as many."""

    month = models.DateField(primary_key=True)


class Draw(models.Model):
    """A month's calls, drawn by a seed out of a population that is kept with it: anybody may repeat it."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    month = models.DateField()
    source = MachineCharField(max_length=8, choices=[(one.value, label) for one, label in SOURCE_LABELS.items()])
    seed = MachineCharField(max_length=64)
    per_person = models.PositiveSmallIntegerField()
    twice = models.PositiveSmallIntegerField(default=0)  # of each person's, so many are rated by two
    made_by = MachineCharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "key")

    @property
    def source_label(self) -> str:
        return SOURCE_LABELS[Source(self.source)]


class DrawShare(models.Model):
    """One person's part of a draw: out of which calls, how many."""

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="shares")
    operator = MachineCharField(max_length=40)
    size = models.PositiveIntegerField()
    population = MachineTextField()  # keys, one a line, in their order
    digest = MachineCharField(max_length=64)
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("draw", "operator")
        constraints = [models.UniqueConstraint(fields=["draw", "operator"], name="draw_share_once")]


class Case(models.Model):
    """A call that is evaluated, or a record where no call is known. Each only once."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    call_key = MachineCharField(max_length=64, blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="evaluations")
    had_contact = models.BooleanField(default=False)
    operator = MachineCharField(max_length=40)
    happened_at = models.DateTimeField()
    origin = MachineCharField(max_length=10, choices=[(one.value, label) for one, label in ORIGIN_LABELS.items()])
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, related_name="cases")
    why = GuardedTextField(blank=True)
    added_by = MachineCharField(max_length=40)
    added_at = models.DateTimeField()
    is_for_two = models.BooleanField(default=False)
    # Everybody who had to rate has: from then on it is seen, counted and told.
    is_complete = models.BooleanField(default=False)
    agreed = GuardedTextField(blank=True)  # how both will rate such a call from now on
    words_ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-happened_at", "key")
        constraints = [
            models.UniqueConstraint(fields=["call_key"], condition=~Q(call_key=""), name="call_evaluated_once"),
            models.UniqueConstraint(
                fields=["contact"], condition=Q(contact__isnull=False), name="contact_evaluated_once"
            ),
        ]
        indexes = [models.Index(fields=["operator", "happened_at"], name="case_by_operator")]

    @property
    def origin_label(self) -> str:
        return ORIGIN_LABELS[Origin(self.origin)]


class Rating(models.Model):
    """One person's sheet of one case. Finished it does not change any more."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="ratings")
    place = models.PositiveSmallIntegerField()  # 1, and 2 where two rate
    sheet = models.ForeignKey(SheetVersion, on_delete=models.PROTECT, related_name="+")
    rater = MachineCharField(max_length=40)
    filled_by = MachineCharField(
        max_length=10,
        choices=[(one.value, label) for one, label in FILLED_BY_LABELS.items()],
        default=FilledBy.PERSON.value,
    )
    state = MachineCharField(
        max_length=10,
        choices=[(one.value, label) for one, label in STATE_LABELS.items()],
        default=RatingState.DRAFT.value,
    )
    good = GuardedTextField(blank=True)
    better = GuardedTextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    total = models.FloatField(null=True)
    is_fatal = models.BooleanField(default=False)

    class Meta:
        ordering = ("case", "place")
        constraints = [
            models.UniqueConstraint(fields=["case", "place"], name="rating_place_once"),
            models.UniqueConstraint(fields=["case", "rater"], name="rating_once_a_rater"),
            models.CheckConstraint(
                condition=~Q(state="finished") | Q(finished_at__isnull=False), name="rating_finished_has_moment"
            ),
        ]

    @property
    def is_finished(self) -> bool:
        return self.state == RatingState.FINISHED

    @property
    def levels(self) -> dict[str, int | None]:
        return {score.item: score.level for score in self.scores.all()}


class Score(models.Model):
    """`level` None: the item did not come up in this call."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="scores")
    item = MachineCharField(max_length=30)
    level = models.PositiveSmallIntegerField(null=True)
    comment = GuardedTextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rating", "item"], name="score_once")]


class CoachingNote(models.Model):
    """Said to the operator, who says that it was read, and may answer."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    by = MachineCharField(max_length=40)
    at = models.DateTimeField()
    text = GuardedTextField()
    read_at = models.DateTimeField(null=True)
    answer = GuardedTextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    once_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("at", "key")
