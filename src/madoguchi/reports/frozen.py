"""What is issued stays as it was: what a report and the pack of a meeting share, and how it was handed in."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from django.db import models

from madoguchi.accounts.queries import names_by_key
from madoguchi.core.actors import Actor
from madoguchi.core.fields import GuardedCharField, MachineCharField, MachineTextField
from madoguchi.reports.content import Content, digest_of, from_json, to_json
from madoguchi.reports.schedule import WAY_LABELS, Way


class Frozen(models.Model):
    """Word for word and number for number, with a digest that vouches for it. Another one is a version of its own."""

    version = models.PositiveSmallIntegerField()
    content = MachineTextField()
    digest = MachineCharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ("-version",)

    def save(self, *_: Any, **__: Any) -> None:
        """Added, and never written over."""
        super().save(force_insert=True)

    @classmethod
    def of(cls, content: Content, **fields: Any) -> Self:
        text = to_json(content)
        return cls(version=content.version, content=text, digest=digest_of(text), **fields)

    @property
    def as_issued(self) -> Content:
        return from_json(self.content)

    @property
    def is_intact(self) -> bool:
        return digest_of(self.content) == self.digest


def issued_now(content: Content, *, after: Frozen | None, at: datetime, by: Actor) -> Content:
    """With its version, its moment and its name, as they are frozen."""
    name = names_by_key({by.key}).get(by.key, by.key)
    return replace(content, version=after.version + 1 if after else 1, issued_at=at, issued_by=name)


def says_the_same(frozen: Content, content: Content) -> bool:
    """Whenever it was counted, and by whomever it was issued."""
    one, other = (
        to_json(replace(each, version=1, made_at=frozen.made_at, issued_at=None, issued_by=""))
        for each in (frozen, content)
    )
    return one == other


class HandingIn(models.Model):
    """When, by which way, to whom."""

    way = MachineCharField(max_length=10, choices=[(one.value, label) for one, label in WAY_LABELS.items()])
    handed_on = models.DateField("提出した日")
    recipient = GuardedCharField("相手", max_length=100)
    note = GuardedCharField("メモ", max_length=200, blank=True)
    by = MachineCharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("-handed_on", "-pk")

    @property
    def way_label(self) -> str:
        return WAY_LABELS[Way(self.way)]
