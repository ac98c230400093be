"""Which messages are listed, and why one is sent once more."""

from django import forms

from madoguchi.messages.queries import MessageFilter
from madoguchi.messages.rules import KIND_LABELS, OF_BOOKINGS, STATE_LABELS
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm


class ListForm(FrameForm):
    """Choices and days only: it stands in the address."""

    state = forms.ChoiceField(
        label="状態",
        required=False,
        choices=[("", "すべて"), *((s.value, label) for s, label in STATE_LABELS.items())],
    )
    kind = forms.ChoiceField(
        label="種類",
        required=False,
        choices=[("", "すべて"), *((kind.value, KIND_LABELS[kind]) for kind in OF_BOOKINGS)],
    )
    since = TolerantDateField(label="書いた日（から）", required=False)
    until = TolerantDateField(label="書いた日（まで）", required=False)

    def wanted(self) -> MessageFilter:
        """What could not be understood narrows nothing, and is said at its field."""
        self.is_valid()
        typed = self.cleaned_data
        return MessageFilter(
            since=typed.get("since"),
            until=typed.get("until"),
            state=typed.get("state") or "",
            kind=typed.get("kind") or "",
        )


# Facts of the history are kept for ever and hold nothing personal: a reason is chosen, not written.
AGAIN_REASONS = (
    "宛先を直した",
    "届いていないと言われた",
    "消してしまったと言われた",
    "サーバーの不調のため",
    "その他",
)


class AgainForm(FrameForm):
    reason = forms.ChoiceField(
        label="もう一度送る理由",
        choices=[(reason, reason) for reason in AGAIN_REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": "もう一度送る理由を選んでください。"},
    )
