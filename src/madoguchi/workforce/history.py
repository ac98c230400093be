"""How seats that were added appear in the history."""

from madoguchi.core.history import registry
from madoguchi.core.history.registry import ObjectKind

ADDED_SEATS = "added_seats"


def register() -> None:
    registry.register_object(ObjectKind(ADDED_SEATS, label="増席", viewable_with="supervision.view"))
    registry.register_events({"seats.added": "席を増やしました", "seats.ended": "増席を終えました"})
    registry.register_fields(
        {"seats_added": "増やした席", "seats_from": "増席の始まり", "seats_until": "増席の終わり"}
    )
