"""When a job is due, when a task is tried again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.tasks.rules import MOST_ATTEMPTS, Daily, Every, Next, after_failure, after_lost_worker

TOKYO = ZoneInfo("Asia/Tokyo")
UTC = ZoneInfo("UTC")
moments = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(TOKYO))


def test_a_daily_job_is_due_at_its_time_in_tokyo() -> None:
    two = Daily(at="02:00")
    assert two.newest_due(datetime(2026, 10, 2, 2, 0, tzinfo=TOKYO)) == datetime(2026, 10, 2, 2, tzinfo=TOKYO)
    assert two.newest_due(datetime(2026, 10, 2, 1, 59, 59, tzinfo=TOKYO)) == datetime(2026, 10, 1, 2, tzinfo=TOKYO)
    # 17:30 in London's winter is already tomorrow's 02:30 in Tokyo.
    assert two.newest_due(datetime(2026, 10, 1, 17, 30, tzinfo=UTC)) == datetime(2026, 10, 2, 2, tzinfo=TOKYO)


@given(moments, st.integers(1, 100_000))
def test_the_newest_due_time_is_never_ahead_and_never_older_than_one_interval(now: datetime, seconds: int) -> None:
    due = Every(seconds=seconds).newest_due(now)
    assert due <= now < due + timedelta(seconds=seconds)
    assert Every(seconds=seconds).newest_due(due) == due


@given(moments)
def test_the_newest_daily_due_time_is_within_a_day(now: datetime) -> None:
    due = Daily(at="02:00").newest_due(now)
    assert due <= now < due + timedelta(days=1)


def test_an_interval_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one second"):
        Every(seconds=0)
    with pytest.raises(ValueError, match="hour"):
        Daily(at="25:00")


def test_a_broken_task_is_tried_later_each_time_and_at_last_never() -> None:
    waits = [after_failure(attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert [what for what, _ in waits] == [Next.AGAIN] * (MOST_ATTEMPTS - 1) + [Next.FAILED]
    pauses = [wait for _, wait in waits[:-1]]
    assert pauses == sorted(set(pauses))


def test_a_task_that_kills_its_worker_every_time_ends_too() -> None:
    assert after_lost_worker(1) is Next.AGAIN
    assert after_lost_worker(MOST_ATTEMPTS) is Next.FAILED
