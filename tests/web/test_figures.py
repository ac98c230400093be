"""実績の画面: a month at a glance, day × hour, first answers, the effect on the city's staff."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from madoguchi.accounts.rights import Role
from madoguchi.contacts.models import Contact
from madoguchi.contacts.rules import Channel, ContactState, Kind, Transfer
from madoguchi.core import clock
from madoguchi.metrics.definitions import BY_KEY, Unit
from madoguchi.metrics.past.shapes import Period
from madoguchi.web.manager.figures.goals_shown import difference_words, number_words
from madoguchi.web.manager.figures.heat import by_weekday
from tests.metrics.days import Made, happen
from tests.web.pages import client_of, seen, words
from tests.worlds import applied

PLACE = "/staff/manager/figures/"
FRIDAY = date(2026, 12, 4)


@pytest.fixture
def december(db: None) -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 15, 10, tzinfo=clock.TOKYO), tick=False):
        applied("hatsukaichi")
        yield


def calls(day: date, hour: int, *, answered: int, abandoned: int = 0) -> None:
    start = clock.start_of(day) + timedelta(hours=hour)
    ends = ["answered"] * answered + ["abandoned"] * abandoned
    happen(
        [Made(start + timedelta(minutes=number), end, 10) for number, end in enumerate(ends)], name=f"{day}-{hour}"
    )


def records(day: date, *, in_centre: int, passed_on: int) -> None:
    at = clock.start_of(day) + timedelta(hours=11)
    for number in range(in_centre + passed_on):
        stays = number < in_centre
        Contact.objects.create(
            once_key=uuid.uuid4(),
            state=ContactState.COMPLETED.value,
            started_at=at,
            recorded_at=at,
            channel=Channel.TELEPHONE.value,
            kind=Kind.INQUIRY.value,
            topic="受取り",
            first_answer=stays,
            transfer=(Transfer.NONE if stays else Transfer.TRANSFERRED).value,
            transfer_to="" if stays else "市民課",
        )


@pytest.mark.req("RTV-06", "QUA-10")
def test_a_month_at_a_glance_says_how_far_it_is_from_the_target(december: None) -> None:
    calls(FRIDAY, 10, answered=15, abandoned=5)
    page = seen(client_of(Role.CITY_CLERK), PLACE)
    shown = words(page)
    assert "今日までの応答率は75.0 %で、目標の80 %に届いていません。" in shown
    assert "このあとの5件に続けて応答できれば、届きます。" in shown  # 20 of 25
    assert "下回る見込み" in shown
    assert "<svg" in page
    calls(FRIDAY, 11, answered=5)
    assert "届いていません" not in words(seen(client_of(Role.CITY_CLERK), PLACE))


@pytest.mark.req("RTV-06")
def test_a_month_that_is_over_is_judged_and_one_without_anything_says_so(december: None) -> None:
    calls(date(2026, 11, 6), 10, answered=1, abandoned=1)
    page = words(seen(client_of(Role.MANAGER), f"{PLACE}?month=2026-11"))
    assert "未達" in page
    assert "届いていません" not in page  # nothing can be mended any more
    assert "図にする実績が、まだありません" in words(seen(client_of(Role.MANAGER), f"{PLACE}?month=2020-01"))


def test_a_length_of_time_reads_alike_wherever_it_is_shown(december: None) -> None:
    happen([Made(clock.start_of(FRIDAY) + timedelta(hours=10), "answered", 95)], name="long wait")
    manager = client_of(Role.MANAGER)
    for page in (PLACE, f"{PLACE}definitions/"):
        shown = words(seen(manager, page))
        assert ("1分35秒" in shown, "95秒" in shown) == (True, False)
    assert number_words(90, BY_KEY["asa"]) == "1分30秒"


def test_a_difference_too_small_for_its_decimals_is_not_shown_as_none() -> None:
    rate, seconds, calls_received = (BY_KEY[key] for key in ("transfer_rate", "asa", "received"))
    assert difference_words(0.0449, rate, decimals=1) == "+0.04 ポイント"
    assert difference_words(-8.72, rate, decimals=1) == "-8.7 ポイント"
    assert difference_words(0.0, rate, decimals=1) == "+0.0 ポイント"
    assert difference_words(-70.2, seconds, decimals=1) == "-1分10秒"
    assert difference_words(12, calls_received, decimals=0) == "+12 件"


@pytest.mark.req("RTV-06")
def test_weekdays_are_averaged_over_days_on_which_the_telephone_was_open(december: None) -> None:
    period = Period(date(2026, 11, 1), date(2026, 11, 30))  # the 3rd and the 23rd are holidays
    at = datetime(2026, 11, 2, 9, tzinfo=clock.TOKYO)  # a Monday
    table = by_weekday(
        "着信", Unit.CALLS, "", period, {at: 6, at + timedelta(days=7): 6, at + timedelta(hours=1): 4}
    )
    assert [column.label for column in table.columns] == ["曜日", "9時", "10時", "受付日"]
    assert table.rows[0] == ("月曜日", 3.0, 1.0, "4日")
    assert [row[0] for row in table.rows][:2] == ["月曜日", "火曜日"]


@pytest.mark.req("RTV-06")
def test_the_heat_map_shows_calls_that_were_not_answered(december: None) -> None:
    calls(FRIDAY, 12, answered=1, abandoned=3)
    page = seen(client_of(Role.CITY_CLERK), f"{PLACE}heat/?month=2026-12&what=not_answered")
    assert "応答できなかった着信" in words(page)
    assert page.count("<svg") == 2
    assert "12月4日" in words(page)
    assert "12月16日" not in words(page)  # still to come
    assert "この月の記録は、ありません" in words(seen(client_of(Role.CITY_CLERK), f"{PLACE}heat/?month=2026-10"))


@pytest.mark.req("QUA-03")
def test_first_answers_are_shown_as_a_trend_with_what_was_counted(december: None) -> None:
    records(date(2026, 11, 5), in_centre=6, passed_on=4)
    records(FRIDAY, in_centre=7, passed_on=3)
    page = seen(client_of(Role.CITY_CLERK), f"{PLACE}first/")
    shown = words(page)
    assert "一次回答率と一次完了率" in shown
    assert "60.0 %" in shown
    assert "7 / 10" in shown
    assert "<svg" in page


@pytest.mark.req("QUA-09")
def test_what_was_closed_in_the_centre_stands_beside_what_was_passed_to_the_city(december: None) -> None:
    records(FRIDAY, in_centre=7, passed_on=3)
    page = seen(client_of(Role.CITY_ADMIN), f"{PLACE}effect/?month=2026-12")
    shown = words(page)
    assert "センター内での完了 7件" in shown
    assert "市へ渡した応対 3件" in shown
    assert "70.0 %" in shown
    assert "市民課" in shown
    assert page.count("<svg") == 2


def test_each_look_is_opened_by_whoever_may_read_figures_and_takes_nothing(december: None) -> None:
    client = client_of(Role.OPERATOR)
    for room in ("", "heat/", "first/", "effect/", "kpi/", "baseline/", "availability/"):
        assert client.get(f"{PLACE}{room}").status_code == 200
        assert client.post(f"{PLACE}{room}").status_code == 405
