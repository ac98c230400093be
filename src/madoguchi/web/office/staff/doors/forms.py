"""Forms for the sign-in policy and the allow-lists."""

from typing import Any

from django import forms

from madoguchi.accounts.allow_lists.actions import AllowedLine
from madoguchi.accounts.allow_lists.rules import NetworkRefused, network_of
from madoguchi.accounts.sign_in.rules import BOUNDS, POLICY_LABELS, Policy
from madoguchi.web.frame.forms import FrameForm


class PolicyForm(FrameForm):
    mfa_required = forms.BooleanField(label=POLICY_LABELS["mfa_required"], required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field, (least, most) in BOUNDS.items():
            self.fields[field] = forms.IntegerField(
                label=POLICY_LABELS[field], min_value=least, max_value=most, help_text=f"{least}から{most}まで"
            )

    @property
    def policy(self) -> Policy:
        return Policy(**{field: self.cleaned_data[field] for field in Policy.__dataclass_fields__})


class AllowListForm(FrameForm):
    lines = forms.CharField(
        label="接続を許可する範囲",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="1行に1つ。アドレスか範囲のあとに、空白とメモを続けて書けます。例：203.0.113.0/24 本庁舎",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.allowed: list[AllowedLine] = []

    def _look_for_my_numbers(self) -> None:
        """Addresses are no My Numbers; the notes are guarded where they are stored."""

    def clean_lines(self) -> str:
        text: str = self.cleaned_data["lines"]
        errors = []
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            cidr, _, note = line.strip().replace("\u3000", " ").partition(" ")
            try:
                self.allowed.append(AllowedLine(str(network_of(cidr)), note.strip()))
            except NetworkRefused as refusal:
                errors.append(f"{number}行目：{refusal.message}")
            if len(note.strip()) > 120:
                errors.append(f"{number}行目：メモは120文字以内にしてください。")
        if errors:
            raise forms.ValidationError(errors)
        return text
