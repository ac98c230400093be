"""One stock for everybody: what a machine books is seen at once by citizens, operators and the counter."""

from datetime import time

import pytest
import time_machine
from django.test import Client

from madoguchi.accounts.rights import Role
from madoguchi.booking.models import Slot
from tests import worlds
from tests.api.conftest import OWN, Machine
from tests.services.processes import Installation, wait_until
from tests.services.signed_in import session_for, staff_of
from tests.services.streams import following
from tests.worlds import PRESENT, TOMORROW, open_for_booking, slot_at


def is_offered(page: Client, address: str, slot: Slot) -> bool:
    """Whether this page offers the time to be taken."""
    return f'name="slot" value="{slot.pk}"' in page.get(address, follow=True).content.decode()


@pytest.mark.slow
@pytest.mark.req("STF-01", "CAL-08")
def test_a_machines_booking_is_seen_by_citizen_operator_and_counter_at_once(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worlds, "_made", {})  # another database: opened for real
    with time_machine.travel(PRESENT, tick=True):
        nine = slot_at(open_for_booking(), TOMORROW, time(9), people=1)
        bot = Machine(*OWN)
        citizen, operator = Client(), Client()
        operator.cookies["session"] = session_for(staff_of(Role.OPERATOR))
        calendar, grid = f"/book/day/{TOMORROW}/?procedure=pickup", f"/staff/operator/new/1/?from={TOMORROW}"
        faces = ((citizen, calendar), (operator, grid))
    clerk = session_for(staff_of(Role.CITY_CLERK))  # signed in at the server's own time
    topic = f"day:{TOMORROW}"
    with following(installation.port, clerk, topic) as counter:
        wait_until(lambda: counter.newest(topic))
        with time_machine.travel(PRESENT, tick=True):
            assert [is_offered(*face, nine) for face in faces] == [True, True]
            made = bot.booked(nine.pk)
            assert [is_offered(*face, nine) for face in faces] == [False, False]
        wait_until(lambda: made["number"] in counter.newest(topic))
        with time_machine.travel(PRESENT, tick=True):
            assert bot.ask("POST", f"/bookings/{made['number']}/cancel").status_code == 200
            assert [is_offered(*face, nine) for face in faces] == [True, True]
        wait_until(lambda: made["number"] not in counter.newest(topic))
