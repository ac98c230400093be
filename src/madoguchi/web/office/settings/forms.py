"""Forms of the settings: one field made for the type of a key, with the day from which the change holds."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import time
from typing import Any, Literal, get_args, get_origin

from django import forms
from django.core.exceptions import ValidationError
from pydantic import BaseModel

from madoguchi.core import clock
from madoguchi.municipality.models import SITE_KINDS, Procedure, Site
from madoguchi.municipality.parts import Key
from madoguchi.municipality.rules import CALENDAR_LABELS, DAY_KIND_LABELS, read_hours
from madoguchi.web.frame.fields import TolerantDateField
from madoguchi.web.frame.forms import FrameForm
from madoguchi.web.office.settings.shown import one_line
from madoguchi.web.office.settings.words import WORDS

YES_NO = [("true", "はい"), ("false", "いいえ")]
LONG = 60


class HoursField(forms.CharField):
    """A day's hours as people type them (９：００～１２：００), in the form that is kept; faults at the field."""

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().to_python(value) or "")
        spans = re.split(r"[\s,、]+", re.sub(r"\s*[-‐‑‒–—―−ー〜~]\s*", "-", text))
        return " ".join(filter(None, spans))

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            read_hours(value.split())
        except ValueError as error:
            raise ValidationError(str(error), code="no_hours") from error


class SettingForm(FrameForm):
    """The value of one key, from a day on."""

    may_override = True

    def __init__(self, *args: Any, key: Key, value: Any, **options: Any) -> None:
        self.key = key
        self.nested = nested_model(key)
        made = _fields(key, value)
        self.base_fields = {**made, **when_and_why()}  # type: ignore[misc]  # made for this key
        super().__init__(*args, **options)
        self.values = [self[name] for name in made]

    @property
    def is_nested(self) -> bool:
        return self.nested is not None

    def plain_value(self) -> Any:
        """What was typed, as JSON knows it; the schema has the last word."""
        if self.nested:
            return {name: self.cleaned_data[f"value_{name}"].split() for name in self.nested.model_fields}
        return read_typed(self.key, self.cleaned_data["value"])


def nested_model(key: Key) -> type[BaseModel] | None:
    kind = key.info.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def read_typed(key: Key, typed: Any) -> Any:
    kind, is_list = _kind_of(key), _is_list(key)
    if is_list and isinstance(kind, type) and issubclass(kind, BaseModel):
        names = list(kind.model_fields)
        return [
            dict(zip(names, map(_number, line.split()), strict=False))
            for line in typed.splitlines()
            if line.strip()
        ]
    if is_list and not isinstance(typed, list):
        return [
            _number(line.strip()) if kind is int else line.strip() for line in typed.splitlines() if line.strip()
        ]
    if kind is bool:
        return typed == "true"
    return typed.isoformat() if hasattr(typed, "isoformat") else typed


def _number(text: str) -> Any:
    return int(text) if text.isdecimal() else text


def when_and_why() -> dict[str, forms.Field]:
    return {
        "effective_on": TolerantDateField(
            label="適用する日",
            initial=clock.today,
            help_text="今日、またはこれからの日。この日の前は、今の値のままです。",
        ),
        "note": forms.CharField(
            label="メモ（理由・協議の内容など）", required=False, max_length=300, help_text="履歴に残ります。"
        ),
    }


def _fields(key: Key, value: Any) -> dict[str, forms.Field]:
    model = nested_model(key)
    if model:
        return {
            f"value_{name}": HoursField(
                label=info.title or name,
                required=False,
                initial=" ".join(getattr(value, name, ()) if value else ()),
            )
            for name, info in model.model_fields.items()
        }
    return {"value": _field(key, value)}


def _is_list(key: Key) -> bool:
    return get_origin(key.info.annotation) is list


def _kind_of(key: Key) -> Any:
    kind: Any = key.info.annotation
    arguments = [argument for argument in get_args(kind) if argument is not type(None)]
    if get_origin(kind) is list or (arguments and get_origin(kind) is not Literal):
        kind = arguments[0]
    return kind


def _field(key: Key, value: Any) -> forms.Field:
    kind = _kind_of(key)
    common: dict[str, Any] = {"label": key.label, "help_text": key.help, "required": False}
    if get_origin(kind) is Literal:
        choices = [(choice, WORDS.get(choice, choice)) for choice in get_args(kind)]
        if _is_list(key):
            return forms.MultipleChoiceField(
                **common, choices=choices, initial=value, widget=forms.CheckboxSelectMultiple
            )
        return forms.ChoiceField(**{**common, "required": True}, choices=choices, initial=value)
    if _is_list(key):
        return _list_field(kind, value, common)
    if kind is bool:
        common["required"] = True
        return forms.ChoiceField(
            **common, choices=YES_NO, initial="true" if value else "false", widget=forms.RadioSelect
        )
    if kind is int:
        return forms.IntegerField(**{**common, "required": True}, initial=value)
    if kind is float:
        return forms.FloatField(**{**common, "required": True}, initial=value)
    if kind is time:
        return forms.TimeField(**{**common, "required": key.info.is_required()}, initial=value)
    if hasattr(kind, "fromisoformat"):
        return TolerantDateField(**{**common, "required": key.info.is_required()}, initial=value)
    widget = forms.Textarea(attrs={"rows": 4}) if len(str(value or "")) > LONG else forms.TextInput()
    return forms.CharField(**common, initial=value, widget=widget)


