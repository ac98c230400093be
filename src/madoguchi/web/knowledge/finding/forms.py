"""What a person asks for."""

from typing import Any

from django import forms

from madoguchi.knowledge.articles.rules import AUDIENCE_LABELS
from madoguchi.knowledge.finding.queries import Conditions
from madoguchi.knowledge.finding.rules import LONGEST, PLACE_LABELS
from madoguchi.knowledge.languages import TRANSLATED
from madoguchi.knowledge.models import Category
from madoguchi.web.frame.forms import FrameForm

STATES = (("confirm", "要確認"), ("under_way", "新しい版を準備中"))


def every(choices: Any) -> list[tuple[str, str]]:
    return [("", "すべて"), *choices]


class FindForm(FrameForm):
    autofill = False

    q = forms.CharField(
        label="探す言葉",
        required=False,
        max_length=LONGEST,
        help_text="お客さまの言い方のまま入力できます。ひらがなでも探せます。",
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    category = forms.ModelChoiceField(
        label="分類", required=False, queryset=Category.objects.filter(is_active=True), empty_label="すべて"
    )
    audience = forms.ChoiceField(
        label="公開の範囲",
        required=False,
        choices=every((audience.value, label) for audience, label in AUDIENCE_LABELS.items()),
    )
    language = forms.ChoiceField(label="ほかの言語", required=False, choices=every(TRANSLATED.items()))
    state = forms.ChoiceField(label="状態", required=False, choices=every(STATES))

    def conditions(self) -> Conditions:
        """What a wrong value in the address says is ignored."""
        self.is_valid()
        typed = self.cleaned_data
        category: Category | None = typed.get("category")
        return Conditions(
            category=category.pk if category else None,
            audience=typed.get("audience", ""),
            language=typed.get("language", ""),
            state=typed.get("state", ""),
        )

    @property
    def phrase(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", "")).strip()


class LogFilter(FrameForm):
    place = forms.ChoiceField(
        label="探した所",
        required=False,
        choices=every((place.value, label) for place, label in PLACE_LABELS.items()),
    )
    result = forms.ChoiceField(
        label="結果",
        required=False,
        choices=every([("none", "見つからなかった"), ("unopened", "開かれなかった"), ("opened", "開いた")]),
    )
