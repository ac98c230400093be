"""How a text is read aloud: times, telephone numbers, own readings; which version is in force."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from madoguchi.calls.announcements.queries import spoken_text
from madoguchi.calls.announcements.rules import (
    Kind,
    Version,
    as_spoken,
    audible,
    first_texts,
    in_force,
    keeps_what_is_fixed,
)
from madoguchi.municipality.kept import change_table
from tests.worlds import ADMIN, PRESENT, TODAY, applied


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("受付は10:30からです。", "受付は10時30分からです。"),
        ("受付は８：３０〜１７：００です。", "受付は8時30分から17時です。"),
        ("午前8時30分から午後5時まで", "午前8時30分から午後5時まで"),
        ("0829-30-9145へ", "ゼロハチニーキュー、サンゼロ、キューイチヨンゴーへ"),
        ("０１２０−０００−１１１", "ゼロイチニーゼロ、ゼロゼロゼロ、イチイチイチ"),
        ("09012345678", "ゼロキューゼロ、イチニーサンヨン、ゴーロクナナハチ"),
        ("予約番号1234-5678", "予約番号イチニーサンヨン、ゴーロクナナハチ"),
        ("12月10日、25:99", "12月10日、25:99"),
    ],
)
def test_times_are_read_as_times_and_numbers_digit_by_digit(text: str, spoken: str) -> None:
    assert as_spoken(text) == spoken


def test_the_longest_own_reading_wins() -> None:
    readings = [("市", "シ"), ("廿日市市", "ハツカイチシ")]
    assert as_spoken("廿日市市の市民課", readings) == "ハツカイチシのシ民課"


@pytest.mark.django_db
@pytest.mark.preset_key("pronunciations.csv:word", "pronunciations.csv:reading")
def test_a_reading_of_the_settings_is_what_the_voice_is_given() -> None:
    applied("hatsukaichi")
    assert spoken_text("廿日市") == "ハツカイチ"
    change_table("pronunciations.csv", "word,reading\n大野,オオノ\n", by=ADMIN, effective_on=TODAY)
    assert spoken_text("廿日市の大野") == "廿日市のオオノ"


def test_in_force_is_the_one_whose_day_has_come_last() -> None:
    first, second, third = (
        Version(1, date(2000, 1, 1), "a"),
        Version(2, date(2026, 12, 1), "b"),
        Version(3, date(2026, 12, 1), ""),
    )
    assert in_force([first, second, third], date(2026, 11, 30)) == first
    assert in_force([first, second, third], date(2026, 12, 1)) == third
    assert audible([first, second, third], date(2026, 12, 1)) == second  # the third has no sound yet
    assert in_force([], date(2026, 12, 1)) is None


@pytest.mark.req("TEL-09")
def test_that_it_is_outside_the_hours_must_stay_and_the_rest_may_change() -> None:
    first = "ただいまの時間は受付時間外です。"
    assert keeps_what_is_fixed("ただいまの時間は受付時間外です。ご予約はサイトから。", first)
    assert not keeps_what_is_fixed("本日の受付は終わりました。", first)


def test_the_first_texts_are_the_contracts_own_and_end_with_its_hours() -> None:
    words = first_texts(out_of_hours="時間外です。受付時間は、平日です。", congestion="混雑。", service="窓口")
    assert set(words) == set(Kind)
    assert words[Kind.HOLIDAY].endswith("受付時間は、平日です。")
    assert (words[Kind.OUT_OF_HOURS], words[Kind.CONGESTION]) == ("時間外です。受付時間は、平日です。", "混雑。")
