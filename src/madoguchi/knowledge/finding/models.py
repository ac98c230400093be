"""検索の記録: what was asked in which words, how much was found, which article was opened for it."""

from django.db import models
from django.db.models import Q

from madoguchi.core.fields import GuardedCharField, MachineCharField
from madoguchi.knowledge.finding.rules import PLACE_LABELS


class Search(models.Model):
    """No person is kept: `seeker` is a digest that says only whether two searches are of the same person."""

    at = models.DateTimeField()
    place = MachineCharField(max_length=10, choices=[(place.value, label) for place, label in PLACE_LABELS.items()])
    seeker = MachineCharField(max_length=32, blank=True)
    phrase = GuardedCharField(max_length=200)
    words = MachineCharField(max_length=400)  # the words of the phrase, sorted: the same question asked again
    found = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="search_at"),
            models.Index(fields=["words"], name="search_words"),
            models.Index(fields=["at"], condition=Q(found=0), name="search_without_hit"),
        ]


class Choice(models.Model):
    """This article was opened, or used in an answer, after that search."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="choices")
    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, related_name="chosen")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "article"], name="choice_once")]


class LearnedPhrase(models.Model):
    """Words for which several people chose this article: another way to ask for it."""

    article = models.ForeignKey("knowledge.Article", on_delete=models.CASCADE, related_name="learned")
    words = MachineCharField(max_length=400)
    phrase = GuardedCharField(max_length=200)
    learned_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "words"], name="learned_once")]
