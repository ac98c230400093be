"""Counts by the day, and the report of a month."""

from django.db import models

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField, MachineTextField


class ArticleUse(models.Model):
    """`read`: staff opened it. `used`: an answer to somebody was given out of it."""

    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    read = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="article_use_once_a_day")]
        indexes = [models.Index(fields=["day"], name="article_use_by_day")]


class UsageReport(models.Model):
    """FAQ-06. What was counted is frozen when the report is drafted; people add what they propose."""

    month = models.DateField(unique=True)  # its first day
    figures = MachineTextField()  # JSON of rules.MonthFigures
    drafted_at = models.DateTimeField()
    proposals = GuardedTextField("改善の提案", blank=True)
    handed_on = models.DateField("市に渡した日", null=True, blank=True)
    handed_note = GuardedCharField("渡した相手・方法", max_length=200, blank=True)
    handed_by = MachineCharField(max_length=60, blank=True)

    class Meta:
        ordering = ("-month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
