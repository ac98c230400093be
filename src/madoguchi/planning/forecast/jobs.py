"""What happens by itself."""

from django_tasks import task

from madoguchi.core import clock
from madoguchi.municipality.queries import has_contract
from madoguchi.planning.forecast.actions import keep_forecast


@task(queue_name="slow")
def keep_todays_forecast() -> int:
    return keep_forecast(clock.today()) if has_contract() else 0
