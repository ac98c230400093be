"""Moving people whose time is taken away: a place proposed to each, each move a transaction of its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.booking.actions import move_booking
from madoguchi.booking.capacity.queries import slots_in_window
from madoguchi.booking.capacity.rules import Room, Seeker
from madoguchi.booking.capacity.window import with_remaining
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.outages.door import card_people
from madoguchi.booking.outages.queries import open_outages
from madoguchi.booking.queries import bookings_visible_to, is_told_of_changes_by_mail
from madoguchi.booking.rules import Channel
from madoguchi.booking.to_telephone.actions import ask_to_telephone
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.core.refusals import Refusal
from madoguchi.municipality.queries import sites_in_use

# What the citizen reads about it.
REASONS = {CallReason.CLOSED_DAY: "市の都合（予約枠の見直し）", CallReason.OUTAGE: "全国のシステム（J-LIS）の停止"}


@dataclass(frozen=True)
class Move:
    """From where it was seen, to where it shall go."""

    number: str
    from_slot_id: int
    to_slot_id: int


@dataclass(frozen=True)
class Moved:
    """What became of one move."""

    number: str
    slot: Slot | None  # None: refused
    refusal: str = ""
    is_to_be_called: bool = False


def move_each(moves: Iterable[Move], *, reason: CallReason, by: Actor) -> list[Moved]:
    """One full slot stops nobody else. Whoever is not told by mail is put on the list of those to telephone."""
    return [_move(move, reason=reason, by=by) for move in moves]


def _move(move: Move, *, reason: CallReason, by: Actor) -> Moved:
    booking = bookings_visible_to(by).filter(number=move.number).first()
    if booking is None:
        return Moved(move.number, None, "この予約は見つかりません。")
    before = booking.slot
    try:
        with transaction.atomic():
            moved = move_booking(
                booking, to_slot_id=move.to_slot_id, only_from=move.from_slot_id, reason=REASONS[reason], by=by
            )
            is_to_be_called = not is_told_of_changes_by_mail(moved)
            if is_to_be_called:
                earlier = min(before.starts_at, moved.slot.starts_at)
                note = f"変更前は {_in_words(before)}でした。"
                ask_to_telephone(moved, reason=reason, due_at=earlier, note=note, by=by)
    except Refusal as refusal:
        return Moved(move.number, None, refusal.message)
    return Moved(move.number, moved.slot, is_to_be_called=is_to_be_called)


def _in_words(slot: Slot) -> str:
    return f"{clock.in_tokyo(slot.starts_at):%-m月%-d日 %-H:%M}（{slot.site.name}）"


def seeker_of(booking: Booking) -> Seeker:
    """With its visitors and their procedures at hand."""
    visitors = booking.visitors.all()
    return Seeker(
        key=booking.number,
        site=booking.slot.site_id,
        starts_at=clock.in_tokyo(booking.slot.starts_at),
        people=len(visitors),
        needs_national_system=bool(card_people(visitor.procedure for visitor in visitors)),
        is_of_web=booking.channel == Channel.WEB,
    )


def free_rooms(*, avoid: Collection[int], is_affected: bool = False) -> tuple[list[Room], dict[int, Slot]]:
    """Every slot of every site in which staff could still book now, but not those that are about to close."""
    now = clock.now()
    stretches = [outage.stretch for outage in open_outages()]
    slots: dict[int, Slot] = {}
    rooms = []
    for site in sites_in_use():
        free = slots_in_window(site, now=now, for_web=False, is_affected=is_affected)
        shared = with_remaining(
            Slot.objects.filter(site=site, starts_at__gt=now), now=now, for_web=True, is_affected=is_affected
        )
        left_to_web = dict(shared.filter(people_kept__gt=0).values_list("pk", "remaining"))
        for slot in free.filter(remaining__gt=0, starts_at__gt=now).exclude(pk__in=avoid):
            slot.site = site
            slots[slot.pk] = slot
            rooms.append(
                Room(
                    key=slot.pk,
                    site=site.pk,
                    starts_at=clock.in_tokyo(slot.starts_at),
                    people=slot.remaining,
                    bookings=slot.bookings_limit
                    - slot.bookings_taken
                    - (0 if is_affected else _protected(slot, now)),
                    is_in_outage=any(
                        stretch.touches(starts_at=slot.starts_at, ends_at=slot.ends_at) for stretch in stretches
                    ),
                    people_of_web=left_to_web.get(slot.pk),
                )
            )
    return rooms, slots


def _protected(slot: Slot, now: datetime) -> int:
    """With each protected place a booking is kept free."""
    return slot.people_protected if slot.protected_until and slot.protected_until > now else 0
