"""What a citizen fills in. Every item takes any width and any spelling."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from madoguchi.booking.actions import Wish
from madoguchi.municipality.queries import procedures_offered
from madoguchi.web.frame.fields import EmailField, KanaField, NameField, PhoneField
from madoguchi.web.frame.forms import FrameForm


def offer_procedures(form: forms.Form) -> None:
    """The municipality's list, in the reader's language (RSV-03)."""
    language = get_language() or "ja"
    field = form.fields["procedure"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = [(procedure.code, procedure.label(language)) for procedure in procedures_offered()]


class ProcedureForm(FrameForm):
    procedure = forms.ChoiceField(
        label=_("どの手続きをしますか"),
        widget=forms.RadioSelect,
        error_messages={"required": _("手続きを選んでください。")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_procedures(self)


class DetailsForm(FrameForm):
    """Who comes. `once_key` and `procedure` travel along unseen."""

    name = NameField(label=_("お名前"), help_text=_("窓口に来る方のお名前です。例：市川 花子"))
    kana = KanaField(label=_("フリガナ"), required=False, help_text=_("ひらがなでも入力できます。"))
    phone = PhoneField(
        label=_("電話番号"), help_text=_("予約のことでご連絡するときに使います。ハイフンはなくてもかまいません。")
    )
    email = EmailField(label=_("メールアドレス"), required=False)
    procedure = forms.ChoiceField(widget=forms.HiddenInput)
    once_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_procedures(self)

    def wish(self, slot_id: int) -> Wish:
        """What has been asked for, once the form is valid."""
        return Wish(slot_id=slot_id, language=get_language() or "ja", **self.cleaned_data)
