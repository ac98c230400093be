"""The demo's plan: what was forecast in the last nights, and a notice that is going to be sent."""

from datetime import date, timedelta

from madoguchi.core import clock
from madoguchi.core.actors import Actor
from madoguchi.municipality.queries import contract, open_days
from madoguchi.planning.forecast.actions import keep_forecast
from madoguchi.planning.models import Peak
from madoguchi.planning.peaks.actions import Entry, enter_peak
from madoguchi.planning.peaks.rules import PeakKind

DAYS_BACK = 28
NIGHTS = 8  # by then enough calls had come to forecast from


def plan_a_month(manager: Actor) -> None:
    """Only where nothing is planned yet."""
    if Peak.objects.exists():
        return
    today = clock.today()
    first = max(today - timedelta(days=DAYS_BACK), contract().service_from)
    days = open_days("telephone", first, today)
    ahead = open_days("telephone", today + timedelta(days=7), today + timedelta(days=21))
    if ahead:
        enter_peak(_notice("来月分の更新通知", ahead[0], 1200, calls=96, places=240), by=manager)
    for day in days[-NIGHTS:]:
        with clock.as_if(clock.start_of(day) + timedelta(minutes=5)):
            keep_forecast(day)


def _notice(name: str, begins_on: date, letters: int, *, calls: int, places: int) -> Entry:
    sent_on = begins_on - timedelta(days=3)
    return Entry(
        PeakKind.RENEWAL, name, begins_on, 4, calls, places, letters, sent_on, "J-LIS からの連絡による（見本）"
    )
