"""The table of who has to move, and where to. What is asked is done first, then the table is made anew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from madoguchi.booking.actions import MAY_BOOK, release_hold
from madoguchi.booking.capacity.moving import Move, Moved, free_rooms, move_each, seeker_of
from madoguchi.booking.capacity.rules import Room, Seeker, nearest_rooms, propose
from madoguchi.booking.models import Booking, Slot
from madoguchi.booking.queries import is_told_of_changes_by_mail
from madoguchi.booking.rules import BookingState
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core import clock
from madoguchi.municipality.models import Site
from madoguchi.web.frame.access import StaffRequest

BOOKING_PAGE = "city:booking"
MOST_CHOICES = 12


@dataclass(frozen=True)
class Choice:
    slot_id: int
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class MovingLine:
    """A booking that has to move, and where it could go."""

    booking: Booking
    people: int
    when: str
    url: str
    is_told_by_mail: bool
    choices: Sequence[Choice]
    is_ticked: bool
    refusal: str
    entry: tuple[int, str] | None = None  # of a work list: its key and its state in words
    is_today: bool = False


@dataclass(frozen=True)
class HoldLine:
    """Somebody is filling in the form just now."""

    pk: int
    when: str
    people: int
    minutes: int


@dataclass(frozen=True)
class Moving:
    lines: Sequence[MovingLine]
    holds: Sequence[HoldLine]
    may_move: bool

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.holds)

    @property
    def without_place(self) -> int:
        return sum(not line.choices for line in self.lines)


def do_what_is_asked(request: StaffRequest, *, reason: CallReason) -> dict[str, str]:
    """Moves and releases that this POST asks for; who could not be moved, and why."""
    if not request.actor.may(MAY_BOOK):
        return {}
    if pk := _whole(request.POST.get("release")):
        _release(request, pk)
    done = move_each(_moves_asked(request.POST), reason=reason, by=request.actor)
    _say(request, done)
    return {moved.number: moved.refusal for moved in done if moved.slot is None}


def moving_of(
    request: StaffRequest,
    bookings: Sequence[Booking],
    *,
    avoid: Collection[int],
    refused: Mapping[str, str],
    leaving: Collection[str] | None = None,
    is_affected: bool = False,
    entries: Mapping[str, tuple[int, str]] | None = None,
) -> Moving:
    """`avoid`: slots that close too; `leaving`: who is ticked at first, None for everybody; `entries`: of a work
    list, by number, the line's key and its state in words."""
    numbered = [booking for booking in bookings if booking.number]
    seekers = {booking.number: seeker_of(booking) for booking in numbered}
    rooms, slots = free_rooms(avoid=avoid, is_affected=is_affected)
    proposed = propose(list(seekers.values()), rooms)
    has_sites = len({slot.site_id for slot in slots.values()}) > 1
    ticked = request.POST.getlist("tick") if "move" in request.POST else leaving
    lines = []
    for booking in numbered:
        number, seeker = booking.number, seekers[booking.number]
        wished = None if number in refused else _whole(request.POST.get(f"to_{number}"))
        choices = _choices(seeker, rooms, slots, wished=wished, proposed=proposed.get(number), has_sites=has_sites)
        lines.append(
            MovingLine(
                booking=booking,
                people=seeker.people,
                when=_when(booking.slot.starts_at),
                url=_url(number),
                is_told_by_mail=is_told_of_changes_by_mail(booking),
                choices=choices,
                is_ticked=bool(choices) and (ticked is None or number in ticked),
                refusal=refused.get(number, ""),
                entry=(entries or {}).get(number),
                is_today=clock.in_tokyo(booking.slot.starts_at).date() == clock.today(),
            )
        )
    return Moving(lines, _holds(bookings), request.actor.may(MAY_BOOK))


def _choices(
    seeker: Seeker,
    rooms: Sequence[Room],
    slots: Mapping[int, Slot],
    *,
    wished: int | None,
    proposed: int | None,
    has_sites: bool,
) -> list[Choice]:
    suiting = {room.key: room for room in nearest_rooms(seeker, rooms)}
    chosen = wished if wished in suiting else proposed
    shown = dict.fromkeys([*list(suiting)[:MOST_CHOICES], *([chosen] if chosen in suiting else [])])
    in_order = sorted(
        (suiting[key] for key in shown if key is not None), key=lambda room: (room.starts_at, room.site)
    )
    return [
        Choice(room.key, _room_in_words(room, slots[room.key].site if has_sites else None), room.key == chosen)
        for room in in_order
    ]


def _room_in_words(room: Room, site: Site | None) -> str:
    at = room.starts_at  # short: a list to choose from is narrow on a telephone
    day = f"{at.month}/{at.day}（{clock.WEEKDAYS[at.weekday()]}）{at:%-H:%M}"
    return f"{day} 残{room.people}人{f' {site.name}' if site else ''}"


def _holds(bookings: Sequence[Booking]) -> list[HoldLine]:
    now = clock.now()
    return [
        HoldLine(
            booking.pk,
            _when(booking.slot.starts_at),
            booking.places.people,
            max(-(-int((booking.expires_at - now).total_seconds()) // 60), 0) if booking.expires_at else 0,
        )
        for booking in bookings
        if not booking.number
    ]


def _moves_asked(typed: QueryDict) -> list[Move]:
    asked = typed.get("move", "")
    numbers = typed.getlist("tick") if asked == "ticked" else [asked] if asked else []
    pairs = [(number, _whole(typed.get(f"from_{number}")), _whole(typed.get(f"to_{number}"))) for number in numbers]
    return [Move(number, from_id, to_id) for number, from_id, to_id in pairs if from_id and to_id]


def _release(request: StaffRequest, pk: int) -> None:
    hold = Booking.objects.filter(pk=pk, state=BookingState.HELD).first()
    if hold and release_hold(hold.once_key, by=request.actor):
        messages.warning(request, "入力中の仮押さえを放しました。入力していた人には、別の時間が案内されます。")
    else:
        messages.info(request, "その仮押さえは、もうありません。")


def _say(request: StaffRequest, done: Sequence[Moved]) -> None:
    moved = [one for one in done if one.slot is not None]
    if moved:
        calls = sum(one.is_to_be_called for one in moved)
        told = f"うち{calls}件は、「電話する一覧」に載せました。" if calls else ""
        mailed = len(moved) - calls
        told += f"{mailed}件には、変更のメールが届きます。" if mailed else ""
        messages.success(request, f"{len(moved)}件の予約を移しました。{told}")
    if left := len(done) - len(moved):
        messages.error(request, f"{left}件は移せませんでした。理由と、新しい時間の案を確かめてください。")


def _when(at: datetime) -> str:
    at = clock.in_tokyo(at)
    return f"{at.month}月{at.day}日（{clock.WEEKDAYS[at.weekday()]}）{at:%-H:%M}"


def _url(number: str) -> str:
    try:
        return reverse(BOOKING_PAGE, args=[number])
    except NoReverseMatch:
        return ""


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
