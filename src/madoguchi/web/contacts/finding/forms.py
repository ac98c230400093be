"""Everything that records can be looked for by, at once (HIS-05). It may name persons, so it is always sent by POST."""

from typing import Any

from django import forms

from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import USER_KINDS
from madoguchi.contacts.finding.queries import tag_names
from madoguchi.contacts.finding.rules import ONLY, Conditions
from madoguchi.contacts.inquiries.queries import channels_offered
from madoguchi.contacts.items.queries import items_in_order, topics
from madoguchi.contacts.records.queries import MAY_SEE_PERSONS
from madoguchi.contacts.rules import KIND_LABELS, LEVEL_LABELS, RECORDED, STATE_LABELS
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.knowledge.languages import LANGUAGE_LABELS
from madoguchi.web.frame.conditions import asked_for, typed_in
from madoguchi.web.frame.fields import Tolerant, TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer

ALL = [("", "すべて")]
# What is looked for every day; the rest opens with a press.
FIRST = ("since", "until", "words", "party", "state", "topic")


class SearchForm(FrameForm):
    may_override = True
    autofill = False

    since = TolerantDateField(label="この日から", required=False)
    until = TolerantDateField(label="この日まで", required=False)
    words = Tolerant(label="言葉（内容・回答）", required=False, max_length=100)
    party = Tolerant(label="相手の氏名・電話番号・番号", required=False, max_length=80)
    state = forms.ChoiceField(
        label="状態", required=False, choices=[*ALL, *((one.value, STATE_LABELS[one]) for one in RECORDED)]
    )
    topic = forms.ChoiceField(label="区分", required=False)
    kind = forms.ChoiceField(
        label="種別", required=False, choices=[*ALL, *((one.value, label) for one, label in KIND_LABELS.items())]
    )
    channel = forms.ChoiceField(label="受付", required=False)
    handler = forms.ChoiceField(label="対応者", required=False)
    level = forms.ChoiceField(
        label="段階",
        required=False,
        choices=[*ALL, *((str(one.value), label) for one, label in LEVEL_LABELS.items())],
    )
    tag = forms.ChoiceField(label="タグ", required=False)
    language = forms.ChoiceField(label="言語", required=False, choices=[*ALL, *LANGUAGE_LABELS.items()])
    article = Tolerant(label="参照したFAQの番号", required=False, max_length=20)
    only = forms.ChoiceField(label="次のものだけ", required=False, choices=[*ALL, *ONLY.items()])

    def __init__(self, data: Any = None, *, viewer: Actor) -> None:
        super().__init__(data)
        self._offer("topic", [(topic, topic) for topic in topics()])
        self._offer("channel", [(channel.value, label) for channel, label in channels_offered().items()])
        self._offer("handler", _handlers())
        self._offer("tag", [(tag, tag) for tag in tag_names()])
        asked = {item.name for item in items_in_order()}
        for name in ("kind", "topic", "language"):
            if name not in asked:
                del self.fields[name]
        if "tags" not in asked:
            del self.fields["tag"]
        if not viewer.may(MAY_SEE_PERSONS):
            del self.fields["party"]

    def first(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in FIRST]

    def more(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in FIRST]

    @property
    def asks_for_more(self) -> bool:
        return any(field.data for field in self.more())

    def conditions(self) -> Conditions:
        return asked_for(self, Conditions)

    def typed(self) -> dict[str, str]:
        return typed_in(self)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """A condition that was saved when it was still offered goes on holding."""
        asked = str(self.data.get(name, "")) if self.is_bound else ""
        kept = [(asked, asked)] if asked and asked not in dict(choices) else []
        offer(self, name, [*ALL, *choices, *kept])


class SaveForm(FrameForm):
    may_override = True

    name = Tolerant(label="この条件の名前", max_length=60)
    is_shared = forms.BooleanField(label="ほかの人にも見せる", required=False)


def _handlers() -> list[tuple[str, str]]:
    """Whoever may have recorded, also those who have left."""
    roles = [role for role, kind in USER_KINDS.items() if kind is UserKind.CALL_CENTRE]
    staff = Staff.objects.get_queryset().of_roles(roles).order_by("name", "login_id")
    return list(staff.values_list("login_id", "name"))


def days_in_words(wanted: Conditions) -> str:
    if not (wanted.since or wanted.until):
        return "応対の記録"
    first, last = (f"{day.year}年{day.month}月{day.day}日" if day else "" for day in (wanted.since, wanted.until))
    return f"{first}の応対" if first == last else f"{first}〜{last or clock.today():}の応対"
