"""The demo's people: what is invented of them lies behind us, whenever the demo is started, and agrees with itself."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine

from madoguchi.accounts.demo import login_id_of
from madoguchi.accounts.rights import Role
from madoguchi.calls.agents.administration import add_agent
from madoguchi.calls.agents.rules import Device
from madoguchi.config import sample, sample_calls, sample_contacts
from madoguchi.config.sample_desk import SLOT, Desk
from madoguchi.contacts.models import Contact
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from madoguchi.metrics.past.queries import Past, Period
from madoguchi.metrics.reconciling.queries import comparisons
from madoguchi.municipality.queries import sites_in_use
from tests.calls.people import SUPERVISOR, staff
from tests.worlds import OPERATOR, PRESENT, applied


@pytest.mark.django_db
def test_nothing_is_written_of_what_is_still_to_come(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A history that is ahead of the clock is a clock that is wrong: the demo said so, and did not start."""
    settings.DEMO = True
    monkeypatch.setattr(sample_contacts, "DAYS_BACK", 0)
    monkeypatch.setattr(sample_contacts, "TALKS_A_DAY", (40, 40))
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        sample_contacts.record_contacts(Desk([OPERATOR]), OPERATOR, SUPERVISOR)
        assert not Event.objects.filter(at__gt=clock.now()).exists()
        assert Contact.objects.exclude(state="draft").exists()


def test_each_person_speaks_with_one_at_a_time() -> None:
    with time_machine.travel(PRESENT, tick=False):
        day = clock.today() - timedelta(days=1)
        desk = Desk([OPERATOR, SUPERVISOR])
        talks = [*desk.talks(day, 20), *desk.talks(day, 20)]
        assert len(talks) == desk.given(day) == 40
        for person in (OPERATOR, SUPERVISOR):
            begun = sorted(at for at, answering in talks if answering == person)
            assert all(later - earlier > SLOT / 2 for earlier, later in pairwise(begun))


@pytest.mark.django_db
def test_calls_records_and_bookings_agree_but_for_a_few(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO = True
    for module in (sample, sample_contacts, sample_calls):
        monkeypatch.setattr(module, "DAYS_BACK", 4)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        for role in (Role.OPERATOR, Role.SUPERVISOR, Role.MANAGER):
            add_agent(staff(login_id_of(role), role), device=Device.NONE, by=SUPERVISOR)
        desk = Desk([sample._acting(Role.OPERATOR), sample._acting(Role.SUPERVISOR)])
        for site in sites_in_use():
            sample._live_through_a_month(site, desk)
        sample_contacts.record_contacts(desk, sample._acting(Role.OPERATOR), SUPERVISOR)
        sample_calls.tell_a_month_of_calls()
        days = Past(Period(clock.today() - timedelta(days=4), clock.today()))
        found = {one.heading: one for one in comparisons(days)}
    answered = dict(found["応答した通話と応対の記録"].sides)["応答した通話"]
    assert answered > 25
    assert all(one.count <= answered // 8 for one in found.values()), found
    assert not found["交換機の記録と通話台帳"].count
    assert not found["通話台帳と指標"].count
