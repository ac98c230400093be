"""A sheet as a form, made of the version by which the call is rated."""

from typing import Any

from django import forms

from madoguchi.quality.actions import Filled
from madoguchi.quality.models import Rating
from madoguchi.quality.rules import SheetItem
from madoguchi.web.frame.fields import Tolerant
from madoguchi.web.frame.forms import FrameForm

NOT_APPLICABLE = "na"


class SheetForm(FrameForm):
    may_override = True
    autofill = False

    def __init__(self, data: Any = None, *, rating: Rating) -> None:
        """A draft may leave items open; whoever finishes is shown each that is."""
        may_be_open = data is not None and data.get("do") != "finish"
        scores = {score.item: score for score in rating.scores.all()}
        made: dict[str, forms.Field] = {}
        for item in rating.sheet.items:
            score = scores.get(item.item)
            there = "" if score is None else NOT_APPLICABLE if score.level is None else str(score.level)
            made[f"level_{item.item}"] = _level_field(item, there, is_required=not may_be_open)
            made[f"comment_{item.item}"] = Tolerant(
                label=f"「{item.label}」の気づき", required=False, max_length=300,
                initial=score.comment if score else "",
            )  # fmt: skip
        long = forms.Textarea(attrs={"rows": 3})
        made["good"] = forms.CharField(
            label="よかったところ", required=False, max_length=1000, initial=rating.good, widget=long
        )
        made["better"] = forms.CharField(
            label="よくするところ", required=False, max_length=1000, initial=rating.better, widget=long
        )
        self.items = rating.sheet.items
        self.base_fields = made  # type: ignore[misc]  # made for this sheet
        super().__init__(data)

    def filled(self) -> Filled:
        given = self.cleaned_data
        levels: dict[str, int | None] = {}
        for item in self.items:
            if text := given.get(f"level_{item.item}", ""):
                levels[item.item] = None if text == NOT_APPLICABLE else int(text)
        comments = {item.item: given.get(f"comment_{item.item}", "") for item in self.items}
        return Filled(levels, comments, given.get("good", ""), given.get("better", ""))


def _level_field(item: SheetItem, there: str, *, is_required: bool) -> forms.Field:
    steps = [(str(level), f"{level}　{words}") for level, words in enumerate(item.levels, start=1)]
    help_text = item.question
    if item.is_fatal:
        help_text = f"{help_text}　1のときは、ほかがよくても合計は0点です。".strip()
    return forms.ChoiceField(
        label=f"{item.label}（配点 {item.weight}）",
        choices=[*steps, (NOT_APPLICABLE, "この応対では該当なし")],
        required=is_required,
        error_messages={"required": f"「{item.label}」を評価してください。"},
        initial=there,
        widget=forms.RadioSelect,
        help_text=help_text,
    )


class WordsForm(FrameForm):
    """One text, of whatever it is."""

    may_override = True

    text = forms.CharField(label="伝えること", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    once_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text
        self.fields["text"].error_messages["required"] = f"「{label}」を入力してください。"
