"""Which days, and what is written into a report."""

from datetime import date, timedelta
from typing import Any

from django import forms

from madoguchi.core import clock
from madoguchi.knowledge.models import Category
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm

USUAL_DAYS = 30


class RankingFilter(FrameForm):
    """What a wrong value in the address says is ignored."""

    first = TolerantDateField(label="はじめの日", required=False)
    last = TolerantDateField(label="終わりの日", required=False)
    category = forms.ModelChoiceField(
        label="分類", required=False, queryset=Category.objects.all(), empty_label="すべて"
    )

    @property
    def days(self) -> tuple[date, date]:
        """Both inside."""
        self.is_valid()
        last = self.cleaned_data.get("last") or clock.today()
        first = self.cleaned_data.get("first") or last - timedelta(days=USUAL_DAYS - 1)
        return min(first, last), last


class ProposalForm(FrameForm):
    may_override = True
    proposals = forms.CharField(
        label="改善の提案",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="数字から分かったこと、直したいFAQ、足したい言い方など。",
    )


class HandOverForm(FrameForm):
    handed_on = TolerantDateField(label="市に渡した日")
    handed_note = forms.CharField(label="渡した相手・方法", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"handed_on": clock.today()}, **kwargs)
