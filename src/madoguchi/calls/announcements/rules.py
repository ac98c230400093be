"""What is said on the telephone, how a text goes from draft to use, how it is read aloud. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAY_VIEW = "announcements.view"
MAY_EDIT = "announcements.edit"
MAY_APPROVE = "announcement_approval.edit"

LANGUAGES = {
    "ja": "日本語", "ja-easy": "やさしい日本語", "en": "英語", "zh": "中国語", "ko": "韓国語", "es": "スペイン語",
    "pt": "ポルトガル語", "vi": "ベトナム語", "th": "タイ語", "id": "インドネシア語", "tl": "タガログ語", "ne": "ネパール語",
}  # fmt: skip
SPOKEN_LANGUAGES = frozenset({"ja", "ja-easy"})  # what the built-in voice speaks; the others are recordings

LONGEST_TEXT = 600  # at a speaker's pace about a hundred seconds: nobody listens longer
LONGEST_SECONDS = 120.0


class Kind(StrEnum):
    GREETING = "greeting"
    RECORDING = "recording"
    OUT_OF_HOURS = "out_of_hours"
    HOLIDAY = "holiday"
    CLOSED_DAY = "closed_day"
    CLOSED_NOW = "closed_now"
    NOT_YET = "not_yet"
    CONGESTION = "congestion"
    WAITING = "waiting"
    POSITION = "position"
    WEB_HINT = "web_hint"
    OVERFLOW = "overflow"
    EMERGENCY = "emergency"
    END_OF_SERVICE = "end_of_service"
    MENU = "menu"
    CHECK_NUMBER = "check_number"
    CHECK_PHONE = "check_phone"
    CHECK_UNKNOWN = "check_unknown"
    EXPECTED_WAIT = "expected_wait"
    CALL_BACK = "call_back"
    CALL_BACK_NUMBER = "call_back_number"
    CALL_BACK_CONFIRM = "call_back_confirm"
    CALL_BACK_ENTER = "call_back_enter"
    CALL_BACK_TAKEN = "call_back_taken"


KIND_LABELS = {
    Kind.GREETING: "はじめのあいさつ",
    Kind.RECORDING: "録音のお知らせ",
    Kind.OUT_OF_HOURS: "時間外",
    Kind.HOLIDAY: "祝日・年末年始",
    Kind.CLOSED_DAY: "臨時の休業日",
    Kind.CLOSED_NOW: "急な受付停止",
    Kind.NOT_YET: "運営開始前",
    Kind.CONGESTION: "混雑（待ち始め）",
    Kind.WAITING: "お待ちいただく間",
    Kind.POSITION: "待っている順番",
    Kind.WEB_HINT: "予約サイトの案内",
    Kind.OVERFLOW: "待ち時間の上限",
    Kind.EMERGENCY: "緊急案内",
    Kind.END_OF_SERVICE: "業務終了の案内",
    Kind.MENU: "番号で選ぶ案内",
    Kind.CHECK_NUMBER: "予約の確認：予約番号",
    Kind.CHECK_PHONE: "予約の確認：電話番号",
    Kind.CHECK_UNKNOWN: "予約の確認：お答えできないとき",
    Kind.EXPECTED_WAIT: "待ち時間の目安",
    Kind.CALL_BACK: "かけ直し：希望を尋ねる",
    Kind.CALL_BACK_NUMBER: "かけ直し：番号を読み上げる前",
    Kind.CALL_BACK_CONFIRM: "かけ直し：番号を確かめる",
    Kind.CALL_BACK_ENTER: "かけ直し：番号を押していただく",
    Kind.CALL_BACK_TAKEN: "かけ直し：承りました",
}
WHEN = {
    Kind.GREETING: "受付時間内に電話がつながったとき、最初に流れます。",
    Kind.RECORDING: "あいさつのあと、通話を録音していることを伝えます。",
    Kind.OUT_OF_HOURS: "受付時間の前後と、休みの曜日に流れます。1文目は契約で決まっています。",
    Kind.HOLIDAY: "祝日と年末年始に流れます。ないときは「時間外」が流れます。",
    Kind.CLOSED_DAY: "市と協議して閉じた日に流れます。ないときは「時間外」が流れます。",
    Kind.CLOSED_NOW: "「緊急案内・受付停止」で閉じているあいだ流れます。ないときは「時間外」が流れます。",
    Kind.NOT_YET: "運営の開始日より前に流れます。ないときは「時間外」が流れます。",
    Kind.CONGESTION: "すぐに出られないとき、待ち始めに流れます。",
    Kind.WAITING: "お待ちいただく間、繰り返し流れます。",
    Kind.POSITION: "「3番目です。」などの前に流れます。番号の部分は、内蔵の音声が話します。",
    Kind.WEB_HINT: "お待ちいただく間、予約サイトを案内します。",
    Kind.OVERFLOW: "待ち時間が上限になったときに流れ、電話が切れます。",
    Kind.EMERGENCY: "「緊急案内・受付停止」で入れると、すぐに流れます。",
    Kind.END_OF_SERVICE: "運営の最終日のあとに流れます。",
    Kind.MENU: "番号で用件を選んでいただくときに流れます。",
    Kind.CHECK_NUMBER: "予約番号を押していただくときに流れます。",
    Kind.CHECK_PHONE: "電話番号を押していただくときに流れます。",
    Kind.CHECK_UNKNOWN: "確かめられなかったときに流れます。番号があるかどうかは伝えません。",
    Kind.EXPECTED_WAIT: "「およそ3分です。」などの前に流れます。時間の部分は、内蔵の音声が話します。",
    Kind.CALL_BACK: "お待ちいただく間、待ち時間の上限、時間外のうち、設定した場面で流れます。",
    Kind.CALL_BACK_NUMBER: "かけ直す先の番号を1桁ずつ読み上げる前に流れます。",
    Kind.CALL_BACK_CONFIRM: "番号を読み上げたあとに流れます。1なら承り、2なら別の番号を押していただきます。",
    Kind.CALL_BACK_ENTER: "番号が通知されないときや、別の番号を希望するときに流れます。",
    Kind.CALL_BACK_TAKEN: "希望を承ったあとに流れ、電話が切れます。",
}
CALL_BACK_KINDS = (
    Kind.CALL_BACK,
    Kind.CALL_BACK_NUMBER,
    Kind.CALL_BACK_CONFIRM,
    Kind.CALL_BACK_ENTER,
    Kind.CALL_BACK_TAKEN,
)
# When there is none of its own, this is said instead: nobody hears nothing.
INSTEAD = {
    Kind.HOLIDAY: Kind.OUT_OF_HOURS,
    Kind.CLOSED_DAY: Kind.OUT_OF_HOURS,
    Kind.CLOSED_NOW: Kind.OUT_OF_HOURS,
    Kind.NOT_YET: Kind.OUT_OF_HOURS,
    Kind.OVERFLOW: Kind.CONGESTION,
}


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {State.DRAFT: "下書き", State.APPROVED: "承認済み", State.WITHDRAWN: "取りやめ"}
MOVES = {State.DRAFT: {State.APPROVED, State.WITHDRAWN}, State.APPROVED: {State.WITHDRAWN}, State.WITHDRAWN: set()}


def may_become(now: State, then: State) -> bool:
    return then in MOVES[now]


@dataclass(frozen=True)
class Version:
    """What is needed to choose among the approved versions of one kind in one language."""

    number: int
    in_force_from: date
    file: str  # "" while no sound has been made


def in_force(versions: Iterable[Version], day: date) -> Version | None:
    """The approved version whose day has come last; of two from one day the later written."""
    begun = [version for version in versions if version.in_force_from <= day]
    return max(begun, key=lambda version: (version.in_force_from, version.number), default=None)


def audible(versions: Iterable[Version], day: date) -> Version | None:
    """The one in force, or, while its sound is still being made, the one before it: a caller never hears nothing."""
    return in_force((version for version in versions if version.file), day)


def file_name(kind: Kind, language: str, number: int, digest: str) -> str:
    """Another sound is another file: a call that plays the old one plays it to its end."""
    return f"{kind.value.replace('_', '-')}-{language}-{number}-{digest[:8]}"


# Reading aloud

VOICE = "mei-1"  # rises when the same text is to sound different: every sound is made anew
DIGITS = dict(
    zip(
        "0123456789",
        ("ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー"),
        strict=True,
    )
)
TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-4])[:：]([0-5]\d)(?![\d:])")
RANGE = re.compile(r"(?<=[\d時分日])\s*[~〜～]\s*(?=(?:午前|午後)?\d)")
PHONE = re.compile(r"(?<![\d-])0\d{1,4}[-‐–—−ー－]\d{1,4}[-‐–—−ー－]\d{3,4}(?![\d-])|(?<!\d)0\d{9,10}(?!\d)")
PHONE_BREAKS = re.compile(r"[-‐–—−ー－]")
BOOKING_NUMBER = re.compile(r"(?<![\d-])\d{4}-\d{4}(?![\d-])")


def as_spoken(text: str, readings: Iterable[tuple[str, str]] = ()) -> str:
    """The text as the voice is given it: times in words, telephone and booking numbers digit by digit, own readings."""
    spoken = unicodedata.normalize("NFKC", text).replace("~", "〜")
    for word, reading in sorted(readings, key=lambda pair: -len(pair[0])):
        if word:
            spoken = spoken.replace(unicodedata.normalize("NFKC", word), reading)
    spoken = PHONE.sub(lambda found: digit_by_digit(found[0]), spoken)
    spoken = BOOKING_NUMBER.sub(lambda found: digit_by_digit(found[0]), spoken)
    spoken = TIME.sub(_time_in_words, spoken)
    return RANGE.sub("から", spoken)


def digit_by_digit(number: str) -> str:
    """0829-30-9145 in its groups, with a breath between them."""
    groups = PHONE_BREAKS.split(number)
    if len(groups) == 1:
        groups = _groups_of(number)
    return "、".join("".join(DIGITS[digit] for digit in group) for group in groups)


def _groups_of(digits: str) -> list[str]:
    first = 4 if digits.startswith(("0120", "0570", "0800")) else 3
    rest = digits[first:]
    return [digits[:first], rest[: len(rest) - 4], rest[len(rest) - 4 :]]


def _time_in_words(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    return f"{hour}時{minute}分" if minute else f"{hour}時"


def digest_of(spoken: str) -> str:
    return hashlib.sha256(f"{VOICE}\n{spoken}".encode()).hexdigest()


# Sentences with a number in them: spoken whole for each number, because 3分 is not 3 and 分.
LAST_PLACE, LAST_MINUTE = 20, 30


def numbered(kind: Kind) -> dict[str, str]:
    """{name of the sound: its sentence}: what follows the words of this kind."""
    if kind is Kind.POSITION:
        return {f"place-{place}": f"{place}番目です。" for place in range(1, LAST_PLACE + 1)}
    if kind is Kind.EXPECTED_WAIT:
        minutes = {f"wait-{minute}": f"およそ{minute}分です。" for minute in range(1, LAST_MINUTE + 1)}
        return {**minutes, "wait-more": f"{LAST_MINUTE}分より長くなる見込みです。"}
    return {}


def is_numbered(kind: Kind, language: str) -> bool:
    """Whether a number follows the words: then the built-in voice says all of it, whatever was recorded."""
    return language == "ja" and bool(numbered(kind))


def wait_name(minutes: int) -> str:
    """ "" for 0."""
    if not minutes:
        return ""
    return f"wait-{minutes}" if minutes <= LAST_MINUTE else "wait-more"


def digits_alone() -> dict[str, str]:
    return {f"digit-{digit}": spoken for digit, spoken in DIGITS.items()}


# First texts
# Out of hours and congestion are the contract's own words.
CONTRACT_WORDS = frozenset({Kind.OUT_OF_HOURS, Kind.CONGESTION})


def sentences_of(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=。)", text) if sentence.strip()]


def keeps_what_is_fixed(text: str, fixed: str) -> bool:
    """A-46: that it is outside the hours is said whatever else is said; the rest may be changed."""
    return fixed in text


THANKS = "お電話ありがとうございます。"
LATER = "恐れ入りますが、しばらくたってからおかけ直しください。"


def first_texts(*, out_of_hours: str, congestion: str, service: str) -> dict[Kind, str]:
    """What an installation begins with. Two are the contract's words; the others are usual words, to be looked at by
    the city (要確認)."""
    hours = "".join(sentence for sentence in sentences_of(out_of_hours) if "受付時間は" in sentence)
    return {
        Kind.GREETING: f"{THANKS}{service}です。",
        Kind.RECORDING: "この通話は、内容を確かめるため、録音しています。",
        Kind.OUT_OF_HOURS: out_of_hours,
        Kind.HOLIDAY: f"{THANKS}本日は、休業日です。{hours}",
        Kind.CLOSED_DAY: f"{THANKS}本日は、臨時の休業日です。{hours}",
        Kind.CLOSED_NOW: f"{THANKS}ただいま、電話の受付を停止しています。{LATER}",
        Kind.NOT_YET: f"{THANKS}こちらの窓口は、まだ受付を始めておりません。",
        Kind.CONGESTION: congestion,
        Kind.WAITING: "順番におつなぎしています。このまま、お待ちください。",
        Kind.POSITION: "ただいまの、お待ちの順番は、",
        Kind.WEB_HINT: "ご予約は、インターネットの予約サイトでも受け付けています。",
        Kind.OVERFLOW: f"ただいま電話が大変混み合っており、おつなぎできません。{LATER}",
        Kind.EMERGENCY: "緊急のお知らせがあります。市からのお知らせをご確認ください。",
        Kind.END_OF_SERVICE: f"{THANKS}こちらの窓口の業務は、終了しました。",
        Kind.MENU: "ご予約の日時を確かめる方は、1を押してください。",
        Kind.CHECK_NUMBER: "8桁の予約番号を押してください。",
        Kind.CHECK_PHONE: "予約のときにお知らせいただいた電話番号を、市外局番から押してください。",
        Kind.CHECK_UNKNOWN: "お答えできませんでした。お電話の受付時間に、オペレーターへお尋ねください。",
        Kind.EXPECTED_WAIT: "お待ちいただく時間の目安は、",
        Kind.CALL_BACK: "後ほど、こちらからおかけ直しすることもできます。ご希望の方は、1を押してください。",
        Kind.CALL_BACK_NUMBER: "おかけ直しする番号は、",
        Kind.CALL_BACK_CONFIRM: "です。よろしければ1を、別の番号をご希望の方は2を押してください。",
        Kind.CALL_BACK_ENTER: "おかけ直しする電話番号を、市外局番から押してください。",
        Kind.CALL_BACK_TAKEN: "承りました。受付時間の中で、担当者からお電話します。お電話ありがとうございました。",
    }
