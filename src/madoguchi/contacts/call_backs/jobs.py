"""What callers wished by keys becomes a call-back for the operators."""

from madoguchi.calls.ledger.models import Call
from madoguchi.contacts.call_backs.actions import take_wished_call_back
from madoguchi.core.history.models import Event
from madoguchi.core.tasks.marks import at_least_once


@at_least_once  # the second time it stands already
def take_wish(event: Event) -> None:
    call = Call.objects.filter(key=event.about_key).first()
    if call is not None:
        take_wished_call_back(call)
