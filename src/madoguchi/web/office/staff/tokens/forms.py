"""What an administrator says about a new token."""

from datetime import timedelta
from typing import Any

from django import forms

from madoguchi.accounts.allow_lists.rules import NetworkRefused, network_of
from madoguchi.accounts.tokens.rules import KIND_LABELS, SCOPE_LABELS, USUAL, managed_kinds
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm, offer


class TokenForm(FrameForm):
    name = forms.CharField(
        label="名前", max_length=80, help_text="どのシステムが使うか。例：市のLINE。人の名前は書かないでください。"
    )
    kind = forms.ChoiceField(
        label="だれの代わりに動くか",
        widget=forms.RadioSelect,
        help_text="履歴の利用者区分と、予約できる時間の決まりが、これに従います。",
    )
    scopes = forms.MultipleChoiceField(
        label="できること",
        choices=[(scope.value, label) for scope, label in SCOPE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = TolerantDateField(label="期限", help_text="この日まで使えます。長くても3年です。")
    networks = forms.CharField(
        label="接続を許可する範囲",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="1行に1つ。例：203.0.113.0/24。空にすると、どこからでも使えます。",
    )

    def __init__(self, *args: Any, by: Actor, **options: Any) -> None:
        options.setdefault("initial", {"expires_on": clock.today() + USUAL - timedelta(days=1)})
        super().__init__(*args, **options)
        offer(self, "kind", [(one.value, KIND_LABELS[UserKind(one)]) for one in managed_kinds(by)])

    def clean_networks(self) -> list[str]:
        found, errors = [], []
        for number, line in enumerate(self.cleaned_data["networks"].split(), start=1):
            try:
                found.append(str(network_of(line)))
            except NetworkRefused as refusal:
                errors.append(f"{number}つ目：{refusal.message}")
        if errors:
            raise forms.ValidationError(errors)
        return found
