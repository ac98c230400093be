"""What a person types into an article."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.db.models import QuerySet

from madoguchi.core.actors import Actor
from madoguchi.knowledge.articles.queries import categories, may_write_in
from madoguchi.knowledge.articles.rules import (
    AUDIENCE_LABELS,
    FIELD_LABELS,
    Audience,
    Content,
    Translated,
    lines_of,
)
from madoguchi.knowledge.models import Article, Category
from madoguchi.municipality.models import Department
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer

Choices = list[tuple[str, str]]
QUESTION_LENGTH, ANSWER_LENGTH = 300, 10_000
MARKUP_HINT = (
    "空の行で段落、「・」で箇条書き、「1.」で番号になります。https:// で始まるアドレスはリンクになります。"
)


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CategoryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"queryset": Category.objects.none(), "label": "分類", "empty_label": "選んでください", **kwargs}
        )

    def offer(self, actor: Actor, *, also: Category | None = None) -> None:
        """Those in which this person writes; the one in which it stands is offered too."""
        open_to = [one.pk for one in categories() if may_write_in(actor, one)]
        self.queryset = Category.objects.filter(pk__in=[*open_to, *([also.pk] if also else [])])


class DepartmentField(forms.CharField):
    """As the directory names it; what it does not name may be typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "所管課", "max_length": 80, "required": False, **kwargs})
        self.widget.attrs["list"] = "departments"


def department_names() -> QuerySet[Department, str]:
    return Department.objects.filter(is_active=True).values_list("name", flat=True)


class ArticleForm(FrameForm):
    """`seen`: the number of the revision that the writer saw when beginning."""

    may_override = True

    category = CategoryChoice()
    department = DepartmentField(help_text="内容を確かめる課です。")
    question = forms.CharField(label=FIELD_LABELS["question"], max_length=QUESTION_LENGTH, widget=lines(2))
    phrasings = forms.CharField(
        label=FIELD_LABELS["phrasings"],
        required=False,
        max_length=5000,
        widget=lines(4),
        help_text="市民が口にする言い方を、1行に一つずつ。検索は、ここの言葉でも見つけます。",
    )
    short_answer = forms.CharField(
        label=FIELD_LABELS["short_answer"],
        required=False,
        max_length=1000,
        widget=lines(3),
        help_text="電話でそのまま読み上げる、1〜3文の答えです。",
    )
    full_answer = forms.CharField(
        label=FIELD_LABELS["full_answer"],
        required=False,
        max_length=ANSWER_LENGTH,
        widget=lines(10),
        help_text=MARKUP_HINT,
    )
    belongings = forms.MultipleChoiceField(
        label=FIELD_LABELS["belongings"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ手続きの持ち物（設定の「手続き」）が、答えといっしょに表示されます。",
    )
    related = forms.CharField(
        label=FIELD_LABELS["related"],
        required=False,
        max_length=400,
        help_text="番号で。例：FAQ-0012、FAQ-0034",
    )
    audience = forms.ChoiceField(
        label=FIELD_LABELS["audience"],
        choices=[(audience.value, label) for audience, label in AUDIENCE_LABELS.items()],
        widget=forms.RadioSelect,
        initial=Audience.INTERNAL.value,
    )
    source = forms.CharField(
        label=FIELD_LABELS["source"],
        required=False,
        max_length=500,
        help_text="通知の番号、ホームページのアドレスなど。",
    )
    review_on = TolerantDateField(
        label=FIELD_LABELS["review_on"],
        required=False,
        help_text="この日になると、ホームに見直しの知らせが出ます。",
    )
    to_confirm = forms.BooleanField(label="要確認（市の確認がまだ済んでいない内容を含む）", required=False)
    reason = forms.CharField(label="変更の理由", max_length=200, help_text="版の一覧と履歴に残ります。")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_category = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_department = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    def __init__(
        self,
        data: Any = None,
        *,
        by: Actor,
        article: Article | None = None,
        start: Content | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**(as_typed(start) if start else {}), **(initial or {})})
        self.article, self.start = article, start
        self.fields["category"].offer(by, also=article.category if article else None)  # type: ignore[attr-defined]
        offered = [(one.code, one.label_ja) for one in procedures_offered()]
        kept = [(code, code) for code in (start.belongings if start else ()) if code not in dict(offered)]
        offer(self, "belongings", offered + kept)
        if not (offered or kept):
            del self.fields["belongings"]
        if article is None:
            for name in ("reason", "seen", "seen_category", "seen_department"):
                del self.fields[name]

    def clean_question(self) -> str:
        return " ".join(str(self.cleaned_data["question"]).split())

    def clean_related(self) -> tuple[str, ...]:
        return numbers_in(self.cleaned_data["related"])

    def content(self) -> Content:
        """What was typed; the other languages are written on pages of their own."""
        typed = self.cleaned_data
        return Content(
            question=typed["question"],
            phrasings=lines_of(typed["phrasings"]),
            short_answer=one_end(typed["short_answer"]),
            full_answer=one_end(typed["full_answer"]),
            belongings=tuple(typed.get("belongings", ())),
            related=typed["related"],
            audience=Audience(typed["audience"]),
            source=typed["source"],
            review_on=typed["review_on"],
            to_confirm=typed["to_confirm"],
            translations=self.start.translations if self.start else {},
        )

    def category_chosen(self) -> Category | None:
        """None: the writer left it as it was seen, so it stays as it is now."""
        chosen: Category = self.cleaned_data["category"]
        return None if chosen.pk == self.cleaned_data.get("seen_category") else chosen

    def department_typed(self) -> str | None:
        typed: str = self.cleaned_data["department"]
        return None if typed == self.cleaned_data.get("seen_department") else typed