def _list_field(kind: Any, value: Any, common: dict[str, Any]) -> forms.Field:
    lines, help_text = value or [], "1行に1つ書きます。"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        lines = [one_line(line) for line in lines]
        names = "・".join(info.title or name for name, info in kind.model_fields.items())
        help_text = f"1行に1つ、{names} の順に間を空けて書きます。"
    help_text = " ".join(filter(None, (common["help_text"], help_text)))
    return forms.CharField(
        **{**common, "help_text": help_text},
        initial="\n".join(map(str, lines)),
        widget=forms.Textarea(attrs={"rows": max(3, len(lines) + 1)}),
    )


class TableForm(FrameForm):
    may_override = True

    csv = forms.CharField(
        label="表（CSV）",
        help_text="1行目は列の名前です。1行に1件、値を「,」で区切って書きます。",
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    effective_on = when_and_why()["effective_on"]
    note = when_and_why()["note"]
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class ClosureForm(FrameForm):
    """An agreed closure (CAL-12)."""

    may_override = True

    day = TolerantDateField(label="日付")
    calendar = forms.ChoiceField(
        label="どこを閉じるか", choices=[(calendar.value, label) for calendar, label in CALENDAR_LABELS.items()]
    )
    site = forms.ChoiceField(label="会場", required=False)
    note = forms.CharField(label="理由", max_length=200)
    agreed_with = forms.CharField(label="協議した相手", max_length=80)
    agreed_on = TolerantDateField(label="協議した日")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].choices = site_choices()  # type: ignore[attr-defined]


class SpecialOpeningForm(FrameForm):
    """An evening or a day off on which it is open (CAL-04)."""

    may_override = True

    day = TolerantDateField(label="日付")
    calendar = forms.ChoiceField(
        label="どこを開けるか", choices=[(calendar.value, label) for calendar, label in CALENDAR_LABELS.items()]
    )
    site = forms.ChoiceField(label="会場", required=False)
    hours = HoursField(
        label="時間", help_text="この日の時間をすべて書きます。例：08:30-17:00 17:15-19:00", max_length=80
    )
    note = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["site"].choices = site_choices()  # type: ignore[attr-defined]


def site_choices() -> list[tuple[str, str]]:
    return [("", "すべての会場"), *((site.code, site.name) for site in Site.objects.all())]


class SiteForm(FrameForm):
    may_override = True

    code = forms.RegexField(
        r"^[a-z][a-z0-9_-]{0,29}$", label="記号", help_text="英小文字で始まる半角の記号。あとから変えられません。"
    )
    name = forms.CharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="種類", choices=list(SITE_KINDS.items()))
    address = forms.CharField(label="所在地", required=False, max_length=200)
    is_active = forms.BooleanField(label="使用中", required=False)
    position = forms.IntegerField(label="並び順", min_value=0, max_value=999)
    own_hours = forms.BooleanField(
        label="この会場だけの時間がある", required=False, help_text="なければ、窓口の開庁時間と同じです。"
    )

    def __init__(
        self, *args: Any, week: Mapping[str, list[str]] | None = None, is_new: bool, **options: Any
    ) -> None:
        hours = {
            f"hours_{kind}": HoursField(
                label=label if kind == "holiday" else f"{label}曜",
                required=False,
                initial=" ".join((week or {}).get(kind, ())),
            )
            for kind, label in DAY_KIND_LABELS.items()
        }
        when = when_and_why()["effective_on"]
        when.label = "時間を適用する日"
        self.base_fields = {**type(self).base_fields, **hours, "effective_on": when}  # type: ignore[misc]
        super().__init__(*args, **options)
        if not is_new:
            del self.fields["code"]
        self.hours = [self[name] for name in hours]

    def week(self) -> dict[str, list[str]] | None:
        if not self.cleaned_data["own_hours"]:
            return None
        return {kind: self.cleaned_data[f"hours_{kind}"].split() for kind in DAY_KIND_LABELS}

    def site_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "kind", "address", "is_active", "position")}


class ProcedureForm(FrameForm):
    may_override = True

    code = forms.RegexField(
        r"^[a-z][a-z0-9_-]{0,29}$", label="記号", help_text="英小文字で始まる半角の記号。あとから変えられません。"
    )
    label_ja = forms.CharField(label="名称（日本語）", max_length=80)
    label_ja_easy = forms.CharField(label="名称（やさしい日本語）", max_length=80)
    label_en = forms.CharField(label="名称（英語）", max_length=80)
    position = forms.IntegerField(label="並び順", min_value=0, max_value=999)
    is_active = forms.BooleanField(
        label="受け付ける", required=False, help_text="外しても、すでにある予約には残ります。"
    )
    needs_national_system = forms.BooleanField(
        label="全国のシステム（J-LIS）を使う",
        required=False,
        help_text="付けると、「J-LISの停止」の間は予約できません。分からないときは、付けたままにします。",
    )

    def __init__(self, *args: Any, procedure: Procedure | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if procedure:
            del self.fields["code"]


class ProcedureTextForm(FrameForm):
    may_override = True

    bring = forms.CharField(label="持ち物", widget=forms.Textarea(attrs={"rows": 6}))
    notes = forms.CharField(label="留意事項", widget=forms.Textarea(attrs={"rows": 8}))
    warning = forms.CharField(
        label="選ぶときのご注意",
        required=False,
        help_text="お子さまや代理の方など、手続きを選ぶときに知っておくことを、1、2文で書きます。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(label="出典", max_length=300, help_text="確かめた資料やページの名前")
    reviewed_on = TolerantDateField(
        label="確認日", required=False, help_text="市が内容を確かめた日。空なら「要確認」と示します。"
    )
