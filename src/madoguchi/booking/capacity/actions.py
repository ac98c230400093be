"""Publishing and revising slots. Nothing here ever takes a place away from somebody who has it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest, Least

from madoguchi.booking.capacity.queries import bands_on, bookings_with_places, days_by_hand, slots_on_day
from madoguchi.booking.history import SLOTS
from madoguchi.booking.models import BlockedPlaces, Booking, RevisedDay, Slot
from madoguchi.booking.refusals import BeyondService, DayIsOver, PeopleWouldLoseTheirPlace, SlotsOverlap
from madoguchi.booking.rules import Band, kept_places, kept_until
from madoguchi.core import clock
from madoguchi.core.actors import Actor, UserKind
from madoguchi.core.history.record import About, record
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import contract, openings, values_of

MAY_PUBLISH = "slots.edit"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SlotRevision:
    """What publishing a plan would do: shown before, done after."""

    new: Sequence[Slot]
    changed: Sequence[tuple[Slot, Slot]]  # as it is, as it will be
    withdrawn: Sequence[Slot]

    @property
    def in_the_way(self) -> list[Slot]:
        """Slots that would have fewer places than are taken or given elsewhere."""
        too_small = [
            now
            for now, then in self.changed
            if now.people_taken > then.people_limit - now.people_blocked or now.bookings_taken > then.bookings_limit
        ]
        return too_small + [slot for slot in self.withdrawn if slot.bookings_taken]

    @property
    def over(self) -> dict[int, tuple[int, int]]:
        """By how many people and bookings each slot in the way holds more than it will."""
        shrunk = {
            now.pk: (
                now.people_taken - (then.people_limit - now.people_blocked),
                now.bookings_taken - then.bookings_limit,
            )
            for now, then in self.changed
        }
        return shrunk | {slot.pk: (slot.people_taken, slot.bookings_taken) for slot in self.withdrawn}

    @property
    def touched(self) -> set[int]:
        """Slots that change: nobody is moved into one of them."""
        return {now.pk for now, _ in self.changed} | {slot.pk for slot in self.withdrawn}

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.withdrawn)


def plan_by_pattern(site: Site, *, first: date, until: date) -> dict[date, list[Slot]]:
    """What the pattern says for the days in [first, until): on open days only, inside the opening hours."""
    return {
        day: slots_from(bands_on(day, site), site, day, within=opening.intervals)
        for day, opening in openings("counter", first, until - ONE_DAY, site).items()
    }


def slots_from(
    bands: Iterable[Band], site: Site, day: date, *, within: Sequence[clock.Interval] | None
) -> list[Slot]:
    """Unsaved slots. `within` None: a special opening, whose hours are its own."""
    slots = []
    booking = values_of("booking", day)
    for band in bands:
        for starts, ends in band.slot_times():
            starts_at, ends_at = clock.moment(day, starts), clock.moment(day, ends)
            if within is None or any(starts_at >= open_.start and ends_at <= open_.end for open_ in within):
                kept, until = share_of(band.people, starts_at, booking)
                slots.append(
                    Slot(
                        site=site,
                        starts_at=starts_at,
                        ends_at=ends_at,
                        people_limit=band.people,
                        bookings_limit=band.bookings,
                        people_kept=kept,
                        kept_until=until,
                    )
                )
    return slots


def share_of(people: int, starts_at: datetime, booking: Mapping[str, Any]) -> tuple[int, datetime | None]:
    """How many places are kept for the telephone, and until when; `booking`: the settings of that day."""
    kept = kept_places(people, percent=booking["telephone_percent"])
    if not kept:
        return 0, None
    days_before, at = booking["telephone_until_days_before"], booking["telephone_until_at"]
    return kept, kept_until(starts_at, days_before=days_before, at=at)


def revision_of(site: Site, day: date, wanted: Sequence[Slot]) -> SlotRevision:
    """The difference between what is published for a day and what is wanted."""
    _refuse_overlaps(wanted)
    now = {slot.starts_at: slot for slot in slots_on_day(day, site=site)}
    then = {slot.starts_at: slot for slot in wanted}
    return SlotRevision(
        new=[slot for at, slot in then.items() if at not in now],
        changed=[(now[at], slot) for at, slot in then.items() if at in now and _differs(now[at], slot)],
        withdrawn=[slot for at, slot in now.items() if at not in then and not slot.is_withdrawn],
    )


def publish_slots(site: Site, *, first: date, until: date, by: Actor) -> int:
    """Publish the pattern's slots in [first, until). What is published already, and what was made by hand, stays as
    it is. How many are new."""
    _need_right(by)
    refuse_beyond_service(first, until - ONE_DAY)
    plan = plan_by_pattern(site, first=first, until=until)
    with transaction.atomic():
        for day in days_by_hand(site, first=first, until=until):
            del plan[day]
        slots = [slot for slots in plan.values() for slot in slots]
        before = Slot.objects.filter(site=site).count()
        Slot.objects.bulk_create(slots, ignore_conflicts=True, batch_size=500)
        new = Slot.objects.filter(site=site).count() - before
        if new:
            facts = {"first_day": first.isoformat(), "last_day": (until - ONE_DAY).isoformat(), "slots": new}
            record("slots.published", by=by, about=About(SLOTS, site.code), facts=facts)
    return new


def revise_day(site: Site, day: date, wanted: Sequence[Slot], *, by: Actor, note: str = "") -> SlotRevision:
    """Make a day as wanted: more, fewer, other hours, closed. Refused, with the names of those who would have to
    move, where places are taken (CAL-05)."""
    _need_right(by)
    refuse_beyond_service(day, day)
    if day < clock.today():
        raise DayIsOver
    with transaction.atomic():
        list(slots_on_day(day, site=site).select_for_update(of=("self",)))
        revision = revision_of(site, day, wanted)
        if revision.in_the_way:
            raise PeopleWouldLoseTheirPlace(_numbers_in(revision.in_the_way))
        if revision.is_empty:
            return revision
        Slot.objects.bulk_create(revision.new)
        for now, then in revision.changed:
            # Only limits: the counters may have moved since they were read.
            Slot.objects.filter(pk=now.pk).update(
                ends_at=then.ends_at,
                people_limit=then.people_limit,
                bookings_limit=then.bookings_limit,
                people_kept=then.people_kept,
                kept_until=then.kept_until,
                # Protected places are nobody's yet: as many stay as fit.
                people_protected=Least(
                    F("people_protected"),
                    Greatest(then.people_limit - F("people_blocked") - F("people_taken"), Value(0)),
                ),
            )
        _withdraw(revision.withdrawn)
        RevisedDay.objects.update_or_create(site=site, day=day, defaults={"note": note})
        record(
            "slots.revised",
            by=by,
            about=About(SLOTS, site.code),
            facts={"day": day.isoformat(), "note": note or None, "site": site.code},
            changes={
                "slots": (_count_now(revision, wanted), len(wanted)),
                "people": (_people_now(revision, wanted), sum(slot.people_limit for slot in wanted)),
            },
        )
        return revision


def revise_days(site: Site, wanted: Mapping[date, Sequence[Slot]], *, by: Actor, note: str = "") -> int:
    """Many days at once, all or nothing; the refusal names everybody on any of the days. How many have changed."""
    with transaction.atomic():
        revisions = [revision_of(site, day, slots) for day, slots in wanted.items()]
        if in_the_way := [slot for revision in revisions for slot in revision.in_the_way]:
            raise PeopleWouldLoseTheirPlace(_numbers_in(in_the_way))
        done = [revise_day(site, day, slots, by=by, note=note) for day, slots in wanted.items()]
        return sum(not revision.is_empty for revision in done)


def block_places(slot: Slot, *, people: int, note: str, by: Actor) -> Slot:
    """Places given elsewhere: 0 opens the slot again. Never more than are free."""
    _need_right(by)
    with transaction.atomic():
        before = Slot.objects.select_for_update(of=("self",)).select_related("site").get(pk=slot.pk)
        free = Slot.objects.filter(pk=slot.pk, people_taken__lte=F("people_limit") - people)
        if not free.update(people_blocked=people):
            raise PeopleWouldLoseTheirPlace(_numbers_in([before]))
        BlockedPlaces.objects.filter(slot=slot).delete()
        if people:
            BlockedPlaces.objects.create(slot=slot, people=people, note=note)
        record(
            "slots.blocked",
            by=by,
            about=About(SLOTS, before.site.code),
            facts={"starts_at": before.starts_at.isoformat(), "note": note or None},
            changes={"people_blocked": (before.people_blocked, people)},
        )
        before.people_blocked = people
        return before


def _withdraw(slots: Sequence[Slot]) -> None:
    """A slot that somebody once had a place in stays, without places: its bookings point to it."""
    used = set(Booking.objects.filter(slot__in=slots).values_list("slot", flat=True))
    BlockedPlaces.objects.filter(slot__in=slots).delete()
    Slot.objects.filter(pk__in=used).update(
        people_limit=0, bookings_limit=0, people_blocked=0, people_kept=0, people_protected=0
    )
    Slot.objects.filter(pk__in={slot.pk for slot in slots} - used).delete()


def _differs(now: Slot, then: Slot) -> bool:
    return (now.ends_at, now.people_limit, now.bookings_limit) != (
        then.ends_at,
        then.people_limit,
        then.bookings_limit,
    )


def _count_now(revision: SlotRevision, wanted: Sequence[Slot]) -> int:
    return len(wanted) - len(revision.new) + len(revision.withdrawn)


def _people_now(revision: SlotRevision, wanted: Sequence[Slot]) -> int:
    kept = sum(slot.people_limit for slot in wanted) - sum(slot.people_limit for slot in revision.new)
    moved = sum(now.people_limit - then.people_limit for now, then in revision.changed)
    return kept + moved + sum(slot.people_limit for slot in revision.withdrawn)


def _numbers_in(slots: Sequence[Slot]) -> list[str]:
    return [booking.spoken_number for booking in bookings_with_places(slots) if booking.number]


def _refuse_overlaps(wanted: Sequence[Slot]) -> None:
    in_order = sorted(wanted, key=lambda slot: slot.starts_at)
    if any(earlier.ends_at > later.starts_at for earlier, later in pairwise(in_order)):
        raise SlotsOverlap


def _need_right(by: Actor) -> None:
    by.need(MAY_PUBLISH, also=[UserKind.SYSTEM])


def refuse_beyond_service(first: date, last: date) -> None:
    body = contract()
    if not (body.covers(first) and body.covers(last)):
        raise BeyondService
