"""Texts as other systems send them: tidied and read as the screens do, refused with a name."""

import re
from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from madoguchi.api.words import ERRORS
from madoguchi.booking.models import NAME_ROOM
from madoguchi.core.text.kana import VARIATION_SELECTORS, as_katakana, is_kana, tidy, tidy_lines
from madoguchi.core.text.mail import can_be_written_to
from madoguchi.core.text.my_number import contains_my_number
from madoguchi.core.text.phone import normalise_phone

LATIN = re.compile(r"[A-Za-zÀ-ɏ'’.\- ]*")
NAME_LENGTH = 40
MOST_RAW = 2000  # what is longer is not even tidied


def wrong(code: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{words}", {"words": ERRORS[code][1]})


def _text(value: object) -> object:
    """Looked at before anything else: a My Number is refused wherever it stands, half a character is no text."""
    if not isinstance(value, str):
        return value
    if len(value) > MOST_RAW:
        raise PydanticCustomError("string_too_long", "too long")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise wrong("no_text")
    if contains_my_number(value):
        raise wrong("my_number")
    return value


def _line(value: object) -> object:
    return tidy(value) if isinstance(value, str) else value


def _lines(value: object) -> object:
    return tidy_lines(value) if isinstance(value, str) else value


def _kana(value: object) -> object:
    return as_katakana(value) if isinstance(value, str) else value


def _name(value: str) -> str:
    """A selector that chooses the shape of a character is none."""
    if len(VARIATION_SELECTORS.sub("", value)) > NAME_LENGTH:
        raise wrong("string_too_long")
    return value


def _reading(value: str) -> str:
    if value and not is_kana(value) and not LATIN.fullmatch(value):
        raise wrong("not_kana")
    return value


def _phone(value: str) -> str:
    digits = normalise_phone(value)
    if not digits:
        raise wrong("no_phone")
    return digits


def _mail_address(value: str) -> str:
    """docomo still has addresses such as a..b@: they are taken."""
    if not value:
        return ""
    if not can_be_written_to(value):
        raise wrong("no_email")
    local, at, domain = value.rpartition("@")
    try:
        validate_email(f"{re.sub(r'[.]{2,}', '.', local).strip('.')}{at}{domain}")
    except ValidationError as error:
        raise wrong("no_email") from error
    return value


def _postal_code(value: str) -> str:
    digits = re.sub(r"[〒\- ]", "", value)
    if digits and not (len(digits) == 7 and digits.isascii() and digits.isdigit()):
        raise wrong("no_postal_code")
    return digits


Text = BeforeValidator(_text)
Line = BeforeValidator(_line)

# pydantic runs the last BeforeValidator first.
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=NAME_ROOM,
        description="At most 40 characters, as people count them.",
        examples=["見本 花子"],
    ),
    AfterValidator(_name),
    Line,
    Text,
]
Reading = Annotated[
    str, Field(max_length=80, examples=["ミホン ハナコ"]), AfterValidator(_reading), BeforeValidator(_kana), Text
]
Phone = Annotated[
    str,
    Field(min_length=10, max_length=20, description="In any spelling; kept as digits.", examples=["09000000001"]),
    AfterValidator(_phone),
    Line,
    Text,
]
MailAddress = Annotated[
    str, Field(max_length=254, examples=["hanako@example.jp"]), AfterValidator(_mail_address), Line, Text
]
PostalCode = Annotated[str, Field(max_length=10, examples=["7388501"]), AfterValidator(_postal_code), Line, Text]
Address = Annotated[str, Field(max_length=200, examples=["広島県廿日市市下平良一丁目11番1号"]), Line, Text]
Note = Annotated[str, Field(max_length=500, examples=["車いすで来ます"]), BeforeValidator(_lines), Text]
Code = Annotated[str, Field(min_length=1, max_length=30, examples=["pickup"]), Text]
