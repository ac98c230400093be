"""Hours and days: half-open, never overlapping, inside the frame."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.municipality.rules import (
    DAY_KINDS,
    Pattern,
    Span,
    SpecialDay,
    hours_outside_frame,
    in_yearly_closure,
    plan_of_day,
    read_hours,
    read_span,
    written_hours,
)

MINUTES = st.integers(0, 24 * 60 - 1)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first, last = sorted(draw(st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] != pair[1])))
    return Span(time(*divmod(first, 60)), time(*divmod(last, 60)))


def minutes_of(span: Span) -> set[int]:
    """Half-open: the minute of closing belongs to nobody."""
    return set(range(span.opens.hour * 60 + span.opens.minute, span.closes.hour * 60 + span.closes.minute))


@given(st.lists(spans(), max_size=4))
def test_hours_of_a_day_are_taken_exactly_when_no_minute_is_in_two_spans(written: list[Span]) -> None:
    minutes = [minutes_of(span) for span in written]
    overlap = sum(map(len, minutes)) > len(set().union(*minutes))
    if overlap:
        with pytest.raises(ValueError, match="重なって"):
            read_hours(map(str, written))
        return
    read = read_hours(map(str, written))
    assert read == tuple(sorted(written))
    assert read_hours(written_hours(read)) == read


@given(spans(), spans())
def test_hours_are_outside_the_frame_exactly_when_a_minute_is(hours: Span, frame: Span) -> None:
    outside = hours_outside_frame([hours], [frame])
    assert bool(outside) == (not minutes_of(hours) <= minutes_of(frame))


def test_spans_that_touch_do_not_overlap() -> None:
    assert len(read_hours(["08:30-12:00", "12:00-17:00"])) == 2


@pytest.mark.parametrize("written", ["17:00-08:30", "09:00-09:00"])
def test_closing_before_opening_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="終了が開始より後"):
        read_span(written)


@pytest.mark.parametrize("written", ["24:00-25:00", "9-17", "8:30", "", "08:60-09:00"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="形で書きます"):
        read_span(written)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_year_end_closure_covers_six_days_over_the_turn(day: date) -> None:
    expected = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    assert in_yearly_closure(day, "12-29", "01-03") == expected
    assert not in_yearly_closure(day, "", "")


WEEK = {kind: read_hours(["08:30-17:00"] if kind in DAY_KINDS[:5] else []) for kind in DAY_KINDS}
PATTERN = Pattern(WEEK, ("12-29", "01-03"), date(2026, 7, 1), date(2028, 6, 30))


@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.booleans())
def test_nothing_opens_a_day_outside_the_service_period(day: date, is_special: bool) -> None:
    special = SpecialDay(read_hours(["10:00-12:00"]), "臨時") if is_special else None
    plan = plan_of_day(day, pattern=PATTERN, holiday_name="", special=special)
    if not PATTERN.service_from <= day <= PATTERN.service_until:
        assert not plan.spans
        assert plan.reason == "開設期間外"
    elif is_special:
        assert [str(span) for span in plan.spans] == ["10:00-12:00"]


def test_what_was_agreed_for_a_day_comes_before_holiday_and_year_end() -> None:
    day = date(2026, 12, 30)
    special = SpecialDay(read_hours(["09:00-12:00"]), "年末の臨時開庁")
    assert plan_of_day(day, pattern=PATTERN, holiday_name="", special=special).reason == "年末の臨時開庁"
    assert plan_of_day(day, pattern=PATTERN, holiday_name="", special=None).reason == "年末年始"


def test_a_holiday_on_a_monday_follows_the_holiday_hours() -> None:
    monday = date(2026, 9, 21)
    plan = plan_of_day(monday, pattern=PATTERN, holiday_name="敬老の日", special=None)
    assert not plan.spans
    assert plan.reason == "敬老の日"
    assert plan_of_day(monday + timedelta(days=7), pattern=PATTERN, holiday_name="", special=None).spans
