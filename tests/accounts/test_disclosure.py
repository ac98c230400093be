"""SEC-11, SEC-20: seeing, searching and taking out are on record; taking out is a right of its own."""

import pytest

from madoguchi.accounts.disclosure import record_export, record_search, record_view
from madoguchi.accounts.rights import Role
from madoguchi.core.actors import SYSTEM
from madoguchi.core.history.models import Event
from madoguchi.core.history.queries import events_visible_to, facts_of
from madoguchi.core.history.record import About
from madoguchi.core.refusals import MissingRight
from tests.accounts.conftest import issued

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-11", "SEC-20")]


def test_an_export_without_the_right_is_refused_and_nothing_is_written() -> None:
    clerk = issued(Role.CITY_CLERK).staff.actor
    assert clerk.may("bookings.edit")
    with pytest.raises(MissingRight):
        record_export("bookings", by=clerk, rows=10, form="csv")
    assert not Event.objects.filter(kind="disclosure.exported").exists()


def test_every_export_is_an_event_with_its_size_and_form() -> None:
    admin = issued(Role.CITY_ADMIN).staff.actor
    event = record_export("bookings", by=admin, rows=10, form="csv", facts={"day": "2026-11-21"})
    assert facts_of(event) == {"rows": 10, "form": "csv", "day": "2026-11-21"}
    assert (event.actor_key, event.actor_kind) == (admin.key, "city")


def test_a_search_says_how_many_were_found_and_not_what_was_typed() -> None:
    event = record_search("bookings", by=issued().staff.actor, found=3)
    assert facts_of(event) == {"found": 3}


def test_a_view_stands_with_the_object_that_was_seen() -> None:
    staff, admin = issued().staff, issued(Role.CITY_ADMIN).staff
    record_view(About("staff", staff.login_id), by=admin.actor)
    assert events_visible_to(admin.actor).filter(kind="disclosure.viewed", about_key=staff.login_id).count() == 1


def test_the_system_exports_for_its_reports() -> None:
    assert record_export("history", by=SYSTEM, rows=1, form="json").actor_kind == "system"


def test_an_unknown_subject_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        record_search("boats", by=SYSTEM, found=0)
