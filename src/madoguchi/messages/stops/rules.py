"""When a planned stop is announced, when it is on. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = timedelta(days=7)


class StopState(StrEnum):
    PLANNED = "planned"
    ON = "on"
    OVER = "over"
    CALLED_OFF = "called_off"


STOP_STATE_LABELS = {
    StopState.PLANNED: "予定",
    StopState.ON: "停止中",
    StopState.OVER: "終了",
    StopState.CALLED_OFF: "取りやめ",
}


def stop_state(*, starts_at: datetime, ends_at: datetime, is_called_off: bool, now: datetime) -> StopState:
    if is_called_off:
        return StopState.CALLED_OFF
    if now >= ends_at:
        return StopState.OVER
    return StopState.ON if now >= starts_at else StopState.PLANNED


def is_announced(*, starts_at: datetime, ends_at: datetime, days_before: int, now: datetime) -> bool:
    """From the morning of the day that is so many days before, until its end."""
    first_day = starts_at.astimezone(now.tzinfo).date() - timedelta(days=days_before)
    return first_day <= now.date() and now < ends_at


def retry_after_seconds(*, ends_at: datetime, now: datetime) -> int:
    return max(60, int((ends_at - now).total_seconds()))
