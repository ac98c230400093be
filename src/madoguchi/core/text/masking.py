"""Masking (004 §14①): what tells who somebody is, found in what people wrote freely, and a word put in its place.

Pure, about 50 µs a line. It finds telephone numbers, addresses, names, mail addresses, payment and residence cards,
My Numbers, other numbers that are called by their name, dates of birth. It would rather cover a word too many than a
number too few; what is everyday speech at the counter (3階30番窓口, 森公園, 12月1日 10:30) stays readable.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.core.text.my_number import KANJI_DIGITS, contains_my_number, is_my_number
from madoguchi.core.text.name_signs import name_spans
from madoguchi.core.text.phone import normalise_phone
from madoguchi.core.text.spoken_digits import Plain, numbers_of, words_of


class Personal(StrEnum):
    """What was found, by the word that is put in its place."""

    PHONE = "［電話番号］"
    ADDRESS = "［住所］"
    NAME = "［氏名］"
    MAIL = "［メールアドレス］"
    CARD = "［カード番号］"
    MY_NUMBER = "［個人番号］"
    NUMBER = "［番号］"
    BIRTHDAY = "［生年月日］"


@dataclass(frozen=True, order=True)
class Found:
    start: int
    end: int
    what: Personal


# Between digits of one number, as people write and say them.
S = r"[\s\-_.,、・のー()/]{0,3}"
S1 = r"[\s\-_.,、・のー]{1,3}"
MAIL = re.compile(
    r"[A-Za-z0-9._%+\-]+ ?(?:@|アットマーク|アット) ?[A-Za-z0-9\-]+(?: ?(?:\.|ドット) ?[A-Za-z0-9\-]+)+"
)
# Cards are looked at first: the sixteen digits of one may hold a passing My Number, or a telephone number.
CARD = re.compile(
    rf"(?<!\d)(?:\d{{4}}(?:{S}\d{{4}}){{3}}|\d{{4}}{S1}\d{{6}}{S1}\d{{4,5}}|\d{{15,16}})(?!\d)"
    r"|(?<![A-Za-z])[A-Z]{2}\d{8}[A-Z]{2}(?![A-Za-z])"
)
TWELVE = re.compile(
    r"(?<!\d)(?:\d{12}|(?P<four>\d{4}(?P<a>[^\w]{1,3}|[のー])\d{4}(?P=a)\d{4})"
    r"|\d{3}(?P<b>[^\w]{1,3}|[のー])\d{3}(?:(?P=b)\d{3}){2}|\d(?P<c>[^\w]{1,3}|[のー])\d(?:(?P=c)\d){10})(?!\d)"
)
MOMENT = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
NAMED_MY_NUMBER = re.compile(
    rf"(?:マイナンバー(?!カード)|個人番号(?!カード)|my ?number(?! ?card))[^\d]{{0,25}}?(\d(?:{S}\d){{9,12}})(?!\d)",
    re.IGNORECASE,
)
PHONE = re.compile(
    rf"(?<!\d)(?:\+?81{S}\(?0?\)?|\(?0)\d{{1,4}}{S}\d{{1,4}}{S}\d{{3,4}}(?!\d)|(?<!\d)0(?:{S1}\d){{9,10}}(?!{S1}?\d)"
)
CALLED_PHONE = re.compile(
    rf"(?:電話|でんわ|TEL|Tel|tel|FAX|Fax|fax|ファックス|ファクス|携帯|ケータイ|連絡先|折り?返し先?)(?:番号)?(?:は|が|を|に|へ|も|の|:|、|\.|\s)"
    rf"{{0,4}}(\d(?:{S}\d){{5,10}})(?!\d)"
)
DAY = re.compile(r"(?:19|20)\d\d[-/.]?\d{1,2}[-/.]?\d{1,2}")
NUMBER = re.compile(
    rf"(?:年金番号|被保険者番号|保険者番号|記号番号|口座番号|免許証?番号|旅券番号|パスポート番号|在留カード番号|口座)"
    rf"(?:は|が|を|の|:|、|\s){{0,4}}([A-Z]{{0,2}}\d(?:{S}\d){{5,15}}[A-Z]{{0,2}})"
)
BIRTHDAY = re.compile(
    r"(?:生年月日|誕生日)(?:は|が|:|、|\s){0,3}((?:明治|大正|昭和|平成|令和|西暦|[MTSHR])?\.?\s?(?:元|\d{1,4})[年\-/.]\s?\d{1,2}[月\-/.]\s?\d{1,2}日?|\d{8})"
    r"|((?:(?:明治|大正|昭和|平成|令和|西暦|[MTSHR])\.?)?(?:元|\d{1,4})[年\-/.]\d{1,2}[月\-/.]\d{1,2}日?)(?=の?(?:生まれ|うまれ))"
)
POSTAL = re.compile(r"〒\s?\d{3}-?\d{4}|(?<=郵便番号)(?:は|が|:|、|\s){0,3}\d{3}(?:-|の)?\d{4}")

DIGIT = re.compile(r"\d")
SIX_DIGITS = re.compile(r"(?:\d\D{0,3}){6}")

KANJI = r"一-鿿々〆ヶ"
N = r"(?:\d{1,4}|[一二三四五六七八九十百]{1,4})"
PREFECTURE = r"(?:北海道|東京都|京都府|大阪府|(?:神奈川|和歌山|鹿児島)県|[一-鿿]{2}県)"
# A place is written without the particles of a sentence; ひばりが丘, さいたま and みどり町 are places.
WORD = rf"(?:[{KANJI}ァ-ヴー]|[ぁ-ん](?<![はをでへも]))"
TAIL = (
    rf"(?:{N}丁目(?:\s?{N}(?:番地?|-|の)?(?:\s?(?:の|-)?{N}(?:号|-\d{{1,4}})?)?)?|{N}番地(?:の?{N})?|{N}番{N}号?|\d{{1,4}}(?:[-のー]\d{{1,4}}){{1,3}}(?:号|番地?)?)"
    # Not a span of hours, days or persons, and no counter.
    r"(?!\d|\s?(?:時|分|月|日|人|名|円|歳|才|件|年|階|番?窓口|番です|%))"
)
ROOM = (
    r"(?:\s?[一-鿿ァ-ヴーA-Za-z々ヶ・]{0,14}?(?:マンション|ハイツ|コーポ|アパート|荘|ビル|団地|レジデンス|メゾン|ハウス|コート|ヴィラ|パレス)"
    r"[一-鿿ァ-ヴーA-Za-z]{0,8}(?:\s?[A-Z]?\d{1,4}(?:号室|号棟|号|室)?)?(?:-?\d{1,4}(?:号室|号|室)?)?|\s?\d{2,4}号室)?"
)
ADDRESS = re.compile(
    rf"(?:{PREFECTURE}\s?)?(?:{WORD}{{1,7}}?[市区郡町村]\s?){{1,3}}{WORD}{{0,9}}?\s?{TAIL}{ROOM}"
    rf"|{WORD}{{1,7}}?{N}丁目(?:\s?{N}(?:番地?|-|の)?(?:\s?(?:の|-)?{N}(?:号|-\d{{1,4}})?)?)?{ROOM}"
    rf"|(?<![一-鿿])[{KANJI}ァ-ヴーぁ-ん]{{2,7}}(?<!令和)(?<!平成)(?<!昭和)(?<!番号)(?<!窓口)(?<!番)(?<!第)\d{{1,4}}-\d{{1,4}}-\d{{1,4}}(?:-\d{{1,4}})?(?!\d){ROOM}"
)
ENDS_AS_ADDRESS = re.compile(rf"{N}(?:丁目|番地?|[-のー]\d)")
LONGEST_BEFORE, LONGEST_AFTER = 30, 50
NO_PLACE = re.compile(r"\A(?:市|区|町|村|郡)|窓口|階")
ADDRESS_CUE = re.compile(r"(?:住所|本籍地?|転入先|転出先|送付先)(?:は|が|:|、|\s){1,3}")


def masked(text: str) -> str:
    """The text with a word like ［電話番号］ wherever something personal stood."""
    parts, at = [], 0
    for found in personal_in(text):
        parts += [text[at : found.start], found.what.value]
        at = found.end
    out = "".join([*parts, text[at:]])
    # Written so that a reader finds it and this does not (⑫, odd gaps): no digit stays.
    return _without_digits(out) if contains_my_number(out) else out


def is_personal(text: str) -> bool:
    return bool(personal_in(text))


def personal_in(text: str) -> list[Found]:
    """Where it stands, in order, none inside another: what comes first in the order below keeps its place."""
    words = words_of(text)
    numbers = numbers_of(words)
    taken: list[Found] = []
    for reading, found in _all(words, numbers):
        one = Found(reading.place(found.start), reading.place(found.end), found.what)
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken)


def _all(words: Plain, numbers: Plain) -> Iterator[tuple[Plain, Found]]:
    text = words.text
    if "@" in text or "アット" in text:
        yield from ((words, Found(*one.span(), Personal.MAIL)) for one in MAIL.finditer(text))
    if has_digits := bool(DIGIT.search(numbers.text)):
        yield from ((numbers, found) for found in _numbers(numbers.text))
    if has_digits or "丁目" in text or "番地" in text:
        yield from ((words, found) for found in _addresses(text))
    yield from ((words, Found(start, end, Personal.NAME)) for start, end in name_spans(text))


def _numbers(text: str) -> Iterator[Found]:
    for one in BIRTHDAY.finditer(text):
        yield Found(*one.span(1 if one[1] else 2), Personal.BIRTHDAY)
    if not SIX_DIGITS.search(text):
        return
    yield from (Found(*one.span(1), Personal.NUMBER) for one in NUMBER.finditer(text))
    yield from (Found(*one.span(), Personal.CARD) for one in CARD.finditer(text))
    yield from (Found(*one.span(1), Personal.MY_NUMBER) for one in NAMED_MY_NUMBER.finditer(text))
    for one in TWELVE.finditer(text):
        digits = _digits(one[0])
        if is_my_number(digits) or not MOMENT.fullmatch(digits):
            yield Found(*one.span(), Personal.MY_NUMBER)
    for one in PHONE.finditer(text):
        if normalise_phone(re.sub(r"[^\d+]", "", one[0])):
            yield Found(*one.span(), Personal.PHONE)
    for one in CALLED_PHONE.finditer(text):
        if not DAY.match(one[1]):
            yield Found(*one.span(1), Personal.PHONE)


def _addresses(text: str) -> Iterator[Found]:
    yield from (Found(*one.span(), Personal.ADDRESS) for one in POSTAL.finditer(text))
    done = 0
    for tail in ENDS_AS_ADDRESS.finditer(text):
        # Only around what ends as one: a long text of 市町村 would be searched from each of its signs otherwise.
        one = ADDRESS.search(text, max(done, tail.start() - LONGEST_BEFORE), tail.end() + LONGEST_AFTER)
        if one is None or tail.end() <= done:
            continue
        start, done = one.span()
        if cue := ADDRESS_CUE.match(one[0]):
            start += cue.end()
        if not NO_PLACE.search(text[start:done]):
            yield Found(start, done, Personal.ADDRESS)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _without_digits(text: str) -> str:
    plain = (unicodedata.normalize("NFKC", sign) for sign in text)
    return "".join(
        "●" if any(map(_is_digit, plain_sign)) else sign for sign, plain_sign in zip(text, plain, strict=True)
    )


def _is_digit(sign: str) -> bool:
    return sign.isdigit() or sign.translate(KANJI_DIGITS).isdigit()
