"""Whatever people do, in whatever order: after each step the counters are what the ledger says, and nothing is
overbooked."""

import uuid
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from madoguchi.booking.actions import (
    cancel_booking,
    change_people,
    hold_places,
    make_booking,
    move_booking,
    release_hold,
)
from madoguchi.booking.capacity.actions import block_places, revise_day, slots_from
from madoguchi.booking.capacity.moving import Move, free_rooms, move_each, seeker_of
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.capacity.rules import propose
from madoguchi.booking.kept_holds import release_lapsed_holds
from madoguchi.booking.models import Booking, NumberIssued, Slot
from madoguchi.booking.outages.actions import begin_outage, end_outage
from madoguchi.booking.outages.places import protect_places
from madoguchi.booking.outages.queries import bookings_touched_by, lines_of, open_outages
from madoguchi.booking.rules import Band, BookingState, Channel
from madoguchi.booking.to_telephone.rules import CallReason
from madoguchi.core.actors import CITIZEN
from madoguchi.core.refusals import Refusal
from tests.worlds import ADMIN, OPERATOR, PRESENT, TOMORROW, open_for_booking, person, wish

PEOPLE = st.integers(1, 3)
CHANNELS = st.sampled_from([Channel.WEB, Channel.TELEPHONE])


class Bookings(RuleBasedStateMachine):
    booked = Bundle("booked")
    held = Bundle("held")

    @initialize()
    def open(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.now = PRESENT
        self.travel()
        self.site = open_for_booking()
        Slot.objects.exclude(starts_at__date=TOMORROW).delete()
        keep = Slot.objects.order_by("starts_at").values_list("pk", flat=True)[:3]
        Slot.objects.exclude(pk__in=list(keep)).delete()
        Slot.objects.update(
            people_limit=3, bookings_limit=2, people_kept=1, kept_until=PRESENT + timedelta(hours=1)
        )
        self.slots = list(keep)

    def travel(self) -> None:
        if traveller := getattr(self, "traveller", None):
            traveller.stop()
        self.traveller = time_machine.travel(self.now, tick=False)
        self.traveller.start()

    @rule(target=booked, slot=st.integers(0, 2), people=PEOPLE, channel=CHANNELS)
    def book(self, slot: int, people: int, channel: Channel) -> Any:
        asked = wish(Slot(pk=self.slots[slot]), *[person()] * people)
        return self.unless_refused(make_booking, asked, channel=channel, by=self.who(channel))

    @rule(target=held, slot=st.integers(0, 2), people=PEOPLE, channel=CHANNELS)
    def hold(self, slot: int, people: int, channel: Channel) -> Any:
        return self.unless_refused(
            hold_places, self.slots[slot], people=people, once_key=uuid.uuid4(), channel=channel, language="ja",
            by=self.who(channel),
        )  # fmt: skip

    @rule(target=booked, hold=held, people=PEOPLE)
    def confirm(self, hold: Booking, people: int) -> Any:
        asked = wish(hold.slot, *[person()] * people, once_key=hold.once_key)
        return self.unless_refused(make_booking, asked, channel=Channel(hold.channel), by=CITIZEN)

    @rule(hold=held, slot=st.integers(0, 2), people=PEOPLE)
    def hold_again(self, hold: Booking, slot: int, people: int) -> None:
        self.unless_refused(
            hold_places, self.slots[slot], people=people, once_key=hold.once_key, channel=Channel(hold.channel),
            language="ja", by=CITIZEN,
        )  # fmt: skip

    @rule(hold=held)
    def give_up(self, hold: Booking) -> None:
        release_hold(hold.once_key, by=CITIZEN)

    @rule(booking=booked, slot=st.integers(0, 2))
    def move(self, booking: Booking, slot: int) -> None:
        self.unless_refused(move_booking, booking, to_slot_id=self.slots[slot], by=CITIZEN)

    @rule(booking=booked, people=PEOPLE)
    def resize(self, booking: Booking, people: int) -> None:
        self.unless_refused(change_people, booking, [person()] * people, by=OPERATOR)

    @rule(booking=booked)
    def cancel(self, booking: Booking) -> None:
        self.unless_refused(cancel_booking, booking, by=CITIZEN)

    @rule(people=st.integers(0, 4), bookings=st.integers(0, 3))
    def revise(self, people: int, bookings: int) -> None:
        starts = [
            slot.starts_at.astimezone(PRESENT.tzinfo).time() for slot in Slot.objects.filter(pk__in=self.slots)
        ]
        bands = [Band(at, time(at.hour, 59), 29, people, bookings) for at in starts]
        plan = [slot for band in bands for slot in slots_from([band], self.site, TOMORROW, within=None)[:1]]
        self.unless_refused(revise_day, self.site, TOMORROW, plan, by=ADMIN)

    @rule(slot=st.integers(0, 2), people=st.integers(0, 2))
    def block(self, slot: int, people: int) -> None:
        found = Slot.objects.filter(pk=self.slots[slot]).first()
        if found:
            self.unless_refused(block_places, found, people=people, note="LINE", by=ADMIN)

    @rule(slot=st.integers(0, 2), slots=st.integers(1, 2))
    def the_system_stops(self, slot: int, slots: int) -> None:
        touched = list(Slot.objects.filter(pk__in=self.slots[slot : slot + slots]).order_by("starts_at"))
        if touched:
            self.unless_refused(begin_outage, starts_at=touched[0].starts_at, ends_at=touched[-1].ends_at, by=ADMIN)

    @rule()
    def the_system_runs_again(self) -> None:
        for outage in open_outages():
            end_outage(outage, by=ADMIN)

    @rule(slot=st.integers(0, 2), people=st.integers(0, 2), adds_places=st.booleans())
    def protect(self, slot: int, people: int, adds_places: bool) -> None:
        until = self.now + timedelta(minutes=30)
        self.unless_refused(
            protect_places, {self.slots[slot]: people}, until=until, adds_places=adds_places, by=ADMIN
        )

    @rule(slot=st.integers(0, 2))
    def move_everybody_out(self, slot: int) -> None:
        """As the screen does: what is proposed for each is done for each, and no place was proposed twice."""
        leaving = list(
            Booking.objects.filter(slot=self.slots[slot], state=BookingState.BOOKED).prefetch_related(
                "visitors__procedure"
            )
        )
        rooms, _ = free_rooms(avoid={self.slots[slot]})
        proposed = propose([seeker_of(booking) for booking in leaving], rooms)
        moves = [Move(number, self.slots[slot], to) for number, to in proposed.items()]
        done = move_each(moves, reason=CallReason.CLOSED_DAY, by=ADMIN)
        assert all(moved.slot is not None for moved in done), done

    @rule(minutes=st.sampled_from([1, 5, 10, 60]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.travel()

    @rule()
    def the_clock_cleans_up(self) -> None:
        release_lapsed_holds()

    @invariant()
    def counters_are_the_ledger(self) -> None:
        if hasattr(self, "slots"):
            assert slots_that_differ_from_the_ledger() == []
            for slot in Slot.objects.all():
                assert slot.people_taken + slot.people_blocked <= slot.people_limit
                assert slot.bookings_taken <= slot.bookings_limit
                assert slot.people_protected >= 0
            for outage in open_outages():
                # Nobody who needs the system is booked in its time without standing on the list.
                listed = {line.booking.pk for line in lines_of(outage)}
                assert {booking.pk for booking in bookings_touched_by(outage)} <= listed
            numbers = list(Booking.objects.exclude(number="").values_list("number", flat=True))
            assert len(set(numbers)) == len(numbers) == NumberIssued.objects.count()

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            self.traveller.stop()
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @staticmethod
    def who(channel: Channel) -> Any:
        return CITIZEN if channel is Channel.WEB else OPERATOR

    @staticmethod
    def unless_refused(action: Any, *args: Any, **options: Any) -> Any:
        try:
            with transaction.atomic():
                return action(*args, **options)
        except Refusal:
            return multiple()


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.req("CAL-08")
def test_counters_equal_the_ledger_after_whatever_people_do() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
