"""Keeping what a probe saw. No event of the history: it is a measurement, as the placed hours are."""

from datetime import datetime

from django.db import transaction

from madoguchi.metrics.availability.models import ProbeStretch
from madoguchi.metrics.availability.rules import LONGEST_PAUSE

NO_ANSWER = "no_answer"


@transaction.atomic
def note_probe(at: datetime, *, witness: str, is_up: bool, reason: str = "") -> None:
    """Prolongs the stretch when the probe saw the same as the one before it. One that comes late says nothing new."""
    at = at.replace(microsecond=0)
    mine = ProbeStretch.objects.select_for_update().filter(witness=witness)
    newest = mine.order_by("-last_at", "-pk").first()
    if newest and at <= newest.last_at:
        return
    if newest and (newest.is_up, newest.reason) == (is_up, reason) and at - newest.last_at <= LONGEST_PAUSE:
        newest.last_at, newest.probes = at, newest.probes + 1
        newest.save(update_fields=["last_at", "probes"])
    else:
        ProbeStretch.objects.create(witness=witness, is_up=is_up, reason=reason, first_at=at, last_at=at)
