"""A note with an acknowledgement; one rule."""

from typing import Any

from django import forms

from madoguchi.alerts.rules import THRESHOLD_LABELS, UNITS, Rule, Terms
from madoguchi.web.frame.forms import FrameForm

NUMBER = {"inputmode": "numeric", "class": "short"}


class NoteForm(FrameForm):
    may_override = True

    note = forms.CharField(
        label="メモ",
        required=False,
        max_length=200,
        help_text="何をしたか、だれに頼んだか。履歴に残ります。",
    )


class RuleForm(FrameForm):
    is_used = forms.BooleanField(label="使う", required=False)
    threshold = forms.IntegerField(
        label="しきい値", min_value=0, max_value=100_000, widget=forms.TextInput(attrs=NUMBER)
    )
    cool_down_minutes = forms.IntegerField(
        label="終わったあと、同じ原因で出さない分数",
        min_value=0,
        max_value=10_000,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="この間に同じことが起きても、出しません。過ぎてもまだ続いていれば、出ます。",
    )
    escalate_after_minutes = forms.IntegerField(
        label="確認されないとき、業務責任者にも知らせるまでの分数",
        min_value=0,
        max_value=10_000,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="0 なら、知らせません。",
    )

    def __init__(self, data: Any = None, *, rule: Rule, terms: Terms) -> None:
        after = terms.escalate_after
        super().__init__(
            data,
            initial={
                "is_used": terms.is_used,
                "threshold": terms.threshold,
                "cool_down_minutes": int(terms.cool_down.total_seconds()) // 60,
                "escalate_after_minutes": int(after.total_seconds()) // 60 if after else 0,
            },
        )
        if rule in UNITS:
            self.fields["threshold"].help_text = f"単位は{UNITS[rule]}。{THRESHOLD_LABELS[rule]}とき、出ます。"
        else:
            del self.fields["threshold"]
