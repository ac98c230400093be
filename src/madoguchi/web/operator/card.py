"""The card that is read out: number in groups, date and time in words, what to bring and to know (STF-04)."""

from dataclasses import dataclass
from datetime import datetime

from madoguchi.booking.models import Booking
from madoguchi.core import clock
from madoguchi.web.frame.bookings.shown import told_of


@dataclass(frozen=True)
class Point:
    label: str
    lines: list[str]
    is_large: bool = False


def points_of(booking: Booking) -> list[Point]:
    slot = booking.slot
    persons = told_of(booking)
    points = [
        Point("予約番号", [booking.spoken_number], is_large=True),
        Point("日時", [f"{spoken_day(slot.starts_at)} {spoken_time(slot.starts_at)}から"], is_large=True),
        Point("会場", [" ".join(filter(None, (slot.site.name, slot.site.address)))]),
    ]
    for person in persons:
        who = f"{person.position}人目の" if len(persons) > 1 else ""
        heading = [f"{person.name}さん：{person.procedure}"]
        points.append(Point(f"{who}持ち物", heading + person.bring))
        if person.notes:
            points.append(Point(f"{who}留意事項", heading + person.notes))
    return [*points, Point("当日の受付", ["窓口で、予約番号かお名前をお伝えください。"])]


def spoken_day(at: datetime) -> str:
    day = clock.in_tokyo(at)
    return f"{day.month}月{day.day}日、{clock.WEEKDAYS[day.weekday()]}曜日"


def spoken_time(at: datetime) -> str:
    """午前9時30分: as it is said, so that 8 and 20 are not mistaken."""
    hour, minute = clock.in_tokyo(at).hour, clock.in_tokyo(at).minute
    half, hour = ("午前", hour) if hour < 12 else ("午後", hour - 12)
    return f"{half}{hour}時" + (f"{minute}分" if minute else "")
