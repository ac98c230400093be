"""Whether an answer helped. Nothing is typed: what is chosen can hold no personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.knowledge.public.rules import Reason
from madoguchi.web.frame.forms import FrameForm

REASONS = (
    (Reason.UNCLEAR, _("説明がわかりにくい")),
    (Reason.NOT_MY_CASE, _("自分の場合とちがう")),
    (Reason.NOT_FOUND, _("知りたいことが書かれていない")),
    (Reason.OTHER, _("そのほか")),
)


class ReasonForm(FrameForm):
    reason = forms.ChoiceField(
        label=_("解決しなかった理由"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(reason.value, label) for reason, label in REASONS],
    )

    def chosen(self) -> Reason | None:
        self.is_valid()
        return Reason(self.cleaned_data["reason"]) if self.cleaned_data.get("reason") else None
