"""allauth's forms with our words, our counting of attempts, and digits from any keyboard."""

import unicodedata
from typing import Any, cast

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError

from madoguchi.accounts.allow_lists.requests import address_of_request
from madoguchi.accounts.login_ids import spelled_login_id
from madoguchi.accounts.models import Staff
from madoguchi.accounts.sign_in.actions import attempting, is_first_use_of_code
from madoguchi.accounts.sign_in.queries import sign_in_policy
from madoguchi.accounts.sign_in.rules import LockedOut
from madoguchi.core.text.my_number import MyNumberRefused, refuse_my_number

CODE_HELP = "認証アプリに表示されている6桁の数字。スマートフォンなどがないときは、回復コード1つ。"


def _without_placeholders(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.help_text = ""


def plain_digits(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "")


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)
        self.fields["login"].label = "ログインID"
        self.fields["login"].widget.attrs.update(
            autocapitalize="none", spellcheck="false", autofocus=not self.is_bound
        )
        self.fields["password"].label = "パスワード"

    def clean_login(self) -> str:
        return spelled_login_id(self.cleaned_data["login"])


class OwnPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)
        self.fields["oldpassword"].label = "いまのパスワード"
        self.fields["password1"].label = "新しいパスワード"
        self.fields["password1"].help_text = (
            f"{sign_in_policy().password_min_length}文字以上。文字の種類は問いません。"
            "覚えやすい言葉をいくつかつなげた長いものが安全です。"
        )
        self.fields["password2"].label = "新しいパスワード（確認のためもう一度）"

    def clean_oldpassword(self) -> str:
        old = self.cleaned_data["oldpassword"]
        staff = cast(Staff, self.user)
        try:
            with attempting(
                staff.login_id, address=str(address_of_request(context.request)), method="password"
            ) as verdict:
                verdict.is_right = staff.check_password(old)
        except LockedOut as refusal:
            raise ValidationError(refusal.message) from refusal
        if not verdict.is_right:
            raise ValidationError("いまのパスワードが違います。")
        return str(old)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "新しいパスワードが一致していません。")
        if first and first == cleaned.get("oldpassword"):
            self.add_error("password1", "いまと違うパスワードにしてください。")
        return cleaned


class OwnReauthenticateForm(ReauthenticateForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)
        self.fields["password"].label = "パスワード"


class _CountedCode(BaseAuthenticateForm):
    """A guess at a code is counted like a guess at a password, on the same ID."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)
        self.fields["code"].label = "確認コード"
        self.fields["code"].help_text = CODE_HELP
        self.fields["code"].widget.attrs.update(autofocus=not self.is_bound)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"] = plain_digits(self.cleaned_data["code"])
        try:
            with attempting(
                self.user.login_id, address=str(address_of_request(context.request)), method="code"
            ) as verdict:
                error = self._what_is_wrong(code)
                verdict.is_right = error is None
        except LockedOut as refusal:
            raise ValidationError(refusal.message) from refusal
        if error:
            raise error
        return code

    def _what_is_wrong(self, code: str) -> ValidationError | None:
        try:
            super().clean_code()
        except ValidationError as error:
            return error
        if not is_first_use_of_code(self.user, code):
            return ValidationError("このコードはもう使われています。次のコードを待ってください。")
        return None


class SecondFactorForm(_CountedCode, AuthenticateForm):
    pass


class SecondFactorAgainForm(_CountedCode, ReauthenticateCodeForm):
    pass


class ActivateAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)
        self.fields["code"].label = "確認コード"
        self.fields["code"].help_text = "認証アプリに表示された6桁の数字"
        self.fields["code"].widget.attrs.update(inputmode="numeric")

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain_digits(self.cleaned_data["code"])
        return str(super().clean_code())


class _GuardedName(forms.Form):
    """allauth keeps the name in a field of its own, which no guard stands before."""

    def clean_name(self) -> str:
        try:
            refuse_my_number(self.cleaned_data["name"])
        except MyNumberRefused as refusal:
            raise ValidationError(refusal.message, code="my_number") from refusal
        return str(self.cleaned_data["name"])


class AddPasskeyForm(_GuardedName, AddWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = "名前"
        self.fields["name"].help_text = "どの機器のものか分かる名前（例：業務用スマートフォン）"


class RenamePasskeyForm(_GuardedName, EditWebAuthnForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = "名前"
