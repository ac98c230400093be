"""What the history can be narrowed to."""

from datetime import timedelta

from django import forms

from madoguchi.accounts.queries import staff_visible_to
from madoguchi.accounts.tokens.queries import ACTOR_KEY, tokens_visible_to
from madoguchi.core import clock
from madoguchi.core.actors import USER_KIND_LABELS, Actor, UserKind
from madoguchi.core.history import registry
from madoguchi.core.history.queries import EventFilter
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer

ALL = [("", "すべて")]


class HistoryFilter(FrameForm):
    user_kind = forms.ChoiceField(label="ユーザー区分", required=False)
    actor = forms.ChoiceField(label="職員・従事者", required=False)
    about = forms.ChoiceField(label="対象", required=False)
    key = forms.CharField(label="対象の番号", required=False, max_length=60)
    kind = forms.ChoiceField(label="できごと", required=False)
    since = TolerantDateField(label="この日から", required=False)
    until = TolerantDateField(label="この日まで", required=False)

    def __init__(self, data: object, *, viewer: Actor) -> None:
        super().__init__(data)
        visible = [kind for kind in registry.kinds_of_object() if viewer.may(kind.viewable_with)]
        offer(self, "user_kind", [*ALL, *((kind.value, label) for kind, label in USER_KIND_LABELS.items())])
        people = [(staff.login_id, f"{staff.name}（{staff.login_id}）") for staff in staff_visible_to(viewer)]
        machines = [
            (f"{ACTOR_KEY}{token.key}", f"{token.name}（APIトークン）") for token in tokens_visible_to(viewer)
        ]
        offer(self, "actor", [*ALL, *people, *machines])
        offer(self, "about", [*ALL, *sorted((kind.kind, kind.label) for kind in visible)])
        offer(self, "kind", [*ALL, *sorted(registry.event_labels().items(), key=lambda item: item[1])])

    def wanted(self) -> EventFilter:
        """The filter as it was asked for; a condition with an error is left out and shown at its field."""
        asked = self.cleaned_data if self.is_bound and (self.is_valid() or self.cleaned_data) else {}
        since, until = asked.get("since"), asked.get("until")
        return EventFilter(
            user_kind=UserKind(asked["user_kind"]) if asked.get("user_kind") else None,
            actor_key=asked.get("actor", ""),
            about_kind=asked.get("about", ""),
            about_key=self._key(asked.get("key", "")),
            kind=asked.get("kind", ""),
            since=clock.start_of(since) if since else None,
            until=clock.start_of(until + timedelta(days=1)) if until else None,
        )

    @staticmethod
    def _key(typed: str) -> str:
        """A booking's number is written 1234-5678 and kept as 12345678."""
        plain = typed.replace("-", "")
        return plain if plain.isdigit() else typed


class ErasureForm(FrameForm):
    reason = forms.CharField(
        label="消去する理由", max_length=200, help_text="例：保存期間の満了、本人の申出。履歴に残ります。"
    )
