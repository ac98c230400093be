"""Categories, articles, and the revisions in which everything that an article says is kept for ever."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from madoguchi.core.fields import GuardedCharField, GuardedTextField, MachineCharField
from madoguchi.knowledge.articles.rules import (
    AUDIENCE_LABELS,
    CATEGORY_VERB_LABELS,
    OPEN_STATES,
    STATE_LABELS,
    Audience,
    Content,
    RevisionState,
    Translated,
    lines_of,
)
from madoguchi.knowledge.languages import TRANSLATED


class LastNumber(models.Model):
    """The last number given out of a kind (FAQ, REQ, DOC). A number is never used again."""

    kind = MachineCharField(max_length=10, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Category(models.Model):
    """分類."""

    name = GuardedCharField("名称", max_length=60, unique=True)
    position = models.PositiveSmallIntegerField("並び順", default=0)
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class CategoryRight(models.Model):
    """FAQ-09: only the people named here write, or approve, in this category."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="rights")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.PROTECT, related_name="category_rights")
    may = MachineCharField(
        max_length=10, choices=[(verb.value, label) for verb, label in CATEGORY_VERB_LABELS.items()]
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "staff", "may"], name="category_right_once")]


class Article(models.Model):
    """One question with its answer. What it says is in its revisions; `current` is the one that is published."""

    number = MachineCharField(max_length=12, unique=True)  # FAQ-0001
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="articles")
    department = GuardedCharField("所管課", max_length=80, blank=True)
    current = models.OneToOneField(
        "Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="current_of"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number


class Revision(models.Model):
    """版. What it says never changes; what becomes of it is its state. Saving again makes the next revision."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = MachineCharField(max_length=10, choices=[(state.value, label) for state, label in STATE_LABELS.items()])
    question = GuardedCharField("質問", max_length=300)
    phrasings = GuardedTextField("市民の言い方", blank=True)  # one a line
    short_answer = GuardedTextField("電話での短い答え", blank=True)
    full_answer = GuardedTextField("くわしい答え", blank=True)
    belongings = MachineCharField(max_length=300, blank=True)  # codes of procedures, a space between them
    related = MachineCharField(max_length=400, blank=True)  # numbers of articles, a space between them
    audience = MachineCharField(
        max_length=10, choices=[(audience.value, label) for audience, label in AUDIENCE_LABELS.items()]
    )
    source = GuardedCharField("出典", max_length=500, blank=True)
    review_on = models.DateField("次の見直し日", null=True, blank=True)
    to_confirm = models.BooleanField("要確認", default=False)

    reason = GuardedCharField("変更の理由", max_length=200, blank=True)
    written_by = MachineCharField(max_length=60)  # the key of the actor
    written_kind = MachineCharField(max_length=12)  # and the kind of user
    written_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    remark = GuardedTextField("確認した人から", blank=True)  # why it went back
    approved_by = MachineCharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # retired or replaced

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(state__in=sorted(OPEN_STATES)),
                name="revision_open_once",
            ),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state=RevisionState.PUBLISHED), name="revision_published_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "audience"], name="revision_by_state"),
            models.Index(fields=["review_on"], condition=Q(state="published"), name="revision_review_due"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"

    @property
    def state_label(self) -> str:
        return STATE_LABELS[RevisionState(self.state)]

    @property
    def audience_label(self) -> str:
        return AUDIENCE_LABELS[Audience(self.audience)]

    @property
    def is_open(self) -> bool:
        return RevisionState(self.state) in OPEN_STATES

    @property
    def phrasing_lines(self) -> tuple[str, ...]:
        return lines_of(self.phrasings)

    @property
    def belonging_codes(self) -> tuple[str, ...]:
        return tuple(self.belongings.split())

    @property
    def related_numbers(self) -> tuple[str, ...]:
        return tuple(self.related.split())

    @property
    def content(self) -> Content:
        return Content(
            question=self.question,
            phrasings=self.phrasing_lines,
            short_answer=self.short_answer,
            full_answer=self.full_answer,
            belongings=self.belonging_codes,
            related=self.related_numbers,
            audience=Audience(self.audience),
            source=self.source,
            review_on=self.review_on,
            to_confirm=self.to_confirm,
            translations=_in_order(self.translations.all()),
        )


class Translation(models.Model):
    """A revision in another language. Not reviewed: shown as 「参考訳」."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="translations")
    language = MachineCharField(max_length=10, choices=list(TRANSLATED.items()))
    question = GuardedCharField(max_length=600)
    phrasings = GuardedTextField(blank=True)
    short_answer = GuardedTextField(blank=True)
    full_answer = GuardedTextField(blank=True)
    is_reviewed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "language"], name="translation_once")]

    @property
    def text(self) -> Translated:
        return Translated(
            question=self.question,
            short_answer=self.short_answer,
            full_answer=self.full_answer,
            phrasings=lines_of(self.phrasings),
            is_reviewed=self.is_reviewed,
        )


def _in_order(translations: "Iterable[Translation]") -> dict[str, Translated]:
    found = {one.language: one.text for one in translations}
    return {language: found[language] for language in TRANSLATED if language in found}
