"""The guard: 個人番号 must never be stored (番号法 19/20 条). The numbers here are made up."""

import pytest

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
    ],
)
def test_a_number_is_found_in_every_spelling(text: str) -> None:
    assert contains_my_number(text)


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
