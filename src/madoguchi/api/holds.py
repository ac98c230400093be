"""Keeping places while somebody makes up their mind."""

import uuid
from typing import Annotated

from ninja import Body, Path, Router

from madoguchi.accounts.tokens.rules import Scope
from madoguchi.api.bookings import CHANNELS, hold_key, offering_others
from madoguchi.api.door import ApiRequest, Token
from madoguchi.api.places import slot_read
from madoguchi.api.shapes import HoldRead, HoldSent
from madoguchi.booking.actions import hold_places, release_hold
from madoguchi.core import clock

HoldId = Annotated[
    uuid.UUID,
    Path(description="Yours: a new UUID for each hold.", example="7c4a8d09-ca37-4f6e-9d1b-1f0b5b9e8a11"),
]

router = Router(tags=["holds"], auth=Token(Scope.BOOKINGS_WRITE))


@router.put("/holds/{hold}", response=HoldRead, operation_id="holdPlaces")
def hold(request: ApiRequest, hold: HoldId, sent: Annotated[HoldSent, Body()]) -> HoldRead:
    """Places that count as taken until `expires_at`. Sent again it is extended, and moved where slot or size differ.
    A booking with this `hold` takes the places over."""
    caller = request.auth
    with offering_others(caller, sent.slot, procedures=[""] * sent.people):
        held = hold_places(
            sent.slot,
            people=sent.people,
            once_key=hold_key(caller, hold),
            channel=CHANNELS[caller.actor.kind],
            language="ja",
            by=caller.actor,
        )
    assert held.expires_at is not None  # noqa: S101 - the database says so too
    expires_at = clock.in_tokyo(held.expires_at)
    return HoldRead(hold=hold, slot=slot_read(held.slot), people=sent.people, expires_at=expires_at)


@router.delete("/holds/{hold}", response={204: None}, operation_id="releaseHold")
def release(request: ApiRequest, hold: HoldId) -> None:
    """Afterwards nothing is held, whether it was before or not. A booking that was made of it stays."""
    release_hold(hold_key(request.auth, hold), by=request.auth.actor)
