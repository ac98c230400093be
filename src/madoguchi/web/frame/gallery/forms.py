"""One field of every kind."""

from django import forms

from madoguchi.web.frame.fields import EmailField, KanaField, NameField, PhoneField, TolerantDateField
from madoguchi.web.frame.forms import FrameForm

PROCEDURES = [("pickup", "カードの受取り"), ("renewal", "電子証明書の更新・新規発行"), ("pin", "暗証番号の再設定")]


class EveryField(FrameForm):
    name = NameField(help_text="住民票のとおりに入力してください。")
    kana = KanaField()
    phone = PhoneField(help_text="日中につながる番号を入力してください。")
    email = EmailField(required=False)
    born_on = TolerantDateField(label="生年月日", help_text="例：平成2年4月1日、1990/4/1")
    procedure = forms.ChoiceField(label="手続き", choices=[("", "選んでください"), *PROCEDURES])
    visitor = forms.ChoiceField(
        label="来庁する人", choices=[("self", "本人"), ("agent", "代理人")], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="お手伝いが必要なこと",
        choices=[("wheelchair", "車いす"), ("hearing", "筆談"), ("language", "通訳")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="伝えたいこと", widget=forms.Textarea, required=False, max_length=500)
    agreed = forms.BooleanField(label="注意事項を読みました")


class EveryStaffField(EveryField):
    may_override = True


class FilterForm(FrameForm):
    words = forms.CharField(label="手続き・番号", required=False)
    state = forms.ChoiceField(
        label="状態", required=False, choices=[("", "すべて"), ("booked", "予約済み"), ("cancelled", "取消し")]
    )


class PersonForm(FrameForm):
    name = NameField(required=False, autocomplete="off")
