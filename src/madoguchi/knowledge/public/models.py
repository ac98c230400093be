"""Visits of today, and the counts that stay of them."""

from django.db import models
from django.db.models import Q

from madoguchi.core.fields import MachineCharField
from madoguchi.knowledge.public.rules import REASON_LABELS


class FaqVisit(models.Model):
    """A browser on a day that told us something. Gone when the day is over; its digest holds for that day alone."""

    day = models.DateField()
    visitor = MachineCharField(max_length=64)
    line = MachineCharField(max_length=64)
    helped = models.BooleanField(default=False)
    unhelped = models.BooleanField(default=False)
    to_telephone = models.BooleanField(default=False)
    to_booking = models.BooleanField(default=False)
    to_form = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "visitor"], name="faq_visit_once_a_day")]
        indexes = [models.Index(fields=["day", "line"], name="faq_visit_by_line")]


class FaqVerdict(models.Model):
    """Whether an article helped on a visit. Whoever changes their mind changes it."""

    visit = models.ForeignKey(FaqVisit, on_delete=models.CASCADE, related_name="verdicts")
    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, related_name="verdicts")
    helped = models.BooleanField()
    reason = MachineCharField(
        max_length=20, blank=True, choices=[(reason.value, label) for reason, label in REASON_LABELS.items()]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "article"], name="faq_verdict_once"),
            models.CheckConstraint(condition=Q(helped=False) | Q(reason=""), name="faq_verdict_reason"),
        ]


class FaqCount(models.Model):
    """How often something was so with an article on a day: opened, helped, a reason why not."""

    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, related_name="counts")
    day = models.DateField()
    what = MachineCharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day", "what"], name="faq_count_once")]
        indexes = [models.Index(fields=["day", "what"], name="faq_count_by_day")]


class FaqDay(models.Model):
    """What became of the visits of a day that is over."""

    day = models.DateField(primary_key=True)
    told = models.PositiveIntegerField()
    solved = models.PositiveIntegerField()
    helped = models.PositiveIntegerField()
    unhelped = models.PositiveIntegerField()
    to_telephone = models.PositiveIntegerField()
    to_booking = models.PositiveIntegerField()
    to_form = models.PositiveIntegerField()
