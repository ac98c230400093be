"""Many workers look at the same moment: one alert of a cause, one event."""

from dataclasses import replace
from datetime import timedelta

import pytest

from madoguchi.alerts.actions import take_stock
from madoguchi.alerts.models import Alert
from madoguchi.alerts.rules import A_MINUTE, Since, Snapshot
from madoguchi.core.history.models import Event
from tests.at_once import all_at_once
from tests.worlds import PRESENT, applied

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.req("QUA-02")]
WORKERS = 6
BUSY = Snapshot(
    at=PRESENT,
    people=3,
    waiting=(Since("c", PRESENT),) * 9,
    calls=tuple(Since(str(number), PRESENT - timedelta(hours=1)) for number in range(100, 120)),
    exchange_is_down=True,
)


def test_parallel_workers_raise_one_alert_of_each_cause_and_end_it_once() -> None:
    applied("hatsukaichi")
    all_at_once([lambda: take_stock(BUSY)] * WORKERS)
    raised = Alert.objects.count()
    assert raised <= A_MINUTE
    assert set(Alert.objects.values_list("rule", flat=True)) == {"exchange_down", "queue_length", "long_call"}
    assert Event.objects.filter(kind="alert.raised").count() == raised
    later = replace(BUSY, at=PRESENT + timedelta(seconds=5), waiting=(), calls=(), exchange_is_down=False)
    all_at_once([lambda: take_stock(later)] * WORKERS)
    assert not Alert.objects.filter(ended_at=None).exists()
    assert Event.objects.filter(kind="alert.ended").count() == raised
