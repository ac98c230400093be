"""When a record is late. Pure: values in, answers out."""

from datetime import datetime, timedelta

# 003 第2-2(4)セ: 「対応終了後、速やかに」. A long call and its after-work fit into it.
RECORDED_WITHIN = timedelta(minutes=30)


def is_late(*, began_at: datetime, now: datetime) -> bool:
    return now - began_at > RECORDED_WITHIN
