"""Sealing: the worker takes what is committed and not yet sealed, and chains it to the batch before."""

from django.db import transaction

from madoguchi.core import clock
from madoguchi.core.history.canonical import keyed_digest, seal_message
from madoguchi.core.history.models import Event, Seal, SealedEvent

BATCH = 1000


def seal_events() -> int:
    """Seal everything that waits, in batches; how many events were sealed."""
    sealed = 0
    while count := _seal_one_batch():
        sealed += count
    return sealed


def head() -> Seal | None:
    """The newest seal: its digest vouches for everything before it, so it must leave the database every day."""
    return Seal.objects.order_by("-number").first()


@transaction.atomic
def _seal_one_batch() -> int:
    # What another transaction commits later, under a lower id, is unsealed still and joins the next batch.
    events = list(Event.objects.filter(sealed=None).order_by("id")[:BATCH])
    if not events:
        return 0
    before = head()
    number = before.number + 1 if before else 1
    previous = before.digest if before else ""
    sealed_at = clock.now()
    message = seal_message(
        number=number, sealed_at=sealed_at, previous=previous, macs=[event.mac for event in events]
    )
    # Two sealers at once: `number` and `previous` are unique, so the second one fails and tries again later.
    seal = Seal(
        number=number,
        sealed_at=sealed_at,
        previous=previous,
        events=len(events),
        digest=keyed_digest(message),
    )
    seal.save(force_insert=True)
    SealedEvent.objects.bulk_create(
        SealedEvent(event=event, seal=seal, position=position) for position, event in enumerate(events)
    )
    return len(events)
