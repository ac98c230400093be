"""A municipality in service: a real server and worker on their own database, Hatsukaichi's preset, a month of slots."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page
from pytest_django import DjangoDbBlocker

from madoguchi.accounts.rights import Role
from madoguchi.booking.capacity.actions import publish_slots
from madoguchi.booking.kept_holds import release_lapsed_holds
from madoguchi.booking.models import Booking, Slot, WebHold
from madoguchi.booking.rules import BookingState
from madoguchi.config.presets import apply_preset, folder_of
from madoguchi.core import clock
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from madoguchi.municipality.queries import open_days, sites_in_use, value_of
from tests.services.processes import Installation, new_installation
from tests.services.signed_in import session_for, staff_of
from tests.worlds import ADMIN


@dataclass
class Town:
    installation: Installation
    site: Site
    days: list[date]  # the next days on which the counter is open
    blocker: DjangoDbBlocker

    def url(self, path: str) -> str:
        return f"{self.installation.address}{path}"

    def sign_in(self, page: Page, role: Role) -> Page:
        """A page of somebody who is signed in. How one signs in has tests of its own."""
        with self.blocker.unblock(), self.installation.as_own_database():
            key = session_for(staff_of(role))
        page.context.add_cookies([{"name": "session", "value": key, "url": self.installation.address}])
        return page

    def slots_of(self, day: date) -> list[Slot]:
        with self.blocker.unblock(), self.installation.as_own_database():
            start = clock.start_of(day)
            found = Slot.objects.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
            return list(found.order_by("starts_at"))

    def let_holds_lapse(self) -> None:
        """As if everybody who fills in a form had been away for too long."""
        with self.blocker.unblock(), self.installation.as_own_database():
            held = Booking.objects.filter(state=BookingState.HELD)
            held.update(expires_at=clock.now() - timedelta(seconds=1))
            release_lapsed_holds()

    @contextmanager
    def busy_line(self) -> Iterator[None]:
        """So much has come from this line that the next one has to work, or to wait."""
        with self.blocker.unblock(), self.installation.as_own_database():
            before = value_of("booking.holds_per_line")
            change_settings({"booking.holds_per_line": 2 * WebHold.objects.count() + 4}, by=ADMIN)
        try:
            yield
        finally:
            with self.blocker.unblock(), self.installation.as_own_database():
                change_settings({"booking.holds_per_line": before}, by=ADMIN)

    def leave_room_for(self, number: str, people: int) -> None:
        """So many more fit into the slot of a booking."""
        with self.blocker.unblock(), self.installation.as_own_database():
            slot = Booking.objects.get(number=number.replace("-", "")).slot
            Slot.objects.filter(pk=slot.pk).update(people_limit=slot.people_taken + people)

    def fill_up(self, slot: Slot, *, but: int = 0) -> None:
        """As if others had taken every place (but so many) but none of the ledger's business: limits fall to what is
        taken."""
        with self.blocker.unblock(), self.installation.as_own_database():
            now = Slot.objects.get(pk=slot.pk)
            Slot.objects.filter(pk=slot.pk).update(people_limit=now.people_taken + but)


@pytest.fixture(scope="session")
def town(django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    with new_installation() as installation:
        installation.collect_static()
        with django_db_blocker.unblock(), installation.as_own_database():
            apply_preset(folder_of("hatsukaichi"))
            today = clock.today()
            # Whenever the tests run, the service runs: the preset's own dates have tests of their own.
            period = {"service_from": today - timedelta(days=30), "service_until": today + timedelta(days=300)}
            change_settings({f"contract.{name}": day.isoformat() for name, day in period.items()}, by=ADMIN)
            # All tests book by the same telephone and from the same line.
            change_settings(
                {"booking.bookings_per_phone": 1000, "booking.bookings_per_person_a_day": 100}, by=ADMIN
            )
            site = sites_in_use().get()
            publish_slots(site, first=today, until=today + timedelta(days=50), by=ADMIN)
            days = open_days("counter", today + timedelta(days=1), today + timedelta(days=40), site)
        installation.serve()
        installation.worker()
        yield Town(installation, site, days, django_db_blocker)
