"""Where people go who lose their time. Pure: values in, answers out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Seeker:
    """A booking that needs another time."""

    key: str
    site: int
    starts_at: datetime
    people: int
    needs_national_system: bool = False
    is_of_web: bool = False  # goes on being of the web's share, whoever moves it


@dataclass(frozen=True)
class Room:
    """A slot with free places."""

    key: int
    site: int
    starts_at: datetime
    people: int
    bookings: int
    is_in_outage: bool = False
    people_of_web: int | None = None  # as many as the web may still take; None: all

    def suits(self, seeker: Seeker) -> bool:
        return (
            self.free_for(seeker) >= seeker.people
            and self.bookings > 0
            and not (self.is_in_outage and seeker.needs_national_system)
        )

    def free_for(self, seeker: Seeker) -> int:
        of_web = self.people if self.people_of_web is None else min(self.people_of_web, self.people)
        return of_web if seeker.is_of_web else self.people

    def taken_by(self, seeker: Seeker) -> "Room":
        """What is left when they have come."""
        of_web = self.people_of_web
        if of_web is not None and seeker.is_of_web:
            of_web -= seeker.people
        return replace(self, people=self.people - seeker.people, bookings=self.bookings - 1, people_of_web=of_web)


def nearest_rooms(seeker: Seeker, rooms: Iterable[Room]) -> list[Room]:
    """The same site before another, the nearest day, and on it the hour that is most like theirs: who chose three
    o'clock can seldom come at nine. A day before the one they had comes last: whoever hears of it late has missed
    it."""
    wished = seeker.starts_at.date()

    def distance(room: Room) -> tuple[bool, bool, int, float, int]:
        days = (room.starts_at.date() - wished).days
        apart = abs((room.starts_at - timedelta(days=days) - seeker.starts_at).total_seconds())
        return days < 0, room.site != seeker.site, abs(days), apart, room.key

    return sorted((room for room in rooms if room.suits(seeker)), key=distance)


def propose(seekers: Sequence[Seeker], rooms: Iterable[Room]) -> dict[str, int]:
    """A slot for each, so far as there is room for everybody: no place is proposed twice. Who is missing in the
    answer finds no place anywhere."""
    left = {room.key: room for room in rooms}
    proposed = {}
    # Large families find a place with more difficulty than one person does.
    for seeker in sorted(seekers, key=lambda seeker: (-seeker.people, seeker.starts_at)):
        if near := nearest_rooms(seeker, left.values()):
            room = near[0]
            proposed[seeker.key] = room.key
            left[room.key] = room.taken_by(seeker)
    return proposed


def who_must_leave(bookings: Iterable[tuple[str, int]], *, people_over: int, bookings_over: int) -> set[str]:
    """Of (key, people) in the order in which they booked: as few as possible of the last, until the rest fits."""
    leaving = set()
    for key, people in reversed(list(bookings)):
        if people_over <= 0 and bookings_over <= 0:
            break
        leaving.add(key)
        people_over, bookings_over = people_over - people, bookings_over - 1
    return leaving
