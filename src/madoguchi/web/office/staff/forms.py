"""Forms for administering staff."""

from typing import Any

from django import forms

from madoguchi.accounts.administration import administered_roles, seen_roles
from madoguchi.accounts.models import Staff
from madoguchi.accounts.rights import ALL_RIGHTS, ROLE_LABELS, SUBJECT_LABELS, VERB_LABELS, Role, right
from madoguchi.core.actors import Actor
from madoguchi.web.frame.forms import FrameForm, offer

STATES = [("", "すべて"), ("active", "利用中"), ("stopped", "停止中")]


def role_choices(roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    return [(role.value, ROLE_LABELS[role]) for role in roles]


class PeopleFilter(FrameForm):
    role = forms.ChoiceField(label="役割", required=False)
    state = forms.ChoiceField(label="利用", required=False, choices=STATES)

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "role", [("", "すべて"), *role_choices(seen_roles(by))])

    def conditions(self) -> dict[str, Any]:
        """What a wrong value in the address says is ignored."""
        self.is_valid()
        wanted: dict[str, Any] = {}
        if role := self.cleaned_data.get("role"):
            wanted["role"] = role
        if state := self.cleaned_data.get("state"):
            wanted["is_active"] = state == "active"
        return wanted


class PersonForm(FrameForm):
    may_override = True

    name = forms.CharField(label="氏名", max_length=80)
    role = forms.ChoiceField(label="役割")
    email = forms.EmailField(
        label="メールアドレス", required=False, help_text="パスワードや権限が変わったときに、本人へ知らせます。"
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = role_choices(administered_roles(by))
        offer(self, "role", [("", "選んでください"), *roles])


class NewPersonForm(PersonForm):
    login_id = forms.CharField(
        label="ログインID",
        required=False,
        max_length=40,
        help_text="空欄にすると、役割ごとの続き番号（例：op-0001）を発行します。あとから変更・再利用はできません。",
    )
    field_order = ("name", "role", "login_id", "email")


class ReasonForm(FrameForm):
    reason = forms.CharField(
        label="理由", max_length=200, help_text="履歴に残ります。個人情報は書かないでください。"
    )


class RightsForm(ReasonForm):
    """A box for every right: what is ticked is what the person will have."""

    def __init__(self, *args: Any, staff: Staff, by: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.by, self.held = by, staff.actor.rights
        for name in sorted(ALL_RIGHTS):
            self.fields[name] = forms.BooleanField(required=False, initial=name in self.held)
            if not by.may(name) and name not in self.held:
                self.fields[name].disabled = True

    @property
    def chosen(self) -> frozenset[str]:
        return frozenset(name for name in ALL_RIGHTS if self.cleaned_data[name])

    @property
    def grid(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        return [
            (label, [(verb_label, self[right(subject, verb)]) for verb, verb_label in VERB_LABELS.items()])
            for subject, label in SUBJECT_LABELS.items()
        ]
