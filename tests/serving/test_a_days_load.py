"""What a day brings, all at once."""

import asyncio
from datetime import timedelta

import pytest
from bench._people import Person, Tally, people_of
from pytest_django.plugin import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.booking.models import Booking, Slot
from madoguchi.core import clock
from tests.services.processes import new_installation
from tests.services.signed_in import session_for, staff_of

# 000 Q6, Q43: 70–100 reservations on an opening day, 60–70 % of them by telephone.
BY_WEB, BY_TELEPHONE = 35, 65

pytestmark = pytest.mark.slow


@pytest.mark.req("PLT-06")
def test_the_bookings_of_a_whole_day_may_come_in_one_moment(django_db_blocker: DjangoDbBlocker) -> None:
    with new_installation() as installation, django_db_blocker.unblock(), installation.as_own_database():
        installation.run("preset", "apply", "hatsukaichi")
        until = clock.today() + timedelta(days=30)
        installation.run("slots", "publish", "--until", until.isoformat())
        installation.collect_static()
        installation.also["MADOGUCHI_TRUSTED_PROXIES"] = "127.0.0.1/32"
        installation.serve("--processes", "2")
        staff = [session_for(staff_of(Role.OPERATOR, f"sample-{number}")) for number in range(BY_TELEPHONE)]
        first = Slot.objects.filter(starts_at__gte=clock.start_of(clock.today() + timedelta(days=7))).earliest(
            "starts_at"
        )
        day = clock.in_tokyo(first.starts_at).date()
        Slot.objects.filter(starts_at__date=day).update(people_limit=20, bookings_limit=20)
        slots = [str(slot.pk) for slot in Slot.objects.filter(starts_at__date=day)]
        tally = Tally()
        asyncio.run(everybody_books(people_of(installation.port, staff, str(day), slots, tally, by_web=BY_WEB)))
        assert (len(tally.confirmed_at), tally.errors) == (BY_WEB + BY_TELEPHONE, {})
        assert Booking.objects.exclude(number="").count() == BY_WEB + BY_TELEPHONE
        assert slots_that_differ_from_the_ledger() == []


async def everybody_books(people: list[Person]) -> None:
    await asyncio.gather(*(person.look() for person in people))
    await asyncio.gather(*(person.book() for person in people))
    await asyncio.gather(*(person.browser.close() for person in people))
