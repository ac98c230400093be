"""What somebody writes to answer an inquiry, or notes of a call."""

from collections.abc import Sequence
from typing import Any

from django import forms

from madoguchi.contacts.inquiries.models import Inquiry
from madoguchi.contacts.inquiries.rules import NEEDED, OUTCOME_LABELS, WAY_LABELS, Outcome, Way, outcomes_of
from madoguchi.contacts.items.queries import topics
from madoguchi.core.text.kana import tidy_lines
from madoguchi.knowledge.articles.models import Article
from madoguchi.web.frame.forms import FrameForm

LONGEST_ANSWER = 4000


class AnswerForm(FrameForm):
    """One way of answering: by mail and by fax a text, by telephone also how the call went."""

    may_override = True
    autofill = False

    def __init__(self, data: Any = None, *, inquiry: Inquiry, way: Way, faqs: Sequence[Article] = ()) -> None:
        self.inquiry, self.way = inquiry, way
        made: dict[str, forms.Field] = {}
        outcomes = outcomes_of(way)
        if len(outcomes) > 1:
            made["outcome"] = forms.ChoiceField(
                label="電話の結果",
                widget=forms.RadioSelect,
                choices=[(outcome.value, OUTCOME_LABELS[outcome]) for outcome in outcomes],
            )
        made["text"] = forms.CharField(
            label="回答の内容",
            required=len(outcomes) == 1,
            max_length=LONGEST_ANSWER,
            widget=forms.Textarea(attrs={"rows": 10}),
            help_text=HELP[way],
        )
        if faqs:
            made["faqs"] = forms.MultipleChoiceField(
                label="回答に使ったFAQ",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(one.number, f"{one.number} {one.current.question}") for one in faqs if one.current],
            )
        made["topic"] = forms.ChoiceField(
            label="問合せの区分",
            required=not inquiry.contact.topic,
            choices=[("", "選んでください"), *((topic, topic) for topic in topics())],
            initial=inquiry.contact.topic,
        )
        self.base_fields = made  # type: ignore[misc]  # made for this inquiry
        super().__init__(data)

    def clean_text(self) -> str:
        return tidy_lines(self.cleaned_data["text"])

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"]) if "outcome" in self.fields else Outcome.SENT


HELP = {
    Way.MAIL: "この文がそのまま、受付番号とともにメールで届きます。",
    Way.FAX: "ファクスは、お手元の機械で送ってください。送った内容をここに残します。",
    Way.TELEPHONE: "話せたときは、伝えた内容を残します。",
    Way.RELAY: "電話リレーサービスの番号に電話します。話せたときは、伝えた内容を残します。",
    Way.NONE: "回答は不要とのことです。どう受け止めたかを残します。",
}


def ways_open(inquiry: Inquiry) -> list[tuple[Way, str]]:
    """The way that was asked for first; then whatever else reaches the sender."""
    wanted = Way(inquiry.way)
    others = [way for way in NEEDED if way is not wanted and inquiry.address_for(way)]
    return [(way, WAY_LABELS[way]) for way in [wanted, *others]]
