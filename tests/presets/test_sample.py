"""The demo's people: what is invented of them lies behind us, whenever the demo is started."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine

from madoguchi.config import sample_contacts
from madoguchi.contacts.models import Contact
from madoguchi.core import clock
from madoguchi.core.history.models import Event
from tests.calls.people import SUPERVISOR
from tests.worlds import OPERATOR, PRESENT, applied


@pytest.mark.django_db
def test_nothing_is_written_of_what_is_still_to_come(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """A history that is ahead of the clock is a clock that is wrong: the demo said so, and did not start."""

    minutes = iter((1, 5, 15))

    def just_now(day: date, random: Random) -> datetime:
        return clock.now() - timedelta(minutes=next(minutes))

    settings.DEMO = True
    monkeypatch.setattr(sample_contacts, "HOW_MANY", 3)
    monkeypatch.setattr(sample_contacts, "_moment", just_now)
    with time_machine.travel(PRESENT, tick=False):
        applied("hatsukaichi")
        sample_contacts.record_contacts([OPERATOR], SUPERVISOR)
        assert not Event.objects.filter(at__gt=clock.now()).exists()
        assert Contact.objects.exclude(state="draft").exists()
