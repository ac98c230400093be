"""Fields that take what people write (全角, spaces, 和暦, every dash) and give what the system keeps."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.core.clock import within_reach
from madoguchi.core.text.kana import VARIATION_SELECTORS, as_katakana, is_kana, tidy
from madoguchi.core.text.mail import can_be_written_to
from madoguchi.core.text.phone import normalise_phone, written_phone

NAME_LENGTH = 40
ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "大正": 1911, "T": 1911}
ERA_DATE = re.compile(r"(令和|平成|昭和|大正|[RHST])\.?(元|\d{1,2})\D+(\d{1,2})\D+(\d{1,2})日?", re.IGNORECASE)
WESTERN_DATE = re.compile(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})日?")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
LATIN = re.compile(r"[A-Za-zÀ-ɏ'’.\- ]+")


class Tolerant(forms.CharField):
    """Text that is tidied before it is looked at; variation selectors stay (葛󠄀城)."""

    def __init__(self, *, autocomplete: str = "", inputmode: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if autocomplete:
            self.widget.attrs["autocomplete"] = autocomplete
        if inputmode:
            self.widget.attrs["inputmode"] = inputmode

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class NameField(Tolerant):
    def __init__(self, *, autocomplete: str = "name", **kwargs: Any) -> None:
        super().__init__(autocomplete=autocomplete, **{"label": gettext_lazy("氏名"), **kwargs})

    def validate(self, value: str) -> None:
        super().validate(value)
        # People count characters; a selector that chooses a shape is not one.
        length = len(VARIATION_SELECTORS.sub("", value))
        if length > NAME_LENGTH:
            raise ValidationError(
                _("氏名は%(most)s文字までで入力してください（いま%(length)s文字です）。")
                % {"most": NAME_LENGTH, "length": length},
                code="too_long",
            )


class KanaField(Tolerant):
    """Hiragana, half-width and full-width are all taken. A Latin name has no reading: none is asked for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("フリガナ"), "required": False, **kwargs})

    def to_python(self, value: Any) -> str:
        return as_katakana(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not is_kana(value) and not LATIN.fullmatch(value):
            raise ValidationError(
                _("フリガナは、ひらがなかカタカナで入力してください。例：ハツカイチ ハナコ"), code="not_kana"
            )
        if len(value) > NAME_LENGTH * 2:
            raise ValidationError(_("フリガナは%(most)s文字までで入力してください。") % {"most": NAME_LENGTH * 2})


class PhoneField(Tolerant):
    """Kept as digits beginning with 0."""

    def __init__(self, *, autocomplete: str = "tel", **kwargs: Any) -> None:
        super().__init__(
            autocomplete=autocomplete,
            inputmode="tel",
            **{"label": gettext_lazy("電話番号"), **kwargs},
        )
        self.widget.input_type = "tel"
        self.widget.attrs.setdefault("class", "middle")

    def to_python(self, value: Any) -> str:
        written = forms.CharField.to_python(self, value)
        if not written:
            return ""
        digits = normalise_phone(written)
        if not digits:
            raise ValidationError(_("電話番号は、市外局番から入力してください。例：090-1234-5678"), code="no_phone")
        return digits

    def prepare_value(self, value: Any) -> Any:
        return written_phone(value) if isinstance(value, str) and value.isdigit() else value


class TolerantDateField(forms.DateField):
    """令和8年11月21日, R8.11.21, 2026/11/21, ２０２６年１１月２１日, 20261121."""

    widget = forms.TextInput

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("日付"), **kwargs})
        self.widget.attrs.setdefault("class", "middle")
        if autocomplete:
            self.widget.attrs["autocomplete"] = autocomplete

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return read_date(str(value))
        except ValueError as error:
            raise ValidationError(
                _("日付は、年・月・日で入力してください。例：2026年11月21日、令和8年11月21日"), code="no_date"
            ) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else value


class EmailField(Tolerant):
    """docomo still has addresses such as a..b@: they are taken, with a word of caution."""

    def __init__(self, *, autocomplete: str = "email", **kwargs: Any) -> None:
        super().__init__(
            autocomplete=autocomplete,
            inputmode="email",
            **{"label": gettext_lazy("メールアドレス"), "max_length": 254, **kwargs},
        )
        self.widget.input_type = "email"

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace(" ", "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        local, at, domain = value.rpartition("@")
        try:
            if not can_be_written_to(value):
                raise ValidationError(value)
            validate_email(f"{re.sub(r'[.]{2,}', '.', local).strip('.')}{at}{domain}")
        except ValidationError as error:
            raise ValidationError(
                _("メールアドレスの形を確かめてください。例：hanako@example.jp"), code="no_email"
            ) from error

    def warn(self, value: str) -> str:
        local = value.rpartition("@")[0]
        if ".." in local or local != local.strip("."):
            return _("「.」が続く、または端にあるアドレスには、メールが届かないことがあります。")
        return ""


def read_date(written: str) -> date:
    """A day as people write it, or ValueError."""
    return within_reach(_read_date(written))


def _read_date(written: str) -> date:
    text = unicodedata.normalize("NFKC", written).strip().replace(" ", "")
    if era := ERA_DATE.fullmatch(text):
        name, year, month, day = era.groups()
        return date(ERAS[name.upper()] + (1 if year == "元" else int(year)), int(month), int(day))
    if western := WESTERN_DATE.fullmatch(text) or EIGHT_DIGITS.fullmatch(text):
        return date(*(int(part) for part in western.groups()))
    raise ValueError(written)
