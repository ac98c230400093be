"""What may be booked, and how it is shown."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.booking.rules import (
    MOVES,
    Band,
    BookingState,
    Mark,
    Window,
    is_number,
    kept_places,
    kept_until,
    mark_of,
    may_move,
    near_first,
    new_number,
    number_check_digit,
    spoken_number,
)

SERVICE = Window(30, 1, None, date(2026, 7, 1), date(2028, 6, 30))
UNTIL_FIVE = Window(30, 1, time(17), date(2026, 7, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    ("remaining", "mark"), [(0, Mark.FULL), (1, Mark.FEW), (2, Mark.FEW), (3, Mark.FREE), (-1, Mark.FULL)]
)
def test_a_mark_says_free_few_or_full(remaining: int, mark: Mark) -> None:
    assert mark_of(remaining=remaining, few_up_to=2) is mark


@pytest.mark.req("CAL-14")
def test_nothing_is_booked_before_or_after_the_service() -> None:
    before = datetime(2026, 6, 20, 12)
    assert SERVICE.first_day(before) == date(2026, 7, 1)
    assert not SERVICE.holds(date(2026, 6, 30), now=before)
    assert SERVICE.holds(date(2026, 7, 1), now=before)
    near_the_end = datetime(2028, 6, 25, 12)
    assert SERVICE.holds(date(2028, 6, 30), now=near_the_end)
    assert not SERVICE.holds(date(2028, 7, 1), now=near_the_end)


def test_booking_closes_at_the_end_of_the_day_before() -> None:
    now = datetime(2026, 12, 1, 23, 59)
    assert not SERVICE.holds(date(2026, 12, 1), now=now)
    assert SERVICE.holds(date(2026, 12, 2), now=now)
    assert SERVICE.holds(date(2026, 12, 31), now=now)
    assert not SERVICE.holds(date(2027, 1, 1), now=now)


def test_booking_may_close_at_an_hour_of_the_day_before() -> None:
    assert UNTIL_FIVE.holds(date(2026, 12, 2), now=datetime(2026, 12, 1, 16, 59))
    assert not UNTIL_FIVE.holds(date(2026, 12, 2), now=datetime(2026, 12, 1, 17))


@given(
    st.datetimes(datetime(2026, 7, 1), datetime(2028, 6, 1)),
    st.integers(0, 29),
    st.integers(0, 3),
    st.none() | st.times(),
)
def test_a_citizen_may_change_exactly_as_long_as_they_may_book(
    now: datetime, days: int, before: int, at: time | None
) -> None:
    window = Window(30, before, at, date(2026, 7, 1), date(2028, 6, 30))
    visit = datetime.combine(now.date() + timedelta(days=days), time(9))
    assert (now < window.closing_of(visit)) == window.holds(visit.date(), now=now)


@pytest.mark.req("CAL-05")
def test_the_telephones_share_is_kept_until_a_visible_moment() -> None:
    visit = datetime(2026, 12, 10, 9)
    assert kept_until(visit, days_before=2, at=time(17)) == datetime(2026, 12, 8, 17)
    assert kept_places(6, percent=60) == 3
    assert kept_places(1, percent=60) == 0


def test_a_state_is_left_only_as_the_table_says() -> None:
    assert may_move(BookingState.BOOKED, BookingState.CANCELLED)
    assert may_move(BookingState.NO_SHOW, BookingState.ARRIVED)
    assert not any(may_move(BookingState.CANCELLED, state) for state in BookingState)
    assert not may_move(BookingState.ARRIVED, BookingState.CANCELLED)
    assert set(MOVES) == set(BookingState)


def test_a_band_is_cut_into_whole_slots() -> None:
    band = Band(time(9), time(10, 40), minutes=30, people=4, bookings=4)
    assert list(band.slot_times()) == [
        (time(9), time(9, 30)),
        (time(9, 30), time(10)),
        (time(10), time(10, 30)),
    ]


def test_the_nearest_times_are_offered_the_same_day_first() -> None:
    wish = datetime(2026, 12, 2, 9)
    same_day_late = datetime(2026, 12, 2, 16, 30)
    day_before = datetime(2026, 12, 1, 16, 30)
    far = datetime(2026, 12, 20, 9)
    assert near_first([far, day_before, same_day_late], wish=wish, count=2) == [day_before, same_day_late]
    assert near_first([far, day_before, same_day_late], wish=wish, count=1) == [same_day_late]


@pytest.mark.req("RSV-13")
@given(st.integers(1_000_000, 9_999_999), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(payload: int, place: int, shift: int) -> None:
    number = f"{payload}{number_check_digit(str(payload))}"
    assert is_number(number)
    wrong = str((int(number[place]) + shift) % 10)
    assert not is_number(number[:place] + wrong + number[place + 1 :])


def test_a_number_is_made_to_be_spoken() -> None:
    number = new_number()
    assert is_number(number)
    assert number[0] != "0"
    assert spoken_number("12345678") == "1234-5678"
    assert not is_number("１２３４５６７８")


def test_numbers_are_not_in_a_row() -> None:
    numbers = sorted(int(new_number()) for _ in range(50))
    assert len(set(numbers)) == 50
    assert max(numbers) - min(numbers) > 10_000_000


@given(
    st.lists(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), unique=True, max_size=20),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
)
def test_what_is_offered_is_in_the_order_of_the_clock(moments: list[datetime], wish: datetime) -> None:
    offered = near_first(moments, wish=wish, count=3)
    assert offered == sorted(offered)
    assert len(offered) == min(3, len(moments))
    others = [moment for moment in moments if moment not in offered and moment.date() == wish.date()]
    for moment in others:
        assert all(abs(moment - wish) + timedelta(1) > abs(at - wish) for at in offered if at.date() == wish.date())
