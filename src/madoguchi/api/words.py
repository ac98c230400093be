"""What the API says when something is wrong: a stable name, a status, and a title in Japanese and English."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from madoguchi.accounts.allow_lists.rules import AddressRefused, AddressUnknown
from madoguchi.accounts.tokens.rules import TokenRefused
from madoguchi.booking import refusals as booking
from madoguchi.core.refusals import MissingRight, NotAllowed, Refusal
from madoguchi.core.text.my_number import MyNumberRefused


@dataclass(frozen=True)
class Kind:
    """A kind of problem. The name is part of the promise; the words are not."""

    name: str
    status: int
    ja: str
    en: str

    @property
    def type(self) -> str:
        return f"urn:madoguchi:problem:{self.name}"

    def title(self, language: str) -> str:
        return self.en if language == "en" else self.ja


BAD_REQUEST = Kind("bad-request", 400, "送られた内容を読めません", "The request cannot be read")
NOT_JSON = Kind("not-json", 400, "送られた内容はJSONではありません", "The body is not JSON")
SCOPE_MISSING = Kind("scope-missing", 403, "このトークンではできません", "This token does not open that")
NOT_FOUND = Kind("not-found", 404, "見つかりません", "There is nothing here")
METHOD_NOT_ALLOWED = Kind("method-not-allowed", 405, "この方法では使えません", "This method is not offered here")
CHANGED_MEANWHILE = Kind(
    "changed-meanwhile",
    412,
    "ほかで変更されています。読み直してください",
    "It was changed meanwhile: read it again",
)
TOO_LARGE = Kind("too-large", 413, "送られた内容が大きすぎます", "The request is too large")
WRONG_MEDIA_TYPE = Kind(
    "wrong-media-type", 415, "application/json で送ってください", "Send the body as application/json"
)
INVALID = Kind("invalid", 422, "送られた内容に直すところがあります", "Something in the request must be corrected")
KEY_USED = Kind(
    "key-used",
    422,
    "このIdempotency-Keyは、ほかの内容ですでに使われています",
    "This Idempotency-Key was used with other content",
)
CONDITION_MISSING = Kind(
    "condition-missing",
    428,
    "If-Match に読んだときのETagが必要です",
    "If-Match with the ETag that was read is needed",
)
TOO_MANY_REQUESTS = Kind(
    "too-many-requests", 429, "回数が多すぎます。少し待ってください", "Too many requests: wait a little"
)
FAULT = Kind("fault", 500, "システムに問題が起きました", "Something went wrong on our side")
UNAVAILABLE = Kind("unavailable", 503, "いまは利用できません", "Out of service at the moment")
PLANNED_STOP = Kind("planned-stop", 503, "メンテナンスのため止まっています", "Stopped for planned maintenance")

OWN_KINDS = (
    BAD_REQUEST, NOT_JSON, SCOPE_MISSING, NOT_FOUND, METHOD_NOT_ALLOWED, CHANGED_MEANWHILE, TOO_LARGE,
    WRONG_MEDIA_TYPE, INVALID, KEY_USED, CONDITION_MISSING, TOO_MANY_REQUESTS, FAULT, UNAVAILABLE, PLANNED_STOP,
)  # fmt: skip
OF_STATUS = {
    kind.status: kind
    for kind in (BAD_REQUEST, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE, WRONG_MEDIA_TYPE, FAULT, UNAVAILABLE)
}

# What the domain refuses: status and titles by its class. The detail is the refusal's own sentence.
_REFUSALS: dict[type[Refusal], tuple[int, str, str]] = {
    TokenRefused: (401, "トークンを確かめられません", "The token cannot be verified"),
    AddressUnknown: (403, "接続元を確認できません", "The calling address is not known"),
    AddressRefused: (403, "この接続元からは使えません", "This token may not be used from here"),
    MissingRight: (403, "権限がありません", "The token lacks the right"),
    NotAllowed: (403, "権限がありません", "The token lacks the right"),
    MyNumberRefused: (422, "マイナンバーは入力できません", "A My Number must not be sent"),
    booking.NoBookingsHere: (404, "予約を受け付けていません", "This installation takes no bookings"),
    booking.SlotFull: (409, "満席です", "The time is full"),
    booking.SlotNotBookable: (409, "この時間は予約できません", "This time cannot be booked"),
    booking.NationalSystemStops: (409, "全国のシステムが止まる時間です", "The national system stands still then"),
    booking.TooManyBookings: (409, "予約の数が多すぎます", "Too many bookings under this telephone number"),
    booking.HoldLapsed: (409, "仮押さえの時間が過ぎました", "The hold has lapsed"),
    booking.BookingIsOver: (409, "この予約は終わっています", "The booking is over"),
    booking.TooLateToChange: (409, "変更の受付は終わりました", "It is too late to change or cancel"),
    booking.ProcedureNotOffered: (422, "この手続きは予約できません", "This procedure cannot be booked"),
    booking.LastVisitor: (422, "一人もいない予約にはできません", "A booking needs at least one person"),
    booking.FamilyBookingOff: (422, "一度に予約できるのはお一人です", "Only one person can be booked at a time"),
    booking.TooManyVisitors: (422, "人数が多すぎます", "Too many people for one booking"),
    booking.FormUsedAlready: (422, KEY_USED.ja, KEY_USED.en),
}
NAMES: dict[type[Refusal], str] = {booking.FormUsedAlready: KEY_USED.name}


def kind_of(refusal: type[Refusal]) -> Kind:
    """By its class or the nearest class above it; a refusal that nobody has listed is a conflict."""
    for known in refusal.__mro__:
        if known in _REFUSALS:
            status, ja, en = _REFUSALS[known]
            return Kind(NAMES.get(known, _name(refusal)), status, ja, en)
    return Kind(_name(refusal), 409, "この操作はできません", "This is not possible")


def kind_of_status(status: int) -> Kind:
    if status in OF_STATUS:
        return OF_STATUS[status]
    words = HTTPStatus(status).phrase
    return Kind(re.sub(r"\W+", "-", words.lower()), status, words, words)


def listed_kinds() -> list[Kind]:
    """Everything with a name of its own, for the description of the API."""
    return [*OWN_KINDS, *(kind_of(refusal) for refusal in _REFUSALS if refusal not in NAMES)]


# What is wrong with one value: by the name that pydantic, or a field of ours, gives it.
ERRORS = {
    "missing": ("必要な項目です。", "This is required."),
    "extra_forbidden": ("この項目はありません。", "There is no such field."),
    "string_too_long": ("長すぎます。", "This is too long."),
    "string_too_short": ("入力してください。", "This must not be empty."),
    "too_long": ("多すぎます。", "These are too many."),
    "too_short": ("少なすぎます。", "These are too few."),
    "no_phone": (
        "電話番号は、市外局番から送ってください。例：090-1234-5678",
        "Send a Japanese telephone number with its area code.",
    ),
    "not_kana": ("フリガナは、ひらがなかカタカナで送ってください。", "Send the reading in kana."),
    "no_email": ("メールアドレスの形を確かめてください。", "This is no mail address."),
    "no_postal_code": ("郵便番号は7桁で送ってください。", "A postal code has seven digits."),
    "my_number": (MyNumberRefused.message, "This holds twelve digits that may be a My Number. Remove them."),
    "no_text": ("使えない文字が含まれています。", "This holds signs that are no text."),
    "range": ("期間は、1日から31日までにしてください。", "Ask for one to 31 days."),
    "unknown_accommodation": ("この手助けの種類はありません。", "There is no such kind of help at the counter."),
    "unknown_site": ("この会場はありません。", "There is no such site."),
}
OTHER_ERROR = ("値の形が正しくありません。", "This value is not of the right form.")


def error_words(code: str, language: str) -> str:
    ja, en = ERRORS.get(code, OTHER_ERROR)
    return en if language == "en" else ja


def _name(refusal: type[Refusal]) -> str:
    """SlotFull → slot-full."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", refusal.__name__).lower()
