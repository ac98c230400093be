"""Names and telephone numbers as people write them."""

import pytest

from madoguchi.core.text.kana import is_kana, search_key, tidy
from madoguchi.core.text.phone import normalise_phone, written_phone


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("090-1234-5678", "09012345678"),
        ("０９０ー１２３４ー５６７８", "09012345678"),
        ("+81 90 1234 5678", "09012345678"),
        ("+81(0)90-1234-5678", "09012345678"),
        ("0081-90-1234-5678", "09012345678"),
        ("819012345678", "09012345678"),
        ("(0829)30-9150", "0829309150"),
        ("03−1234−5678", "0312345678"),
        ("0120-123-456", "0120123456"),
        ("0570‐012‐345", "0570012345"),
        ("050 1234 5678", "05012345678"),
        ("81-1234-5678", ""),
        ("090-1234-567", ""),
        ("sip:evil@example.invalid", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_is_one_number_in_every_spelling(written: str, digits: str) -> None:
    assert normalise_phone(written) == digits


def test_a_mobile_number_is_shown_in_groups() -> None:
    assert written_phone("09012345678") == "090-1234-5678"


def test_the_shape_of_a_name_is_kept_and_does_not_hinder_the_search() -> None:
    shaped = "葛\U000e0100城"
    assert tidy(f" {shaped}　太郎 ") == f"{shaped} 太郎"
    assert search_key(shaped) == search_key("葛城")


def test_kana_names_are_found_in_hiragana_katakana_and_half_width() -> None:
    assert search_key("はつかいち はなこ") == search_key("ハツカイチハナコ") == search_key("ﾊﾂｶｲﾁ ﾊﾅｺ")


def test_invisible_characters_never_reach_the_data() -> None:
    assert tidy("山田\u200b\u202e太郎\x00") == "山田太郎"
    assert tidy("山田\u2067\ufffe\uffff\ud83d\x9b太郎") == "山田太郎"


def test_kana_is_told_from_kanji() -> None:
    assert is_kana("ヤマダ・タロー")
    assert not is_kana("山田")
