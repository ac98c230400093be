"""What the page of a call says of its recording."""

from typing import Any

from madoguchi.calls.ledger.models import Call
from madoguchi.calls.recordings.queries import recording_of
from madoguchi.web.frame.access import StaffRequest
from madoguchi.web.telephone.recordings.shown import state_of


def recording_of_call(request: StaffRequest, call: Call) -> tuple[str, dict[str, Any]] | None:
    found = recording_of(request.actor, call.key)
    if found is None:
        return None
    return "telephone/recordings/_of_call.html", {"recording": found, "state": state_of(found)}
