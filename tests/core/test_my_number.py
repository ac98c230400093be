"""The guard: 個人番号 must never be stored (番号法 19/20 条). The numbers here are made up."""

from unittest.mock import Mock

import pytest

from madoguchi.core.text import my_number
from madoguchi.core.text.my_number import (
    MyNumberRefused,
    check_digit,
    contains_my_number,
    number_is_something_else,
    refuse_my_number,
)

ELEVEN = "12345678901"
INVENTED = f"{ELEVEN}{check_digit(ELEVEN)}"
FULL_WIDTH = INVENTED.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
KANJI = INVENTED.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
SPOKEN = "".join(
    ["ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"][int(digit)] for digit in INVENTED
)


def test_the_check_digit_is_that_of_the_ordinance() -> None:
    # 11 − (Σ P_n·Q_n mod 11), by hand: digits from the right 1 0 9 8 7 6 5 4 3 2 1, weights 2…7, 2…6.
    weights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6]
    total = sum(int(digit) * weight for digit, weight in zip(reversed(ELEVEN), weights, strict=True))
    expected = 0 if total % 11 <= 1 else 11 - total % 11
    assert check_digit(ELEVEN) == expected


@pytest.mark.parametrize(
    "text",
    [
        INVENTED,
        f"番号は{INVENTED}です",
        f"{INVENTED[:4]} {INVENTED[4:8]} {INVENTED[8:]}",
        f"{INVENTED[:4]}-{INVENTED[4:8]}-{INVENTED[8:]}",
        f"{INVENTED[:4]}の{INVENTED[4:8]}の{INVENTED[8:]}",
        FULL_WIDTH,
        KANJI,
        SPOKEN,
        "マイナンバーは 1234 5678 90",
        "個人番号：1234567890123",
        "My Number: 1234567890123",
    ],
)
def test_a_number_is_found_in_every_spelling(text: str) -> None:
    assert contains_my_number(text)


GROUPS = [INVENTED[:4], INVENTED[4:8], INVENTED[8:]]


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff", "\u0301", "\ufe0f\u20e3", "\u20dd"]
)
def test_signs_that_nobody_sees_hide_no_number(unseen: str) -> None:
    assert contains_my_number(unseen.join(INVENTED))


@pytest.mark.parametrize(
    "between", ["/", ":", "|", "*", "～", "·", "=", "→", "\r\n\r\n\r\n", " " * 10, ")(", "」「"]
)
def test_no_sign_between_the_groups_hides_a_number(between: str) -> None:
    assert contains_my_number(between.join(GROUPS))


@pytest.mark.parametrize(
    "digits",
    ["⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "٠١٢٣٤٥٦٧٨٩", "零壱弐参肆伍陸漆捌玖"],
)
def test_digits_of_every_script_are_digits(digits: str) -> None:
    assert contains_my_number(INVENTED.translate(str.maketrans("0123456789", digits)))


def test_a_number_as_character_references_is_a_number() -> None:
    assert contains_my_number("".join(f"&#{ord(digit)};" for digit in INVENTED))


@pytest.mark.parametrize(
    "text",
    [
        f"{INVENTED} {INVENTED}",
        f"{INVENTED}\n{INVENTED}",
        f"1、{INVENTED}",
        f"090-1234-5678 {INVENTED}",
        f"2026.11.21 {' '.join(GROUPS)}",
        f"{' '.join(GROUPS)} 3",
        f"{' '.join(GROUPS)} 1111",
    ],
)
def test_other_digits_beside_a_number_do_not_hide_it(text: str) -> None:
    assert contains_my_number(text)


def test_a_long_text_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It took minutes while each run of digits looked back over the whole text."""
    named = Mock(search=Mock(return_value=None))
    monkeypatch.setattr(my_number, "NAMED", named)
    contains_my_number("1234567890/" * 1000)
    looked_at = [len(call.args[0]) for call in named.search.call_args_list]
    assert len(looked_at) == 1000
    assert max(looked_at) <= my_number.NAMED_LENGTH


@pytest.mark.parametrize(
    "text",
    [
        "090-1234-5678",
        f"4{INVENTED}123",  # sixteen digits: a bank card that holds a passing run
        "マイナンバーカード 1234567890",
        "2026年11月21日 10時30分",
        "2026/11/21 10:30:00",
        "予約番号 1234-5678",
        f"{ELEVEN}{(int(INVENTED[-1]) + 1) % 10}",
        "にし はじめ",
        "2026-11-21,2026-11-22,2026-11-23,2026-11-24,2026-11-25",
        "09:00-12:00 13:00-17:15 17:15-19:00 08:30-17:00",
        "0829-30-9123、0829-20-0001、090-0000-0001",
        "1234-5678、2345-6789、3456-7890",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert not contains_my_number(text)


def test_the_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(MyNumberRefused) as refusal:
        refuse_my_number(INVENTED)
    assert INVENTED not in str(refusal.value)


def test_a_person_may_say_that_it_is_something_else() -> None:
    with number_is_something_else("受付システムの管理番号"):
        refuse_my_number(INVENTED)
    with pytest.raises(MyNumberRefused):
        refuse_my_number(INVENTED)
