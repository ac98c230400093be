"""People write the same word in many ways."""

import threading

import pytest

from madoguchi.core.search.analysis import plain_kana, word_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("受け取りに行きたい", "受取りに行きました"),
        ("引越しをした", "引っ越す"),
        ("暗証番号を忘れた", "暗証番号忘れてしまいました"),
        ("子ども", "こども"),
        ("090-1234-5678", "０９０−１２３４−５６７８"),
        ("3,000円", "３０００円"),
    ],
)
def test_the_same_word_in_another_spelling_is_the_same_word(one: str, other: str) -> None:
    assert word_forms(one) == word_forms(other)


def test_words_of_any_question_say_nothing() -> None:
    assert word_forms("それについて教えてください") == ()
    assert word_forms("いくらですか") == ("幾ら",)


def test_readings_are_compared_without_small_signs_and_long_vowels() -> None:
    assert plain_kana("きゅうー") == plain_kana("キユウ")


def test_several_threads_analyse_at_once() -> None:
    found: list[tuple[str, ...]] = []

    def look(number: int) -> None:
        found.extend(word_forms(f"暗証番号を忘れた {number} {turn}") for turn in range(200))

    threads = [threading.Thread(target=look, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 800
    assert {words[0] for words in found} == {"暗証番号"}
