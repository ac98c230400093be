"""Does the data prove itself? `madoguchi check` asks when somebody wants to know, `joint_jobs.py` every night."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from madoguchi.booking.capacity.places import slots_that_differ_from_the_ledger
from madoguchi.calls.reconciliation.queries import differences_in_calls
from madoguchi.calls.recordings.differences import recording_differences
from madoguchi.contacts.keeping.queries import kept_too_long
from madoguchi.core.clock import in_tokyo, now
from madoguchi.core.history.models import Event
from madoguchi.core.history.proof import differences_in_history
from madoguchi.core.search.proof import differences_in_index
from madoguchi.reports.meetings.queries import damaged_meetings
from madoguchi.reports.queries import damaged_issues

CLOCK_TOLERANCE = timedelta(minutes=5)


def differences(kept_heads: Mapping[int, str]) -> Iterator[str]:
    """`kept_heads`: heads of the chain that were kept outside the database."""
    for difference in differences_in_history(kept_heads=dict(kept_heads)):
        yield str(difference)
    for slot in slots_that_differ_from_the_ledger():
        when = in_tokyo(slot.starts_at)
        yield f"予約枠 {slot.pk} ({when:%Y-%m-%d %H:%M}): 予約数が台帳と違います"

    yield from differences_in_index()
    for contact in kept_too_long():
        yield f"応対 {contact.written_number}: 保存期間を過ぎています"
    yield from differences_in_calls()
    yield from recording_differences()
    yield from damaged_issues()
    yield from damaged_meetings()

    newest = Event.objects.order_by("-at").first()
    if newest and newest.at > now() + CLOCK_TOLERANCE:
        yield f"時計: 最新の履歴 {newest.pk} の時刻（{in_tokyo(newest.at):%Y-%m-%d %H:%M:%S}）が、いまより先です"
