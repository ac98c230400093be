"""When a periodic job is due, when a task is tried again. Pure: moments come in, decisions go out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
EPOCH = datetime(2020, 1, 1, tzinfo=TOKYO)

# How long to wait before the second, third … attempt. After the last one a task stays failed, for people to see.
WAITS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
MOST_ATTEMPTS = len(WAITS) + 1


class Next(StrEnum):
    """What becomes of a task that did not succeed."""

    AGAIN = "again"
    FAILED = "failed"


def after_failure(attempt: int) -> tuple[Next, timedelta]:
    """After its code raised: again, later each time; at last never."""
    if attempt >= MOST_ATTEMPTS:
        return Next.FAILED, timedelta(0)
    return Next.AGAIN, WAITS[attempt - 1]


def after_lost_worker(attempt: int) -> Next:
    """After its worker vanished: again at once. A task that takes its worker down every time must end too."""
    return Next.FAILED if attempt >= MOST_ATTEMPTS else Next.AGAIN


@dataclass(frozen=True)
class Every:
    """Each full interval, counted from a fixed midnight in Tokyo: the same moments on every machine."""

    seconds: int

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ValueError("an interval is at least one second")

    def newest_due(self, now: datetime) -> datetime:
        step = timedelta(seconds=self.seconds)
        return EPOCH + (now - EPOCH) // step * step


@dataclass(frozen=True)
class Daily:
    """Once a day at this time in Tokyo."""

    at: str  # "02:00"

    def __post_init__(self) -> None:
        time.fromisoformat(self.at)

    def newest_due(self, now: datetime) -> datetime:
        local = now.astimezone(TOKYO)
        due = datetime.combine(local.date(), time.fromisoformat(self.at), tzinfo=TOKYO)
        return due if due <= local else due - timedelta(days=1)


Schedule = Every | Daily