class LanguageForm(FrameForm):
    may_override = True

    question = forms.CharField(label="質問", max_length=600, widget=lines(2))
    phrasings = forms.CharField(
        label="言い方", required=False, max_length=5000, widget=lines(3), help_text="1行に一つずつ。"
    )
    short_answer = forms.CharField(label="短い答え", required=False, max_length=3000, widget=lines(3))
    full_answer = forms.CharField(label="くわしい答え", required=False, max_length=30_000, widget=lines(10))
    is_reviewed = forms.BooleanField(
        label="日本語の本文と比べて、内容が同じことを確かめた",
        required=False,
        help_text="印を付けるまで、「参考訳」と表示されます。日本語の本文を変えると、印は自動で外れます。",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, text: Translated | None, seen: int) -> None:
        known = {**asdict(text), "phrasings": "\n".join(text.phrasings)} if text else {}
        super().__init__(data, initial={**known, "seen": seen})

    def text(self) -> Translated:
        typed = self.cleaned_data
        return Translated(
            question=" ".join(typed["question"].split()),
            short_answer=one_end(typed["short_answer"]),
            full_answer=one_end(typed["full_answer"]),
            phrasings=lines_of(typed["phrasings"]),
            is_reviewed=typed["is_reviewed"],
        )


class WhyForm(FrameForm):
    """Why something goes back, or ends."""

    may_override = True

    why = forms.CharField(label="理由", max_length=1000, widget=lines(3))


def with_language(content: Content, language: str, text: Translated | None) -> Content:
    others = {code: one for code, one in content.translations.items() if code != language}
    return replace(content, translations={**others, language: text} if text else others)


def as_typed(content: Content) -> dict[str, Any]:
    """A revision as the form shows it."""
    return {
        **{
            name: getattr(content, name)
            for name in ("question", "short_answer", "full_answer", "source", "to_confirm")
        },
        "review_on": content.review_on,
        "phrasings": "\n".join(content.phrasings),
        "belongings": list(content.belongings),
        "related": "、".join(content.related),
        "audience": content.audience.value,
    }


def numbers_in(typed: str) -> tuple[str, ...]:
    """FAQ-0012, ＦＡＱ－１２、12: each once, in the order in which they were typed."""
    digits = re.findall(r"\d{1,9}", typed)
    return tuple(dict.fromkeys(f"FAQ-{int(one):04d}" for one in digits))


def one_end(text: str) -> str:
    """Lines end in one way, whichever browser they came from: what reads the same is the same."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def every(choices: Iterable[tuple[str, str]]) -> Choices:
    return [("", "すべて"), *choices]
