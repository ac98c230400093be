"""The index: which word stands in which document, and the phrases that mean the same."""

import secrets

from django.db import models
from django.db.models.functions import Now

from madoguchi.core.fields import GuardedCharField, MachineCharField, MachineTextField


class SearchDocument(models.Model):
    """A document as the index knows it. Its row is held while its words are written: of two writers one waits."""

    kind = MachineCharField(max_length=20)
    key = models.BigIntegerField()
    terms = models.BinaryField(default=bytes)  # what stands in the postings: eight bytes each
    lines = MachineTextField(blank=True)  # JSON: letters and words of each way to ask, for ranking
    indexed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_once")]


class SearchPosting(models.Model):
    """A word (as the hash of kind and word) stands in a document. The whole row is the key, so that either database
    answers from the index alone; no ForeignKey, so that nothing is looked up for each of a hundred words."""

    pk = models.CompositePrimaryKey("term", "key", "weight")
    term = models.BigIntegerField()
    key = models.BigIntegerField()
    weight = models.SmallIntegerField()


class SearchWord(models.Model):
    """A word that stands in some ranked document, to be suggested while somebody types."""

    kind = MachineCharField(max_length=20)
    word = MachineCharField(max_length=40)
    reading = MachineCharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "word", "reading"], name="search_word_once")]


def new_version() -> int:
    """Their sum tells whether any row has changed, whoever wrote it."""
    return secrets.randbits(40)


class Synonym(models.Model):
    """`variant` is another way to say `canonical`. Read when somebody asks, so it holds from the moment it is saved."""

    variant = GuardedCharField(max_length=60)
    canonical = GuardedCharField(max_length=60)
    variant_key = MachineCharField(max_length=120, unique=True)  # as it is compared
    canonical_key = MachineCharField(max_length=120)
    version = models.BigIntegerField(default=new_version)  # another one whenever the row changes

    class Meta:
        indexes = [models.Index(fields=["canonical_key"], name="synonym_canonical")]
