"""The counter: who came, and how it went."""

from datetime import time

import pytest

from madoguchi.booking.actions import make_booking
from madoguchi.booking.counter.actions import set_state
from madoguchi.booking.models import Booking
from madoguchi.booking.refusals import UnknownOutcome
from madoguchi.booking.rules import BookingState, Channel
from madoguchi.core.actors import CITIZEN
from madoguchi.municipality.actions import change_settings
from madoguchi.municipality.models import Site
from tests.worlds import ADMIN, CLERK, TOMORROW, slot_at, wish

pytestmark = pytest.mark.django_db


@pytest.mark.preset_key("booking.outcomes")
def test_an_outcome_is_one_of_those_that_the_municipality_has_named(site: Site) -> None:
    booking = make_booking(wish(slot_at(site, TOMORROW, time(9))), channel=Channel.WEB, by=CITIZEN)
    change_settings({"booking.outcomes": [{"code": "went_well", "label": "できた"}]}, by=ADMIN)
    set_state(booking, BookingState.ARRIVED, by=CLERK)
    with pytest.raises(UnknownOutcome):
        set_state(booking, BookingState.SERVED, outcome="done", by=CLERK)
    set_state(booking, BookingState.SERVED, outcome="went_well", by=CLERK)
    assert Booking.objects.get(pk=booking.pk).outcome == "went_well"
