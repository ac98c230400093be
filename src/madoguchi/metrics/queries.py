"""What the figures of this moment and of any stretch of days both read: the contract's terms, the calls that are not over."""

from datetime import date

from madoguchi.calls.ledger.models import Call, Fact
from madoguchi.calls.ledger.rules import Direction, Outcome
from madoguchi.calls.ports import FactKind
from madoguchi.metrics.rules import Terms
from madoguchi.municipality.queries import values_of


def terms_on(day: date) -> Terms:
    """The contract of that day; before there is one, figures are counted all the same."""
    said = values_of("targets", day)
    if "answer_rate_percent" not in said:
        return Terms()
    return Terms(
        target_percent=said["answer_rate_percent"],
        abandoned_counts=said["abandoned_in_queue_counts"],
        overflow_counts=said["overflow_counts"],
        second_figure_against=said["second_figure_against"],
        level_seconds=said.get("service_level_seconds", Terms.level_seconds),
        answer_rate_period=said["answer_rate_period"],
        answer_rate_formula=said["answer_rate_formula"],
        completion_rate=said["completion_rate"],
        transfer_rate=said["transfer_rate"],
    )


def calls_going_on() -> list[Call]:
    """Those that reached the queue and are not over; no tests."""
    found = Call.objects.filter(
        outcome=Outcome.GOING_ON.value, direction=Direction.INCOMING.value, queued_at__isnull=False
    ).select_related("line")
    calls = list(found)
    told = Fact.objects.filter(
        call_key__in=[call.key for call in calls], kind__in=[FactKind.ARRIVED.value, FactKind.DECIDED.value]
    )
    # As `calls.ledger.picture` will say when they are over.
    tests = {
        fact.call_key for fact in told if '"decision": "test"' in fact.values or '"trunk": "test"' in fact.values
    }
    return [call for call in calls if call.key not in tests]
